"""Does the server keep its countenance, whatever is sent to whichever route?

    python benchmarks/hostile.py [--requests 10000] [--seed 1] [--at-once 12] [--url URL] [--only NUMBER]

Without `--url` a server is started on a database of its own with the demo orders, from a trained model (`make setup`),
without limits of how often somebody may ask; then another one with a tenth of the usual limits, for a tenth of the
requests. With `--url` tokens are signed with the development key of this environment (PHOTODESK_VAR). The requests are
those of tests/hostile/; `--only` sends one again and shows it. Exit status 1 if an answer is not as it should be.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from measuring import ROOT, SHOP, Server, ours, percentile, question, start_ours, tell

sys.path[:0] = [str(ROOT)]

from photodesk.settings import Settings, read_settings  # noqa: E402
from photodesk.tokens import mint_identity  # noqa: E402
from tests.hostile.answers import Reply, faults, send, send_all  # noqa: E402
from tests.hostile.keys import Keys, Opened  # noqa: E402
from tests.hostile.requests import Hostile, hostile  # noqa: E402

CONVERSATIONS = 60
SUGGESTIONS = 5
HALVES = 20
"""Requests of which the second half never comes, while the others are sent."""
MOST_TOLD = 20
"""Faults that are told in words."""
CLASSES = (1, 2, 3, 4, 5, 0)
Met = list[tuple[Hostile, Reply]]


@dataclass
class Storm:
    """What was met, and how the server was afterwards."""

    met: Met
    halves: list[int]
    """What came back for half a request."""
    seconds: float
    state: list[tuple[str, Any, Any]]
    """Name, as it was, as it should be."""

    @property
    def wrong(self) -> list[str]:
        found = [
            f"{request.number} {request.route} ({request.ways}): {fault}"
            for request, reply in self.met
            for fault in faults(request, reply)
        ]
        found += [f"half a request: status {status}" for status in self.halves if status not in (0, 408)]
        return found + [
            f"{name}: {found}, not {wanted}" for name, found, wanted in self.state if wanted not in (found, "")
        ]


async def storm(url: str, settings: Settings, chosen: argparse.Namespace, requests: int) -> Storm:
    port = int(url.rpartition(":")[2])
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
        keys = Keys.of(settings, await _open(http, url), await _suggested(http, url, settings))
        before, began = await _errors(http, url), time.perf_counter()
        halves = [asyncio.create_task(_half(port, place)) for place in range(HALVES)]
        met = await send_all(port, (hostile(chosen.seed, number, keys) for number in range(requests)), chosen.at_once)
        statuses = await asyncio.gather(*halves)
        seconds = time.perf_counter() - began
        async with http.get(url + "/readyz") as answer:
            ready = answer.status
        state = [
            ("readiness afterwards", ready, 200),
            ("failures inside that were told with an apology", await _errors(http, url) - before, 0),
            ("a question afterwards looks the order up", await _looks_up(http, url), True),
        ]
    return Storm(met, statuses, seconds, state)


async def _open(http: aiohttp.ClientSession, url: str) -> list[Opened]:
    """Conversations in which something has been said; in every second a person is wanted, so that there are cases."""
    opened: list[Opened] = []
    while len(opened) < CONVERSATIONS:
        async with http.post(f"{url}/chat/sessions", json={"shop": SHOP}) as answer:
            if answer.status == 429:  # with limits there are fewer
                break
            session = await answer.json()
        text = "I want to talk to a person" if len(opened) % 2 == 0 else question(0)
        headers = {"Authorization": f"Bearer {session['token']}"}
        async with http.post(f"{url}/chat/messages", json={"text": text}, headers=headers) as answer:
            replies = (await answer.json())["replies"]
        opened.append(Opened(session["session"], session["token"], replies[0]["id"]))
    return opened


async def _suggested(http: aiohttp.ClientSession, url: str, settings: Settings) -> list[str]:
    headers, ids = {"Authorization": f"Bearer {mint_identity(settings, 'agent', SHOP, 'hostile')}"}, []
    for turn in range(SUGGESTIONS):
        async with http.post(f"{url}/desk/suggestions", json={"text": question(turn)}, headers=headers) as answer:
            ids.append(str((await answer.json())["id"]))
    return ids


async def _half(port: int, place: int) -> int:
    """Send a head or a body by half, then a byte now and then; the status of the answer."""
    began = b"POST /chat/messages HTTP/1.1\r\nHost: x\r\n" + (b"Content-Length: 999\r\n\r\n{" if place % 2 else b"X: ")
    request = Hostile(place, "", "half", (began, *[b"x"] * 3), is_answered=True, has_body=True)
    return (await send(port, request, patience=100)).status


async def _errors(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(url + "/metrics") as answer:
        counted = re.findall(r"(?m)^photodesk_errors_total\{.*\} ([\d.]+)$", await answer.text())
    return int(sum(map(float, counted)))


async def _looks_up(http: aiohttp.ClientSession, url: str) -> bool:
    for _ in range(30):  # with limits one may have to wait
        try:
            return (await (await ours(url)(http))(question(0))).looked_up
        except AssertionError:
            await asyncio.sleep(1)
    return False


def by_route(met: Met) -> list[tuple[Any, ...]]:
    """How many answers of which class each route gave."""
    counted = Counter((request.route, reply.status // 100) for request, reply in met)
    routes = [*dict.fromkeys(request.route for request, _ in sorted(met, key=lambda one: one[0].number))]
    rows: list[tuple[Any, ...]] = [(route, *(counted[route, status] for status in CLASSES)) for route in routes]
    totals = ("all", *(sum(row[column] for row in rows) for column in range(1, len(CLASSES) + 1)))
    return [("route", *(f"{status}xx" if status else "none needed" for status in CLASSES)), *rows, totals]


def in_short(done: Storm) -> list[tuple[str, Any, Any]]:
    slowest = max(done.met, key=lambda one: one[1].seconds)
    ms = [reply.seconds * 1000 for request, reply in done.met if request.is_answered]
    return [
        ("requests", len(done.met), ""),
        ("answers of 5xx", sum(reply.status >= 500 for _, reply in done.met), 0),
        ("answers that are wrong in another way, or missing", len(done.wrong), 0),
        ("halves of requests that were told 408", f"{done.halves.count(408)} of {len(done.halves)}", ""),
        *done.state,
        ("an answer, p50 / p99", f"{percentile(ms, 50):.1f} / {percentile(ms, 99):.1f} ms", ""),
        ("the slowest", f"{slowest[1].seconds * 1000:.0f} ms: {slowest[0].number} {slowest[0].route}", ""),
        ("all of it", f"{done.seconds:.0f} s", ""),
    ]


async def run(chosen: argparse.Namespace) -> Sequence[Storm]:
    if chosen.url:
        return [await storm(chosen.url.rstrip("/"), read_settings(), chosen, chosen.requests)]
    done = []
    for factor, requests in (("0", chosen.requests), ("0.1", chosen.requests // 10)):
        with tempfile.TemporaryDirectory() as folder:
            server = await start_ours(Path(folder), PHOTODESK_RATE_FACTOR=factor)
            try:
                done.append(await _measured(server, read_settings({"PHOTODESK_VAR": folder}), chosen, requests))
            finally:
                server.stop()
            if done[-1].wrong:
                told = [line for line in (Path(folder) / "serve.log").read_text().splitlines() if '"error"' in line]
                print("the server's log:", *told[:MOST_TOLD], sep="\n")
    return done


async def _measured(server: Server, settings: Settings, chosen: argparse.Namespace, requests: int) -> Storm:
    before = server.memory()
    done = await storm(server.url, settings, chosen, requests)
    done.state.append(("resident memory", f"{before:.0f} to {server.memory():.0f} MB", ""))
    return done


async def show(chosen: argparse.Namespace) -> None:
    """Send one request again."""
    settings = read_settings()
    async with aiohttp.ClientSession() as http:
        keys = Keys.of(settings, await _open(http, chosen.url), await _suggested(http, chosen.url, settings))
    request = hostile(chosen.seed, chosen.only, keys)
    reply = await send(int(chosen.url.rpartition(":")[2]), request)
    print(request, reply, faults(request, reply), sep="\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=12)
    parser.add_argument("--url", help="a running server in development, instead of one started here")
    parser.add_argument("--only", type=int, help="the number of one request; needs --url")
    chosen = parser.parse_args()
    if chosen.only is not None:
        asyncio.run(show(chosen))
        return 0
    storms = asyncio.run(run(chosen))
    for done in storms:
        tell(by_route(done.met))
        tell([("what", "measured", "wanted"), *in_short(done)])
        print(*done.wrong[:MOST_TOLD], sep="\n")
    return int(any(done.wrong for done in storms))


if __name__ == "__main__":
    raise SystemExit(main())
