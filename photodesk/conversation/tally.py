"""What of a conversation is counted, so that it can be told how well the desk does? Nothing that tells of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class What(str, Enum):
    """What has happened once."""

    QUESTION = "question"
    """Somebody asked the desk something."""
    PROOF = "proof"
    """A proof was held against the order book."""
    CASE = "case"
    """A person was called."""
    REPLY = "reply"
    """An agent answered what had been asked."""
    DRAFT = "draft"
    """A draft was made for an agent who has a case."""
    LETTER = "letter"
    """A draft was made for a letter that the desk knows nothing else of."""


class Became(str, Enum):
    """What became of it, as far as the desk did it."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    CLARIFIED = "clarified"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_WRITTEN = "not_written"
    HANDED_OVER = "handed_over"

    HELD = "held"
    FAILED = "failed"

    ACCEPTED = "accepted"
    EDITED = "edited"
    """Sent with changes that left most of it."""
    REWRITTEN = "rewritten"
    REJECTED = "rejected"
    IGNORED = "ignored"
    """An agent wrote without it."""


class Why(str, Enum):
    """Why a person was called."""

    ASKED_FOR = "asked_for"
    DECIDES = "decides"
    NOT_WRITTEN = "not_written"
    NOT_UNDERSTOOD = "not_understood"
    OUT_OF_SCOPE = "out_of_scope"
    SAME_AGAIN = "same_again"
    PROOFS = "proofs"
    FAILURE = "failure"
    AGENT = "agent"
    """An agent joined whom nobody had called."""


class Afterwards(str, Enum):
    """What the asker did next, within a day; thanks and the like are nothing."""

    CHOSE = "chose"
    """Pressed a button that the desk had offered."""
    AGAIN = "again"
    """Asked the same again, or something that the desk did not understand."""
    OTHER = "other"
    """Asked something else."""
    PERSON = "person"
    """Went to a person."""


@dataclass(frozen=True)
class Question:
    """One question, what the desk did with it, and why, when it called a person."""

    topic: str | None
    became: Became
    why: Why | None = None


@dataclass(frozen=True)
class Counted:
    """What is counted of one turn."""

    questions: Sequence[Question] = ()
    step: Afterwards | None = None
    """What this message tells of the answers before it. OTHER where it depends on whether it asks the same topic."""


NOTHING = Counted()
