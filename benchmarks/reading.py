"""How long does it take to understand a message, a letter, and each part of it?

    OMP_NUM_THREADS=1 python benchmarks/reading.py [--rounds 2]

The newest model reads, in this process, the messages of `field.jsonl` of at most twelve words and the letters that
`letters.py` sends. Parts run side by side, so theirs may be more than the whole.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from letters import LETTERS, WARM_UP, letters
from measuring import ROOT, percentile, resident, tell

from photodesk.serving.training import trained_models
from photodesk.understanding.encoder import MiniLM, UniversalSentenceEncoder
from photodesk.understanding.entities import EntityFinder
from photodesk.understanding.reader import Reader

SHORT = 12
PARTS = {
    "identifiers": (EntityFinder, "find"),
    "MiniLM's vectors": (MiniLM, "encode"),
    "the universal sentence encoder's": (UniversalSentenceEncoder, "encode"),
}


def messages() -> list[str]:
    lines = LETTERS.with_name("field.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    return [text for text in texts if len(text.split()) <= SHORT]


class Stopwatch:
    """Milliseconds that each part took of what is being read."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        for part, (owner, method) in PARTS.items():
            setattr(owner, method, self._timed(part, getattr(owner, method)))

    def _timed(self, part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any) -> Any:
            started = time.perf_counter()
            try:
                return work(*given)
            finally:
                self.spent[part] += (time.perf_counter() - started) * 1000

        return timed

    def read(self, reader: Reader, text: str) -> dict[str, float]:
        self.spent.clear()
        started = time.perf_counter()
        reader.read(text)
        return {"all of it": (time.perf_counter() - started) * 1000, **self.spent}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    rounds = parser.parse_args().rounds
    watch = Stopwatch()
    reader = Reader.load_archive(trained_models(ROOT / "models")[-1])
    rows: list[tuple[Any, ...]] = [("what", "p50 / p95, ms")]
    for what, texts in ((f"a message of at most {SHORT} words", messages()), ("a letter", letters())):
        for text in texts[:WARM_UP]:
            reader.read(text)
        read = [watch.read(reader, text) for text in texts * rounds]
        rows.append((f"{what} ({len(texts)})", ""))
        for part in ("all of it", *PARTS):
            ms = [one.get(part, 0.0) for one in read]
            rows.append((f"  {part}", f"{percentile(ms, 50):.1f} / {percentile(ms, 95):.1f}"))
    rows.append(("resident memory of this process", f"{resident(os.getpid()) / 1024:.0f} MB"))
    tell(rows)


if __name__ == "__main__":
    main()
