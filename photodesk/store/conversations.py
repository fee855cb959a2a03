"""Where is it kept what was said, and what a conversation knows so far?

The log is only ever added to; deleting a conversation erases everything of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from photodesk.cases.case import CaseState
from photodesk.cases.notice import About
from photodesk.conversation.log import AlreadyAnsweredError, Exchange, HandOver, Message, Standing, WithPersonError
from photodesk.conversation.tally import Afterwards, Counted
from photodesk.orders.record import normalise_number, number_digits
from photodesk.store.database import reading, utc_now, writing
from photodesk.store.notices import Channels, announce, nobody
from photodesk.store.numbers import add_turn, rate_tally, settle
from photodesk.store.privacy import ASKER, Found, erase, held_on
from photodesk.store.situations import add_situations
from photodesk.store.tables import cases, conversations, feedback, messages, proof_attempts

_LONGEST_GUESS = 64  # no order's number is longer

# The statements of a turn are built once: building one takes longer than running it.
_CONTEXT = select(conversations.c.context).where(conversations.c.id == bindparam("conversation"))
_TOUCH = update(conversations).where(conversations.c.id == bindparam("conversation"))
_ADD_MESSAGE = insert(messages)
_MESSAGES = (
    select(*(messages.c[name] for name in ("id", "at", "author", "text", "answer", "client_id", "name")))
    .where(messages.c.conversation_id == bindparam("conversation"), messages.c.id > bindparam("after"))
    .order_by(messages.c.id)
)
_ASKED = select(messages.c.id).where(
    messages.c.conversation_id == bindparam("conversation"), messages.c.client_id == bindparam("client_id")
)
_TAKEN = (
    select(cases.c.id)
    .where(cases.c.conversation_id == conversations.c.id, cases.c.state == CaseState.TAKEN.value)
    .correlate(conversations)
    .exists()
)
_TOUCH_ALONE = _TOUCH.where(~_TAKEN)
_STANDING = select(conversations.c.shop, _TAKEN.label("with_person")).where(
    conversations.c.id == bindparam("conversation")
)
_NOT_ENDED = conversations.c.expires_at.is_(None)
LIVE = (
    cases.c.conversation_id == bindparam("conversation"),
    cases.c.state.in_([CaseState.OPEN.value, CaseState.TAKEN.value]),
)
"""Which cases of the conversation somebody still answers, or is called to."""
_OPEN_STANDING = _STANDING.where(_NOT_ENDED)
_TAKEN_CASE = select(cases.c.id, cases.c.queue).where(
    cases.c.conversation_id == bindparam("conversation"), cases.c.state == CaseState.TAKEN.value
)
_RENEW_CASE = update(cases).where(*LIVE)
_SET_CONTACT = update(cases).where(*LIVE)
_ADD_CASE = insert(cases)
_ADD_ATTEMPT = insert(proof_attempts)


class UnknownConversationError(LookupError):
    """There is no such conversation, or it has been deleted."""


class SqlConversations:
    """The ConversationLog in the database; each call is one short transaction, kept whole or not at all."""

    def __init__(self, engine: Engine, channels: Channels = nobody) -> None:
        self._engine = engine
        self._channels = channels

    def create(
        self,
        id: str,
        *,
        shop: str,
        role: str,
        subject: str | None,
        email: str | None,
        locale: str,
        queue: str,
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
            "queue": queue,
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

    def record(self, id: str, exchange: Exchange) -> list[int]:
        at, changed = exchange.at, {} if exchange.context is None else {"context": dict(exchange.context)}
        with writing(self._engine) as connection:
            if not connection.execute(_TOUCH_ALONE, {"conversation": id, "updated_at": at, **changed}).rowcount:
                self._explain(connection, id, exchange.client_id)
            settle(connection, id, at, exchange.counted)
            _log_asked(connection, id, at, exchange.text, exchange.client_id)
            said = [message_row(id, at, "desk", answer["text"], answer) for answer in exchange.answers]
            answered = [int(connection.execute(_ADD_MESSAGE, row).inserted_primary_key[0]) for row in said]
            opened = exchange.handover is not None and self._hand_over(connection, id, at, exchange.handover)
            if exchange.contact:
                connection.execute(_SET_CONTACT, {"conversation": id, "email": _storable(exchange.contact)})
            if exchange.attempt:
                attempt = exchange.attempt
                row = {"number": _guessed(attempt.number), "shop": attempt.shop, "succeeded": attempt.succeeded}
                connection.execute(_ADD_ATTEMPT, {"conversation_id": id, "at": at, **row})
            add_situations(connection, id, at, exchange.decided)
            message = answered[0] if answered else None
            add_turn(connection, id, at, message, exchange.counted, exchange.attempt, opened=opened)
        return answered

    def listen(self, id: str, at: datetime, text: str, client_id: str | None) -> bool:
        with writing(self._engine) as connection:
            case = connection.execute(_TAKEN_CASE, {"conversation": id}).mappings().first()
            if case is None:
                return False
            connection.execute(_TOUCH, {"conversation": id, "updated_at": at})
            settle(connection, id, at, Counted(step=Afterwards.PERSON))
            asked = _log_asked(connection, id, at, text, client_id)
            channels = self._channels(case["queue"], About.ASKER_WROTE)
            announce(connection, case["id"], About.ASKER_WROTE, channels, at, asked)
        return True

    def replies(self, id: str, client_id: str) -> list[Message]:
        with reading(self._engine) as connection:
            asked = connection.execute(_ASKED, {"conversation": id, "client_id": client_id}).scalar()
            if asked is None:
                return []
            found = connection.execute(_MESSAGES, {"conversation": id, "after": asked})
            after = [Message(**row) for row in found.mappings()]
        turn = takewhile(lambda message: message.author != "asker", after)
        return [message for message in turn if message.author == "desk"]

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

    def standing(self, id: str) -> Standing | None:
        with reading(self._engine) as connection:
            found = connection.execute(_OPEN_STANDING, {"conversation": id}).mappings().first()
        return Standing(**found) if found is not None else None

    def end(self, id: str, at: datetime) -> None:
        with writing(self._engine) as connection:
            connection.execute(_TOUCH.where(_NOT_ENDED), {"conversation": id, "expires_at": at})

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
            rate_tally(connection, message_id, helpful)
        return True

    def everything(self, id: str) -> dict[str, list[dict[str, Any]]]:
        """Every row that is held on a conversation, by the name of its table, but what is the staff's own."""
        with reading(self._engine) as connection:
            return held_on(connection, id, to_asker=True)

    def delete(self, id: str) -> bool:
        """Erase the conversation with all that is held on it; False when there was none."""
        with writing(self._engine) as connection:
            return erase(connection, Found({id: ()}), ASKER, utc_now())["conversations"] > 0

    def _hand_over(self, connection: Connection, id: str, at: datetime, handover: HandOver) -> bool:
        """Open a case, or give the one that is open already the newest reason and summary: a person is called once.

        True when it was opened.
        """
        newest = {"reason": _storable(handover.reason), "summary": dict(handover.summary)}
        if connection.execute(_RENEW_CASE, {"conversation": id, **newest}).rowcount:
            return False
        row = {"shop": handover.shop, "queue": handover.queue, "email": handover.email, "opened_at": at}
        opened = connection.execute(_ADD_CASE, {"conversation_id": id, "state": CaseState.OPEN.value, **row, **newest})
        case = int(opened.inserted_primary_key[0])
        announce(connection, case, About.CASE_OPENED, self._channels(handover.queue, About.CASE_OPENED), at)
        return True

    def _explain(self, connection: Connection, id: str, client_id: str | None) -> None:
        """Tell why nothing can be recorded."""
        if connection.execute(_STANDING, {"conversation": id}).first() is None:
            raise UnknownConversationError(id)
        known = client_id is not None and connection.execute(_ASKED, {"conversation": id, "client_id": client_id})
        raise AlreadyAnsweredError(client_id) if known and known.first() else WithPersonError(id)


