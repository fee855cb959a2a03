"""What did the knowledge base say in another revision, and how does an edit become one?

Both by the `git` program, where the folder lies in a repository. Settings of whoever runs the server, and what another
git has left in the environment, are kept out of it as far as they could ask questions or run programs.
"""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS = 20.0
COMMITTER = "Photodesk"
_QUIETLY = ("-c", f"core.hooksPath={os.devnull}", "-c", "commit.gpgSign=false", "-c", "core.fsmonitor=false")
"""A hook might change what was checked, ask, or never end. Whoever wants one runs it where the commits are fetched."""


class GitError(Exception):
    """What git said when it did not do what it was to do."""


@dataclass(frozen=True)
class Commit:
    """What became of an edit in the repository: the commit's id, or why there is none."""

    id: str | None = None
    failure: str | None = None
    """None where the folder lies in no repository, or nothing had changed."""
    is_on_branch: bool = True
    """A commit on no branch is left behind when somebody checks out another revision."""


def is_in_repository(folder: Path) -> bool:
    return any((place / ".git").exists() for place in (folder, *folder.parents))


@contextmanager
def at_revision(folder: Path, revision: str) -> Iterator[Path]:
    """The folder as it was then, in a place of its own; raises GitError."""
    try:
        meant = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except GitError as error:
        raise GitError(f"there is no revision {revision!r} ({error})") from None
    packed = _git(folder, "archive", "--format=tar", meant.decode().strip(), ".")
    with tempfile.TemporaryDirectory(prefix="photodesk-kb-") as place:
        then = Path(place) / folder.name
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isfile() else None
                target = (then / member.name).resolve()
                if file is not None and target.is_relative_to(then.resolve()):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(file.read())
        yield then


def commit(folder: Path, paths: Sequence[str], author: str, message: str) -> Commit:
    """Commit just these files, whatever else has been changed or staged. Never raises."""
    if not is_in_repository(folder):
        return Commit()
    who = _name(author)
    names = {"GIT_AUTHOR_NAME": who, "GIT_AUTHOR_EMAIL": "", "GIT_COMMITTER_NAME": COMMITTER, "GIT_COMMITTER_EMAIL": ""}
    try:
        _git(folder, "add", "--", *paths)
        if not _git(folder, "status", "--porcelain", "--", *paths).strip():
            return Commit()
        _git(folder, "commit", "--quiet", "--message", message, "--only", "--", *paths, **names)
        id = _git(folder, "rev-parse", "HEAD").decode().strip()
        branch = _git(folder, "rev-parse", "--abbrev-ref", "HEAD").decode().strip()
        return Commit(id, is_on_branch=branch != "HEAD")
    except GitError as error:
        return Commit(failure=str(error))


def _name(author: str) -> str:
    """As git has it: without the signs that end a name in a commit."""
    kept = "".join(sign for sign in author if sign.isprintable() and sign not in "<>").strip(" .,:;\"'\\")
    return kept or COMMITTER


def _git(folder: Path, *arguments: str, **more: str) -> bytes:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**kept, "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C", **more}
    command = ["git", "-C", str(folder), *_QUIETLY, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS, env=environment)
    except subprocess.TimeoutExpired:
        raise GitError(f"git took longer than {SECONDS:g} seconds") from None
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        worst = next((line for line in said if line.startswith(("fatal: ", "error: "))), said[0] if said else "")
        raise GitError(worst.rstrip(".:") or f"git ended with status {done.returncode}")
    return done.stdout
