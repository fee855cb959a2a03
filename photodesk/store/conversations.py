"""Where is it kept what was said, and what a conversation knows so far?

The log is only ever added to; deleting a conversation erases everything of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import bindparam, column, delete, func, insert, inspect, select, table, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from photodesk.conversation.log import AlreadyAnsweredError, HandOver, Message, ProofAttempt
from photodesk.orders.record import normalise_number, number_digits
from photodesk.store.database import reading, writing
from photodesk.store.tables import conversations, feedback, handovers, messages, proof_attempts

_LONGEST_GUESS = 64  # no order's number is longer

# The statements of a turn are built once: building one takes longer than running it.
_CONTEXT = select(conversations.c.context).where(conversations.c.id == bindparam("conversation"))
_TOUCH = update(conversations).where(conversations.c.id == bindparam("conversation"))
_ADD_MESSAGE = insert(messages)
_MESSAGES = (
    select(messages.c.id, messages.c.at, messages.c.author, messages.c.text, messages.c.answer, messages.c.client_id)
    .where(messages.c.conversation_id == bindparam("conversation"), messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
)
_ASKED = select(messages.c.id).where(
    messages.c.conversation_id == bindparam("conversation"), messages.c.client_id == bindparam("client_id")
)
_SHOP = select(conversations.c.shop).where(conversations.c.id == bindparam("conversation"))
_RENEW_HANDOVER = update(handovers).where(
    handovers.c.conversation_id == bindparam("conversation"), handovers.c.state == "open"
)
_ADD_HANDOVER = insert(handovers)
_ADD_ATTEMPT = insert(proof_attempts)

_EVENTS = table("events", column("id"), column("sender_id"), column("data"))
"""Rasa's own record of a conversation, which `serving/tracker_store.py` makes and writes."""


class UnknownConversationError(LookupError):
    """There is no such conversation, or it has been deleted."""


class SqlConversations:
    """The ConversationLog in the database; each call is one short transaction, kept whole or not at all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self,
        id: str,
        *,
        shop: str,
        role: str,
        subject: str | None,
        email: str | None,
        locale: str,
        context: Mapping[str, Any],
        at: datetime,
    ) -> None:
        row = {
            "id": id,
            "shop": shop,
            "role": role,
            "subject": subject,
            "email": email,
            "locale": locale,
            "context": dict(context),
            "created_at": at,
            "updated_at": at,
        }
        with writing(self._engine) as connection:
            connection.execute(insert(conversations), row)

    def load(self, id: str) -> Mapping[str, Any] | None:
        with reading(self._engine) as connection:
            context: Mapping[str, Any] | None = connection.execute(_CONTEXT, {"conversation": id}).scalar()
        return context

    def record_turn(
        self,
        id: str,
        *,
        at: datetime,
        text: str,
        answers: Sequence[Mapping[str, Any]],
        context: Mapping[str, Any],
        handover: HandOver | None = None,
        attempt: ProofAttempt | None = None,
        client_id: str | None = None,
    ) -> list[int]:
        with writing(self._engine) as connection:
            _touch(connection, id, at, context=dict(context))
            answered = _log_answered(connection, id, at, text, answers, client_id)
            if handover:
                _hand_over(connection, id, at, handover)
            if attempt:
                row = {"number": _guessed(attempt.number), "shop": attempt.shop, "succeeded": attempt.succeeded}
                connection.execute(_ADD_ATTEMPT, {"conversation_id": id, "at": at, **row})
        return answered

    def record_failure(
        self,
        id: str,
        *,
        at: datetime,
        text: str,
        answer: Mapping[str, Any],
        handover: HandOver,
        client_id: str | None = None,
    ) -> list[int]:
        with writing(self._engine) as connection:
            _touch(connection, id, at)
            answered = _log_answered(connection, id, at, text, [answer], client_id)
            _hand_over(connection, id, at, handover)
        return answered

    def replies(self, id: str, client_id: str) -> list[Message]:
        with reading(self._engine) as connection:
            asked = connection.execute(_ASKED, {"conversation": id, "client_id": client_id}).scalar()
            if asked is None:
                return []
            found = connection.execute(_MESSAGES, {"conversation": id, "after": asked})
            after = [Message(**row) for row in found.mappings()]
        turn = takewhile(lambda message: message.author != "asker", after)
        return [message for message in turn if message.author == "desk"]

    def log(self, id: str, at: datetime, author: str, text: str, answer: Mapping[str, Any] | None = None) -> int:
        """Add one message outside of a turn, such as an agent's, and give its id."""
        with writing(self._engine) as connection:
            _touch(connection, id, at)
            added = connection.execute(_ADD_MESSAGE, _message(id, at, author, text, answer))
            return int(added.inserted_primary_key[0])

    def history(self, id: str, after: int = 0) -> list[Message]:
        with reading(self._engine) as connection:
            found = connection.execute(_MESSAGES, {"conversation": id, "after": after})
            return [Message(**row) for row in found.mappings()]

    def failed_proofs(self, shop: str, number: str, since: datetime) -> int:
        """Count the failed proofs of one order since then, in whatever conversations: guessing shows here."""
        query = (
            select(func.count())
            .select_from(proof_attempts)
            .where(
                proof_attempts.c.shop == shop,
                proof_attempts.c.number == _guessed(number),
                proof_attempts.c.at >= since,
                proof_attempts.c.succeeded.is_(False),
            )
        )
        with reading(self._engine) as connection:
            return int(connection.execute(query).scalar_one())

    def shop_of(self, id: str) -> str | None:
        with reading(self._engine) as connection:
            shop: str | None = connection.execute(_SHOP, {"conversation": id}).scalar()
        return shop

    def rate(self, id: str, message_id: int, helpful: bool, at: datetime) -> bool:
        """Keep whether an answer was helpful, the newest word counting; False when the desk has not said this here."""
        said = select(messages.c.id).where(
            messages.c.conversation_id == id, messages.c.id == message_id, messages.c.author == "desk"
        )
        with writing(self._engine) as connection:
            if connection.execute(said).first() is None:
                return False
            connection.execute(delete(feedback).where(feedback.c.message_id == message_id))
            connection.execute(insert(feedback), {"message_id": message_id, "helpful": helpful, "at": at})
        return True

    def everything(self, id: str) -> dict[str, list[dict[str, Any]]]:
        """Every row that is held on a conversation, by the name of its table."""
        of_it = select(messages.c.id).where(messages.c.conversation_id == id)
        queries = {
            "conversations": select(conversations).where(conversations.c.id == id),
            "messages": select(messages).where(messages.c.conversation_id == id).order_by(messages.c.id),
            "feedback": select(feedback).where(feedback.c.message_id.in_(of_it)).order_by(feedback.c.message_id),
            "handovers": select(handovers).where(handovers.c.conversation_id == id).order_by(handovers.c.id),
            "proof_attempts": select(proof_attempts)
            .where(proof_attempts.c.conversation_id == id)
            .order_by(proof_attempts.c.id),
        }
        with reading(self._engine) as connection:
            if inspect(connection).has_table(_EVENTS.name):
                queries["events"] = select(_EVENTS).where(_EVENTS.c.sender_id == id).order_by(_EVENTS.c.id)
            return {
                name: [dict(row) for row in connection.execute(query).mappings()] for name, query in queries.items()
            }

    def delete(self, id: str) -> bool:
        """Erase the conversation with all that is held on it; False when there was none."""
        with writing(self._engine) as connection:
            if inspect(connection).has_table(_EVENTS.name):
                connection.execute(delete(_EVENTS).where(_EVENTS.c.sender_id == id))
            return bool(connection.execute(delete(conversations).where(conversations.c.id == id)).rowcount)


