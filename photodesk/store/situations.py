"""Where is it kept in which situations the desk answered, without whose they were?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timezone

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine

from photodesk.conversation.log import Decided
from photodesk.learning.replay import Recorded
from photodesk.store.database import pages
from photodesk.store.tables import situations

_ADD = insert(situations)  # built once, as are all statements of a turn


class SqlSituations:
    """The SituationLog in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def since(self, day: date) -> Iterator[Recorded]:
        names = ("id", "conversation_id", "topic", "language", "situation", "rule")
        query = select(*(situations.c[name] for name in names)).where(situations.c.day >= day)
        for page in pages(self._engine, query, situations.c.id):
            for row in page:  # of a conversation that was erased each question counts as one of its own
                whose = row.conversation_id or f"erased {row.id}"
                yield Recorded(whose, row.topic, row.language, row.situation, row.rule)


def add_situations(connection: Connection, conversation: str, at: datetime, decided: Sequence[Decided]) -> None:
    """Keep what was decided in a turn, in the turn's own transaction."""
    if decided:
        where = {"conversation_id": conversation, "day": at.astimezone(timezone.utc).date()}
        connection.execute(_ADD, [{**where, **vars(one), "situation": dict(one.situation)} for one in decided])
