"""Where is it kept what was suggested to agents, and what they made of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine

from photodesk.conversation.tally import Became
from photodesk.store.database import writing
from photodesk.store.numbers import add_draft, judge_tally
from photodesk.store.tables import suggestions as table
from photodesk.suggesting.fate import COUNTS_AS_ACCEPTED, Judged, UnknownSuggestionError, Verdict


class SqlSuggestions:
    """The SuggestionLog in the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
        best = suggestions[0]
        row = {
            "id": id,
            "case_id": case,
            "queue": queue,
            "agent": agent,
            "at": at,
            "asked": dict(asked),
            "drafts": [_kept(suggestion) for suggestion in suggestions],
            "topic": best["topic"],
            "outcome": best["outcome"],
        }
        with writing(self._engine) as connection:
            connection.execute(insert(table), row)
            if is_told:
                of_case = case is not None
                add_draft(connection, id, at, shop or queue, queue, best["topic"], of_case=of_case)

    def judge(self, id: str, queues: frozenset[str], agent: str, at: datetime, judged: Judged) -> None:
        whose = (table.c.id == id, table.c.queue.in_(sorted(queues)))
        with writing(self._engine) as connection:
            drafts = connection.execute(select(table.c.drafts).where(*whose)).scalar()
            if drafts is None or not 0 <= judged.draft < len(drafts):
                raise UnknownSuggestionError(id)
            similarity = judged.similarity(drafts[judged.draft]["draft"])
            row = {
                "verdict": judged.verdict.value,
                "judged_at": at,
                "judged": {"agent": agent, "draft": judged.draft, "text": judged.text, "reason": judged.reason},
                "similarity": similarity,
            }
            connection.execute(update(table).where(*whose), row)
            judge_tally(connection, id, _became(judged.verdict, similarity))


def _became(verdict: Verdict, similarity: float | None) -> Became:
    if verdict is Verdict.EDITED:
        return Became.EDITED if (similarity or 0) > COUNTS_AS_ACCEPTED else Became.REWRITTEN
    return {Verdict.ACCEPTED: Became.ACCEPTED, Verdict.REJECTED: Became.REJECTED}[verdict]


def _kept(suggestion: Mapping[str, Any]) -> dict[str, Any]:
    """What tells later what was drafted and why; its sentences and their sources can be had again from these."""
    names = ("draft", "to", "gaps", "topic", "confidence", "outcome", "rule", "why", "warnings")
    return {name: suggestion.get(name) for name in names}
