"""What may be used once, and has it been?

A ticket is, and so is an identity token that has an id of its own: who catches one on its way gets nothing for it, at
whichever worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class OneUse:
    """The one use of something, and until when anybody would believe in it."""

    key: str
    until: datetime


class Spent(Protocol):
    """Remembers what has been used, for all workers together."""

    def spend(self, use: OneUse, now: datetime) -> bool:
        """Use it up; False when it has been used before."""
