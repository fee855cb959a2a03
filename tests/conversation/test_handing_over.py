"""When a person takes over, is the asker told what happens next, and promised nothing that nobody said?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timezone

import pytest

from photodesk.asking import SERVICE, Asker, Role
from photodesk.cases.support import ANYBODY, Hours, Support, Team
from photodesk.conversation.context import Context
from photodesk.policy.table import Outcome
from tests.conversation.talking import AINOS, HELSINKI, Talk

WEEKDAYS = Hours({day: (time(9), time(17)) for day in range(5)}, frozenset({date(2026, 11, 26)}), HELSINKI)
TUESDAY_NOON = datetime(2026, 11, 24, 10, tzinfo=timezone.utc)
TUESDAY_EARLY = datetime(2026, 11, 24, 4, tzinfo=timezone.utc)
WEDNESDAY_NIGHT = datetime(2026, 11, 25, 20, tzinfo=timezone.utc)  # Thursday is closed


def support(hours: Hours | None = WEEKDAYS, sends_mail: bool = False) -> Support:
    return Support({"lumi": Team("lumi", hours), SERVICE: Team(SERVICE)}, sends_mail)


def call_a_person(whose: Support, at: datetime, email: str | None = None) -> tuple[Talk, str]:
    talk = Talk(email=email)
    talk.dialogue = replace(talk.dialogue, support=whose)
    talk.now = at
    return talk, talk.ask("human_handover").text


@pytest.mark.parametrize(
    ("whose", "at", "told"),
    [
        (support(), TUESDAY_NOON, "They are here until 17:00 today. The answer comes here, in this chat."),
        (support(), TUESDAY_EARLY, "Nobody is here just now; they are back today at 09:00. The answer comes"),
        (support(), WEDNESDAY_NIGHT, "Nobody is here just now; they are back on Friday 27 November at 09:00. The"),
        (support(None), TUESDAY_NOON, "I cannot promise a time. The answer comes here, in this chat."),
        (ANYBODY, TUESDAY_NOON, "I cannot promise a time. The answer comes here, in this chat."),
    ],
)
def test_it_is_told_when_somebody_is_there(whose: Support, at: datetime, told: str) -> None:
    _, text = call_a_person(whose, at)
    assert told in text
    assert "e-mail" not in text, "no mail is promised where none is sent"


def test_an_address_is_asked_for_and_taken() -> None:
    talk, text = call_a_person(support(sends_mail=True), WEDNESDAY_NIGHT)
    assert "If you write your e-mail address here" in text
    noted = talk.type(email="aino@example.com")
    assert noted.text == "Thank you. The answer will be sent to aino@example.com as well."
    assert noted.outcome is Outcome.TALK
    assert talk.turns[-1].contact == "aino@example.com"
    talk.talk("thank")
    assert talk.turns[-1].contact is None, "it is taken once"


def test_an_address_that_is_a_proof_as_well_is_both() -> None:
    talk, _ = call_a_person(support(sends_mail=True), TUESDAY_NOON)
    talk.ask("order_status")
    answer = talk.type(order_number=AINOS.number, email=AINOS.email)
    assert answer.order == AINOS
    assert talk.turns[-1].contact == AINOS.email


def test_an_address_that_nobody_asked_for_is_no_contact() -> None:
    talk = Talk()
    talk.ask("order_status", order_number=AINOS.number, email=AINOS.email)
    assert talk.turns[-1].contact is None


def test_a_proven_address_need_not_be_typed() -> None:
    talk, text = call_a_person(support(sends_mail=True), TUESDAY_NOON, email="aino@example.com")
    assert "The answer is also sent to a•••o@example.com" in text
    another = talk.ask("contact_support", email="aino.new@example.com")
    assert another.text == "Thank you. The answer will be sent to aino.new@example.com as well."
    assert talk.turns[-1].contact == "aino.new@example.com"


def test_where_no_mail_is_sent_none_is_promised_to_a_proven_address_either() -> None:
    _, text = call_a_person(support(), TUESDAY_NOON, email="aino@example.com")
    assert "aino" not in text
    assert "•" not in text


def test_whoever_takes_over_is_told_of_the_order_that_it_was_about() -> None:
    talk = Talk(email=AINOS.email)
    talk.ask("order_status", order_number=AINOS.number)
    talk.ask("human_handover")
    note = talk.turns[-1].handover
    assert note is not None
    assert note.summary["order"]["number"] == AINOS.number
    stranger = Talk()
    stranger.ask("order_status", order_number=AINOS.number)
    stranger.ask("human_handover")
    note = stranger.turns[-1].handover
    assert note is not None
    assert (note.summary["order"], note.summary["number_typed"]) == (None, AINOS.number)


def test_what_happens_next_is_told_once() -> None:
    talk, _ = call_a_person(support(), TUESDAY_NOON)
    for _ in range(2):
        talk.stray()
    again = talk.turns[-1].answers[-1]
    assert again.handover
    assert talk.turns[-1].handover is not None
    assert "until 17:00" not in again.text


def test_of_several_questions_the_last_words_are_read_last() -> None:
    talk = Talk()
    talk.dialogue = replace(talk.dialogue, support=support())
    talk.now = TUESDAY_NOON
    answer = talk.ask("human_handover", "delivery_terms")
    assert "until 17:00" in answer.parts[-1].text
    assert "until 17:00" not in answer.parts[0].text


def test_a_shop_without_people_of_its_own_is_answered_by_the_services() -> None:
    teams = support()
    assert teams.team_for(Asker(Role.CONSUMER, "lumi")).queue == "lumi"
    assert teams.team_for(Asker(Role.PHOTOGRAPHER, "lumi")).queue == SERVICE
    assert teams.team_for(Asker(Role.CONSUMER, "fjord")).queue == SERVICE
    assert ANYBODY.team_for(Asker(Role.CONSUMER, "fjord")).queue == "fjord"


def test_a_conversation_of_before_goes_on() -> None:
    old = Context(Asker(Role.CONSUMER, "lumi")).as_dict()
    del old["takes_contact"], old["contact"]
    assert Context.from_dict(old) == Context(Asker(Role.CONSUMER, "lumi"))
