"""Is a reading the same after it went through Rasa as JSON?"""

from __future__ import annotations

import json

from photodesk.understanding.reading import OUT_OF_SCOPE, Band, Entity, Question, Ranked, Reading

RANKING = (Ranked("cancel_order", 0.9), Ranked("refund", 0.1))
READING = Reading(
    "cancel PC-104223",
    RANKING,
    Band.SURE,
    (Question("cancel PC-104223", RANKING, Band.SURE),),
    (
        Entity("order_number", "PC-104223", 7, 16, "PC-104223"),
        Entity("order_number", "PC-104223", 20, 29, "pc 104223"),
    ),
)


def test_a_reading_survives_json() -> None:
    assert Reading.from_dict(json.loads(json.dumps(READING.as_dict()))) == READING


def test_values_are_named_once() -> None:
    assert READING.values("order_number") == ("PC-104223",)
    assert READING.values("email") == ()


def test_a_message_outside_is_out_of_scope_whatever_its_ranking() -> None:
    outside = Reading("cancel my gym", RANKING, Band.OUTSIDE)
    assert outside.intent == OUT_OF_SCOPE
    assert Reading("?!", (), Band.OUTSIDE).confidence == 1.0
