"""How often may somebody do something?

So many times at once, and then as fast as it is given back. Whoever finds no room is told how long to wait.

No library for it is maintained and fits: `limits` needs a packaging that Rasa's pins forbid, and none keeps count in
both our databases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Protocol


@dataclass(frozen=True)
class Limit:
    """`at_once` uses, of which `a_second` come back; the generic cell rate algorithm (ITU-T I.371) keeps count."""

    at_once: int
    a_second: float

    def use(self, free_at: float, now: float) -> tuple[float, float]:
        """One use more: when all uses are back then, and how long to wait until there is room for it, 0 if now.

        `free_at` is when all uses are back without it. Both moments are in seconds.
        """
        start = max(free_at, now)
        # Seconds since 1970 are exact to less than a microsecond, and no more.
        wait = round(start - now - (self.at_once - 1) / self.a_second, 6)
        return start + 1 / self.a_second, max(0.0, wait)

    def times(self, factor: float) -> Limit:
        return Limit(max(1, round(self.at_once * factor)), self.a_second * factor)


NO_LIMITS: Mapping[str, Limit] = MappingProxyType({})


class Limits(Protocol):
    """Keeps count, for all workers together."""

    def take(self, uses: Mapping[str, Limit], now: datetime, heeded: Mapping[str, Limit] = NO_LIMITS) -> float:
        """Use each of these once if all of them have room; else use none and tell how many seconds to wait.

        Those that are heeded must have room as well, and are not used.
        """

    def count(self, uses: Mapping[str, Limit], now: datetime) -> None:
        """Use each of these once, room or none: it has happened."""
