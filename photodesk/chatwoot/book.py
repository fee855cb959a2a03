"""What came from Chatwoot and is still to be seen to, and which conversation there is which here?

It is kept before Chatwoot is told that it has arrived: a restart loses nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from photodesk.cases.case import Case
from photodesk.chatwoot.calls import Call
from photodesk.chatwoot.events import Event


@dataclass(frozen=True)
class Job:
    """An event, and the calls that answer it as soon as they are known; `done` of them have been made."""

    id: int
    inbox: str
    number: int
    received_at: datetime
    attempts: int
    event: Event | None
    calls: tuple[Call, ...] | None = None
    done: int = 0


@dataclass(frozen=True)
class Link:
    """The desk's conversation for one of Chatwoot's, and since when people have that, as far as is known."""

    conversation: str
    opened_at: datetime | None


class Book(Protocol):
    """Where it is kept, for all workers together."""

    def receive(self, inbox: str, event: Event, at: datetime) -> bool:
        """Keep an event; False when it is there already."""

    def claim(self, inboxes: Collection[str], now: datetime, until: datetime, most: int) -> list[Job]:
        """Those that are due, oldest first, of each conversation only its first; nobody else is given them before
        `until`. Counts an attempt."""

    def plan(self, job: Job, calls: Sequence[Call]) -> None:
        """Keep what is to be done, and forget what was asked."""

    def has_done(self, job: Job, calls: int) -> bool:
        """Keep how many calls have been made; False when the rest is not to be made any more."""

    def finish(self, job: Job, error: str | None = None) -> None:
        """Keep that nothing is to be done any more, and no words; with `error` when it was given up."""

    def postpone(self, job: Job, why: str, again_at: datetime) -> None:
        """Keep why it could not be done, and when to try again."""

    def link(self, inbox: str, number: int) -> Link | None: ...

    def tie(self, inbox: str, number: int, conversation: str, job: Job) -> None:
        """Keep that the conversation with this number is this one from now on."""

    def hand_to_people(self, inbox: str, number: int, since: datetime) -> None:
        """Keep that people have it."""

    def drop(self, inbox: str, number: int, until: datetime) -> None:
        """Do nothing any more about what came until then."""

    def take_back(self, inbox: str, number: int) -> None:
        """Keep that the desk has it again."""

    def live_case(self, conversation: str) -> Case | None:
        """The case of a conversation that has not ended."""
