"""How does a page show what an edit would change for those who ask?

Situations that get the same new answer instead of the same old one are shown together, whichever rules they belong to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from photodesk.learning.difference import Change, Difference, TextChange, Told
from photodesk.learning.marking import Piece, Side, marked


@dataclass(frozen=True)
class Where:
    """Some situations, as a line of a table has them, and how many conversations of late met one."""

    rules: str
    when: Mapping[str, str]
    situations: int
    conversations: int


@dataclass(frozen=True)
class Card:
    """One answer that becomes another."""

    topic: str
    language: str
    sides: tuple[Side, Side]
    """What it says, with what is taken out of it and put in."""
    is_same_text: bool
    facts: Sequence[tuple[str, str, str]]
    """What else is another: its name, and what it was and would be."""
    was_there: bool
    will_be_there: bool
    places: Sequence[Where]


@dataclass(frozen=True)
class TextCard:
    """Words that are written once and cited or said in many places."""

    file: str
    part: str
    sides: tuple[Side, Side]
    was_there: bool
    will_be_there: bool
    cited_by: Sequence[str]
    conversations: int


def cards(found: Difference) -> list[Card]:
    """The answers that change, those that most people had first."""
    groups: dict[tuple[str, str, Told | None, Told | None], list[Change]] = {}
    for change in found.changes:
        groups.setdefault((change.topic, change.language, change.before, change.after), []).append(change)
    made = [_card(*key, changes) for key, changes in groups.items()]
    return sorted(made, key=lambda card: -max(where.conversations for where in card.places))


def text_cards(texts: Sequence[TextChange]) -> list[TextCard]:
    return [
        TextCard(
            text.file,
            text.part,
            _sides(text.before, text.after),
            text.before is not None,
            text.after is not None,
            text.cited_by,
            text.conversations,
        )
        for text in texts
    ]


def _card(topic: str, language: str, before: Told | None, after: Told | None, changes: Sequence[Change]) -> Card:
    return Card(
        topic,
        language,
        _sides(before.words if before else None, after.words if after else None),
        before is not None and after is not None and before.words == after.words,
        list(_facts(before, after)),
        before is not None,
        after is not None,
        [Where(_rules(each), each.when, each.situations, each.conversations) for each in changes],
    )


def _sides(before: str | None, after: str | None) -> tuple[Side, Side]:
    """Each side is one piece where there is no other, or where they share less than half: marks would not help."""
    sides = marked(before or "", after or "")
    kept = sum(len(piece.text) for piece in sides[0] if not piece.is_changed)
    if before is None or after is None or 2 * kept < min(len(before), len(after)):
        return (Piece(before or ""),), (Piece(after or ""),)
    return sides


def _facts(before: Told | None, after: Told | None) -> Iterator[tuple[str, str, str]]:
    if before is None or after is None:
        return
    for name, old, new in (
        ("Outcome", before.outcome.replace("_", " "), after.outcome.replace("_", " ")),
        ("Hand over", before.hand_over, after.hand_over),
        ("Cites", ", ".join(before.cites) or "nothing", ", ".join(after.cites) or "nothing"),
        ("Button that looks the order up", _yes(before.looks_up), _yes(after.looks_up)),
    ):
        if old != new:
            yield name, old, new


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _rules(change: Change) -> str:
    names = [told.rule if told else "no rule" for told in (change.before, change.after)]
    return names[0] if names[0] == names[1] else f"{names[0]} → {names[1]}"
