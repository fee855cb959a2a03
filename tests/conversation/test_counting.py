"""Is each turn counted as what it is, by the dialogue as it talks?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from photodesk.asking import Agent, Asker, Role
from photodesk.conversation.counting import WHY, counted
from photodesk.conversation.tally import Afterwards, Became, Counted, Question, Why
from photodesk.desk import Answer, several
from photodesk.policy.table import Outcome
from photodesk.store.conversations import SqlConversations
from photodesk.store.database import reading
from photodesk.store.tables import suggestions, tallies
from photodesk.suggesting.fate import Judged, Verdict
from photodesk.suggesting.suggesting import Asked
from photodesk.understanding.reading import Band, Reading
from tests.conversation.talking import ranking
from tests.test_wiring import asked, open_desk

RULED = Answer(Outcome.NOT_ALLOWED, "No.", "cancel_order", rule="cancel-1")


def of(answer: Answer, reason: str | None = None, **how: Any) -> Counted:
    return counted(answer, reason, **how)


@pytest.mark.parametrize(
    ("answer", "became", "step"),
    [
        (RULED, Became.ANSWERED, Afterwards.OTHER),
        (replace(RULED, outcome=Outcome.NEEDS_ORDER), Became.ASKED_BACK, Afterwards.OTHER),
        (replace(RULED, outcome=Outcome.CLARIFY, rule=None), Became.CLARIFIED, Afterwards.AGAIN),
        (replace(RULED, outcome=Outcome.OUT_OF_SCOPE, rule=None), Became.OUT_OF_SCOPE, Afterwards.AGAIN),
        (replace(RULED, outcome=Outcome.NEEDS_ANSWER), Became.NOT_WRITTEN, Afterwards.OTHER),
    ],
)
def test_a_question_becomes_what_its_answer_is(answer: Answer, became: Became, step: Afterwards) -> None:
    assert of(answer) == Counted((Question("cancel_order", became),), step)


@pytest.mark.parametrize(
    ("answer", "reason", "why"),
    [
        (RULED, "a person decides on cancel_order", Why.DECIDES),
        (replace(RULED, outcome=Outcome.NEEDS_ANSWER), "nothing is written on cancel_order", Why.NOT_WRITTEN),
        (replace(RULED, topic="human_handover"), "asked for a person", Why.ASKED_FOR),
        *((replace(RULED, topic="human_handover"), reason, why) for reason, why in WHY.items()),
    ],
)
def test_a_hand_over_tells_why(answer: Answer, reason: str, why: Why) -> None:
    found = of(replace(answer, handover=True), reason)
    assert found == Counted((Question(answer.topic, Became.HANDED_OVER, why),), Afterwards.PERSON)


def test_two_questions_are_two() -> None:
    refund = Answer(Outcome.CASE_BY_CASE, "Perhaps.", "refund", rule="refund-1", handover=True)
    found = of(several([RULED, refund]), "a person decides on refund")
    assert found.questions == (
        Question("cancel_order", Became.ANSWERED),
        Question("refund", Became.HANDED_OVER, Why.DECIDES),
    )
    assert found.step is Afterwards.PERSON


def test_small_talk_is_nothing_but_why_and_no_come_from_somebody_not_helped_yet() -> None:
    assert of(Answer(Outcome.TALK, "You are welcome.")) == Counted()
    assert of(Answer(Outcome.TALK, "All right."), denied=True) == Counted((), Afterwards.AGAIN)
    assert of(Answer(Outcome.INFORMATION, "This is how it is written.", "refund")) == Counted((), Afterwards.AGAIN)
    assert of(RULED, denied=True).questions


def test_a_button_is_no_second_question_about_the_first() -> None:
    assert of(RULED, chosen=True).step is Afterwards.CHOSE


def test_a_desk_that_talks_keeps_the_count(engine: Engine) -> None:
    desk = open_desk(engine, SqlConversations(engine))
    id = desk.open_conversation(Asker(Role.CONSUMER, "lumi"), "en")
    desk.respond(id, asked("refund", order_number="PC-104223", email="wrong@example.com"), "?")
    desk.respond(id, asked("delivery_terms"), "?")
    desk.respond(id, asked("delivery_terms"), "?")
    for _ in range(2):
        desk.respond(id, Reading("?", ranking("out_of_scope"), Band.OUTSIDE), "?")
    names = ("what", "topic", "became", "why", "afterwards")
    with reading(engine) as connection:
        rows = connection.execute(select(*(tallies.c[name] for name in names)).order_by(tallies.c.id)).all()
    assert [tuple(row) for row in rows] == [
        ("question", "refund", "asked_back", None, "other"),
        ("proof", "refund", "failed", None, None),
        ("question", "delivery_terms", "answered", None, "again"),
        ("question", "delivery_terms", "answered", None, "again"),
        ("question", None, "out_of_scope", None, "person"),
        ("question", "human_handover", "handed_over", "out_of_scope", None),
        ("case", "human_handover", None, "out_of_scope", None),
    ]


def test_who_answers_for_all_shops_can_judge_what_was_suggested(engine: Engine) -> None:
    desk = open_desk(engine, SqlConversations(engine))
    agent = Agent("sanna", frozenset({"service"}))
    id, _ = desk.writing.suggest(agent, "lumi", Asked("?", Role.CONSUMER), asked("refund"), "en")
    desk.writing.judge(agent, id, Judged(Verdict.ACCEPTED))
    with reading(engine) as connection:
        assert connection.execute(select(suggestions.c.queue, suggestions.c.verdict)).one() == ("service", "accepted")
        assert connection.execute(select(tallies.c.shop, tallies.c.queue)).one() == ("lumi", "service")
