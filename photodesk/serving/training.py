"""Does the model have to be trained again?

Only when something that it is made of has changed: the examples, the domain, the pipeline, our components, or the
packages.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from photodesk.settings import ROOT, Settings

_INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "data",
    "photodesk/understanding",
    "photodesk/serving/policy.py",
)
_KEPT = 2


def trained_models(folder: Path) -> list[Path]:
    """The archives of trained models in a folder, the newest last."""
    return sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)


def fingerprint(root: Path = ROOT) -> str:
    """A hash over everything that the model is made of."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for name in _INPUTS:
        path = root / name
        if path.is_file():
            yield path
        yield from sorted(each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts)


def train_when_changed(settings: Settings, *, force: bool = False) -> bool:
    """Train with `rasa train` unless the newest model was made from the same things; False when training failed."""
    made_of = settings.models / "made-of"
    now = fingerprint()
    if not force and trained_models(settings.models) and made_of.exists() and made_of.read_text() == now:
        return True
    # The validation takes as long as Rasa's imports do; the tests hold domain, examples and knowledge base together.
    print("training the model (about a minute; only when the examples or the pipeline changed) …", flush=True)
    rasa = Path(sys.executable).with_name("rasa")
    done = subprocess.run(
        [str(rasa), "train", "--skip-validation", "--out", str(settings.models)],
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        check=False,
    )
    if done.returncode != 0:
        print("training failed; the messages above say why", file=sys.stderr)
        return False
    made_of.write_text(now)
    for old in trained_models(settings.models)[:-_KEPT]:
        old.unlink()
    return True
