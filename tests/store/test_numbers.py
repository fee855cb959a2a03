"""Is it counted rightly what happens, on both databases, and still when it has been erased?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from photodesk.cases.case import CaseState
from photodesk.conversation.log import Exchange, HandOver, ProofAttempt
from photodesk.conversation.tally import Afterwards, Became, Counted, Question, Why
from photodesk.learning.gaps import Kind
from photodesk.learning.numbers import Counts, numbers
from photodesk.store.cases import SqlCases
from photodesk.store.conversations import SqlConversations
from photodesk.store.database import open_database, reading
from photodesk.store.numbers import SqlNumbers
from photodesk.store.suggestions import SqlSuggestions
from photodesk.store.tables import tallies
from photodesk.suggesting.fate import Judged, Verdict

KEY = "bmV3LWtleS1uZXcta2V5LW5ldy1rZXktbmV3LWtleS0="
NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
LATER = date(2026, 11, 24)
LUMI = frozenset({"lumi"})
SAID = {"text": "Somebody is here."}
CANCEL = Question("cancel_order", Became.ANSWERED)
REFUND = Question("refund", Became.ANSWERED)
UNCLEAR = Question("refund", Became.CLARIFIED)
ASKED_FOR = Question("human_handover", Became.HANDED_OVER, Why.ASKED_FOR)
DRAFT = {"draft": "a b c d e f g h i j", "topic": "refund", "outcome": "information"}


class Desk:
    """What happens in the conversations of a desk, minute by minute; words are kept sealed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = open_database(engine.url.render_as_string(hide_password=False), (KEY,))
        self.log, self.cases = SqlConversations(self.engine), SqlCases(self.engine)
        self.drafts, self.book = SqlSuggestions(self.engine), SqlNumbers(self.engine)
        self.now = NOW

    def begin(self, id: str, queue: str = "lumi", shop: str = "lumi") -> str:
        context: dict[str, Any] = {}
        given = {"role": "consumer", "subject": None, "email": None, "locale": "en", "context": context}
        self.log.create(id, shop=shop, queue=queue, at=self.now, **given)  # type: ignore[arg-type]
        return id

    def ask(
        self, id: str, *questions: Question, step: Afterwards | None = Afterwards.OTHER, text: str = "?", **more: Any
    ) -> int:
        self.wait(1)
        turn = Exchange(self.now, text, [{"text": "so"}], {}, counted=Counted(questions, step), **more)
        return self.log.record(id, turn)[0]

    def call(self, id: str) -> int:
        """A person, and give the case."""
        handover = HandOver("lumi", "lumi", "asked for a person", {})
        self.ask(id, ASKED_FOR, step=Afterwards.PERSON, handover=handover)
        return self.cases.cases(LUMI, [CaseState.OPEN])[-1].id

    def reply(self, case: int, text: str = "I am looking into it.") -> None:
        self.wait(1)
        self.cases.take(case, LUMI, "maija", self.now, SAID)
        self.cases.say(case, LUMI, "maija", self.now, text, f"reply-{self.now.isoformat()}"[:64], "Maija")

    def suggest(self, id: str, case: int | None, **more: Any) -> str:
        given = {"case": case, "asked": {"text": "so?"}, "suggestions": [DRAFT], **more}
        self.drafts.keep(id=id, at=self.now, queue="lumi", agent="maija", **given)
        return id

    def judge(self, id: str, verdict: Verdict, text: str | None = None) -> None:
        self.drafts.judge(id, LUMI, "maija", self.now, Judged(verdict, 0, text))

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def total(self, today: date = LATER, **more: Any) -> Counts:
        return numbers(self.book, LUMI, today, 30, **more).total

    def counted(self, today: date = LATER) -> dict[str, int]:
        return {name: count for name, count in self.total(today).counts.items() if count}

    def rows(self) -> list[dict[str, Any]]:
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(select(tallies).order_by(tallies.c.id)).mappings()]


@pytest.fixture
def desk(engine: Engine) -> Iterator[Desk]:
    opened = Desk(engine)
    yield opened
    opened.engine.dispose()


def test_silence_after_an_answer_is_assumed_to_mean_help_once_a_day_has_surely_passed(desk: Desk) -> None:
    desk.ask(desk.begin("ainos"), CANCEL)
    for today in (date(2026, 11, 20), date(2026, 11, 21)):
        assert desk.counted(today) == {"questions": 1, "answered": 1, "too_early": 1}
    assert desk.counted(date(2026, 11, 22)) == {"questions": 1, "answered": 1, "assumed": 1}


def test_thanks_leave_it_and_a_rating_decides_it(desk: Desk) -> None:
    id = desk.begin("ainos")
    desk.ask(id, CANCEL)
    desk.ask(id, step=None)
    said = desk.ask(desk.begin("mikkos"), CANCEL)
    assert desk.counted() == {"questions": 2, "answered": 2, "assumed": 2}
    desk.log.rate("mikkos", said, True, desk.now)
    assert desk.counted() == {"questions": 2, "answered": 2, "assumed": 1, "confirmed": 1}
    desk.log.rate("mikkos", said, False, desk.now)
    assert desk.counted() == {"questions": 2, "answered": 2, "assumed": 1, "not_helpful": 1}