def _touch(connection: Connection, id: str, at: datetime, **changed: Any) -> None:
    if not connection.execute(_TOUCH, {"conversation": id, "updated_at": at, **changed}).rowcount:
        raise UnknownConversationError(id)


def _log_answered(
    connection: Connection,
    id: str,
    at: datetime,
    text: str,
    answers: Sequence[Mapping[str, Any]],
    client_id: str | None,
) -> list[int]:
    """The ids of the answers."""
    try:
        connection.execute(_ADD_MESSAGE, {**_message(id, at, "asker", text), "client_id": client_id})
    except IntegrityError:
        raise AlreadyAnsweredError(client_id) from None
    said = [_message(id, at, "desk", answer["text"], answer) for answer in answers]
    return [int(connection.execute(_ADD_MESSAGE, row).inserted_primary_key[0]) for row in said]


def _message(id: str, at: datetime, author: str, text: str, answer: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "conversation_id": id,
        "at": at,
        "author": author,
        "text": _storable(text),
        "answer": None if answer is None else dict(answer),
        "client_id": None,
    }


def _hand_over(connection: Connection, id: str, at: datetime, handover: HandOver) -> None:
    """Open one, or give the one that is open already the newest reason and summary: a person takes over once."""
    newest = {"reason": _storable(handover.reason), "summary": dict(handover.summary)}
    if not connection.execute(_RENEW_HANDOVER, {"conversation": id, **newest}).rowcount:
        row = {"conversation_id": id, "shop": handover.shop, "at": at, "state": "open", **newest}
        connection.execute(_ADD_HANDOVER, row)


def _storable(text: str) -> str:
    """Any text that people can send: a NUL and half a surrogate pair cannot be stored everywhere."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def _guessed(number: str) -> str:
    """One spelling for all spellings of a number, or guessing would be counted apart for each of them."""
    return (number_digits(number) or normalise_number(_storable(number)))[:_LONGEST_GUESS]
