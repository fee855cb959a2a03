"""What do the files of the knowledge base say now?

They are looked at every second, which costs about a millisecond, and read when they have changed. What does not hold
together is never used: what was read before stays.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from photodesk.knowledge.base import examine, load
from photodesk.problems import Problem

_NAME = r"[a-z][a-z0-9_]{0,63}\.md"
PATH = re.compile(rf"policy/{_NAME}|[a-z]{{2,3}}/(?:(?:articles|replies)/{_NAME}|words\.yml)")
"""What a file that may be edited is called, below the folder."""

Stamp = frozenset[tuple[str, int, int, int]]
"""Each file with what changes when it is written: its node, its size and its time."""


class Files:
    """The folder of a knowledge base, and what was read there last and holds together.

    Raises KnowledgeBaseError with every problem found when there is nothing to begin with.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: tuple[Problem, ...] = ()
        """What keeps that which the files say now from being used."""
        self._lock = Lock()
        self._read = self._seen = stamp_of(folder)
        self.knowledge = load(folder)

    def look(self, *, at_once: bool = False) -> None:
        """Read them if they have changed.

        Whoever edits several files is given the time from one look to the next to write them all, unless it is to be
        at once.
        """
        with self._lock:
            stamp = stamp_of(self.folder)
            is_still = stamp == self._seen
            self._seen = stamp
            if stamp == self._read or not (is_still or at_once):
                return
            knowledge, problems = examine(self.folder)
            if stamp_of(self.folder) != stamp:  # written while it was read: the next look finds it
                return
            gone = set(self.knowledge.tables).difference(knowledge.tables) if knowledge else ()
            # Conversations that are under way are about topics, and the model finds them.
            problems += [Problem(f"{self.folder.name}/policy/{topic}.md", 1, _GONE) for topic in sorted(gone)]
            self._read, self.problems = stamp, tuple(problems)
            if knowledge is not None and not problems:
                self.knowledge = knowledge


_GONE = "a topic goes with a new training and a restart only"


def paths_in(folder: Path) -> list[str]:
    """The files that may be edited, by their path below the folder."""
    return sorted(path for path, _ in _entries(folder) if PATH.fullmatch(path))


def stamp_of(folder: Path) -> Stamp:
    """What tells whether a file was written, came or went."""
    stats = ((path, entry.stat()) for path, entry in _entries(folder))
    return frozenset((path, stat.st_ino, stat.st_size, stat.st_mtime_ns) for path, stat in stats)


@contextmanager
def with_edits(folder: Path, edits: Mapping[str, str]) -> Iterator[Path]:
    """A copy of the knowledge base in which these files say something else, under the same name."""
    with tempfile.TemporaryDirectory(prefix="photodesk-kb-") as place:
        copy = Path(place) / folder.name
        for path, _ in _entries(folder):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / path, copy / path)
        for path, text in edits.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(text.encode())
        yield copy


def _entries(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All files that are read, wherever links lead."""
    languages = [entry.name for entry in folder.iterdir() if (entry / "articles").is_dir()] if folder.is_dir() else []
    for place in ("policy", *(f"{language}/{part}" for language in languages for part in ("articles", "replies", ""))):
        if (folder / place).is_dir():
            with os.scandir(folder / place) as entries:
                for entry in entries:
                    is_read = entry.name.endswith(".md") if not place.endswith("/") else entry.name == "words.yml"
                    if is_read and entry.is_file():
                        yield f"{place.rstrip('/')}/{entry.name}", entry
