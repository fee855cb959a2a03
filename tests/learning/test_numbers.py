"""Is it added up rightly what was counted?"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from datetime import date, timedelta

import pytest

from photodesk.learning.numbers import DEFINITIONS, REASONS, Numbers, Tally, numbers
from photodesk.web.numbers import NAMES

TODAY = date(2026, 11, 24)
OLD = TODAY - timedelta(days=3)


def tally(what: str = "question", became: str | None = None, **more: object) -> Tally:
    given = {"day": OLD, "topic": "refund", "why": None, "minutes": None, "helpful": None, "went_on": None, "count": 1}
    return Tally(**{**given, **more, "what": what, "became": became})  # type: ignore[arg-type]


HISTORY = [
    tally(became="answered", helpful=True, count=3),
    tally(became="answered", helpful=False, count=2),
    tally(became="answered", went_on=False, count=5),
    tally(became="answered", went_on=True, count=4),
    tally(became="answered", went_on=False, day=TODAY - timedelta(days=1)),
    tally(became="answered", went_on=False, day=TODAY),
    tally(became="clarified", topic="cancel_order", count=2),
    tally(became="out_of_scope", topic=None, count=6),
    tally(became="handed_over", why="proofs"),
    tally(became="handed_over", why="not_written", count=2),
    tally("proof", "failed", count=2),
    tally("proof", "held", count=8),
    tally("case", why="proofs", count=3),
    tally("case", why="agent"),
    tally("reply", minutes=10, count=2),
    tally("reply", minutes=60),
    tally("reply", count=5),
    tally("draft", "accepted", count=3),
    tally("draft", "edited"),
    tally("draft", "rewritten"),
    tally("draft", "rejected"),
    tally("draft", "ignored", count=2),
    tally("draft", None),
    tally("letter", "accepted"),
    tally("letter", None),
]


class Book:
    def tallies(self, queues: Collection[str], since: date, shop: str | None = None) -> Iterable[Tally]:
        assert since == TODAY - timedelta(days=6)
        return HISTORY

    def shops(self, queues: Collection[str], since: date) -> list[str]:
        return []


@pytest.fixture
def found() -> Numbers:
    return numbers(Book(), {"lumi"}, TODAY, 7)


def test_a_history_comes_to_what_can_be_reckoned_by_hand(found: Numbers) -> None:
    total = found.total
    assert {name: count for name, count in total.counts.items() if count} == {
        "questions": 27,
        "answered": 16,
        "confirmed": 3,
        "not_helpful": 2,
        "assumed": 5,
        "went_on": 4,
        "too_early": 2,
        "clarified": 2,
        "out_of_scope": 6,
        "handed_over": 3,
        "wrong_proofs": 1,
        "nothing_written": 2,
        "proofs": 10,
        "proofs_failed": 2,
        "cases": 3,
        "replies": 10,
        "first_replies": 3,
        "drafts": 10,
        "accepted": 4,
        "edited": 1,
        "rewritten": 1,
        "rejected": 1,
        "ignored": 3,
    }
    assert total.acceptance == 5 / 10
    assert (total.waited(), total.waited(0.9)) == (10, 60)


def test_the_days_and_the_topics_come_to_the_same(found: Numbers) -> None:
    days, topics = found.by_day(), found.by_topic()
    assert list(days) == [TODAY - timedelta(days=back) for back in range(6, -1, -1)]
    assert sum(counts["questions"] for counts in days.values()) == 27
    assert [(topic, counts["questions"]) for topic, counts in topics.items()] == [("refund", 19), ("cancel_order", 2)]


def test_the_csv_comes_to_the_same(found: Numbers) -> None:
    rows = list(csv.DictReader(io.StringIO(found.csv())))
    assert [(row["day"], row["topic"]) for row in rows] == [
        ("2026-11-21", ""),
        ("2026-11-21", "cancel_order"),
        ("2026-11-21", "refund"),
        ("2026-11-23", "refund"),
        ("2026-11-24", "refund"),
    ]
    for name in DEFINITIONS:
        assert sum(int(row[name]) for row in rows) == found.total[name], name
    assert [row["median_minutes_to_first_reply"] for row in rows] == ["", "", "10", "", ""]


def test_where_there_is_nothing_there_is_no_share() -> None:
    empty = Numbers([TODAY], {}).total
    assert (empty.acceptance, empty.waited(), empty.share("answered", "questions")) == (None, None, None)


def test_each_number_has_its_words_and_each_reason_is_a_number() -> None:
    assert set(NAMES) == set(DEFINITIONS)
    assert set(REASONS) <= set(DEFINITIONS)
