"""Who is to hear of what, outside of the chat?

A notice is written in the same transaction as what it tells of, and holds no words of its own: it points to the case
and the message. What cannot be sent is tried again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from photodesk.cases.case import Case
from photodesk.cases.support import Support


class Channel(str, Enum):
    """How a notice goes out."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class About(str, Enum):
    """What a notice tells; the agent's words go to the asker, all else to the team."""

    CASE_OPENED = "case.opened"
    ASKER_WROTE = "asker.wrote"
    AGENT_WROTE = "agent.wrote"
    CASE_ENDED = "case.ended"


@dataclass(frozen=True)
class Notice:
    """One thing to tell one receiver, and how often that was tried."""

    id: int
    case_id: int
    message_id: int | None
    channel: Channel
    about: About
    made_at: datetime
    attempts: int = 0


def channels_of(support: Support, queue: str, about: About) -> tuple[Channel, ...]:
    """By which ways this is told: to the team by mail of a new case and by webhook of all, to the asker by mail."""
    team = support.of_queue(queue)
    to_somebody = about is About.AGENT_WROTE or (about is About.CASE_OPENED and team.email is not None)
    by_mail = support.sends_mail and to_somebody
    by_webhook = team.webhook is not None
    return tuple(channel for channel, wanted in ((Channel.MAIL, by_mail), (Channel.WEBHOOK, by_webhook)) if wanted)


@dataclass(frozen=True)
class Words:
    """What somebody said in the conversation; an agent has a name."""

    id: int
    author: str
    text: str
    name: str | None = None


@dataclass(frozen=True)
class Parcel:
    """A notice with all that it points to, as that stands when it is sent."""

    notice: Notice
    case: Case
    language: str
    words: Words | None = None


@dataclass(frozen=True)
class Unsent:
    """How it stands with a notice that has not gone out; it is due no more when it has been given up."""

    notice: Notice
    due_at: datetime | None
    error: str | None


class NotSentError(Exception):
    """It could not be sent. The message is short and names neither people nor secrets: it is kept and logged."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final
        """Whether trying again is of no use."""


class Outbox(Protocol):
    """Where notices wait until they have been sent; for all workers together."""

    def waiting(self, channels: Collection[Channel]) -> tuple[int, datetime | None]:
        """How many wait, and when the first of them is due."""

    def claim(self, channels: Collection[Channel], now: datetime, until: datetime, most: int) -> list[Parcel]:
        """Those that are due, the longest due first; nobody else is given them before `until`. Counts an attempt."""

    def sent(self, notice: Notice, at: datetime) -> None:
        """Keep that it has gone out."""

    def failed(self, notice: Notice, error: str, again_at: datetime | None) -> None:
        """Keep why it has not, and when to try again, if at all; not if somebody else has claimed it since."""

    def unsent(self) -> list[Unsent]:
        """All that has not gone out, oldest first."""

    def revive(self, now: datetime) -> int:
        """Make due again what was given up, and tell how many there are."""
