"""How does a gap become a change of the files, for somebody to review?

As a patch in a folder of drafts: nothing that the desk speaks from is touched, `git diff` and `git apply` read it, and
what it adds is plain to see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from enum import Enum
from pathlib import Path
from textwrap import shorten

from photodesk.knowledge.articles import SUBJECTS
from photodesk.knowledge.base import DEFAULT_LANGUAGE
from photodesk.learning.gaps import MOST_EXAMPLES, Gap

TOPIC = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
LONGEST_TOPIC = 40
LONGEST_TITLE = 80
MOST_LINES = 40
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
"""As git has them: other signs that end a line for Python do not for a patch."""
_TO_WRITE = "TO BE WRITTEN. Do not answer from this before somebody has."


class DraftError(ValueError):
    """Of this no draft can be made; the message says why."""


class Sort(str, Enum):
    """What a draft is of."""

    ARTICLE = "article"
    EXAMPLES = "examples"


@dataclass(frozen=True)
class Draft:
    """A change of one file, as a patch, and where it lies."""

    path: Path
    patch: str
    is_new: bool
    """Whether the file is not there yet."""

    def as_dict(self) -> dict[str, str]:
        return {"file": self.path.name, "patch": self.patch}


@dataclass(frozen=True)
class Drafts:
    """Writes drafts into a folder; those of the same gap and topic replace one another."""

    folder: Path
    kb: Path
    examples: Path
    """The folder of the training examples."""
    is_marked: Callable[[str], bool]
    """Whether a text is masked in places, so that it is no example to learn from."""

    def write(self, gap: Gap, sort: Sort, topic: str, today: date) -> Draft:
        """Raises DraftError."""
        topic = topic.strip()
        if not TOPIC.fullmatch(topic) or len(topic) > LONGEST_TOPIC:
            raise DraftError("A topic is small letters, digits and single underscores, such as gift_wrapping.")
        if sort is Sort.ARTICLE:
            root, file = self.kb.parent, self.kb / DEFAULT_LANGUAGE / "articles" / f"{topic}.md"
        else:
            root, file = self.examples.parents[1], self.examples / f"{topic}.yml"
        before = file.read_text(encoding="utf-8") if file.is_file() else None
        after = self._told(before, gap, topic, today) if sort is Sort.ARTICLE else self._taught(before, gap, topic)
        draft = Draft(
            self.folder / f"{sort.value}-{topic}-{gap.id}.patch",
            _patch(file.relative_to(root).as_posix(), before, after),
            is_new=before is None,
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        draft.path.write_text(draft.patch, encoding="utf-8")
        return draft

    def _told(self, before: str | None, gap: Gap, topic: str, today: date) -> str:
        plain = next((text for text in gap.examples if not self.is_marked(text)), gap.examples[0])
        return _article(before, gap, shorten(plain, LONGEST_TITLE, placeholder=" …"), topic, today)

    def _taught(self, before: str | None, gap: Gap, topic: str) -> str:
        known = {line.strip() for line in (before or "").splitlines()}
        fresh = [
            f"- {_one_line(text)}"
            for text in gap.examples
            if not self.is_marked(text) and not text.endswith("…") and f"- {_one_line(text)}" not in known
        ]
        if not fresh:
            raise DraftError("Each of these questions is an example already, or is masked: write examples by hand.")
        head = before if before is not None else f'version: "3.1"\nnlu:\n- intent: {topic}\n  examples: |\n'
        return head.rstrip("\n") + "\n" + "".join(f"    {line}\n" for line in fresh[:MOST_LINES])


def _article(before: str | None, gap: Gap, title: str, topic: str, today: date) -> str:
    asked = "\n".join(f"- {_one_line(text)}" for text in gap.examples[:MOST_EXAMPLES])
    section = (
        f"## {_plain(title)} {{#draft-{gap.id}}}\n{_TO_WRITE} Asked {gap.count} times until {gap.newest.isoformat()}, "
        f"for instance:\n\n{asked}\n"
    )
    if before is not None:
        return before.rstrip("\n") + "\n\n" + section
    front = (
        f"---\ntopic: {topic}\nsubject: {SUBJECTS[0]}\ntitle: {json.dumps(title, ensure_ascii=False)}\n"
        f"button: {json.dumps(topic.replace('_', ' ').capitalize())}\naudience: [consumer, photographer]\n"
        f"status: needs-answer\nsources: []\nreviewed: {today.isoformat()}\n---\n"
    )
    return f"{front}{_TO_WRITE}\n\n{section}"


def _patch(path: str, before: str | None, after: str) -> str:
    old, new = (_LINES.findall(text) for text in (before or "", after))
    if old and not old[-1].endswith("\n"):
        raise DraftError(f"{path} has no end of its last line: mend that first.")
    lines: Sequence[str] = list(unified_diff(old, new, "/dev/null" if before is None else f"a/{path}", f"b/{path}"))
    return "".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(title: str) -> str:
    """Without what means something in a heading."""
    return re.sub(r"[{}#`<>*_\[\]]", "", title).strip() or "What is asked"