@pytest.mark.parametrize(
    ("questions", "step", "afterwards"),
    [
        ((CANCEL,), Afterwards.OTHER, Afterwards.AGAIN),
        ((REFUND,), Afterwards.OTHER, Afterwards.OTHER),
        ((UNCLEAR,), Afterwards.AGAIN, Afterwards.AGAIN),
        ((), Afterwards.AGAIN, Afterwards.AGAIN),
        ((REFUND,), Afterwards.CHOSE, Afterwards.CHOSE),
        ((ASKED_FOR,), Afterwards.PERSON, Afterwards.PERSON),
    ],
)
def test_whoever_asks_on_is_not_assumed_to_have_been_helped(
    desk: Desk, questions: tuple[Question, ...], step: Afterwards, afterwards: Afterwards
) -> None:
    id = desk.begin("ainos")
    desk.ask(id, CANCEL)
    desk.ask(id, step=None)
    desk.ask(id, *questions, step=step)
    assert desk.rows()[0]["afterwards"] == afterwards.value
    assert desk.counted()["went_on"] == 1


def test_who_comes_back_after_a_day_asks_anew(desk: Desk) -> None:
    id = desk.begin("ainos")
    desk.ask(id, CANCEL)
    desk.wait(24 * 60 + 1)
    desk.ask(id, CANCEL)
    assert [row["afterwards"] for row in desk.rows()] == [None, None]


def test_a_person_who_comes_in_unasked_ends_the_assumption(desk: Desk) -> None:
    desk.ask(desk.begin("ainos"), CANCEL)
    case = desk.cases.open("ainos", LUMI, "maija", desk.now)
    desk.reply(case.id)
    counted = desk.counted()
    assert (counted["went_on"], counted["replies"]) == (1, 1)
    assert "cases" not in counted
    assert "first_replies" not in counted  # nobody was called, so nobody waited


def test_time_to_the_first_reply_is_from_the_call_to_the_agents_first_message(desk: Desk) -> None:
    for id, minutes in (("ainos", 4), ("mikkos", 90), ("leos", 10), ("nobodys", None)):
        case = desk.call(desk.begin(id))
        if minutes is not None:
            desk.wait(minutes - 1)
            desk.reply(case)
            desk.reply(case, "And one thing more.")  # nothing was asked since, so it is no reply
            desk.log.listen(id, desk.now, "And now?", None)
            desk.reply(case, "Now it is done.")
    total = desk.total()
    assert (total["cases"], total["first_replies"], total["replies"]) == (4, 3, 6)
    assert (total.waited(), total.waited(0.9)) == (10, 90)


def test_acceptance_is_of_all_replies_for_which_a_suggestion_could_be_made(desk: Desk) -> None:
    case = desk.call(desk.begin("ainos"))
    kept = {
        "as-is": (Verdict.ACCEPTED, None),
        "little": (Verdict.EDITED, "a b c d e f g"),  # 14 of 17 words
        "much": (Verdict.EDITED, "a b c v w x y z u t"),
        "rejected": (Verdict.REJECTED, None),
        "ignored": (None, None),
    }
    for id, (verdict, text) in kept.items():
        desk.suggest(id, case)
        desk.reply(case)
        desk.log.listen("ainos", desk.now, "And?", None)
        if verdict is not None:
            desk.judge(id, verdict, text)
    desk.reply(case, "by hand, and no suggestion was looked at")
    desk.suggest("only looked at", case)
    desk.judge(desk.suggest("letter", None), Verdict.ACCEPTED)
    desk.suggest("nobody tells", None, is_told=False)
    total = desk.total()
    assert (total["replies"], total["drafts"]) == (7, 6)
    assert {name: total[name] for name in ("accepted", "edited", "rewritten", "rejected", "ignored")} == {
        "accepted": 2,
        "edited": 1,
        "rewritten": 1,
        "rejected": 1,
        "ignored": 1,
    }
    assert total.acceptance == 3 / 7
    assert numbers(desk.book, LUMI, LATER).by_topic()["refund"]["replies"] == 7  # what was drafted tells the topic


@pytest.mark.parametrize(
    ("sent", "became"), [("a b c d e f w x y z", "rewritten"), ("a b c d e f w x y", "edited")], ids=["60 %", "63 %"]
)
def test_more_than_three_fifths_of_a_draft_must_go_out_to_count_as_accepted(desk: Desk, sent: str, became: str) -> None:
    desk.judge(desk.suggest("one", None), Verdict.EDITED, sent)
    assert desk.counted() == {"replies": 1, "drafts": 1, became: 1}


def test_the_newest_verdict_counts(desk: Desk) -> None:
    desk.judge(desk.suggest("one", None), Verdict.REJECTED)
    desk.judge("one", Verdict.EDITED, "a b c d e f g h i k")
    assert desk.counted() == {"replies": 1, "drafts": 1, "edited": 1}


