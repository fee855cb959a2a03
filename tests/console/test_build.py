"""Is the built file what the source builds, and small enough?"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "console"
BUILT = CONSOLE / "dist" / "desk.js"
LARGEST_KB = 40


def test_the_built_file_is_what_the_source_builds(tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no npm: install Node")
        pytest.skip("there is no npm on this machine, so the console is not built anew")
    copy = shutil.copytree(CONSOLE, tmp_path / "console", ignore=shutil.ignore_patterns("node_modules", "dist"))
    for command in (["npm", "ci", "--prefer-offline", "--no-progress"], ["npm", "run", "build"]):
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (copy / "dist" / BUILT.name).read_bytes() == BUILT.read_bytes(), "run `npm run build` in console/"


def test_it_is_one_small_file() -> None:
    assert [path.name for path in BUILT.parent.iterdir()] == [BUILT.name]
    assert len(gzip.compress(BUILT.read_bytes(), mtime=0)) <= LARGEST_KB * 1024


def test_it_is_built_with_what_the_widget_is_built_with() -> None:
    widget = CONSOLE.parent / "widget"
    for name in ("package.json", "package-lock.json"):
        ours, theirs = (json.loads((folder / name).read_text()) for folder in (CONSOLE, widget))
        for one in (ours, theirs):
            one.pop("name")
            one.get("packages", {}).get("", {}).pop("name", None)
        assert ours == theirs, name
    assert "resolved" not in (CONSOLE / "package-lock.json").read_text()
