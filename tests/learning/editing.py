"""A copy of the real knowledge base that a test may edit."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

KB = Path(__file__).parents[2] / "kb"


def copy_in(folder: Path) -> Path:
    return Path(shutil.copytree(KB, folder / "kb", dirs_exist_ok=True))


def edit(path: Path, change: Callable[[str], str]) -> str:
    before = path.read_text()
    after = change(before)
    assert after != before
    path.write_text(after)
    return after


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    done = subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def repository_in(folder: Path) -> Path:
    """A copy in a repository, with one commit."""
    kb = copy_in(folder)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Begin")
    return kb
