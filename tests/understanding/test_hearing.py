"""Does a short message go on about what was answered, without a new question being captured?"""

from __future__ import annotations

import pytest

from photodesk.understanding.hearing import heard, wants_words
from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Entity, Question, Ranked, Reading


def reading(text: str, band: Band = Band.UNSURE, entities: tuple[Entity, ...] = (), **chances: float) -> Reading:
    ranking = tuple(sorted((Ranked(id, chance) for id, chance in chances.items()), key=lambda one: -one.confidence))
    return Reading(text, ranking, band, (Question(text, ranking, band),), entities, sure=0.7)


def test_a_doubtful_message_that_leans_is_about_what_was_answered() -> None:
    found = heard(reading("and for files?", return_product=0.6, photo_file_size=0.4), before="return_product")
    assert found.band is Band.SURE
    assert found.intent == "return_product"
    assert [question.topic for question in found.questions] == ["return_product"]


@pytest.mark.parametrize("text", ["what about the canvas?", "And for files", "ok and the same for key rings?"])
def test_the_same_asked_of_something_else_is_about_what_was_answered(text: str) -> None:
    found = heard(reading(text, order_status=0.6, report_defect=0.3, return_product=0.1), before="return_product")
    assert (found.intent, found.band) == ("return_product", Band.SURE)


def test_what_was_answered_is_offered_when_a_short_message_fits_nothing_well() -> None:
    doubtful = reading("is it cheaper if i do it for them", delivery_terms=0.27, design_cost=0.14, restore_gallery=0.12)
    found = heard(doubtful, before="restore_gallery")
    assert found.band is Band.UNSURE
    assert "restore_gallery" in [ranked.id for ranked in found.ranking[:2]]
    assert "restore_gallery" not in [ranked.id for ranked in doubtful.ranking[:2]]


def test_a_short_message_on_another_topic_needs_more_to_be_answered() -> None:
    found = heard(
        reading("how can she reach them", Band.SURE, contact_support=0.8, thank=0.1, refund=0.1), before="refund"
    )
    assert found.band is Band.UNSURE
    assert [ranked.id for ranked in found.ranking[:2]] == ["contact_support", "refund"]


@pytest.mark.parametrize(
    "text",
    ["where is my order", "and where is my order", "and one more thing: " + "my order has not come at all " * 3],
)
def test_a_plain_new_question_is_not_captured(text: str) -> None:
    asked = reading(text, Band.SURE, order_status=0.97, return_product=0.03)
    assert heard(asked, before="return_product") == asked


def test_talk_stays_talk() -> None:
    thanks = reading("ok thanks", Band.SURE, thank=0.9, affirm=0.1)
    assert heard(thanks, before="refund") == thanks


def test_a_stranger_stays_a_stranger() -> None:
    far = reading("and the weather?", Band.OUTSIDE, **{OUT_OF_SCOPE: 0.9, "refund": 0.1})
    assert heard(far, before="refund").band is Band.OUTSIDE


def test_what_the_asker_hardly_asks_counts_less() -> None:
    both = reading("the money back", gift_cards=0.5, refund=0.4, unfinished_carts=0.1)
    found = heard(both, rarely={"gift_cards", "unfinished_carts"})
    assert [ranked.id for ranked in found.ranking] == ["refund", "gift_cards", "unfinished_carts"]
    assert found.ranking[0].confidence == pytest.approx(0.4 / 0.58)
    assert found.questions[0].topic == "refund"
    assert sum(ranked.confidence for ranked in found.ranking) == pytest.approx(1)


def test_a_topic_of_others_is_still_answered_when_nothing_else_is_meant() -> None:
    """Photographers write before they sign in."""
    sure = reading("how do I sell gift cards", Band.SURE, gift_cards=0.98, refund=0.02)
    assert heard(sure, rarely={"gift_cards"}).band is Band.SURE


def test_without_asker_and_context_nothing_changes() -> None:
    asked = reading("the money back", gift_cards=0.5, refund=0.5)
    assert heard(asked) is asked


def test_what_no_model_judged_stays_as_it_is() -> None:
    button = Reading("choice:abcdefgh", (), Band.SURE)
    assert heard(button, rarely={"gift_cards"}, before="refund") is button


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("What should I tell her?", True),
        ("A father says he has no package. What do I tell him?", True),
        ("how can we explain this to the parents", True),
        ("what to say to the mother?", True),
        ("can you give me words for the customer", True),
        ("can I tell my customers the code?", False),
        ("what does the customer see?", False),
        ("how do I write a text on the photo?", False),
        ("I want to tell you that the order is wrong", False),
    ],
)
def test_whoever_wants_words_for_a_customer_is_heard(text: str, wants: bool) -> None:
    assert wants_words(text) is wants
