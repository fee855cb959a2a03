"""What of a conversation is kept, and where?

A conversation's standing is overwritten turn by turn; what was said is a log that is only added to. `store/` keeps
both in the database, `ForgetfulLog` in memory for messages that are answered once.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from photodesk.conversation.tally import NOTHING, Counted

_OURS = re.compile(r"[A-Za-z0-9_-]{24}")


def new_conversation_id() -> str:
    """One that nobody can guess."""
    return secrets.token_urlsafe(18)


def is_ours(id: str) -> bool:
    """Whether the desk made this id, and no channel of Rasa's: if it is not there, it was erased and stays so."""
    return _OURS.fullmatch(id) is not None


class AlreadyAnsweredError(Exception):
    """A message with this id of the client has been recorded in the conversation."""


class WithPersonError(Exception):
    """A person has the conversation, so that the desk is to be silent."""


@dataclass(frozen=True)
class Message:
    """One message as it was logged; `author` is asker, desk or agent.

    Only the desk's carry an answer, only an agent's a name, and only people's the id that the client gave them.
    """

    id: int
    at: datetime
    author: str
    text: str
    answer: Mapping[str, Any] | None = None
    client_id: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class HandOver:
    """A conversation that a person takes over, why, in whose queue, and where an answer can be sent."""

    shop: str
    queue: str
    reason: str
    summary: Mapping[str, Any]
    email: str | None = None


@dataclass(frozen=True)
class ProofAttempt:
    """A proof that was held against the order book."""

    shop: str
    number: str
    succeeded: bool


@dataclass(frozen=True)
class Decided:
    """The situation in which a question was answered, and by which rule. Nothing in it tells of a person."""

    shop: str
    language: str
    topic: str
    situation: Mapping[str, str]
    rule: str | None


@dataclass(frozen=True)
class Exchange:
    """A message with its answers, and all that came of it."""

    at: datetime
    text: str
    answers: Sequence[Mapping[str, Any]]
    context: Mapping[str, Any] | None = None
    """What is to be remembered; None when the message could not be answered, and then the old stays."""
    handover: HandOver | None = None
    contact: str | None = None
    """An address that the asker left for the person who answers."""
    attempt: ProofAttempt | None = None
    client_id: str | None = None
    decided: Sequence[Decided] = ()
    counted: Counted = NOTHING


@dataclass(frozen=True)
class Standing:
    """Of which shop a conversation is, and whether a person has it, so that the desk is silent."""

    shop: str
    with_person: bool


class ConversationLog(Protocol):
    """Where the dialogue's conversations are kept."""

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
    ) -> None: ...

    def load(self, id: str) -> Mapping[str, Any] | None:
        """The stored context, or None for a conversation that does not exist."""

    def record(self, id: str, exchange: Exchange) -> list[int]:
        """Keep an exchange in one transaction, and give the ids of the answers.

        Keeps nothing and raises AlreadyAnsweredError when the client's id is known, WithPersonError when a person has
        the conversation.
        """

    def listen(self, id: str, at: datetime, text: str, client_id: str | None) -> bool:
        """Keep what was said to the person who has the conversation, and tell that person's team.

        False, and nothing is kept, when nobody has it. Raises AlreadyAnsweredError when the client's id is known.
        """

    def replies(self, id: str, client_id: str) -> list[Message]:
        """What the desk answered to the message with this id of the client."""

    def failed_proofs(self, shop: str, number: str, since: datetime) -> int:
        """How many proofs for this number, however spelt, have failed since then in all conversations."""

    def history(self, id: str, after: int = 0) -> list[Message]:
        """The messages with a higher id than `after`, oldest first."""

    def standing(self, id: str) -> Standing | None:
        """Where a conversation stands; None when there is none any more, or its session has been ended."""

    def end(self, id: str, at: datetime) -> None:
        """Let nobody who held the conversation's session go on with it; what was said stays."""

    def rate(self, id: str, message_id: int, helpful: bool, at: datetime) -> bool:
        """Keep whether an answer was helpful, the newest word counting; False when the desk has not said it here."""

    def everything(self, id: str) -> dict[str, list[dict[str, Any]]]:
        """Every row that is held on a conversation, by the name of its table."""

    def delete(self, id: str) -> bool:
        """Erase the conversation with all that is held on it; False when there was none."""


@dataclass
class ForgetfulLog:
    """One conversation in memory, for `photodesk ask` and for tests.

    Opening another forgets it: a line of a batch is answered as if it stood alone.
    """

    contexts: dict[str, str] = field(default_factory=dict)
    messages: dict[str, list[Message]] = field(default_factory=dict)
    handovers: list[HandOver] = field(default_factory=list)

    def create(self, id: str, *, context: Mapping[str, Any], **_: Any) -> None:
        self.contexts = {id: json.dumps(context)}
        self.messages = {id: []}
        self.handovers = []

    def load(self, id: str) -> Mapping[str, Any] | None:
        return json.loads(self.contexts[id]) if id in self.contexts else None

    def record(self, id: str, exchange: Exchange) -> list[int]:
        if exchange.context is not None:
            self.contexts[id] = json.dumps(exchange.context)
        self._log(id, exchange.at, "asker", exchange.text)
        for answer in exchange.answers:
            self._log(id, exchange.at, "desk", answer["text"], answer)
        self.handovers += [exchange.handover] if exchange.handover else []
        return []  # an id would point into nothing

    def listen(self, id: str, at: datetime, text: str, client_id: str | None) -> bool:
        return False  # no person is here

    def replies(self, id: str, client_id: str) -> list[Message]:
        return []  # nothing is sent twice here

    def standing(self, id: str) -> Standing | None:
        return Standing(json.loads(self.contexts[id])["asker"]["shop"], False) if id in self.contexts else None

    def end(self, id: str, at: datetime) -> None:
        return None  # there is no session

    def rate(self, id: str, message_id: int, helpful: bool, at: datetime) -> bool:
        return False  # nobody is left to ask

    def everything(self, id: str) -> dict[str, list[dict[str, Any]]]:
        return {"messages": [vars(message) for message in self.messages.get(id, [])]}

    def delete(self, id: str) -> bool:
        return self.contexts.pop(id, None) is not None

    def failed_proofs(self, shop: str, number: str, since: datetime) -> int:
        return 0  # guessing shows across conversations; within one the dialogue counts for itself

    def history(self, id: str, after: int = 0) -> list[Message]:
        return [message for message in self.messages.get(id, []) if message.id > after]

    def _log(self, id: str, at: datetime, author: str, text: str, answer: Mapping[str, Any] | None = None) -> None:
        kept = self.messages.setdefault(id, [])
        kept.append(Message(len(kept) + 1, at, author, text, answer))
