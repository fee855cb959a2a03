"""What does a turn cost, does it stay so, how many get through, and what does serving take?

    python benchmarks/turn.py [--url URL] [--turns 200] [--at-once 32]

Without `--url` a server is started on a database of its own with the demo orders, from a trained model (`make setup`),
and its start and memory are measured too. Times are taken at the client, HTTP included.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import aiohttp
from measuring import (
    ROOT,
    Open,
    Server,
    Turn,
    converse,
    first_turns,
    free_port,
    median,
    ours,
    percentile,
    start,
    table,
    turns_a_second,
)

FIRST_TURNS = 30
LAST_TURNS = 10
PHOTODESK = (sys.executable, "-m", "photodesk.cli")


async def start_ours(folder: Path) -> Server:
    """Our server, on a new SQLite database with the demo orders."""
    port = free_port()
    environment = {
        "PORT": str(port),
        "PHOTODESK_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/desk.db",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }
    subprocess.run(
        [*PHOTODESK, "orders", "demo"], cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True
    )
    url, log = f"http://127.0.0.1:{port}", folder / "serve.log"
    return await start([*PHOTODESK, "serve"], url, "/readyz", environment=environment, folder=ROOT, log=log)


async def measure(server: Open, turns: int, at_once: int) -> list[tuple[str, str, str]]:
    """The rows of the table that need nothing but the server's address."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        await converse(http, [server], 5)  # warm up
        [firsts] = await first_turns(http, [server], FIRST_TURNS)
        [long] = await converse(http, [server], turns)
        through = await turns_a_second(http, server, at_once, 10)
    return rows(firsts, long, through, at_once)


def rows(firsts: list[Turn], long: list[Turn], through: float, at_once: int) -> list[tuple[str, str, str]]:
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
        return list(await measure(ours(chosen.url.rstrip("/")), chosen.turns, chosen.at_once))
    with tempfile.TemporaryDirectory() as folder:
        server = await start_ours(Path(folder))
        try:
            measured = await measure(ours(server.url), chosen.turns, chosen.at_once)
            return [
                *measured,
                ("from start to ready", f"{server.seconds_to_ready:.1f} s", "8 s"),
                ("resident memory of all that serves", f"{server.memory():.0f} MB", "700 MB"),
            ]
        finally:
            server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="a running server with the demo orders, instead of one started here")
    parser.add_argument("--turns", type=int, default=200, help="of the one long conversation")
    parser.add_argument("--at-once", type=int, default=32, help="conversations at once")
    chosen = parser.parse_args()
    print(table([("what", "measured", "wanted"), *asyncio.run(run(chosen))]))
    print(f"load of the machine: {', '.join(f'{load:.1f}' for load in os.getloadavg())} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
