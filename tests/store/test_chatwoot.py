"""Is what came from Chatwoot kept until it is done, given to one server alone, and in the order in which it came?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from photodesk.chatwoot.book import Job, Link
from photodesk.chatwoot.calls import OPEN, note
from photodesk.chatwoot.events import Event, Kind
from photodesk.store import chatwoot
from photodesk.store.chatwoot import KEPT, SqlChatwoot
from photodesk.store.database import reading, writing
from photodesk.store.tables import chatwoot_jobs, conversations

NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
UNTIL = NOW + timedelta(minutes=2)
ASKED = Event(
    "message 1", Kind.WROTE, 5, "where is it?", is_pending=True, channel="Channel::Email", sender="a@b.example"
)
INBOXES = ("lumi-web", "fjord")


def claim(book: SqlChatwoot, now: datetime = NOW, most: int = 10) -> list[Job]:
    return book.claim(INBOXES, now, UNTIL, most)


def begin(engine: Engine, id: str) -> str:
    row = {"id": id, "shop": "lumi", "role": "consumer", "context": {}, "created_at": NOW, "updated_at": NOW}
    with writing(engine) as connection:
        more = {"queue": "lumi"} if "queue" in conversations.c else {}
        connection.execute(insert(conversations), {**row, **more})
    return id


def test_what_came_is_given_once_as_it_came(engine: Engine) -> None:
    book = SqlChatwoot(engine)
    assert book.receive("lumi-web", ASKED, NOW)
    assert not book.receive("lumi-web", ASKED, NOW)
    assert book.receive("fjord", ASKED, NOW), "another account's message has the same number"
    first, second = claim(book)
    assert (first.inbox, first.event, first.number, first.attempts, first.calls) == ("lumi-web", ASKED, 5, 1, None)
    assert second.inbox == "fjord"
    assert claim(book) == []
    assert book.claim(["another"], UNTIL, UNTIL, 10) == []
    again = claim(book, UNTIL)
    assert [job.attempts for job in again] == [2, 2], "a server that died is forgotten after the lease"


def test_what_another_version_has_kept_is_read() -> None:
    assert Event.from_dict({**ASKED.as_dict(), "has_file": True}) == ASKED
    assert Event.from_dict({"key": "message 1", "kind": "wrote", "number": 5}).text == ""


def test_of_a_conversation_only_the_first_is_given(engine: Engine) -> None:
    book = SqlChatwoot(engine)
    book.receive("lumi-web", ASKED, NOW)
    book.receive("lumi-web", replace(ASKED, key="message 2"), NOW)
    book.receive("lumi-web", replace(ASKED, key="message 3", number=6), NOW)
    first, other = claim(book)
    assert (first.event, other.number) == (ASKED, 6)
    book.postpone(first, "Chatwoot answered 500 to messages", NOW + timedelta(minutes=1))
    assert claim(book, NOW + timedelta(seconds=30)) == []
    [again] = claim(book, NOW + timedelta(minutes=1))
    assert again.id == first.id
    book.finish(again)
    [second] = claim(book)
    assert second.event is not None
    assert second.event.key == "message 2"


def test_what_is_to_be_done_is_kept_and_what_was_asked_is_forgotten(engine: Engine) -> None:
    book = SqlChatwoot(engine)
    book.receive("lumi-web", ASKED, NOW)
    [job] = claim(book)
    book.plan(job, [note("look"), OPEN])
    assert book.has_done(job, 1)
    [again] = claim(book, UNTIL)
    assert (again.event, again.calls, again.done) == (None, (note("look"), OPEN), 1)
    book.finish(again)
    with reading(engine) as connection:
        [row] = connection.execute(select(chatwoot_jobs)).mappings()
    assert (row["event"], row["calls"], row["due_at"]) == (None, None, None)
    assert not book.has_done(again, 2)
    book.postpone(again, "too late", UNTIL)
    assert claim(book, UNTIL) == []


def test_what_people_have_taken_over_is_dropped(engine: Engine) -> None:
    book = SqlChatwoot(engine)
    for key, number, at in (("1", 5, NOW), ("2", 6, NOW), ("3", 5, NOW + timedelta(minutes=1))):
        book.receive("lumi-web", replace(ASKED, key=key, number=number), at)
    under_way, _ = claim(book)
    book.drop("lumi-web", 5, NOW)
    assert not book.has_done(under_way, 1)
    left = {(job.number, job.event.key) for job in claim(book, UNTIL) if job.event}
    assert left == {(6, "2"), (5, "3")}


def test_a_conversation_there_is_one_here_until_that_is_erased(engine: Engine) -> None:
    book = SqlChatwoot(engine)
    book.receive("lumi-web", ASKED, NOW)
    [job] = claim(book)
    assert book.link("lumi-web", 5) is None
    for id in (begin(engine, "first"), begin(engine, "second")):
        book.tie("lumi-web", 5, id, job)
        assert book.link("lumi-web", 5) == Link(id, None)
    book.hand_to_people("lumi-web", 5, NOW)
    assert book.link("lumi-web", 5) == Link("second", NOW)
    assert book.link("fjord", 5) is None
    book.take_back("lumi-web", 5)
    assert book.link("lumi-web", 5) == Link("second", None)
    book.receive("lumi-web", replace(ASKED, key="message 2"), NOW)
    with writing(engine) as connection:
        connection.execute(conversations.delete())
    assert book.link("lumi-web", 5) is None
    with reading(engine) as connection:
        assert connection.execute(select(chatwoot_jobs)).all() == []


def test_workers_that_claim_at_once_share(engine: Engine) -> None:
    book = SqlChatwoot(engine)
    for number in range(1, 31):
        book.receive("lumi-web", replace(ASKED, key=str(number), number=number), NOW)

    def claim_all(_: int) -> list[int]:
        found: list[int] = []
        while some := claim(SqlChatwoot(engine), most=3):
            found += [job.number for job in some]
        return found

    with ThreadPoolExecutor(4) as workers:
        shared = [number for found in workers.map(claim_all, range(4)) for number in found]
    assert sorted(shared) == list(range(1, 31))


def test_of_workers_that_receive_at_once_one_keeps_it(engine: Engine) -> None:
    def receive(_: int) -> int:
        return sum(SqlChatwoot(engine).receive("lumi-web", replace(ASKED, key=str(each)), NOW) for each in range(20))

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(receive, range(4))) == 20


def test_what_was_done_long_ago_is_deleted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    book = SqlChatwoot(engine)
    for key, number in (("1", 1), ("2", 2)):
        book.receive("lumi-web", replace(ASKED, key=key, number=number), NOW)
    book.finish(claim(book)[0])
    monkeypatch.setattr(chatwoot, "SWEEP_ONE_IN", 1)
    book.receive("lumi-web", replace(ASKED, key="3"), NOW + KEPT + timedelta(seconds=1))
    with reading(engine) as connection:
        assert set(connection.execute(select(chatwoot_jobs.c.key)).scalars()) == {"2", "3"}
