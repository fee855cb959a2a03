"""How are messages with marked identifiers read? "[typed](entity=value)" is what must be found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from photodesk.understanding.reading import Entity

_MARK = re.compile(r"\[(?P<typed>[^\]]*)\]\((?P<entity>[a-z_]+)=(?P<value>[^)]*)\)")


@dataclass(frozen=True)
class Marked:
    text: str
    expected: frozenset[tuple[str, str, int, int]]


def parse_line(line: str) -> Marked:
    text, expected, last = "", set(), 0
    line = line.replace("\\n", "\n")
    for mark in _MARK.finditer(line):
        text += line[last : mark.start()]
        expected.add((mark["entity"], mark["value"], len(text), len(text) + len(mark["typed"])))
        text += mark["typed"]
        last = mark.end()
    return Marked(text + line[last:], frozenset(expected))


def read_marked(name: str) -> list[Marked]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [parse_line(line) for line in lines if line.strip() and not line.startswith("# ")]


def as_key(entity: Entity) -> tuple[str, str, int, int]:
    return entity.entity, entity.value, entity.start, entity.end


def f1(
    expected: list[frozenset[tuple[str, str, int, int]]], found: list[frozenset[tuple[str, str, int, int]]]
) -> float:
    """Exact match of kind, value and position, over all messages together."""
    hits = sum(len(want & have) for want, have in zip(expected, found))
    total = sum(map(len, expected)) + sum(map(len, found))
    return 2 * hits / total if total else 1.0
