"""How does a person read what an edit changes?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from photodesk.learning.difference import Change, Difference, TextChange, Told

_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[\"“(]?[A-Z{\[])|\n+")


def told(found: Difference, days: int) -> str:
    """The whole difference as plain text: topic by topic, then articles and other words, then all of it counted."""
    lines: list[str] = []
    for topic, changes in groupby(found.changes, key=lambda change: change.topic):
        lines += [topic, *(f"  {line}" for change in changes for line in _change(change)), ""]
    for file, texts in groupby(found.texts, key=lambda text: text.file):
        lines += [file, *(f"  {line}" for text in texts for line in _text(text)), ""]
    return "\n".join([*lines, _counted(found, days)])


def _change(change: Change) -> Iterator[str]:
    before, after = change.before, change.after
    names = [told.rule if told else "no rule" for told in (before, after)]
    rules = names[0] if names[0] == names[1] else f"{names[0]} → {names[1]}"
    language = "" if change.language == "en" else f" ({change.language})"
    many = f"{_number(change.situations, 'situation')}, {_number(change.conversations, 'conversation')}"
    yield f"{rules}{language}: {many}"
    if change.when:
        yield "  when " + "; ".join(f"{column}: {cell}" for column, cell in change.when.items())
    yield from (f"  {line}" for line in _answers(before, after))


def _answers(before: Told | None, after: Told | None) -> Iterator[str]:
    for name in ("outcome", "hand_over"):
        old, new = (str(getattr(told, name)) if told else "nothing" for told in (before, after))
        if old != new:
            yield f"{name.replace('_', ' ')}: {old} → {new}"
    if before and after and before.looks_up != after.looks_up:
        yield f"a button looks the order up: {_yes(before.looks_up)} → {_yes(after.looks_up)}"
    yield from _compared(*(_sentences(told.words) if told else [] for told in (before, after)))
    cites = [", ".join(told.cites) if told else "nothing" for told in (before, after)]
    if cites[0] != cites[1]:
        yield f"cites: {cites[0] or 'nothing'} → {cites[1] or 'nothing'}"


def _text(text: TextChange) -> Iterator[str]:
    many = _number(text.conversations, "conversation")
    yield text.part + (f": cited by {', '.join(text.cited_by)}, {many}" if text.cited_by else "")
    yield from (f"  {line}" for line in _compared(_sentences(text.before or ""), _sentences(text.after or "")))


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """What goes and what comes; what stays is left out."""
    for kind, *(old_from, old_to, new_from, new_to) in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from (f"- {one}" for one in before[old_from:old_to])
            yield from (f"+ {one}" for one in after[new_from:new_to])


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCES.split(text) if sentence.strip()]


def _counted(found: Difference, days: int) -> str:
    many = _number(found.conversations, "conversation")
    lines = [
        f"{found.moved} of {_number(found.situations, 'situation')} get another answer",
        f"{found.touched} of {many} in the last {_number(days, 'day')} had one of these answers",
    ]
    if found.unplayable:
        lines.append(f"{_number(found.unplayable, 'answer')} left out: less was looked at in those days")
    return "\n".join(lines)


def _number(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
