"""What was said, by whom, and what does a conversation know so far?

The log is only ever added to; deleting a conversation erases everything of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from photodesk.orders.record import normalise_number, number_digits
from photodesk.store.database import reading, writing
from photodesk.store.tables import conversations, handovers, messages, proof_attempts

_LONGEST_GUESS = 64  # no order's number is longer


class Author(str, Enum):
    ASKER = "asker"
    DESK = "desk"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Said:
    """One message; `answer` is the answer in the contract's shape that a message of the desk shows."""

    author: Author
    text: str
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    id: int
    conversation_id: str
    at: datetime
    author: Author
    text: str
    answer: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    shop: str
    role: str
    subject: str | None
    email: str | None
    locale: str | None
    context: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailedProofs:
    """How often a proof failed: in one conversation, and for one order in whatever conversation."""

    in_conversation: int
    for_order: int


class UnknownConversation(LookupError):
    """There is no such conversation, or it has been deleted."""


class SqlConversations:
    """The conversations in the database; each call is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self,
        conversation_id: str,
        *,
        shop: str,
        role: str,
        now: datetime,
        subject: str | None = None,
        email: str | None = None,
        locale: str | None = None,
        context: Mapping[str, Any] | None = None,
        expires_at: datetime | None = None,
    ) -> Conversation:
        created = Conversation(
            conversation_id, shop, role, subject, email, locale, dict(context or {}), now, now, expires_at
        )
        row = {column: getattr(created, column) for column in Conversation.__slots__}
        with writing(self._engine) as connection:
            connection.execute(insert(conversations), row)
        return created

    def load(self, conversation_id: str) -> Conversation | None:
        query = select(conversations).where(conversations.c.id == conversation_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        return Conversation(**row) if row else None

    def save_context(self, conversation_id: str, context: Mapping[str, Any], now: datetime) -> None:
        with writing(self._engine) as connection:
            _save_context(connection, conversation_id, context, now)

    def log(
        self,
        conversation_id: str,
        at: datetime,
        author: Author,
        text: str,
        answer: Mapping[str, Any] | None = None,
    ) -> int:
        """Add one message and give its id; ids grow with every message."""
        with writing(self._engine) as connection:
            _require(connection, conversation_id)
            return _log(connection, conversation_id, at, [Said(author, text, answer)])[0]

    def record_turn(
        self, conversation_id: str, *, context: Mapping[str, Any], said: Sequence[Said], now: datetime
    ) -> tuple[int, ...]:
        """Save the context and add all that was said in one turn, together or not at all; give the ids."""
        with writing(self._engine) as connection:
            _save_context(connection, conversation_id, context, now)
            return _log(connection, conversation_id, now, said)

    def history(self, conversation_id: str, after: int = 0) -> tuple[LoggedMessage, ...]:
        """The messages whose id is greater than `after`, in the order said."""
        query = (
            select(messages)
            .where(messages.c.conversation_id == conversation_id, messages.c.id > after)
            .order_by(messages.c.id)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(LoggedMessage(**{**row, "author": Author(row["author"])}) for row in rows)

    def open_handover(
        self, conversation_id: str, *, shop: str, reason: str, summary: Mapping[str, Any], now: datetime
    ) -> int:
        """Ask for a person and give the handover's id; one already open gets the newest reason and summary."""
        newest = {"reason": _storable(reason), "summary": dict(summary)}
        is_open = (handovers.c.conversation_id == conversation_id) & (handovers.c.state == "open")
        with writing(self._engine) as connection:
            _require(connection, conversation_id)
            known = connection.execute(select(handovers.c.id).where(is_open)).scalar()
            if known is not None:
                connection.execute(update(handovers).where(handovers.c.id == known).values(**newest))
                return int(known)
            row = {"conversation_id": conversation_id, "shop": shop, "at": now, "state": "open", **newest}
            return int(connection.execute(insert(handovers).values(**row)).inserted_primary_key[0])

    def log_proof_attempt(
        self, conversation_id: str, *, shop: str, number: str, succeeded: bool, now: datetime
    ) -> None:
        row = {
            "conversation_id": conversation_id,
            "shop": shop,
            "number": _guessed(number),
            "at": now,
            "succeeded": succeeded,
        }
        with writing(self._engine) as connection:
            _require(connection, conversation_id)
            connection.execute(insert(proof_attempts), row)

    def failed_proofs(self, conversation_id: str, *, shop: str, number: str, since: datetime) -> FailedProofs:
        """Count the failures since then by conversation and by order: guessing shows in one or the other."""
        failed = (
            select(func.count())
            .select_from(proof_attempts)
            .where(proof_attempts.c.succeeded.is_(False), proof_attempts.c.at >= since)
        )
        here = proof_attempts.c.conversation_id == conversation_id
        this_order = (proof_attempts.c.shop == shop) & (proof_attempts.c.number == _guessed(number))
        with reading(self._engine) as connection:
            return FailedProofs(
                in_conversation=int(connection.execute(failed.where(here)).scalar_one()),
                for_order=int(connection.execute(failed.where(this_order)).scalar_one()),
            )

    def delete(self, conversation_id: str) -> bool:
        """Erase the conversation with its messages, handovers and attempts; False when there was none."""
        with writing(self._engine) as connection:
            gone = connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        return bool(gone.rowcount)


def _save_context(connection: Connection, conversation_id: str, context: Mapping[str, Any], now: datetime) -> None:
    saved = connection.execute(
        update(conversations).where(conversations.c.id == conversation_id).values(context=dict(context), updated_at=now)
    )
    if not saved.rowcount:
        raise UnknownConversation(conversation_id)


def _require(connection: Connection, conversation_id: str) -> None:
    found = connection.execute(select(conversations.c.id).where(conversations.c.id == conversation_id))
    if found.scalar() is None:
        raise UnknownConversation(conversation_id)


def _log(connection: Connection, conversation_id: str, at: datetime, said: Sequence[Said]) -> tuple[int, ...]:
    ids = []
    for one in said:
        row = {
            "conversation_id": conversation_id,
            "at": at,
            "author": one.author.value,
            "text": _storable(one.text),
            "answer": None if one.answer is None else dict(one.answer),
        }
        ids.append(int(connection.execute(insert(messages).values(**row)).inserted_primary_key[0]))
    return tuple(ids)


def _storable(text: str) -> str:
    """Any text that people can send: a NUL and half a surrogate pair cannot be stored everywhere."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def _guessed(number: str) -> str:
    """One spelling for all spellings of a number, or guessing would be counted apart for each of them."""
    return (number_digits(number) or normalise_number(_storable(number)))[:_LONGEST_GUESS]
