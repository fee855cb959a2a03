"""What can the desk's people learn from what was asked?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timezone

from photodesk.asking import Agent
from photodesk.learning.drafts import Draft, Drafts, Sort
from photodesk.learning.gaps import DAYS, Gap, GapBook, Grouping, Mask, find_gaps
from photodesk.learning.numbers import NumberBook, Numbers, numbers


class UnknownGapError(LookupError):
    """There is no such gap, or there is none any more."""


@dataclass(frozen=True)
class Lessons:
    """Numbers and gaps, each for the queues of an agent."""

    numbers: NumberBook
    gaps: GapBook
    mask: Callable[[], Mask]
    grouping: Grouping
    drafts: Drafts
    clock: Callable[[], datetime]

    @property
    def today(self) -> date:
        return self.clock().astimezone(timezone.utc).date()

    def counted(self, agent: Agent, days: int, queue: str | None = None, shop: str | None = None) -> Numbers:
        """What was counted in the agent's queues, or in one of them."""
        queues = agent.queues if queue is None else agent.queues & {queue}
        return numbers(self.numbers, queues, self.today, days, shop)

    def found(self, agent: Agent, days: int = DAYS) -> list[Gap]:
        """What was asked in the agent's queues and had no answer."""
        return find_gaps(self.gaps, agent.queues, self.mask(), self.grouping, self.today, days)

    def draft(self, agent: Agent, id: str, sort: Sort, topic: str, days: int = DAYS) -> Draft:
        """Write a draft for a gap; raises UnknownGapError or DraftError."""
        for gap in self.found(agent, days):
            if gap.id == id:
                return self.drafts.write(gap, sort, topic, self.today)
        raise UnknownGapError(id)
