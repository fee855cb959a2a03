"""How do those who answer see how well the desk does?

A page of charts without a script, and the same as CSV; of the agent's own queues, and of nobody in particular.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sanic.request import Request
from sanic.response import HTTPResponse

from photodesk.accounts.signing_in import form_token
from photodesk.asking import Agent
from photodesk.knowledge.base import DEFAULT_LANGUAGE
from photodesk.learning.lessons import Lessons
from photodesk.learning.numbers import DAYS, DEFINITIONS, PERIODS, REASONS, Counts, Numbers
from photodesk.web.cases import agent_of
from photodesk.web.charts import Chart, Series, shown
from photodesk.web.problem import Refused
from photodesk.web.service import service_of
from photodesk.web.sign_in import to_sign_in
from photodesk.web.signed_in import session_token, who_is_signed_in

COLOURS = 6
LONGEST_SHOP = 64
_WEEKS_FROM = 60
"""In a period of so many days a bar stands for a week."""
_WEEK = 7

BECAME = ("answered", "asked_back", "clarified", "not_written", "out_of_scope", "handed_over")
HELPED = ("confirmed", "assumed", "went_on", "too_early", "not_helpful")
NAMES = {
    "answered": "answered",
    "asked_back": "asked for the order",
    "clarified": "clarified",
    "not_written": "written nowhere",
    "out_of_scope": "out of scope",
    "handed_over": "handed over",
    "confirmed": "confirmed helpful",
    "assumed": "assumed helpful",
    "went_on": "not known",
    "too_early": "too early to tell",
    "not_helpful": "not helpful",
    "asked_for": "asked for a person",
    "decides": "left to a person by the rules",
    "nothing_written": "nothing is written",
    "not_understood": "not understood",
    "not_our_business": "not our business",
    "same_again": "the same again",
    "wrong_proofs": "wrong proofs",
    "failure": "a failure",
    "proofs": "proofs",
    "proofs_failed": "proofs that did not fit",
    "cases": "cases opened",
    "first_replies": "first replies",
    "replies": "replies",
    "drafts": "suggestions at hand",
    "accepted": "sent as suggested",
    "edited": "sent with small changes",
    "rewritten": "rewritten",
    "rejected": "rejected",
    "ignored": "ignored",
    "questions": "questions",
}
"""What a reader of the page sees."""

Bar = tuple[str, Counts]


async def show_numbers(request: Request) -> HTTPResponse:
    if "authorization" not in request.headers and await who_is_signed_in(request) is None:
        return to_sign_in(request)
    agent, lessons = await lessons_for(request)
    days, queue, shop = _asked(request, agent)
    found = await asyncio.to_thread(lessons.counted, agent, days, queue, shop)
    queues = agent.queues if queue is None else {queue}
    shops = await asyncio.to_thread(lessons.numbers.shops, queues, found.days[0])
    total, topics = found.total, found.by_topic()
    page = service_of(request).pages.page(
        "numbers.html",
        framing="'none'",
        forms="'self'",
        days=days,
        periods=PERIODS,
        queue=queue,
        queues=sorted(agent.queues),
        shop=shop,
        shops=sorted({*shops, *([shop] if shop else [])}),
        csv=f"/desk/numbers.csv?{_query(days, queue, shop)}",
        link=lambda period: f"/desk/numbers?{_query(period, queue, shop)}",
        lead=agent,
        csrf=form_token(session_token(request) or ""),
        total=total,
        figures=_figures(total),
        charts=_charts(found),
        topics=[(topic, _title(request, topic), counts) for topic, counts in topics.items()],
        reasons=REASONS,
        names=NAMES,
        definitions=DEFINITIONS,
        percent=_percent,
        minutes=_minutes,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


async def export_numbers(request: Request) -> HTTPResponse:
    """The same as CSV, a line for each day and topic."""
    agent, lessons = await lessons_for(request)
    days, queue, shop = _asked(request, agent)
    found = await asyncio.to_thread(lessons.counted, agent, days, queue, shop)
    name = f"photodesk-{found.days[0]}-{found.days[-1]}.csv"
    return HTTPResponse(
        found.csv(),
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        content_type="text/csv; charset=utf-8",
    )


async def lessons_for(request: Request) -> tuple[Agent, Lessons]:
    agent, lessons = await agent_of(request), service_of(request).desk.lessons
    if lessons is None:
        raise Refused(404, "Nothing is counted here.")
    return agent, lessons


def days_of(request: Request, default: int, periods: Sequence[int]) -> int:
    given = request.args.get("days") or str(default)
    if given not in map(str, periods):
        raise Refused(422, f"'days' is one of {', '.join(map(str, periods))}.")
    return int(given)


def _asked(request: Request, agent: Agent) -> tuple[int, str | None, str | None]:
    """The period, and the queue and the shop that are looked at; all when none is named."""
    queue, shop = request.args.get("queue") or None, request.args.get("shop") or None
    if queue is not None and queue not in agent.queues:
        raise Refused(403, "You do not answer in this queue.")
    if shop is not None and (len(shop) > LONGEST_SHOP or not shop.isprintable()):
        raise Refused(422, "'shop' is not the id of a shop.")
    return days_of(request, DAYS, PERIODS), queue, shop


def _query(days: int, queue: str | None, shop: str | None) -> str:
    given = {"days": days, "queue": queue, "shop": shop}
    return urlencode({key: value for key, value in given.items() if value is not None})


def _title(request: Request, topic: str) -> str:
    """A short title; of a topic that is gone its id."""
    articles = service_of(request).desk.knowledge.languages[DEFAULT_LANGUAGE].articles
    return articles[topic].button if topic in articles else topic.replace("_", " ")


def _figures(total: Counts) -> list[tuple[str, str, str]]:
    """What it comes to: a number, what it is, and of how many."""
    answered, replies = f"of {total['answered']:,} answers", f"of {total['replies']:,} replies"
    return [
        (f"{total['questions']:,}", "questions", "asked of the desk"),
        (_percent(total.share("answered", "questions")), "answered by the desk", f"{total['answered']:,} answers"),
        (_percent(total.share("confirmed", "answered")), "confirmed helpful", answered),
        (_percent(total.share("assumed", "answered")), "assumed helpful", answered),
        (_percent(total.share("not_helpful", "answered")), "not helpful", answered),
        (_percent(total.share("handed_over", "questions")), "handed over", f"{total['handed_over']:,} questions"),
        (_percent(total.acceptance), "suggestions accepted", replies),
        (_minutes(total.waited()), "to the first reply, half of them", f"{total['first_replies']:,} cases"),
    ]


def _charts(found: Numbers) -> list[Chart]:
    bars, total = _bars(found), found.total
    return [
        _stacked("became", "Questions, and what became of them", _became(total), bars, BECAME),
        _stacked("helped", "Whether the answers helped", _helped(total), bars, HELPED),
        _stacked("why", "Handed over, and why", _why(total), bars, REASONS),
        Chart(
            "accepted",
            "Suggestions accepted",
            f"{_percent(total.acceptance)} of {total['replies']:,} replies were a suggestion, sent as it was or with "
            f"small changes. Of {total['drafts']:,} suggestions at hand {total['rewritten']:,} were rewritten, "
            f"{total['rejected']:,} rejected and {total['ignored']:,} ignored.",
            [label for label, _ in bars],
            [Series("accepted", _of(bars, lambda one: _hundredfold(one.acceptance)))],
            "%",
            100,
        ),
        Chart(
            "waited",
            "Time to the first reply",
            _waited(total),
            [label for label, _ in bars],
            [Series("median", _of(bars, lambda one: one.waited()))],
            "min",
        ),
        Chart(
            "proofs",
            "Proofs that did not fit",
            f"{_percent(total.share('proofs_failed', 'proofs'))} of {total['proofs']:,} proofs did not fit the order.",
            [label for label, _ in bars],
            [
                Series("did not fit", _of(bars, lambda one: one["proofs_failed"]), COLOURS),
                Series("fit", _of(bars, lambda one: one["proofs"] - one["proofs_failed"])),
            ],
        ),
    ]


def _stacked(id: str, title: str, summary: str, bars: Sequence[Bar], names: Sequence[str]) -> Chart:
    """The names of which there is anything; from the sixth colour on they share it."""
    groups = [*((name,) for name in names[: COLOURS - 1]), tuple(names[COLOURS - 1 :])]
    series = []
    for colour, group in enumerate(groups, 1):
        values = [sum(counts[name] for name in group) for _, counts in bars]
        if any(values):
            series.append(Series(" or ".join(NAMES[name] for name in group), values, colour))
    return Chart(id, title, summary, [label for label, _ in bars], series)


def _bars(found: Numbers) -> list[Bar]:
    by_day = found.by_day()
    if len(found.days) < _WEEKS_FROM:
        return [(_label(day), counts) for day, counts in by_day.items()]
    bars, days = [], list(found.days)
    while days:
        week, days = days[-_WEEK:], days[:-_WEEK]
        counts = Counts()
        for day in week:
            counts.take(by_day[day])
        bars.append((f"{_label(week[0])} – {_label(week[-1])}", counts))
    return bars[::-1]


def _of(bars: Sequence[Bar], what: Callable[[Counts], float | None]) -> list[float | None]:
    return [what(counts) for _, counts in bars]


def _became(total: Counts) -> str:
    parts = [f"{_percent(total.share(name, 'questions'))} {NAMES[name]}" for name in BECAME if total[name]]
    return f"{total['questions']:,} questions{': ' if parts else ''}{', '.join(parts)}."


def _helped(total: Counts) -> str:
    parts = [f"{_percent(total.share(name, 'answered'))} {NAMES[name]}" for name in HELPED if total[name]]
    return f"{total['answered']:,} answers{': ' if parts else ''}{', '.join(parts)}."


def _why(total: Counts) -> str:
    reasons = sorted((name for name in REASONS if total[name]), key=lambda name: -total[name])
    parts = [f"{NAMES[name]} {total[name]:,}" for name in reasons]
    return f"{total['handed_over']:,} questions{': ' if parts else ''}{', '.join(parts)}."


def _waited(total: Counts) -> str:
    told = f"{total['cases']:,} cases were opened, and {total['first_replies']:,} had a first reply"
    if total.waited() is None:
        return f"{told}."
    return f"{told}: half of them within {_minutes(total.waited())}, nine of ten within {_minutes(total.waited(0.9))}."


def _percent(share: Any) -> str:
    return "–" if share is None else f"{round(share * 100)}\N{NO-BREAK SPACE}%"


def _hundredfold(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def _minutes(minutes: int | None) -> str:
    if minutes is None:
        return "–"
    if minutes < 90:
        return shown(minutes, "min")
    return shown(minutes / 60, "h") if minutes < 48 * 60 else shown(minutes / 1440, "days")


def _label(day: date) -> str:
    return f"{day.day} {day:%b}"
