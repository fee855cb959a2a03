"""Do questions that mean the same come together, and always in the same groups?"""

from __future__ import annotations

import random

import pytest

from photodesk.understanding.encoder import find_encoder
from photodesk.understanding.grouping import Grouping

FRAMES = ["do you sell frames?", "can I buy a picture frame from you", "which frames do you have for prints?"]
FILM = ["do you develop old film rolls?", "can I have a roll of film developed", "film development, is it possible"]
MUGS = ["do you print photos on mugs", "can I get a mug with my picture printed on it"]
ALL = [*FRAMES, *FILM, *MUGS]


def groups(grouping: Grouping, texts: list[str]) -> set[frozenset[str]]:
    return {frozenset(texts[place] for place in places) for places in grouping.groups(texts)}


@pytest.fixture(scope="module")
def grouping() -> Grouping:
    if find_encoder() is None:
        pytest.skip("there is no encoder")
    return Grouping()


def test_what_means_the_same_comes_together(grouping: Grouping) -> None:
    assert groups(grouping, ALL) == {frozenset(FRAMES), frozenset(FILM), frozenset(MUGS)}


def test_the_same_texts_give_the_same_groups_in_whatever_order(grouping: Grouping) -> None:
    first = grouping.groups(ALL)
    assert grouping.groups(ALL) == Grouping().groups(ALL) == first
    mixed = random.Random(1).sample(ALL, len(ALL))
    assert groups(grouping, mixed) == groups(grouping, ALL)


def test_the_text_that_is_most_like_the_others_stands_for_them(grouping: Grouping) -> None:
    [places] = grouping.groups([*FRAMES, "frames?"])
    assert places[0] != 3


def test_without_an_encoder_words_tell(grouping: Grouping) -> None:
    found = groups(Grouping(find=lambda: None), ["do you sell frames?", "do you sell frames", "film developed"])
    assert frozenset({"do you sell frames?", "do you sell frames"}) in found


@pytest.mark.parametrize("texts", [[], ["alone"]])
def test_few_need_no_encoder(texts: list[str]) -> None:
    def never() -> None:
        raise AssertionError

    assert Grouping(find=never).groups(texts) == [[place] for place in range(len(texts))]
