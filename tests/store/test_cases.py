"""Does a case reach its own people only, is it had by one of them at a time, and is all of it kept?"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from photodesk.cases.case import CaseConflictError, CaseState, UnknownCaseError, View
from photodesk.cases.notice import About, Channel
from photodesk.conversation.log import AlreadyAnsweredError, Exchange, HandOver, Standing, WithPersonError
from photodesk.store.cases import SqlCases
from photodesk.store.conversations import SqlConversations
from photodesk.store.database import reading
from photodesk.store.tables import audit, notices

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
LATER = NOW + timedelta(minutes=5)
LUMI, FJORD = frozenset({"lumi"}), frozenset({"fjord"})
LIVE = (CaseState.OPEN, CaseState.TAKEN)
ANSWER: dict[str, Any] = {"text": "A person takes over.", "handover": True}
HERE: dict[str, Any] = {"text": "Maija is here.", "person": "Maija"}
BACK: dict[str, Any] = {"text": "The desk is back.", "person": None}


def by_webhook_and_mail(queue: str, about: About) -> tuple[Channel, ...]:
    by_mail = about in (About.CASE_OPENED, About.AGENT_WROTE)
    return (Channel.MAIL, Channel.WEBHOOK) if by_mail else (Channel.WEBHOOK,)


@pytest.fixture
def log(engine: Engine) -> SqlConversations:
    log = SqlConversations(engine, by_webhook_and_mail)
    for id in ("ainos", "mikkos"):
        log.create(
            id, shop="lumi", role="consumer", subject=None, email=None, locale="en", queue="lumi", context={}, at=NOW
        )
    return log


@pytest.fixture
def book(engine: Engine) -> SqlCases:
    return SqlCases(engine, by_webhook_and_mail)


def hand_over(log: SqlConversations, id: str = "ainos", queue: str = "lumi", email: str | None = None) -> None:
    handover = HandOver("lumi", queue, "asked for a person", {"asked": "person"}, email)
    log.record(id, Exchange(NOW, "person", [ANSWER], {"handed_over": ["x"]}, handover=handover))


def taken(log: SqlConversations, book: SqlCases, **more: Any) -> int:
    hand_over(log, **more)
    [case] = book.cases(LUMI, LIVE)
    book.take(case.id, LUMI, "Maija", LATER, HERE)
    return case.id


def told(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as connection:
        found = connection.execute(select(notices.c.about, notices.c.channel).order_by(notices.c.id))
        return [(about, channel) for about, channel in found]


def test_a_case_lies_in_its_queue_and_in_no_other(log: SqlConversations, book: SqlCases) -> None:
    hand_over(log)
    hand_over(log, "mikkos", queue="fjord")
    [lumis], [fjords] = book.cases(LUMI, LIVE), book.cases(FJORD, LIVE)
    assert (lumis.conversation_id, fjords.conversation_id) == ("ainos", "mikkos")
    assert book.cases(LUMI | FJORD, LIVE, after=lumis.id) == [fjords]
    assert book.cases(LUMI, [CaseState.CLOSED]) == []
    more = {"state": CaseState.CLOSED, "reason": None, "said": BACK, "context": {}}
    for meddle in (
        lambda: book.case(fjords.id, LUMI, "Maija", NOW),
        lambda: book.take(fjords.id, LUMI, "Maija", NOW, HERE),
        lambda: book.say(fjords.id, LUMI, "Maija", NOW, "Hello", "one", "Maija M."),
        lambda: book.end(fjords.id, LUMI, "Maija", NOW, **more),  # type: ignore[arg-type]
    ):
        with pytest.raises(UnknownCaseError):
            meddle()
    assert book.cases(FJORD, LIVE) == [fjords]


def test_one_agent_has_a_case_at_a_time(log: SqlConversations, book: SqlCases) -> None:
    id = taken(log, book)
    again = book.take(id, LUMI, "Maija", LATER + timedelta(minutes=1), HERE)
    assert (again.agent, again.taken_at) == ("Maija", LATER)
    with pytest.raises(CaseConflictError, match="Maija has the case"):
        book.take(id, LUMI, "Ville", LATER, HERE)
    with pytest.raises(CaseConflictError, match="Maija has the case"):
        book.say(id, LUMI, "Ville", LATER, "Hello", "one", "Maija M.")
    assert [message.text for message in log.history("ainos")].count(HERE["text"]) == 1


def test_nobody_answers_in_a_case_that_nobody_took(log: SqlConversations, book: SqlCases) -> None:
    hand_over(log)
    [case] = book.cases(LUMI, LIVE)
    with pytest.raises(CaseConflictError, match="take it first"):
        book.say(case.id, LUMI, "Maija", NOW, "Hello", "one", "Maija M.")


def test_the_desk_is_silent_while_a_person_has_the_conversation(log: SqlConversations, book: SqlCases) -> None:
    hand_over(log)
    assert log.standing("ainos") == Standing("lumi", False)
    assert not log.listen("ainos", NOW, "hello?", "early")
    [case] = book.cases(LUMI, LIVE)
    book.take(case.id, LUMI, "Maija", LATER, HERE)
    assert log.standing("ainos") == Standing("lumi", True)
    before = log.history("ainos")
    with pytest.raises(WithPersonError):
        log.record("ainos", Exchange(LATER, "hello?", [ANSWER], {"topic": "x"}, client_id="two"))
    assert log.history("ainos") == before
    assert log.load("ainos") == {"handed_over": ["x"]}
    assert log.listen("ainos", LATER, "hello?", "two")
    assert [message.text for message in log.history("ainos")][-1] == "hello?"
    for again in (
        lambda: log.listen("ainos", LATER, "hello?", "two"),
        lambda: log.record("ainos", Exchange(LATER, "hello?", [ANSWER], {}, client_id="two")),
    ):
        with pytest.raises(AlreadyAnsweredError):
            again()
    assert log.standing("mikkos") == Standing("lumi", False)


def test_an_agents_words_are_said_once_and_under_a_name(log: SqlConversations, book: SqlCases) -> None:
    id = taken(log, book)
    _, first = book.say(id, LUMI, "Maija", LATER, "I am looking into it.", "one", "Maija M.")
    _, second = book.say(id, LUMI, "Maija", LATER, "I am looking into it.", "one", "Maija M.")
    assert first == second
    said = log.history("ainos")[-1]
    assert (said.id, said.author, said.name, said.text) == (first, "agent", "Maija M.", "I am looking into it.")


@pytest.mark.parametrize("state", [CaseState.GIVEN_BACK, CaseState.CLOSED])
def test_when_a_case_ends_the_desk_is_told_to_go_on(log: SqlConversations, book: SqlCases, state: CaseState) -> None:
    id = taken(log, book)
    for _ in range(2):
        ended = book.end(id, LUMI, "Maija", LATER, state=state, reason="refunded", said=BACK, context={"new": 1})
    assert (ended.state, ended.ended_at, ended.end_reason) == (state, LATER, "refunded")
    assert log.standing("ainos") == Standing("lumi", False)
    assert log.load("ainos") == {"new": 1}
    assert [message.text for message in log.history("ainos")][-2:] == [HERE["text"], BACK["text"]]
    with pytest.raises(CaseConflictError):
        book.take(id, LUMI, "Ville", LATER, HERE)
    hand_over(log)
    assert [case.id for case in book.cases(LUMI, LIVE)] != [id]


def test_a_case_that_nobody_had_is_ended_too(log: SqlConversations, book: SqlCases) -> None:
    hand_over(log)
    [case] = book.cases(LUMI, LIVE)
    book.end(case.id, LUMI, "Maija", LATER, state=CaseState.CLOSED, reason="by phone", said=BACK, context={})
    assert [message.text for message in log.history("ainos")][-1] == BACK["text"]


def test_another_agent_does_not_end_a_case(log: SqlConversations, book: SqlCases) -> None:
    id = taken(log, book)
    with pytest.raises(CaseConflictError):
        book.end(id, LUMI, "Ville", LATER, state=CaseState.CLOSED, reason=None, said=BACK, context={})


def test_whoever_is_to_hear_of_it_hears_of_it(log: SqlConversations, book: SqlCases, engine: Engine) -> None:
    id = taken(log, book, email="aino@example.com")
    hand_over_again = HandOver("lumi", "lumi", "again", {}, None)
    assert told(engine) == [("case.opened", "mail"), ("case.opened", "webhook")]
    log.listen("ainos", LATER, "hello?", "two")
    book.say(id, LUMI, "Maija", LATER, "Hello.", "one", "Maija M.")
    book.say(id, LUMI, "Maija", LATER, "Hello.", "one", "Maija M.")
    book.end(id, LUMI, "Maija", LATER, state=CaseState.CLOSED, reason=None, said=BACK, context={})
    assert told(engine)[2:] == [
        ("asker.wrote", "webhook"),
        ("agent.wrote", "mail"),
        ("agent.wrote", "webhook"),
        ("case.ended", "webhook"),
    ]
    log.record("mikkos", Exchange(NOW, "person", [ANSWER], {}, handover=hand_over_again))
    log.record("mikkos", Exchange(NOW, "person", [ANSWER], {}, handover=hand_over_again))
    assert told(engine)[6:] == [("case.opened", "mail"), ("case.opened", "webhook")]


def test_without_an_address_no_mail_goes_to_the_asker(log: SqlConversations, book: SqlCases, engine: Engine) -> None:
    id = taken(log, book)
    book.say(id, LUMI, "Maija", LATER, "Hello.", "one", "Maija M.")
    assert told(engine)[2:] == [("agent.wrote", "webhook")]
    log.record("mikkos", Exchange(NOW, "a@example.com", [ANSWER], {}, contact="a@example.com"))
    assert book.case(id, LUMI, "Maija", LATER).email is None


def test_an_address_that_is_left_later_is_the_cases(log: SqlConversations, book: SqlCases) -> None:
    hand_over(log)
    log.record("ainos", Exchange(NOW, "a@example.com", [ANSWER], {}, contact="a@example.com"))
    [case] = book.cases(LUMI, LIVE)
    assert case.email == "a@example.com"


def test_whatever_an_agent_does_is_noted(log: SqlConversations, book: SqlCases, engine: Engine) -> None:
    id = taken(log, book)
    book.case(id, LUMI, "Ville", LATER)
    _, message = book.say(id, LUMI, "Maija", LATER, "Hello.", "one", "Maija M.")
    book.end(id, LUMI, "Maija", LATER, state=CaseState.CLOSED, reason="done", said=BACK, context={})
    with reading(engine) as connection:
        rows = connection.execute(select(audit).order_by(audit.c.id)).mappings().all()
    assert [(row["actor"], row["action"]) for row in rows] == [
        ("Maija", "case.take"),
        ("Ville", "case.read"),
        ("Maija", "case.say"),
        ("Maija", "case.closed"),
    ]
    assert all(row["conversation_id"] == "ainos" for row in rows)
    assert rows[2]["details"] == {"case": id, "queue": "lumi", "message": message}


def test_a_view_of_the_inbox_shows_its_conversations(log: SqlConversations, book: SqlCases) -> None:
    id = taken(log, book)
    for view, found in ((View.MINE, ["ainos"]), (View.OPEN, []), (View.TAKEN, []), (View.ENDED, [])):
        assert [one.conversation_id for one in book.inbox(view, LUMI, "Maija", since=NOW)] == found
    [mine] = book.inbox(View.MINE, LUMI, "Maija", since=NOW)
    assert mine.case is not None
    assert mine.case.id == id
    assert (mine.last_author, mine.last_text) == ("desk", HERE["text"])
    assert (mine.person_author, mine.person_text) == ("asker", "person")
    assert {one.conversation_id for one in book.inbox(View.LIVE, LUMI, "Pekka", since=NOW)} == {"ainos", "mikkos"}
    assert book.inbox(View.LIVE, FJORD, "Maija", since=NOW) == []


def test_each_view_is_counted(log: SqlConversations, book: SqlCases) -> None:
    taken(log, book)
    mine = {View.OPEN: 0, View.MINE: 1, View.TAKEN: 0, View.LIVE: 2, View.ENDED: 0}
    assert book.counts(LUMI, "Maija", since=NOW) == mine
    assert book.counts(LUMI, "Pekka", since=NOW) == {**mine, View.MINE: 0, View.TAKEN: 1}
    assert set(book.counts(FJORD, "Maija", since=NOW).values()) == {0}
    assert book.counts(LUMI, "Maija", since=LATER + timedelta(days=1))[View.LIVE] == 0


def test_one_shop_of_a_queue_is_looked_at_and_counted_alone(log: SqlConversations, book: SqlCases) -> None:
    service = frozenset({"service"})
    for shop in ("lumi", "fjord"):
        id = f"{shop}s-photographer"
        log.create(
            id,
            shop=shop,
            role="photographer",
            subject=None,
            email=None,
            locale="en",
            queue="service",
            context={},
            at=NOW,
        )
        log.record(id, Exchange(NOW, "person", [ANSWER], {}, handover=HandOver(shop, "service", "asked", {}, None)))

    def found(queues: frozenset[str], shop: str | None) -> list[str]:
        inbox = book.inbox(View.OPEN, queues, "Maija", since=NOW, shop=shop)
        assert book.counts(queues, "Maija", since=NOW, shop=shop)[View.OPEN] == len(inbox)
        return sorted(one.conversation_id for one in inbox)

    assert found(service, None) == ["fjords-photographer", "lumis-photographer"]
    assert found(service, "fjord") == ["fjords-photographer"]
    assert found(service, "elsewhere") == []
    assert found(LUMI, "fjord") == [], "to name a shop opens nothing"
    assert book.shops(service) == ["fjord", "lumi"]
    assert (book.shops(LUMI), book.shops(FJORD)) == (["lumi"], [])


def test_whatever_is_said_or_done_is_a_change_and_reading_is_none(log: SqlConversations, book: SqlCases) -> None:
    def newest() -> tuple[int, int, int]:
        return book.newest(), book.newest("ainos"), book.newest("mikkos")

    before = newest()
    id = taken(log, book)
    assert newest() > before
    before = newest()
    book.case(id, LUMI, "Ville", LATER)
    book.conversation("ainos", LUMI, "Ville", LATER)
    book.look("ainos", LUMI, "Ville", LATER, message_id=1, writes=True, since=NOW)
    assert newest() == before, "or whoever looks at what has changed would change it"
    book.note(id, LUMI, "Maija", LATER, "She called.")
    everywhere, ainos, mikkos = newest()
    assert everywhere > before[0]
    assert ainos > before[1]
    assert mikkos == before[2]
