"""How does an agent get drafts, and how is it kept what became of them?"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from photodesk.asking import SERVICE, Agent
from photodesk.cases.support import Support
from photodesk.desk import Desk
from photodesk.knowledge.phrases import Phrase
from photodesk.orders.book import OrderBook
from photodesk.policy.table import Outcome
from photodesk.suggesting.drafting import Style
from photodesk.suggesting.fate import Judged, SuggestionLog
from photodesk.suggesting.suggesting import Asked, Suggester, Suggestion
from photodesk.understanding.reading import Reading


@dataclass(frozen=True)
class WritingDesk:
    """Drafts for agents, each kept with what was made of it."""

    desk: Desk
    book: OrderBook
    support: Support
    log: SuggestionLog
    base_url: str
    clock: Callable[[], datetime]

    def suggest(
        self,
        agent: Agent,
        shop: str,
        asked: Asked,
        reading: Reading,
        language: str,
        case: int | None = None,
        *,
        is_told: bool = True,
    ) -> tuple[str, list[dict[str, Any]]]:
        """An id for the feedback, and up to three suggestions, best first; the agent may see the shop's orders.

        Where nobody tells what becomes of them (`is_told`), they do not count among those that nobody wanted.
        """
        id = secrets.token_urlsafe(12)
        suggestions = [suggestion.as_dict() for suggestion in self.drafts(shop, asked, reading, language)]
        self.log.keep(
            id=id,
            at=self.clock(),
            queue=shop if shop in agent.queues else SERVICE,  # or who answers for all shops could not judge it
            agent=agent.name,
            case=case,
            asked={"text": asked.text, "as": asked.asker.value, "order": asked.number, "from": asked.sender},
            suggestions=suggestions,
            shop=shop,
            is_told=is_told,
        )
        return id, suggestions

    def drafts(self, shop: str, asked: Asked, reading: Reading, language: str) -> list[Suggestion]:
        """The same, and nothing is kept."""
        style = Style(self._sign_off(shop, language), self.base_url)
        return Suggester(self.desk, self.book).suggest(asked, reading, shop, language, self.clock(), style)

    def judge(self, agent: Agent, id: str, judged: Judged) -> None:
        """Keep what the agent did with a suggestion; raises UnknownSuggestionError."""
        self.log.judge(id, agent.queues, agent.name, self.clock(), judged)

    def _sign_off(self, queue: str, language: str) -> str:
        team = self.support.of_queue(queue)
        return team.sign_off or self.desk.say(Outcome.TALK, Phrase.DRAFT_SIGN_OFF, language).text