def test_a_letters_suggestion_of_which_nobody_tells_was_ignored(desk: Desk) -> None:
    desk.suggest("one", None)
    assert desk.counted() == {"replies": 1, "drafts": 1, "ignored": 1}


def test_proofs_are_counted_with_what_was_asked(desk: Desk) -> None:
    id = desk.begin("ainos")
    asked = Question("order_status", Became.ASKED_BACK)
    desk.ask(id, asked, attempt=ProofAttempt("lumi", "104223", False))
    desk.ask(id, Question("order_status", Became.ANSWERED), attempt=ProofAttempt("lumi", "104223", True))
    found = numbers(desk.book, LUMI, LATER).by_topic()["order_status"]
    assert (found["proofs"], found["proofs_failed"]) == (2, 1)


def test_what_is_erased_is_counted_on_and_nobodys(desk: Desk) -> None:
    case = desk.call(desk.begin("ainos"))
    desk.ask("ainos", CANCEL)
    desk.judge(desk.suggest("one", case), Verdict.REJECTED)
    desk.reply(case)
    before = desk.counted()
    assert len([row for row in desk.rows() if row["message_id"] or row["suggestion_id"]]) == len(desk.rows())
    assert desk.log.everything("ainos")["tallies"]
    desk.log.delete("ainos")
    assert desk.counted() == before
    assert {(row["message_id"], row["suggestion_id"]) for row in desk.rows()} == {(None, None)}
    assert desk.book.unanswered(LUMI, LATER - timedelta(30), 10) == []


def test_only_the_day_is_kept(desk: Desk) -> None:
    desk.ask(desk.begin("ainos"), CANCEL)
    [row] = desk.rows()
    assert row["day"] == NOW.date()
    assert not [value for value in row.values() if isinstance(value, datetime)]


def test_each_agent_sees_their_own_queues_and_can_look_at_one_shop(desk: Desk) -> None:
    desk.ask(desk.begin("ainos"), CANCEL)
    desk.ask(desk.begin("photographers", "service", "fjord"), CANCEL)
    assert numbers(desk.book, LUMI, LATER).total["questions"] == 1
    both = frozenset({"lumi", "service"})
    assert numbers(desk.book, both, LATER).total["questions"] == 2
    assert numbers(desk.book, both, LATER, shop="fjord").total["questions"] == 1
    assert desk.book.shops(both, LATER - timedelta(30)) == ["fjord", "lumi"]
    assert desk.book.shops(LUMI, LATER - timedelta(30)) == ["lumi"]
    assert numbers(desk.book, LUMI, LATER + timedelta(30)).total["questions"] == 0


# Gaps


def unanswered(desk: Desk) -> list[tuple[str, str]]:
    found = desk.book.unanswered(LUMI, LATER - timedelta(30), 10)
    return [(one.text, one.kind.value) for one in found]


def test_what_had_no_answer_is_found_with_the_words_it_was_asked_in(desk: Desk) -> None:
    id = desk.begin("ainos")
    desk.ask(id, CANCEL, text="can I cancel?")
    desk.ask(id, Question(None, Became.OUT_OF_SCOPE), text="do you sell frames?")
    desk.ask(id, Question("refund", Became.NOT_WRITTEN), text="how long does a refund take?")
    desk.ask(id, Question("desk", Became.HANDED_OVER, Why.NOT_WRITTEN), text="is there a shop in Turku?")
    desk.ask(id, Question("human_handover", Became.HANDED_OVER, Why.NOT_UNDERSTOOD), text="the thing with the thing")
    assert unanswered(desk) == [
        ("the thing with the thing", Kind.NOT_UNDERSTOOD.value),
        ("is there a shop in Turku?", Kind.NOT_WRITTEN.value),
        ("how long does a refund take?", Kind.NOT_WRITTEN.value),
        ("do you sell frames?", Kind.OUT_OF_SCOPE.value),
    ]
    assert desk.book.unanswered(frozenset({"fjord"}), LATER - timedelta(30), 10) == []
    assert len(desk.book.unanswered(None, LATER - timedelta(30), 2)) == 2


def test_a_question_back_is_a_gap_unless_a_button_followed(desk: Desk) -> None:
    id = desk.begin("ainos")
    desk.ask(id, UNCLEAR, text="money?")
    assert unanswered(desk) == [("money?", Kind.NOT_UNDERSTOOD.value)]
    desk.ask(id, REFUND, step=Afterwards.CHOSE, text="Refund")
    assert unanswered(desk) == []


def test_an_unhelpful_answer_and_a_rejected_suggestion_are_gaps(desk: Desk) -> None:
    said = desk.ask(desk.begin("ainos"), CANCEL, text="can I cancel?")
    desk.log.rate("ainos", said, False, desk.now)
    desk.judge(desk.suggest("one", None), Verdict.REJECTED)
    desk.judge(desk.suggest("two", None), Verdict.ACCEPTED)
    assert unanswered(desk) == [("so?", Kind.REJECTED.value), ("can I cancel?", Kind.UNHELPFUL.value)]
