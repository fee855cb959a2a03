"""What does it cost to draft answers to a letter?

    python benchmarks/letters.py [--rounds 2]

A server is started with the demo orders; it gets letters of 120 to 180 words, each with the number of an order, one by
one. Times are taken at the client, HTTP included.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
from measuring import NUMBER, PHOTODESK, ROOT, SHOP, median, percentile, start_ours, tell

LETTERS = ROOT / "tests" / "understanding" / "mails.jsonl"
WARM_UP = 3


def letters() -> list[str]:
    texts = [json.loads(line)["text"] for line in LETTERS.read_text(encoding="utf-8").splitlines()]
    return [f"{text}\n\nOrder {NUMBER}" for text in texts if 120 <= len(text.split()) <= 180]


async def run(rounds: int) -> list[tuple[Any, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        server = await start_ours(Path(folder))
        try:
            minting = [*PHOTODESK, "token", "--role", "agent", "--shop", SHOP, "--sub", "maija"]
            settings = {**os.environ, "PHOTODESK_VAR": folder}
            minted = subprocess.run(minting, cwd=ROOT, env=settings, check=True, capture_output=True, text=True)
            return await _timed(server.url, minted.stdout.split()[-1], rounds)
        finally:
            server.stop()


async def _timed(url: str, token: str, rounds: int) -> list[tuple[Any, ...]]:
    texts, ms, words, found = letters(), [], [], 0
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
        for place, text in enumerate([*texts[:WARM_UP], *texts * rounds]):
            started = time.perf_counter()
            async with http.post(f"{url}/desk/suggestions", json={"text": text}) as reply:
                body = await reply.json()
            if place < WARM_UP:
                continue
            assert reply.status == 200, body
            ms.append((time.perf_counter() - started) * 1000)
            words.append(len(text.split()))
            found += any("order" in suggestion for suggestion in body["suggestions"])
    shown = " / ".join(f"{percentile(ms, percent):.0f}" for percent in (50, 95))
    return [
        (f"drafts for a letter of {median(words):.0f} words, p50 / p95", f"{shown} ms", "60 / – ms"),
        ("letters that got an order's facts", f"{found} of {len(ms)}", ""),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=2)
    tell([("what", "measured", "wanted"), *asyncio.run(run(parser.parse_args().rounds))])


if __name__ == "__main__":
    main()
