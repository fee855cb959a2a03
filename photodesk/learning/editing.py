"""How does a lead edit the knowledge base while the desk runs?

Look, check, see what would change, save. What is saved are the files themselves, whole or not at all, as a commit of
the lead's where they lie in a repository; every worker finds them there by itself.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from photodesk.asking import Agent
from photodesk.knowledge.articles import Article, version_of
from photodesk.knowledge.base import DEFAULT_LANGUAGE, KnowledgeBase, examine
from photodesk.knowledge.files import PATH, Files, paths_in, with_edits
from photodesk.knowledge.replies import FACTS, Reader, Reply, Speaker, fill, placeholders
from photodesk.learning.difference import Difference, difference
from photodesk.learning.replay import SituationLog
from photodesk.learning.revisions import Commit, commit
from photodesk.orders.demo import demo_orders
from photodesk.problems import KnowledgeBaseError, Problem

LARGEST_FILE = 48 * 1024
"""In bytes; the largest there is has a quarter of it."""
DAYS = 30


class UnknownFileError(LookupError):
    """There is no such file in the knowledge base, nor could there be."""


class EditConflictError(Exception):
    """The file is not what was edited any more."""


class TooLargeError(ValueError):
    """The text is longer than a file of the knowledge base may be."""


class UnwritableError(Exception):
    """The files cannot be written; the message says which and why."""


class EditLog(Protocol):
    """Where it stays on record who edited what."""

    def keep(self, agent: str, at: datetime, details: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True)
class File:
    """One file of the knowledge base, and what it is about."""

    path: str
    title: str

    def as_dict(self) -> dict[str, Any]:
        return vars(self)


@dataclass(frozen=True)
class Edit:
    """What a file is to say, and the version of what it said when the editing began; None for one that is new."""

    path: str
    text: str
    version: str | None = None


@dataclass(frozen=True)
class Example:
    """A reply as the desk would say it, as an agent would write it, and as a photographer would pass it on."""

    key: str
    said: str
    written: str
    passed_on: str

    def as_dict(self) -> dict[str, str]:
        return vars(self)


@dataclass(frozen=True)
class Checked:
    """What is wrong with some edits, and how the first of them would read."""

    problems: tuple[Problem, ...]
    article: Article | None = None
    replies: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Saved:
    """The version of each file now, and what became of it in the repository."""

    versions: Mapping[str, str]
    commit: Commit


@dataclass(frozen=True)
class EditingDesk:
    """The files, what was decided by them, and what was done to them; who may do it is for the caller to know."""

    files: Files
    situations: SituationLog
    log: EditLog
    zone: ZoneInfo
    clock: Callable[[], datetime]
    _walking: Lock = field(default_factory=Lock)
    """To check and to compare takes a processor for a second: one at a time, or turns would wait for all of them."""

    def all(self) -> list[File]:
        return [File(path, _title(path, self.files.knowledge)) for path in paths_in(self.files.folder)]

    def read(self, path: str) -> tuple[str, str]:
        """A file's text and its version; raises UnknownFileError."""
        text = self._text(path)
        if text is None:
            raise UnknownFileError(path)
        return text, version_of(text)

    def check(self, edits: Sequence[Edit]) -> Checked:
        """What would not hold together; raises UnknownFileError or TooLargeError."""
        texts = self._texts(edits)
        with self._walking, with_edits(self.files.folder, texts) as copy:
            knowledge, problems = examine(copy)
        first = PurePosixPath(next(iter(texts)))
        page = knowledge.languages.get(first.parts[0]) if knowledge is not None else None
        if knowledge is None or page is None:
            return Checked(tuple(problems))
        is_article = first.parts[1] == "articles"
        replies = page.replies.get(first.stem, {}) if first.parts[1] == "replies" else {}
        reader = Reader(first.parts[0], self.zone, self.clock(), knowledge.words(first.parts[0]))
        return Checked(
            tuple(problems),
            page.articles.get(first.stem) if is_article else None,
            tuple(_example(reply, reader, is_of_desk=first.stem == "desk") for reply in replies.values()),
        )

    def compare(self, edits: Sequence[Edit], days: int = DAYS) -> Difference:
        """What the edits would change for those who ask, against what the desk says now.

        Raises KnowledgeBaseError when they do not hold together, and what `check` does.
        """
        with self._walking, with_edits(self.files.folder, self._texts(edits)) as copy:
            knowledge, problems = examine(copy)
            if knowledge is None or problems:
                raise KnowledgeBaseError(problems)
            since = (self.clock() - timedelta(days)).date()
            return difference(self.files.knowledge, knowledge, self.situations.since(since))

    def save(self, lead: Agent, edits: Sequence[Edit], why: str = "") -> Saved:
        """Write the files and commit them.

        Raises EditConflictError when one of them is not what was edited any more, KnowledgeBaseError when the whole
        would not hold together, UnwritableError, and what `check` does; then nothing is written.
        """
        folder, texts = self.files.folder, self._texts(edits)
        with self._walking, _alone(folder):
            self._refuse_conflicts(edits)
            with with_edits(folder, texts) as copy:
                _, problems = examine(copy)
            if problems:
                raise KnowledgeBaseError(problems)
            self._refuse_conflicts(edits)  # whoever edits by hand waits for nobody, and to examine takes a second
            before = {path: self._text(path) for path in texts}
            changed = {path: text for path, text in texts.items() if text != before[path]}
            versions = {path: version_of(text) for path, text in texts.items()}
            _write({folder / path: text for path, text in changed.items()})
            paths = list(changed or texts)  # what is saved already may not have been committed
            message = f"Edit {', '.join(f'{folder.name}/{path}' for path in paths)}" + (f"\n\n{why}" if why else "")
            committed = commit(folder, paths, lead.shown, message)
            if not changed and committed == Commit():
                return Saved(versions, committed)
            known = {path: version_of(text) for path, text in before.items() if text is not None}
            files = [{"path": path, "from": known.get(path), "to": versions[path]} for path in changed]
            details = {"files": files, "why": why, "commit": committed.id, "failure": committed.failure}
            self.log.keep(lead.name, self.clock(), details)
            self.files.look(at_once=True)
            return Saved(versions, committed)

    def _refuse_conflicts(self, edits: Sequence[Edit]) -> None:
        for edit in edits:
            text = self._text(edit.path)
            if (None if text is None else version_of(text)) != edit.version:
                raise EditConflictError(edit.path)

    def _texts(self, edits: Sequence[Edit]) -> dict[str, str]:
        """The texts as they are written: with the line ends of the others, and the last line ended."""
        texts = {}
        for edit in edits:
            self._refuse_unknown(edit.path)
            text = edit.text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
            if len(text.encode()) > LARGEST_FILE:
                raise TooLargeError(edit.path)
            texts[edit.path] = text
        return texts

    def _text(self, path: str) -> str | None:
        self._refuse_unknown(path)
        try:
            return (self.files.folder / path).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None

    def _refuse_unknown(self, path: str) -> None:
        """A path of the known form, in a folder that is there; where links lead is nobody's to write."""
        if not PATH.fullmatch(path):
            raise UnknownFileError(path)
        place, folder = self.files.folder / path, self.files.folder.resolve()
        if not place.parent.is_dir() or place.resolve() != folder / path:
            raise UnknownFileError(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of all workers on this machine one saves at a time."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _write(texts: Mapping[Path, str]) -> None:
    """Whoever reads a file meanwhile reads the old text or the new one; none is changed unless all could be written."""
    beside = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}") for path in texts}
    try:
        for path, text in texts.items():
            with beside[path].open("xb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                beside[path].chmod(path.stat().st_mode)
        for path in texts:
            beside[path].replace(path)
    except OSError as error:
        names = " and ".join(str(path) for path in texts)
        raise UnwritableError(f"{names} cannot be written: {error.strerror}") from None
    finally:
        for written in beside.values():
            written.unlink(missing_ok=True)


def _example(reply: Reply, reader: Reader, *, is_of_desk: bool) -> Example:
    """Facts are those of an order that has most of them; what cannot be filled in is shown as it stands."""
    orders = demo_orders(reader.now)
    order = max(orders, key=lambda one: sum(fact(one, reader) is not None for fact in FACTS.values()))
    about = order if placeholders(reply.text) else None
    try:
        voices = [fill(reply.text, about, reader, number_known=about is not None, speaker=each) for each in Speaker]
    except LookupError:
        voices = []
    if is_of_desk or not voices:
        voices = [reply.text] * len(Speaker)
    return Example(reply.key, *voices)


def _title(path: str, knowledge: KnowledgeBase) -> str:
    """The title of the article that a file belongs to, or its own name."""
    topic = Path(path).stem
    articles = knowledge.languages[DEFAULT_LANGUAGE].articles
    return articles[topic].title if topic in articles else topic
