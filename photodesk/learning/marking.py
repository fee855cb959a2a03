"""Which words does an edit take out of a text, and which does it put in?

For a page that shows both sides. What is only broken into other lines, or has another space, is not marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

_WORD = re.compile(r"^\s+|\S+\s*")
_MOST = 4_000_000
"""Words or lines of one side times those of the other: more would take seconds, and nobody reads it."""


@dataclass(frozen=True)
class Piece:
    """Some words of one side, and whether the other lacks them."""

    text: str
    is_changed: bool = False


Side = tuple[Piece, ...]


@dataclass(frozen=True)
class Line:
    """A line of one side, by its number."""

    number: int
    words: Side


@dataclass(frozen=True)
class Pair:
    """The same place in two texts; a side is None where it has no such line."""

    before: Line | None
    after: Line | None
    is_changed: bool


def marked(before: str, after: str) -> tuple[Side, Side]:
    """Both texts in pieces. A word alone between two changes goes with them: that reads easier."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > _MOST:
        return (Piece(before, True),), (Piece(after, True),)
    sides: tuple[list[Piece], list[Piece]] = ([], [])
    old_words, new_words = ([word.strip() for word in words] for words in (old, new))
    steps = SequenceMatcher(None, old_words, new_words, autojunk=False).get_opcodes()
    for place, (kind, old_from, old_to, new_from, new_to) in enumerate(steps):
        is_between = 0 < place < len(steps) - 1
        is_changed = kind != "equal" or (is_between and old_to - old_from < 2)
        _add(sides[0], old[old_from:old_to], is_changed)
        _add(sides[1], new[new_from:new_to], is_changed)
    return tuple(sides[0]), tuple(sides[1])


def hunks(before: str, after: str, context: int = 2) -> list[list[Pair]] | None:
    """The lines that differ, with some around them, place by place; None when they are too many to be compared."""
    old, new = before.split("\n"), after.split("\n")
    if len(old) * len(new) > _MOST:
        return None
    groups = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(context)
    return [[pair for step in group for pair in _pairs(step, old, new)] for group in groups]


def _pairs(step: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    kind, old_from, old_to, new_from, new_to = step
    pairs = []
    for one, other in zip_longest(range(old_from, old_to), range(new_from, new_to)):
        gone, come = ("" if one is None else old[one]), ("" if other is None else new[other])
        sides = ((Piece(gone),), (Piece(come),)) if kind == "equal" else marked(gone, come)
        lines = [None if n is None else Line(n + 1, side) for n, side in zip((one, other), sides)]
        pairs.append(Pair(lines[0], lines[1], kind != "equal"))
    return pairs


def _add(side: list[Piece], words: Sequence[str], is_changed: bool) -> None:
    """Add words to what was said last if that is marked like them; no mark goes on under the space behind it."""
    text = "".join(words)
    if not text:
        return
    if side and side[-1].is_changed == is_changed:
        text = side.pop().text + text
    elif len(side) > 1 and is_changed and not side[-1].text.strip() and side[-2].is_changed:
        text = side.pop(-2).text + side.pop().text + text
    bare = text.rstrip() if is_changed else ""
    side += [piece for piece in (Piece(bare, True), Piece(text[len(bare) :])) if piece.text]
