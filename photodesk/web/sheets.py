"""Which files stand in the form that a lead edits them in, and what is there to tell about them?

A form may hold several, for a new rule with a new reply only holds together when both are saved at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from photodesk.knowledge.files import PATH
from photodesk.learning.editing import Checked, Edit, EditingDesk, Example, UnknownFileError
from photodesk.learning.marking import Pair, hunks
from photodesk.problems import Problem
from photodesk.web import sent
from photodesk.web.knowledge import kind_of, title_of
from photodesk.web.problem import Refused

GONE = "gone"
"""The version of a file that was there when its editing began, and is not any more."""
MOST_TOGETHER = 4
"""Files in one form: a topic has three."""
LONGEST_LINE = 160
"""Shown of a line beside what is wrong with it."""


@dataclass(frozen=True)
class Sheet:
    """A file in the form: the lead's text, and what the file says now."""

    path: str
    text: str
    version: str
    title: str
    kind: str
    is_saved: bool = True
    was_saved_by_others: bool = False
    lines: Sequence[Sequence[Pair]] | None = ()
    """Where the two differ; None when that is too much to show."""

    @property
    def edit(self) -> Edit:
        return Edit(self.path, self.text, None if self.is_gone else self.version)

    @property
    def is_gone(self) -> bool:
        return self.version == GONE

    @property
    def is_table(self) -> bool:
        return self.path.startswith("policy/")


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which of the form's files if it is one of them, and the line itself."""

    path: str
    sheet: int | None
    line: int
    message: str
    excerpt: str
    can_be_added: bool = False


@dataclass(frozen=True)
class Preview:
    """How the first file would read: an article, replies, or a table in Markdown."""

    checked: Checked | None = None
    changed: Sequence[Example] = ()
    others: Sequence[Example] = ()
    table: tuple[str, str] | None = None


def edits_in(path: str, form: Mapping[str, str]) -> list[Edit]:
    """The files in the form; raises Refused for what can be none."""
    edits = [
        Edit(
            path if n == 0 else form[f"path-{n}"],
            sent.text(form, f"text-{n}").replace("\r\n", "\n"),
            form.get(f"version-{n}") or None,
        )
        for n in range(MOST_TOGETHER)
        if n == 0 or f"path-{n}" in form
    ]
    if not all(PATH.fullmatch(edit.path) for edit in edits) or len({edit.path for edit in edits}) < len(edits):
        raise Refused(404, "There is no such file in the knowledge base.")
    return edits


def with_others(desk: EditingDesk, edits: list[Edit], form: Mapping[str, str]) -> list[Edit]:
    """The lead may take a file along, or leave one alone again."""
    added, left = form.get("with", ""), form.get("without", "")
    kept = [edit for n, edit in enumerate(edits) if n == 0 or edit.path != left]
    if PATH.fullmatch(added) and len(kept) < MOST_TOGETHER and all(edit.path != added for edit in kept):
        kept.append(Edit(added, *desk.read(added)))
    return kept


def sheets_of(desk: EditingDesk, edits: Sequence[Edit]) -> list[Sheet]:
    """The form's files beside what they say now; raises UnknownFileError.

    A sheet is of the version of now, also when it was begun with another: whoever saves it next has been shown that.
    """
    sheets = []
    for edit in edits:
        now, version = _now(desk, edit)
        old, new = now.rstrip("\n"), edit.text.rstrip("\n")
        is_saved = old == new
        lines = () if is_saved else hunks(old, new)
        is_overtaken = edit.version != version and not is_saved
        facts = (title_of(edit.path, desk), kind_of(edit.path), is_saved, is_overtaken, lines)
        sheets.append(Sheet(edit.path, edit.text, version, *facts))
    return sheets


def _now(desk: EditingDesk, edit: Edit) -> tuple[str, str]:
    try:
        return desk.read(edit.path)
    except UnknownFileError:
        if edit.version is None:
            raise
        return "", GONE


def faults_in(desk: EditingDesk, sheets: Sequence[Sheet], problems: Sequence[Problem]) -> list[Fault]:
    places = {sheet.path: n for n, sheet in enumerate(sheets)}
    known = {file.path for file in desk.all()}
    faults = []
    for problem in problems:
        path = problem.file.partition("/")[2]
        place = places.get(path)
        lines = sheets[place].text.split("\n") if place is not None else []
        line = lines[problem.line - 1] if problem.line <= len(lines) else ""
        excerpt = line[:LONGEST_LINE] + ("…" if len(line) > LONGEST_LINE else "")
        can_be_added = place is None and path in known and len(sheets) < MOST_TOGETHER
        faults.append(Fault(path or problem.file, place, problem.line, problem.message, excerpt, can_be_added))
    return sorted(faults, key=lambda fault: fault.sheet if fault.sheet is not None else len(sheets))


def preview_of(desk: EditingDesk, sheet: Sheet, checked: Checked) -> Preview | None:
    """Of replies those that the lead has changed come first."""
    if sheet.path.startswith("policy/"):
        first, _, rest = sheet.text.partition("\n")
        return Preview(table=(first.lstrip("# ") or sheet.path, rest))
    if checked.replies:
        before = _parts("" if sheet.is_gone else desk.read(sheet.path)[0])
        after = _parts(sheet.text)
        is_changed = {each.key: before.get(each.key) != after.get(each.key) for each in checked.replies}
        changed, others = (
            [one for one in checked.replies if is_changed[one.key] is wanted] for wanted in (True, False)
        )
        return Preview(checked, changed, others)
    return Preview(checked) if checked.article is not None else None


def _parts(text: str) -> dict[str, str]:
    """What stands under each heading of a file of replies."""
    parts = (part.partition("\n") for part in f"\n{text}".split("\n## "))
    return {key.strip(): words.strip() for key, _, words in parts}


def counted(faults: Sequence[Fault]) -> str:
    """One thing wrong in an article breaks all that cites it: what is wrong elsewhere counts only by itself."""
    number = sum(fault.sheet is not None for fault in faults) or len(faults)
    return f"{number} problem" if number == 1 else f"{number} problems"
