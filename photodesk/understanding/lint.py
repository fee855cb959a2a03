"""What in the training data is wrong, doubtful or missing?

Errors are to be mended before training. Warnings are for a reader to judge: a near-copy under another topic may be
right where it stands ("correct", "not correct"), and a message that a model would file elsewhere may only be hard.
"""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from photodesk.understanding.bench import Judged, cross_validate
from photodesk.understanding.encoder import KEPT_VECTORS, find_encoder
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.examples import Example, InvalidExamplesError, read_examples
from photodesk.understanding.reader import INFORM
from photodesk.understanding.reading import Entity, is_question
from photodesk.understanding.training import near_duplicates
from photodesk.understanding.wording import in_plain_words, is_wordless

DOMAIN = Path("domain.yml")

SURELY_ELSEWHERE = 0.8
"""How sure a model that never saw an example must be that it belongs elsewhere."""

FEW = 6
SMALL_SHARE = 0.05
"""A topic is thin in a style in which fewer than so many of its examples, or a smaller share of them, are written."""


@dataclass(frozen=True)
class Finding:
    """One line to look at, shown as `file:line: message`, so that an editor can jump there."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True)
class Check:
    """All that was found of one kind, in the order to read it in."""

    title: str
    is_error: bool
    found: tuple[Finding, ...]


@dataclass(frozen=True)
class Line:
    """One example with what the reader makes of it: the identifiers, and what the classifier is to read."""

    example: Example
    identifiers: tuple[Entity, ...]
    words: str

    @property
    def place(self) -> str:
        return self.example.place

    @property
    def shown(self) -> str:
        return textwrap.shorten(self.example.text, 140, placeholder=" …")


# -- all of it -------------------------------------------------------------------------------------------------------


def run(folder: Path, topics: Collection[str], *, with_model: bool) -> list[Check]:
    """Check a folder of examples; `topics` is what there must be examples of."""
    examples = read_examples(folder)
    if not examples:
        raise InvalidExamplesError(f"{folder}: no examples")
    checks = lint(examples, intents_of(DOMAIN), topics, folder)
    if with_model:
        judged = cross_validate(examples, find_encoder(KEPT_VECTORS))
        checks.append(Check("a model that never saw them would file them elsewhere", False, tuple(misplaced(judged))))
    return checks


def lint(examples: Sequence[Example], intents: Collection[str], topics: Collection[str], folder: Path) -> list[Check]:
    """All checks that need no model; `intents` may be used, `topics` must be."""
    finder = EntityFinder()
    lines = []
    for example in examples:
        identifiers = finder.find(example.text)
        lines.append(Line(example, identifiers, in_plain_words(example.text, identifiers)))
    return [
        Check("the same message twice", True, tuple(same_messages(lines))),
        Check("an intent that domain.yml does not name", True, tuple(unknown_intents(lines, intents))),
        Check("a topic without examples", True, tuple(topics_without_examples(lines, topics, folder))),
        Check("identifiers found are not those marked", True, tuple(badly_marked(lines))),
        Check("nothing to learn from", True, tuple(wordless(lines))),
        Check("near-copies under different topics", False, tuple(near_copies(lines))),
        Check("few examples in a style", False, tuple(thin_styles(lines))),
    ]


def has_errors(checks: Iterable[Check]) -> bool:
    return any(check.is_error and check.found for check in checks)


def report(checks: Sequence[Check]) -> str:
    """The findings by kind, errors first, and how many there are."""
    lines = []
    for check in sorted(checks, key=lambda one: not one.is_error):
        if check.found:
            severity = "error" if check.is_error else "warning"
            lines += [f"{check.title}: {_counted(len(check.found), severity)}", *map(str, check.found), ""]
    errors, warnings = (sum(len(one.found) for one in checks if one.is_error is kind) for kind in (True, False))
    return "\n".join([*lines, f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"])


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def intents_of(domain: Path) -> set[str]:
    """What `domain.yml` calls intents."""
    return set(yaml.safe_load(domain.read_text(encoding="utf-8"))["intents"])


# -- errors ----------------------------------------------------------------------------------------------------------


def same_messages(lines: Sequence[Line]) -> Iterator[Finding]:
    """Messages that differ in case, punctuation, numbers or identifiers only; those in two topics first.

    Where identifiers are all there is, they are compared as typed: no model reads them.
    """
    first: dict[str, Line] = {}
    elsewhere, again = [], []
    for line in lines:
        gist = _gist(line.words) or line.example.text.casefold()
        known = first.setdefault(gist, line)
        if known.example.intent != line.example.intent:
            elsewhere.append(
                Finding(line.place, f"{line.example.intent} and {known.example.intent}: {_both(line, known)}")
            )
        elif known is not line:
            again.append(Finding(line.place, _both(line, known)))
    yield from elsewhere
    yield from again


def _gist(text: str) -> str:
    return re.sub(r"\d+", "0", " ".join(re.sub(r"[^\w\s]|_", "", text.casefold()).split()))


def _both(line: Line, other: Line) -> str:
    return f"“{line.shown}” stands at {other.place} as “{other.shown}”"


def unknown_intents(lines: Sequence[Line], intents: Collection[str]) -> Iterator[Finding]:
    """Once an intent and file, where it is first used."""
    first: dict[tuple[str, str], Line] = {}
    for line in lines:
        first.setdefault((line.example.intent, line.example.file), line)
    for (intent, _), line in first.items():
        if intent not in intents:
            yield Finding(line.place, f"{intent} is no intent of {DOMAIN.name}")


def topics_without_examples(lines: Sequence[Line], topics: Collection[str], folder: Path) -> Iterator[Finding]:
    """The place is the file where they are looked for."""
    for topic in sorted(set(topics) - {line.example.intent for line in lines}):
        yield Finding(f"{folder / topic}.yml:1", f"{topic} has no examples")


def badly_marked(lines: Sequence[Line]) -> Iterator[Finding]:
    """Where annotations and `EntityFinder` disagree. What it leaves out on purpose is not to be marked."""
    for line in lines:
        marked = {(one.entity, one.start, one.end) for one in line.example.annotations}
        found = {(one.entity, one.start, one.end) for one in line.identifiers}
        for kind, start, end in sorted(marked - found, key=lambda one: one[1:]):
            yield Finding(line.place, f"marked as {kind}, but not found: “{line.example.text[start:end]}”")
        for kind, start, end in sorted(found - marked, key=lambda one: one[1:]):
            yield Finding(line.place, f"found as {kind}, but not marked: “{line.example.text[start:end]}”")
        if "](" in line.example.text:
            yield Finding(line.place, f"not a mark as [PC-104223](order_number) is: “{line.shown}”")


def wordless(lines: Sequence[Line]) -> Iterator[Finding]:
    """What the reader decides without a model."""
    for line in lines:
        if is_wordless(line.example.text):
            yield Finding(line.place, f"no words: “{line.shown}”")
        elif is_wordless(line.words) and line.example.intent != INFORM:
            yield Finding(
                line.place, f"nothing but identifiers, which is {INFORM} wherever it is written: “{line.shown}”"
            )


# -- warnings --------------------------------------------------------------------------------------------------------


def near_copies(lines: Sequence[Line]) -> Iterator[Finding]:
    """Pairs that training would keep together as near-copies, but that teach different topics; closest first."""
    worded = [line for line in lines if not is_wordless(line.words)]
    texts = [line.words for line in worded]
    pairs = near_duplicates(texts)
    for row, other, closeness in sorted(pairs, key=lambda pair: (-pair[2], pair[:2])):
        one, two = worded[row], worded[other]
        if one.example.intent != two.example.intent:
            topics = f"{one.example.intent} and {two.example.intent}"
            yield Finding(one.place, f"{closeness:.2f} alike, {topics}: {_both(one, two)}")


def misplaced(judged: Sequence[Judged]) -> list[Finding]:
    """Examples that a model which saw neither them nor near-copies is sure belong elsewhere, worst first."""
    confidence = {id(one): {ranked.id: ranked.confidence for ranked in one.ranking} for one in judged}
    suspects = [one for one in judged if one.best != one.truth and one.confidence >= SURELY_ELSEWHERE]
    suspects.sort(key=lambda one: confidence[id(one)][one.truth])
    return [
        Finding(
            one.place,
            f"{one.best} ({one.confidence:.2f}) rather than {one.truth} ({confidence[id(one)][one.truth]:.2f})? "
            f"“{textwrap.shorten(one.text, 140, placeholder=' …')}”",
        )
        for one in suspects
    ]


# -- styles ----------------------------------------------------------------------------------------------------------

TERSE = 5
LONG = 16

_BEGINS_AS_A_QUESTION = re.compile(
    r"\W*(?:how|what|whats|when|where|wheres|why|which|who|whose|is|are|was|were|am|do|does|did|has|have|had|can|could|may|"
    r"might|will|would|should|shall|must|any)(?:n't|nt|'s)?\b",
    re.IGNORECASE,
)
_PHOTOGRAPHER = re.compile(
    r"\b(?:customers?(?! (?:service|support|care|help))|clients?|(?<!my )parents?|buyers?|admin\w*"
    r"|(?:my|our) (?:shop|studio|galler(?:y|ies)|lab))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Style:
    """A way of writing, and how it is told from the text alone."""

    name: str
    meaning: str
    fits: Callable[[str], bool]


STYLES = (
    Style("terse", f"under {TERSE} words", lambda text: len(text.split()) < TERSE),
    Style("long", f"over {LONG} words", lambda text: len(text.split()) > LONG),
    Style("questions", "with “?”", lambda text: "?" in text),
    Style(
        "statements",
        "no “?”, and not begun as a question",
        lambda text: "?" not in text and not _BEGINS_AS_A_QUESTION.match(text),
    ),
    Style(
        "a photographer's",
        "of a customer, client, parent, buyer or administrator, or “my shop”",
        lambda text: bool(_PHOTOGRAPHER.search(text)),
    ),
    Style(
        "carelessly typed",
        "no capital letter and no punctuation",
        lambda text: text == text.lower() and not re.search(r"[.,;:?!]", text),
    ),
)
"""Ways in which every topic is asked. Typing errors are left out: most of what a rule took for them were rare words."""


def thin_styles(lines: Sequence[Line]) -> Iterator[Finding]:
    """Topics with an article only: talk is short by nature, and strangers write of anything."""
    by_topic: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if is_question(line.example.intent):
            by_topic[line.example.intent].append(line)
    for topic, inside in by_topic.items():
        for style in STYLES:
            count = sum(style.fits(line.example.text) for line in inside)
            if count < FEW or count < SMALL_SHARE * len(inside):
                message = f"{count} of {len(inside)} are {style.name} ({style.meaning})"
                yield Finding(inside[0].place, f"{topic}: {message}")
