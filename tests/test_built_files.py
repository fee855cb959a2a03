"""Are the built files what their sources build, and small enough?"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Built:
    """A folder with the source of one file, the file, and how large that may be, compressed."""

    folder: Path
    name: str
    largest_kb: int

    @property
    def file(self) -> Path:
        return self.folder / "dist" / self.name


WIDGET = Built(ROOT / "widget", "photodesk-chat.js", 30)
CONSOLE = Built(ROOT / "console", "desk.js", 40)
of_each = pytest.mark.parametrize("built", [WIDGET, CONSOLE], ids=lambda built: built.folder.name)


@of_each
def test_the_built_file_is_what_the_source_builds(built: Built, tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no npm: install Node")
        pytest.skip(f"there is no npm on this machine, so {built.folder.name}/ is not built anew")
    copy = shutil.copytree(built.folder, tmp_path / "copy", ignore=shutil.ignore_patterns("node_modules", "dist"))
    for command in (["npm", "ci", "--prefer-offline", "--no-progress"], ["npm", "run", "build"]):
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    anew = copy / "dist" / built.name
    assert anew.read_bytes() == built.file.read_bytes(), f"run `npm run build` in {built.folder.name}/"


@of_each
def test_it_is_one_small_file(built: Built) -> None:
    assert [path.name for path in built.file.parent.iterdir()] == [built.name]
    assert len(gzip.compress(built.file.read_bytes(), mtime=0)) <= built.largest_kb * 1024


@of_each
def test_the_lock_file_names_no_registry(built: Built) -> None:
    assert "resolved" not in (built.folder / "package-lock.json").read_text()


def test_both_are_built_with_the_same() -> None:
    for name in ("package.json", "package-lock.json"):
        both = [json.loads((built.folder / name).read_text()) for built in (WIDGET, CONSOLE)]
        for one in both:
            one.pop("name")
            one.get("packages", {}).get("", {}).pop("name", None)
        assert both[0] == both[1], name
