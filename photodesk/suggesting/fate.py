"""What became of a suggestion?

A draft that was sent as it is, or with changes that leave most of it, was worth suggesting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import Enum
from typing import Any, Protocol

COUNTS_AS_ACCEPTED = 0.6
"""A draft of which more than this was sent was worth suggesting."""


class Verdict(str, Enum):
    """What an agent did with a suggestion; one that has none was ignored."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


class UnknownSuggestionError(LookupError):
    """There is no such suggestion in the agent's queue."""


@dataclass(frozen=True)
class Judged:
    """An agent's verdict: which of the drafts it is about, what was sent instead, and why."""

    verdict: Verdict
    draft: int = 0
    text: str | None = None
    reason: str | None = None

    def similarity(self, draft: str) -> float | None:
        """How much of the draft went out, from 0 to 1; None when nothing is known to have gone out."""
        if self.verdict is Verdict.ACCEPTED:
            return 1.0
        if self.verdict is Verdict.REJECTED or self.text is None:
            return None
        # By words: a letter of 200 words is compared at once, character by character it would take a second.
        return SequenceMatcher(None, draft.split(), self.text.split(), autojunk=False).ratio()


class SuggestionLog(Protocol):
    """Where suggestions are kept, and what became of them."""

    def keep(
        self,
        *,
        id: str,
        at: datetime,
        queue: str,
        agent: str,
        case: int | None,
        asked: Mapping[str, Any],
        suggestions: Sequence[Mapping[str, Any]],
        shop: str | None = None,
        is_told: bool = True,
    ) -> None:
        """Keep what was suggested about a letter to a shop; without `is_told` nobody will hear what became of it."""

    def judge(self, id: str, queues: frozenset[str], agent: str, at: datetime, judged: Judged) -> None:
        """Keep the newest verdict; raises UnknownSuggestionError."""
