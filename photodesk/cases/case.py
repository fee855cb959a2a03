"""What becomes of a conversation that a person takes over?

A case waits in a queue until an agent takes it; from then until it ends the desk is silent. Whoever may see a queue is
told by a verified token, and every question to the case book names the queues.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol


class CaseState(str, Enum):
    """Where a case stands. Nobody has an open one, so the desk goes on answering."""

    OPEN = "open"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    CLOSED = "closed"


ENDED = frozenset({CaseState.GIVEN_BACK, CaseState.CLOSED})


class UnknownCaseError(LookupError):
    """There is no such case in the queues of the one who asks."""


class CaseConflictError(Exception):
    """The case does not stand as this needs it; the message says how it stands."""


@dataclass(frozen=True)
class Case:
    """A conversation that a person answers, and why."""

    id: int
    conversation_id: str
    shop: str
    queue: str
    opened_at: datetime
    reason: str
    summary: Mapping[str, Any]
    state: CaseState
    email: str | None = None
    """Where the asker wants the answer sent: proven, or typed when the desk asked for it."""
    agent: str | None = None
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None


class View(str, Enum):
    """Which conversations of an inbox are wanted."""

    OPEN = "open"
    MINE = "mine"
    TAKEN = "taken"
    LIVE = "live"
    """Those in which something was said lately, whoever answers."""
    ENDED = "ended"


@dataclass(frozen=True)
class Glimpse:
    """A conversation as an inbox shows it."""

    conversation_id: str
    shop: str
    role: str
    email: str | None
    updated_at: datetime
    case: Case | None
    last_id: int | None
    last_author: str | None
    last_text: str | None
    person_author: str | None
    person_text: str | None
    """What the asker or an agent said last: the desk says the same to many."""
    unread: int
    """How much was said since this agent has read it."""


@dataclass(frozen=True)
class Note:
    """What agents tell one another of a case; no asker reads it."""

    at: datetime
    agent: str
    text: str


@dataclass(frozen=True)
class Viewer:
    """Another agent who looks at the same conversation just now."""

    agent: str
    writes: bool


class CaseBook(Protocol):
    """Where cases are kept. `queues` are those that the agent may see; for a case in others, as for one that does not
    exist, all but `cases` raise UnknownCaseError."""

    def cases(
        self, queues: frozenset[str], states: Sequence[CaseState], *, after: int = 0, most: int = 50
    ) -> list[Case]:
        """Cases in these states with a higher id, oldest first."""

    def case(self, id: int, queues: frozenset[str], agent: str, at: datetime) -> Case:
        """One case, for the agent to read, which is noted."""

    def take(self, id: int, queues: frozenset[str], agent: str, at: datetime, said: Mapping[str, Any]) -> Case:
        """Give an open case to the agent; again is fine. Raises CaseConflictError when it is another's, or has ended.

        `said` is the desk's answer that tells the asker so.
        """

    def say(
        self, id: int, queues: frozenset[str], agent: str, at: datetime, text: str, client_id: str, shown: str
    ) -> tuple[Case, int]:
        """Log the words of the agent who has the case, once for each `client_id`; gives the message's id as well.

        `shown` is the name that the asker reads.

        They go out by mail as well when the case has an address. Raises CaseConflictError when another has the case.
        """

    def end(
        self,
        id: int,
        queues: frozenset[str],
        agent: str,
        at: datetime,
        *,
        state: CaseState,
        reason: str | None,
        said: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> Case:
        """End the case and wake the desk; again is fine. Raises CaseConflictError when it is another's.

        `said` is the desk's answer that tells the asker so. `context` is what the desk goes on with.
        """

    def open(self, conversation_id: str, queues: frozenset[str], agent: str, at: datetime) -> Case:
        """The case of a conversation that the agent wants to answer; a new one when it has none."""

    def hand_to(
        self, id: int, queues: frozenset[str], agent: str, at: datetime, to: str, said: Mapping[str, Any]
    ) -> Case:
        """Give a case to another agent; whoever has it may, and so may anybody while nobody has it."""

    def note(self, id: int, queues: frozenset[str], agent: str, at: datetime, text: str) -> None:
        """Keep a note for the others."""

    def notes(self, id: int) -> list[Note]:
        """The notes on a case, oldest first."""

    def conversation(self, conversation_id: str, queues: frozenset[str], agent: str, at: datetime) -> Glimpse:
        """A conversation for the agent to read, which is noted."""

    def inbox(
        self,
        view: View,
        queues: frozenset[str],
        agent: str,
        *,
        since: datetime,
        shop: str | None = None,
        most: int = 50,
    ) -> list[Glimpse]:
        """The conversations of a view, the one with the newest words first; `since` is what counts as lately.

        `shop` narrows it to one shop's; it opens no other queue.
        """

    def look(
        self,
        conversation_id: str,
        queues: frozenset[str],
        agent: str,
        at: datetime,
        *,
        message_id: int,
        writes: bool,
        since: datetime,
    ) -> list[Viewer]:
        """Keep that the agent has read so far, and give who else has looked since then."""

    def counts(
        self, queues: frozenset[str], agent: str, *, since: datetime, shop: str | None = None
    ) -> dict[View, int]:
        """How many conversations each view has, narrowed as the inbox is."""

    def shops(self, queues: frozenset[str]) -> list[str]:
        """Whose conversations lie in these queues, by name."""

    def newest(self, conversation_id: str | None = None) -> int:
        """A number that grows whenever anything was said or done, there or anywhere; reading is not doing."""
