"""When fifty talk at once to one worker over bad connections, is a message lost, doubled or crossed?

    python benchmarks/crowd.py [--conversations 50] [--seconds 60] [--seed 1] [--proxy-breaks] [--url URL]

Without `--url` a server is started on a database of its own; with it the orders of the crowd are imported into the
database of this environment (DATABASE_URL). What the crowd does stands in tests/crowd.py. With `--proxy-breaks` it also
talks through a proxy that breaks a tenth of all connections somewhere in an answer. Exit status 1 if a message was.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from measuring import PHOTODESK, ROOT, percentile, start_ours, tell

sys.path[:0] = [str(ROOT)]

from tests.crowd import WAYS, Customer, Talk, breaking, crowd, faults, shows_own_order  # noqa: E402

MOST_TOLD = 20
"""Faults that are told in words."""


def import_orders(count: int, environment: Mapping[str, str]) -> None:
    records = "".join(Customer(place).record for place in range(count))
    command = [*PHOTODESK, "orders", "import", "-"]
    everything = {**os.environ, **environment}
    subprocess.run(command, cwd=ROOT, env=everything, input=records, text=True, check=True, capture_output=True)


async def talked(url: str, chosen: argparse.Namespace) -> tuple[list[Talk], float]:
    began = time.perf_counter()
    if not chosen.proxy_breaks:
        talks = await crowd(url, chosen.conversations, chosen.seconds, chosen.seed)
    else:
        async with breaking(int(url.rpartition(":")[2]), chosen.seed) as port:
            talks = await crowd(f"http://127.0.0.1:{port}", chosen.conversations, chosen.seconds, chosen.seed)
    return talks, time.perf_counter() - began


def rows(talks: Sequence[Talk], seconds: float) -> list[tuple[str, Any, Any]]:
    ms = [each for talk in talks for each in talk.ms]
    ways = sum((talk.ways for talk in talks), Counter[str]())
    statuses = sum((talk.statuses for talk in talks), Counter[str]())
    sent = sum(len(talk.sent) for talk in talks)
    found = [faults(talk) for talk in talks]
    return [
        ("conversations at once", len(talks), ""),
        ("messages", sent, ""),
        *((f"… {way}", ways[way], "") for way in WAYS),
        ("events heard", sum(len(talk.events) for talk in talks), ""),
        ("… over so many streams", sum(talk.streams for talk in talks), ""),
        ("answers by status", ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())), ""),
        ("messages whose answer shows the own order", f"{sum(map(shows_own_order, talks))} of {sent}", ""),
        ("turns", f"{sent / seconds:.0f} a second", ""),
        ("a turn, p50 / p95 / p99", " / ".join(f"{percentile(ms, each):.0f}" for each in (50, 95, 99)) + " ms", ""),
        *((f"messages {kind}", sum(len(each[kind]) for each in found), 0) for kind in ("lost", "doubled", "crossed")),
    ]


async def run(chosen: argparse.Namespace) -> tuple[list[Talk], float]:
    if chosen.url:
        import_orders(chosen.conversations, {})
        return await talked(chosen.url.rstrip("/"), chosen)
    with tempfile.TemporaryDirectory() as folder:
        server = await start_ours(Path(folder))
        try:
            import_orders(chosen.conversations, {"DATABASE_URL": f"sqlite:///{folder}/desk.db"})
            return await talked(server.url, chosen)
        finally:
            server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--proxy-breaks", action="store_true", help="talk through a proxy that breaks connections")
    parser.add_argument("--url", help="a running server, instead of one started here")
    talks, seconds = asyncio.run(run(parser.parse_args()))
    tell([("what", "measured", "wanted"), *rows(talks, seconds)])
    wrong = [
        f"{talk.customer.order} {kind}: {one}" for talk in talks for kind, all in faults(talk).items() for one in all
    ]
    print(*wrong[:MOST_TOLD], sep="\n")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