def end_sessions(engine: Engine, shop: str, subject: str | None, at: datetime) -> int:
    """End the sessions of one whom the shop's tokens named, or of all of the shop's; gives how many there were."""
    whose = (conversations.c.shop == shop, _NOT_ENDED)
    named = () if subject is None else (conversations.c.subject == subject,)
    with writing(engine) as connection:
        return int(connection.execute(update(conversations).where(*whose, *named), {"expires_at": at}).rowcount)


def _log_asked(connection: Connection, id: str, at: datetime, text: str, client_id: str | None) -> int:
    try:
        added = connection.execute(_ADD_MESSAGE, {**message_row(id, at, "asker", text), "client_id": client_id})
    except IntegrityError:
        raise AlreadyAnsweredError(client_id) from None
    return int(added.inserted_primary_key[0])


def message_row(
    id: str, at: datetime, author: str, text: str, answer: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "conversation_id": id,
        "at": at,
        "author": author,
        "text": _storable(text),
        "answer": None if answer is None else dict(answer),
        "client_id": None,
        "name": None,
    }


def _storable(text: str) -> str:
    """Any text that people can send: a NUL and half a surrogate pair cannot be stored everywhere."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def _guessed(number: str) -> str:
    """One spelling for all spellings of a number, or guessing would be counted apart for each of them."""
    return (number_digits(number) or normalise_number(_storable(number)))[:_LONGEST_GUESS]
