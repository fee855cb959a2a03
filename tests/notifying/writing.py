"""Cases, messages and notices in a database, and a clock that is put forward by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from photodesk.cases.notice import About, Channel
from photodesk.store.database import reading, writing
from photodesk.store.notices import announce
from photodesk.store.tables import cases, conversations, messages, notices

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
SUMMARY: dict[str, Any] = {
    "asker": {"role": "consumer", "shop": "lumi", "subject": None, "proven_email": "aino@example.com"},
    "asked": "can I talk to somebody?",
    "topic": "cancel_order",
    "rule": "cancel-3",
    "because": "asked for a person",
    "order": {"number": "PC-104223", "state": "in_production", "title": "Class photo 20x30", "more": 2},
    "number_typed": "pc 104 223",
    "answer": "I am sorry, but it is in production.",
    "cited": [{"title": "There is no right of cancellation", "url": "/kb/cancel_order?version=ab12#no-right"}],
    "answer_before": None,
}


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Desk:
    """Does to the database what the desk does."""

    engine: Engine

    def open_case(self, id: str = "ainos", **changed: Any) -> int:
        """A conversation and its case."""
        with writing(self.engine) as connection:
            talk = {"id": id, "shop": "lumi", "role": "consumer", "locale": "en", "context": {}}
            connection.execute(insert(conversations), {**talk, "created_at": NOW, "updated_at": NOW})
            row = {"conversation_id": id, "shop": "lumi", "queue": "lumi", "opened_at": NOW, "state": "open"}
            row |= {"reason": "asked for a person: cancel_order", "summary": SUMMARY, "email": None, **changed}
            return int(connection.execute(insert(cases), row).inserted_primary_key[0])

    def say(self, author: str, text: str, id: str = "ainos", name: str | None = None) -> int:
        row = {"conversation_id": id, "at": NOW, "author": author, "text": text, "name": name}
        with writing(self.engine) as connection:
            return int(connection.execute(insert(messages), row).inserted_primary_key[0])

    def announce(
        self, case: int, about: About, *channels: Channel, message: int | None = None, at: datetime = NOW
    ) -> None:
        with writing(self.engine) as connection:
            announce(connection, case, about, channels, at, message)

    def notices(self) -> list[dict[str, Any]]:
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(select(notices).order_by(notices.c.id)).mappings()]
