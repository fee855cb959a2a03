"""Are words that say nothing of what is asked left out, and no others?"""

from __future__ import annotations

import pytest

from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.reader import Reader
from photodesk.understanding.wording import only_tells, to_the_point


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("Hello! where is it Thanks, Aino", "where is it"),
        ("Hi there, can I cancel it? Best regards, Aino Virtanen", "can I cancel it?"),
        ("Good morning Maria! My order hasn't come. Br Kalle", "My order hasn't come."),
        ("hey where r my pics, thx", "where r my pics"),
        (
            "Thank you for the photos. Where are the files? Thank you in advance",
            "Thank you for the photos. Where are the files?",
        ),
        ("THERE IS A BIG WHITE STRIPE", "there is a big white stripe"),
        ("Thanks, where is it", "Thanks, where is it"),
        ("say thanks to Maija", "say thanks to Maija"),
        ("no thanks", "no thanks"),
        ("Hello, thanks!", "Hello, thanks!"),
        ("thanks", "thanks"),
        ("Hi", "Hi"),
        ("DPI?", "DPI?"),
    ],
)
def test_courtesies_and_capitals_are_left_out_and_nothing_else(text: str, point: str) -> None:
    assert to_the_point(text) == point


def test_a_sentence_that_only_tells_a_number_is_known() -> None:
    assert only_tells("My order number is this order.")
    assert not only_tells("Where is this order?")


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "Hello! {} Thanks, Aino",
        "Hi,\n\n{}\n\nBest regards\nAino",
        "{} My order number is PC-104302.",
        "PC-104302. {}",
    ],
)
def test_a_question_is_read_the_same_whatever_politeness_and_number_stand_around_it(
    reader: Reader, finder: EntityFinder, around: str
) -> None:
    question = "Can I still cancel the photos that I ordered?"
    bare, polite = reader.read(question), reader.read(around.format(question))
    assert (polite.intent, polite.band) == (bare.intent, bare.band)
    assert polite.confidence == pytest.approx(bare.confidence, abs=0.02)
