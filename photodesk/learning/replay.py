"""In which situations has the desk answered?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Recorded:
    """A question that was answered: the situation it was asked in, the reader's language, and the rule of that day."""

    conversation: str
    """Tells the questions of one conversation from those of others, and is to be shown to nobody."""
    topic: str
    language: str
    situation: Mapping[str, str]
    rule: str | None


class SituationLog(Protocol):
    """Where the situations of answered questions are kept."""

    def since(self, day: date) -> Iterator[Recorded]:
        """All from this day on, oldest first."""
