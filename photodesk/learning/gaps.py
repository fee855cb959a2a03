"""What do people ask that the desk has no answer to, or none that helps?"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, Protocol

DAYS = 90
HALF_LIFE = 14
"""What was asked so many days ago counts half as much as what was asked today."""
MOST_LOOKED_AT = 600
"""The newest: the encoder reads some 140 a second."""
MOST_EXAMPLES = 5


class Kind(str, Enum):
    """Why a question is looked at again."""

    NOT_WRITTEN = "not_written"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_UNDERSTOOD = "not_understood"
    UNHELPFUL = "unhelpful"
    REJECTED = "rejected"


KINDS = {
    Kind.NOT_WRITTEN: "nothing is written on it",
    Kind.OUT_OF_SCOPE: "taken for not the desk's business",
    Kind.NOT_UNDERSTOOD: "not understood, and no offered topic was chosen",
    Kind.UNHELPFUL: "answered, and the asker said that it did not help",
    Kind.REJECTED: "an agent turned the suggestions down",
}


@dataclass(frozen=True)
class Unanswered:
    """A question as it was asked; it is to be shown to nobody before it is masked."""

    text: str
    day: date
    topic: str | None
    kind: Kind


class GapBook(Protocol):
    """Where the questions are that had no answer."""

    def unanswered(self, queues: Collection[str] | None, since: date, most: int) -> list[Unanswered]:
        """The newest from this day on in these queues, or in all; the newest first."""


Mask = Callable[[str], str]
"""Takes out of a text whatever tells of a person; "" when nothing is left to learn from."""

Grouping = Callable[[Sequence[str]], list[list[int]]]
"""The places of texts that ask the same, group by group; in each the text first that is most like the others."""


@dataclass(frozen=True)
class Gap:
    """Questions that ask for the same."""

    id: str
    examples: tuple[str, ...]
    """All there are, masked and each once; the first stands for all."""
    count: int
    weight: float
    """The count, each question by its age."""
    newest: date
    kinds: dict[Kind, int]
    topic: str | None
    """What the desk took most of them for; None when for nothing."""

    def as_dict(self) -> dict[str, Any]:
        return {
            **vars(self),
            "examples": list(self.examples[:MOST_EXAMPLES]),
            "weight": round(self.weight, 2),
            "newest": self.newest.isoformat(),
            "kinds": {kind.value: count for kind, count in self.kinds.items()},
        }


def gaps(asked: Iterable[Unanswered], mask: Mask, grouping: Grouping, today: date) -> list[Gap]:
    """The groups, the one first that was asked most often and most lately."""
    same: dict[str, list[Unanswered]] = {}
    for one in asked:
        if shown := mask(one.text):
            same.setdefault(shown, []).append(one)
    texts = sorted(same)
    found = [
        _gap([texts[place] for place in places], [one for place in places for one in same[texts[place]]], today)
        for places in grouping(texts)
    ]
    return sorted(found, key=lambda gap: (-gap.weight, gap.id))


def find_gaps(
    book: GapBook,
    queues: Collection[str] | None,
    mask: Mask,
    grouping: Grouping,
    today: date,
    days: int = DAYS,
    most: int = MOST_LOOKED_AT,
) -> list[Gap]:
    """The gaps of the last days."""
    return gaps(book.unanswered(queues, today - timedelta(days=days - 1), most), mask, grouping, today)


def _gap(examples: Sequence[str], asked: Sequence[Unanswered], today: date) -> Gap:
    topics = Counter(one.topic for one in asked if one.topic is not None)
    kinds = Counter(one.kind for one in asked)
    return Gap(
        hashlib.sha256(examples[0].encode()).hexdigest()[:12],
        tuple(examples),
        len(asked),
        sum(0.5 ** (max(0, (today - one.day).days) / HALF_LIFE) for one in asked),
        max(one.day for one in asked),
        dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0].value))),
        min(topics, key=lambda topic: (-topics[topic], topic), default=None),
    )
