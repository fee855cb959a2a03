"""What does a turn cost, does it stay so, how many get through, and what does serving take?

    python benchmarks/turn.py [--url URL] [--turns 200] [--at-once 32]

Without `--url` a server is started on a database of its own with the demo orders, from a trained model (`make setup`),
and its start and memory are measured too. Times are taken at the client, HTTP included.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path
from typing import Any

from measuring import LAST_TURNS, Measured, arguments, measure, median, ours, percentile, start_ours, tell


def rows(measured: Measured, at_once: int) -> list[tuple[str, str, str]]:
    """The rows of the table that need nothing but the server's address."""
    [firsts], [long], [through] = measured.firsts, measured.longs, measured.through
    ms = [turn.ms for turn in long]
    rest = [turn.ms - turn.understanding for turn in long if turn.understanding is not None]
    first, last = median([turn.ms for turn in firsts]), median(ms[-LAST_TURNS:])
    looked_up = sum(turn.looked_up for turn in long)
    return [
        (
            "a turn with order look-up, p50 / p95 / p99",
            " / ".join(f"{percentile(ms, percent):.1f}" for percent in (50, 95, 99)) + " ms",
            "25 / – / 60 ms",
        ),
        ("… everything but understanding, p50", f"{median(rest):.1f} ms" if rest else "not told", "8 ms"),
        (f"turn {len(long)} against turn 1, p50", f"{last:.1f} / {first:.1f} ms = {last / first:.2f}", "1.3"),
        (f"{at_once} conversations at once", f"{through:.0f} turns/s", ""),
        ("turns whose answer shows the order", f"{looked_up} of {len(long)}", ""),
    ]


async def run(chosen: argparse.Namespace) -> list[tuple[Any, ...]]:
    if chosen.url:
        return list(rows(await measure([ours(chosen.url.rstrip("/"))], chosen.turns, chosen.at_once), chosen.at_once))
    with tempfile.TemporaryDirectory() as folder:
        server = await start_ours(Path(folder))
        try:
            return [
                *rows(await measure([ours(server.url)], chosen.turns, chosen.at_once), chosen.at_once),
                ("from start to ready", f"{server.seconds_to_ready:.1f} s", "8 s"),
                ("resident memory of all that serves", f"{server.memory():.0f} MB", "700 MB"),
            ]
        finally:
            server.stop()


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--url", help="a running server with the demo orders, instead of one started here")
    tell([("what", "measured", "wanted"), *asyncio.run(run(parser.parse_args()))])


if __name__ == "__main__":
    main()
