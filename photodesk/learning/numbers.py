"""How well does the desk do, day by day and topic by topic?

Whatever is unsure is counted against the desk: an answer is assumed to have helped only when nothing speaks against it.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from photodesk.conversation.tally import Became, What, Why

PERIODS = (7, 30, 90)
DAYS = 30


@dataclass(frozen=True)
class Tally:
    """So often has this happened on a day."""

    day: date
    what: str
    topic: str | None
    became: str | None
    why: str | None
    minutes: int | None
    helpful: bool | None
    went_on: bool | None
    """Whether the asker asked on or went to a person; of answers that nobody has rated."""
    count: int


class NumberBook(Protocol):
    """Where it is kept how often what has happened."""

    def tallies(self, queues: Collection[str], since: date, shop: str | None = None) -> Iterable[Tally]:
        """All from this day on, in these queues, or of one shop in them."""

    def shops(self, queues: Collection[str], since: date) -> list[str]:
        """The shops of which there is anything."""


DEFINITIONS = {
    "questions": "what people asked the desk; thanks, greetings and “why?” are none, two in one message are two",
    "answered": "a rule of the knowledge base answered, and no person was called with it",
    "confirmed": "answered, and the asker pressed Yes under “Was this helpful?”",
    "not_helpful": "answered, and the asker pressed No",
    "assumed": "answered and not rated, and in the 24 hours after it the asker asked nothing more in the conversation, "
    "did not say no, and no person came into it",
    "went_on": "answered and not rated, and the asker asked something more or went to a person within 24 hours: "
    "whether the answer helped is not known",
    "too_early": "answered and not rated, today or yesterday, so that the 24 hours may not be over",
    "asked_back": "the desk asked for the order or its proof; when it comes, the question counts again",
    "clarified": "the desk was not sure and offered two or three topics; what is chosen counts again",
    "out_of_scope": "the desk said that this is not its business",
    "not_written": "the desk said that this is written nowhere, and called nobody",
    "handed_over": "a person was called",
    "asked_for": "handed over: somebody asked for a person",
    "decides": "handed over: the rules leave it to a person",
    "nothing_written": "handed over: nothing is written on it",
    "not_understood": "handed over: not understood three times",
    "not_our_business": "handed over: not the desk's business twice",
    "same_again": "handed over: the same question three times",
    "wrong_proofs": "handed over: too many wrong proofs",
    "failure": "handed over: something broke inside the desk",
    "proofs": "an order number with an e-mail address or postcode was held against the order book",
    "proofs_failed": "it did not fit",
    "cases": "cases that people were called to; those that an agent opened unasked are left out",
    "first_replies": "cases in which an agent has written since",
    "replies": "agents' messages for which a suggestion could be made: something had been asked since an agent last "
    "wrote; and letters for which a draft was asked",
    "drafts": "suggestions that lay before an agent who then wrote, or who turned them down; and those for letters",
    "accepted": "a suggestion was sent as it is",
    "edited": "a suggestion was sent, and more than 60 % of it was left",
    "rewritten": "a suggestion was sent with less left of it",
    "rejected": "an agent turned the suggestions down",
    "ignored": "an agent wrote without them; of a letter, nobody has told what became of them",
}
"""What is counted, by its name in the CSV."""

_WHY = {
    Why.NOT_WRITTEN.value: "nothing_written",
    Why.OUT_OF_SCOPE.value: "not_our_business",
    Why.PROOFS.value: "wrong_proofs",
}
REASONS = (
    *("asked_for", "decides", "nothing_written", "not_understood", "not_our_business", "same_again", "wrong_proofs"),
    "failure",
)


@dataclass
class Counts:
    """How often each thing has happened, by the names of DEFINITIONS; and how many minutes first replies took."""

    counts: Counter[str] = field(default_factory=Counter)
    minutes: Counter[int] = field(default_factory=Counter)

    def __getitem__(self, name: str) -> int:
        return self.counts[name]

    def add(self, tally: Tally, today: date) -> None:
        for name in _names(tally, today):
            self.counts[name] += tally.count
        if tally.minutes is not None:
            self.minutes[tally.minutes] += tally.count

    def take(self, others: Counts) -> None:
        """Count in what others counted."""
        self.counts.update(others.counts)
        self.minutes.update(others.minutes)

    def waited(self, share: float = 0.5) -> int | None:
        """So many minutes at most did this share of the first replies take; None when there was none."""
        wanted, sofar = share * self.minutes.total(), 0
        for minutes in sorted(self.minutes):
            sofar += self.minutes[minutes]
            if sofar >= wanted:
                return minutes
        return None

    def share(self, part: str, whole: str) -> float | None:
        return self[part] / self[whole] if self[whole] else None

    @property
    def acceptance(self) -> float | None:
        """Of all replies for which a suggestion could be made, also those for which nobody looked at one."""
        return (self["accepted"] + self["edited"]) / self["replies"] if self["replies"] else None


@dataclass
class Numbers:
    """Everything that was counted in a period."""

    days: Sequence[date]
    rows: Mapping[tuple[date, str | None], Counts]

    @property
    def total(self) -> Counts:
        return _sum(self.rows.values())

    def by_day(self) -> dict[date, Counts]:
        found = {day: Counts() for day in self.days}
        for (day, _), counts in self.rows.items():
            found.setdefault(day, Counts()).take(counts)
        return found

    def by_topic(self) -> dict[str, Counts]:
        """Topics with whatever was counted of them, the one that is asked most first."""
        found: dict[str, Counts] = {}
        for (_, topic), counts in self.rows.items():
            if topic is not None:
                found.setdefault(topic, Counts()).take(counts)
        return dict(sorted(found.items(), key=lambda item: (-item[1]["questions"], item[0])))

    def csv(self) -> str:
        """A line for each day and topic; an empty topic is none in particular."""
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\r\n")  # as RFC 4180 has it
        lines.writerow(["day", "topic", *DEFINITIONS, "median_minutes_to_first_reply"])
        for (day, topic), counts in sorted(self.rows.items(), key=lambda item: (item[0][0], item[0][1] or "")):
            waited = counts.waited()
            values = [counts[name] for name in DEFINITIONS]
            lines.writerow([day.isoformat(), topic or "", *values, "" if waited is None else waited])
        return text.getvalue()


def numbers(
    book: NumberBook, queues: Collection[str], today: date, days: int = DAYS, shop: str | None = None
) -> Numbers:
    """What was counted in the last days, today among them."""
    period = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    rows: dict[tuple[date, str | None], Counts] = {}
    for tally in book.tallies(queues, period[0], shop):
        rows.setdefault((tally.day, tally.topic), Counts()).add(tally, today)
    return Numbers(period, rows)


def _names(tally: Tally, today: date) -> Iterator[str]:
    became = tally.became
    if tally.what == What.QUESTION.value:
        yield "questions"
        yield from [became] if became else []
        if became == Became.ANSWERED.value:
            yield _helped(tally, today)
        elif became == Became.HANDED_OVER.value and tally.why:
            yield _WHY.get(tally.why, tally.why)
    elif tally.what == What.PROOF.value:
        yield "proofs"
        yield from ["proofs_failed"] if became == Became.FAILED.value else []
    elif tally.what == What.CASE.value:
        yield from ["cases"] if tally.why != Why.AGENT.value else []
    elif tally.what == What.REPLY.value:
        yield "replies"
        yield from ["first_replies"] if tally.minutes is not None else []
    elif tally.what == What.LETTER.value:
        yield from ("replies", "drafts", became or Became.IGNORED.value)
    elif became:  # a draft that nobody has written after was only looked at
        yield from ("drafts", became)


def _helped(tally: Tally, today: date) -> str:
    if tally.helpful is not None:
        return "confirmed" if tally.helpful else "not_helpful"
    if tally.went_on:
        return "went_on"
    return "assumed" if tally.day < today - timedelta(days=1) else "too_early"


def _sum(several: Iterable[Counts]) -> Counts:
    total = Counts()
    for counts in several:
        total.take(counts)
    return total
