"""What of a conversation is kept, and where?

A conversation's standing is overwritten turn by turn; what was said is a log that is only added to. `store/` keeps
both in the database, `ForgetfulLog` in memory for messages that are answered once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


class AlreadyAnsweredError(Exception):
    """A message with this id of the client has been recorded in the conversation."""


@dataclass(frozen=True)
class Message:
    """One message as it was logged; `author` is asker, desk or agent.

    Only the desk's carry an answer, and only the asker's the id that the client gave them.
    """

    id: int
    at: datetime
    author: str
    text: str
    answer: Mapping[str, Any] | None = None
    client_id: str | None = None


@dataclass(frozen=True)
class HandOver:
    """A conversation that a person takes over, and why."""

    shop: str
    reason: str
    summary: Mapping[str, Any]


@dataclass(frozen=True)
class ProofAttempt:
    """A proof that was held against the order book."""

    shop: str
    number: str
    succeeded: bool


class ConversationLog(Protocol):
    """Where conversations are kept."""

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
    ) -> None: ...

    def load(self, id: str) -> Mapping[str, Any] | None:
        """The stored context, or None for a conversation that does not exist."""

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
        """Keep the new context, the message, its answers, and what came of it, in one transaction.

        Gives the ids of the answers. Raises AlreadyAnsweredError, and keeps nothing, when the client's id is known.
        """

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
        """The same for a message that could not be answered, its apology and the hand-over; the context stays."""

    def replies(self, id: str, client_id: str) -> list[Message]:
        """What the desk answered to the message with this id of the client."""

    def failed_proofs(self, shop: str, number: str, since: datetime) -> int:
        """How many proofs for this number, however spelt, have failed since then in all conversations."""

    def history(self, id: str, after: int = 0) -> list[Message]:
        """The messages with a higher id than `after`, oldest first."""

    def shop_of(self, id: str) -> str | None:
        """The shop of a conversation, None when there is none."""

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
        self.contexts[id] = json.dumps(context)
        self._log(id, at, "asker", text)
        for answer in answers:
            self._log(id, at, "desk", answer["text"], answer)
        self.handovers += [handover] if handover else []
        return []  # an id would point into nothing

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
        self._log(id, at, "asker", text)
        self._log(id, at, "desk", answer["text"], answer)
        self.handovers.append(handover)
        return []

    def replies(self, id: str, client_id: str) -> list[Message]:
        return []  # nothing is sent twice here

    def shop_of(self, id: str) -> str | None:
        return str(json.loads(self.contexts[id])["asker"]["shop"]) if id in self.contexts else None

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
