"""Where is it kept who is to hear of what, until it has been sent?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from photodesk.cases.case import Case, CaseState
from photodesk.cases.notice import About, Channel, Notice, Parcel, Unsent, Words
from photodesk.store.database import reading, writing
from photodesk.store.sealing import SealedTextError
from photodesk.store.tables import cases, conversations, messages, notices

_log = logging.getLogger("photodesk.store")

Channels = Callable[[str, About], tuple[Channel, ...]]
"""How the team of a queue hears of something."""

_OF_CHANNELS = notices.c.channel.in_(bindparam("channels", expanding=True))
_WAITING = select(func.count(), func.min(notices.c.due_at)).where(notices.c.due_at.is_not(None), _OF_CHANNELS)
_DUE = (
    select(notices.c.id)
    .where(notices.c.due_at <= bindparam("now"), _OF_CHANNELS)
    .order_by(notices.c.due_at, notices.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # what another worker is just claiming; on SQLite one worker claims at a time
)
_CLAIM = (
    update(notices)
    .where(notices.c.id.in_(bindparam("ids", expanding=True)))
    .values(due_at=bindparam("until"), attempts=notices.c.attempts + 1)
)
_PARCEL = (
    select(
        notices,
        *(column.label(f"case_{column.name}") for column in cases.c if column.name != "id"),
        conversations.c.locale,
        messages.c.author,
        messages.c.text,
        messages.c.name,
    )
    .join(cases, cases.c.id == notices.c.case_id)
    .join(conversations, conversations.c.id == cases.c.conversation_id)
    .outerjoin(messages, messages.c.id == notices.c.message_id)
    .where(notices.c.id == bindparam("of"))
)
_SENT = update(notices).where(notices.c.id == bindparam("of")).values(due_at=None, error=None)
_FAILED = update(notices).where(
    notices.c.id == bindparam("of"), notices.c.attempts == bindparam("attempt"), notices.c.sent_at.is_(None)
)
_UNSENT = select(notices).where(notices.c.sent_at.is_(None)).order_by(notices.c.id)
_GIVEN_UP = update(notices).where(notices.c.sent_at.is_(None), notices.c.due_at.is_(None))


def nobody(queue: str, about: About) -> tuple[Channel, ...]:
    """Nobody has said how."""
    return ()


def announce(
    connection: Connection,
    case_id: int,
    about: About,
    channels: Iterable[Channel],
    at: datetime,
    message_id: int | None = None,
) -> None:
    """Have something sent, in the transaction that did it: neither is kept without the other."""
    for channel in channels:
        row = {
            "case_id": case_id,
            "message_id": message_id,
            "channel": channel.value,
            "about": about.value,
            "made_at": at,
            "due_at": at,
            "attempts": 0,
        }
        connection.execute(insert(notices), row)


class SqlOutbox:
    """The Outbox in the database. A claim is a lease: it moves `due_at` to when others may claim the notice again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self, channels: Collection[Channel]) -> tuple[int, datetime | None]:
        with reading(self._engine) as connection:
            count, first = connection.execute(_WAITING, {"channels": _names(channels)}).one()
        return int(count), first

    def claim(self, channels: Collection[Channel], now: datetime, until: datetime, most: int) -> list[Parcel]:
        with writing(self._engine) as connection:
            due = connection.execute(_DUE, {"channels": _names(channels), "now": now, "most": most})
            ids = list(due.scalars())
            connection.execute(_CLAIM, {"ids": ids, "until": until})
        return [parcel for parcel in map(self._parcel, ids) if parcel is not None]

    def _parcel(self, id: int) -> Parcel | None:
        """None when the conversation has just been erased, or cannot be read: that must not hold up the others."""
        try:
            with reading(self._engine) as connection:
                row = connection.execute(_PARCEL, {"of": id}).mappings().first()
                return None if row is None else _parcel(row)
        except (SealedTextError, ValueError) as error:
            _log.error("a notice cannot be read", exc_info=error, extra={"facts": {"notice": id}})
            return None

    def sent(self, notice: Notice, at: datetime) -> None:
        with writing(self._engine) as connection:
            connection.execute(_SENT, {"of": notice.id, "sent_at": at})

    def failed(self, notice: Notice, error: str, again_at: datetime | None) -> None:
        row = {"of": notice.id, "attempt": notice.attempts, "error": error, "due_at": again_at}
        with writing(self._engine) as connection:
            connection.execute(_FAILED, row)

    def unsent(self) -> list[Unsent]:
        with reading(self._engine) as connection:
            found = connection.execute(_UNSENT).mappings()
            return [Unsent(_notice(row), row["due_at"], row["error"]) for row in found]

    def revive(self, now: datetime) -> int:
        with writing(self._engine) as connection:
            return int(connection.execute(_GIVEN_UP, {"due_at": now}).rowcount)


def _names(channels: Collection[Channel]) -> list[str]:
    return [channel.value for channel in channels]


def _notice(row: Mapping[str, Any]) -> Notice:
    return Notice(
        row["id"],
        row["case_id"],
        row["message_id"],
        Channel(row["channel"]),
        About(row["about"]),
        row["made_at"],
        row["attempts"],
    )


def _parcel(row: Mapping[str, Any]) -> Parcel:
    of_the_case = {column.name: row[f"case_{column.name}"] for column in cases.c if column.name not in ("id", "state")}
    words = None
    if row["text"] is not None:
        words = Words(row["message_id"], row["author"], row["text"], row["name"])
    return Parcel(
        _notice(row),
        Case(id=row["case_id"], state=CaseState(row["case_state"]), **of_the_case),
        row["locale"] or "",
        words,
    )
