"""Is it kept in which situations the desk answered, and of nobody once a conversation is erased?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from photodesk.conversation.log import AlreadyAnsweredError, Decided, Exchange
from photodesk.learning.replay import Recorded
from photodesk.privacy import Keeping
from photodesk.store.conversations import SqlConversations
from photodesk.store.database import PAGE, reading
from photodesk.store.edits import SqlEditLog
from photodesk.store.situations import SqlSituations
from photodesk.store.sweeping import count, sweep
from photodesk.store.tables import audit, situations

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=timezone(timedelta(hours=-2)))  # the 25th in UTC
THAT_DAY = NOW.date()
CANCEL = Decided("lumi", "en", "cancel_order", {"asker": "consumer", "order": "paid"}, "cancel-6")
RETURN = Decided("lumi", "fi", "return_product", {"asker": "consumer", "order": "paid"}, None)
KEEPING = Keeping(*(timedelta(365) for _ in range(4)))


@pytest.fixture
def log(engine: Engine) -> SqlConversations:
    log = SqlConversations(engine)
    for id in ("ainos", "mikkos"):
        log.create(
            id,
            shop="lumi",
            role="consumer",
            subject=None,
            email=None,
            locale="en",
            queue="lumi",
            context={},
            at=NOW,
        )
    return log


def turn(log: SqlConversations, id: str, *decided: Decided, at: datetime = NOW, client_id: str | None = None) -> None:
    log.record(id, Exchange(at, "can I cancel?", [{"text": "no"}], {}, decided=decided, client_id=client_id))


def since(engine: Engine, day: date = THAT_DAY) -> Iterator[Recorded]:
    return SqlSituations(engine).since(day)


def test_each_question_that_was_answered_leaves_its_situation(log: SqlConversations, engine: Engine) -> None:
    turn(log, "ainos", CANCEL, RETURN)
    turn(log, "mikkos")
    assert list(since(engine)) == [
        Recorded("ainos", "cancel_order", "en", CANCEL.situation, "cancel-6"),
        Recorded("ainos", "return_product", "fi", RETURN.situation, None),
    ]


def test_a_message_that_was_answered_before_leaves_none(log: SqlConversations, engine: Engine) -> None:
    turn(log, "ainos", CANCEL, client_id="one")
    with pytest.raises(AlreadyAnsweredError):
        turn(log, "ainos", CANCEL, client_id="one")
    assert len(list(since(engine))) == 1


def test_only_the_day_is_kept_and_counted_from(log: SqlConversations, engine: Engine) -> None:
    turn(log, "ainos", CANCEL)
    with reading(engine) as connection:
        [row] = connection.execute(select(situations)).mappings()
    assert set(row) == {"id", "conversation_id", "day", "shop", "language", "topic", "situation", "rule"}
    assert row["day"] == date(2026, 11, 25)
    assert len(list(since(engine, date(2026, 11, 25)))) == 1
    assert not list(since(engine, date(2026, 11, 26)))


def test_an_erased_conversation_leaves_what_is_nobodys(log: SqlConversations, engine: Engine) -> None:
    turn(log, "ainos", CANCEL)
    turn(log, "ainos", RETURN)
    turn(log, "mikkos", CANCEL)
    log.delete("ainos")
    erased, again, mikkos = since(engine)
    assert mikkos.conversation == "mikkos"
    assert erased.conversation != again.conversation
    assert "ainos" not in erased.conversation + again.conversation
    assert erased.situation == CANCEL.situation


def test_more_than_a_page_is_had_whole(log: SqlConversations, engine: Engine) -> None:
    turn(log, "ainos", *[CANCEL] * (PAGE + 1))
    assert len(list(since(engine))) == PAGE + 1


def test_they_are_kept_as_long_as_a_conversation(log: SqlConversations, engine: Engine) -> None:
    turn(log, "ainos", CANCEL)
    assert "situations" not in count(engine, KEEPING, NOW + timedelta(364))
    later = NOW + timedelta(366, hours=12)
    assert count(engine, KEEPING, later)["situations"] == 1
    assert sweep(engine, KEEPING, later)["situations"] == 1
    assert not list(since(engine))


def test_who_edited_what_stands_in_the_audit(engine: Engine) -> None:
    SqlEditLog(engine).keep("lena", NOW, {"files": [{"path": "policy/refund.md"}]})
    with reading(engine) as connection:
        [row] = connection.execute(select(audit)).mappings()
    assert (row["actor"], row["action"], row["at"], row["conversation_id"]) == ("lena", "kb.edit", NOW, None)
    assert row["details"] == {"files": [{"path": "policy/refund.md"}]}
