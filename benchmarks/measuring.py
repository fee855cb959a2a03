"""How are servers started, spoken to and timed, so that two of them can be compared?

To what measures, a server is a way to open a conversation and to say something, be it ours or stock Rasa.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[1]
PHOTODESK = (sys.executable, "-m", "photodesk.cli")
FIRST_TURNS = 30
LAST_TURNS = 10
ROUNDS = 3
TURNS_AT_ONCE = 5
"""In each conversation of those that go on at once."""
NUMBER, EMAIL, SHOP = "PC-104223", "aino@example.com", "lumi"
QUESTIONS = (
    "Can I cancel order {number}? {email}",
    "Where is my order {number}? {email}",
    "Can I still change order {number}? {email}",
    "Can I return the prints of order {number}? {email}",
    "How do I get a refund for order {number}? {email}",
)
"""Each looks the order up; none is asked twice in a row, which would call a person."""


def question(turn: int) -> str:
    return QUESTIONS[turn % len(QUESTIONS)].format(number=NUMBER, email=EMAIL)


@dataclass(frozen=True)
class Turn:
    """One message and its reply, in milliseconds; `understanding` is what the server says of itself."""

    ms: float
    understanding: float | None
    looked_up: bool


Say = Callable[[str], Awaitable[Turn]]
Open = Callable[[aiohttp.ClientSession], Awaitable[Say]]


def ours(url: str) -> Open:
    """Conversations on the desk's own routes."""

    async def open_conversation(http: aiohttp.ClientSession) -> Say:
        async with http.post(f"{url}/chat/sessions", json={"shop": SHOP, "locale": "en"}) as opened:
            assert opened.status == 201, await opened.text()
            headers = {"Authorization": f"Bearer {(await opened.json())['token']}"}

        async def say(text: str) -> Turn:
            started = time.perf_counter()
            async with http.post(f"{url}/chat/messages", json={"text": text}, headers=headers) as reply:
                body = await reply.json()
                ms = (time.perf_counter() - started) * 1000
                assert reply.status == 200, body
            looked_up = any("order" in part for answer in body["replies"] for part in answer.get("parts") or [answer])
            return Turn(ms, _server_timing(reply.headers.get("Server-Timing", "")), looked_up)

        return say

    return open_conversation


def _server_timing(header: str) -> float | None:
    """Milliseconds of `understanding;dur=…` in a Server-Timing header."""
    for entry in header.split(","):
        name, _, parameters = entry.strip().partition(";")
        if name == "understanding" and parameters.startswith("dur="):
            return float(parameters.removeprefix("dur="))
    return None


@dataclass
class Measured:
    """What was measured, for each server: first turns, a long conversation, and turns a second of many at once."""

    firsts: list[list[Turn]]
    longs: list[list[Turn]]
    through: list[float]


async def measure(servers: Sequence[Open], turns: int, at_once: int) -> Measured:
    """Each server in its turn at every step, so that all see the same load of the machine."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=600)
    ) as http:
        await converse(http, servers, 5)  # warm up
        firsts = await first_turns(http, servers, FIRST_TURNS)
        longs = await converse(http, servers, turns)
        rounds: list[list[float]] = []
        for _ in range(ROUNDS):
            rounds.append([await turns_a_second(http, server, at_once) for server in servers])
    return Measured(firsts, longs, [median(each) for each in zip(*rounds)])


async def converse(http: aiohttp.ClientSession, servers: Sequence[Open], turns: int) -> list[list[Turn]]:
    """One conversation with each server, turn about."""
    conversations = [await server(http) for server in servers]
    done: list[list[Turn]] = [[] for _ in servers]
    for turn in range(turns):
        for place, say in enumerate(conversations):
            done[place].append(await say(question(turn)))
    return done


async def first_turns(http: aiohttp.ClientSession, servers: Sequence[Open], count: int) -> list[list[Turn]]:
    """The first turn of many conversations."""
    done: list[list[Turn]] = [[] for _ in servers]
    for number in range(count):
        for place, server in enumerate(servers):
            done[place].append(await (await server(http))(question(number)))
    return done


async def turns_a_second(http: aiohttp.ClientSession, server: Open, conversations: int) -> float:
    """How many turns get through when many conversations go on at once."""
    says = [await server(http) for _ in range(conversations)]

    async def talk(say: Say) -> None:
        for turn in range(TURNS_AT_ONCE):
            await say(question(turn))

    started = time.perf_counter()
    await asyncio.gather(*map(talk, says))
    return conversations * TURNS_AT_ONCE / (time.perf_counter() - started)


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, round(percent / 100 * (len(ranked) - 1)))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@dataclass
class Server:
    """A process that was started here, and how long it took until it answered."""

    process: subprocess.Popen[bytes]
    url: str
    seconds_to_ready: float

    def memory(self) -> float:
        """Resident megabytes of the process and all that it started."""
        return sum(resident(pid) for pid in _family(self.process.pid)) / 1024

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


async def start(
    command: Sequence[str], url: str, ready: str, *, environment: Mapping[str, str], folder: Path, log: Path
) -> Server:
    """Start a server and wait until `url` + `ready` answers 200; its output goes to `log`."""
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT
        )
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
        while True:
            try:
                async with http.get(url + ready) as answer:
                    if answer.status == 200:
                        return Server(process, url, time.perf_counter() - started)
            except (aiohttp.ClientError, asyncio.TimeoutError):
                pass
            if process.poll() is not None:
                raise SystemExit(f"{command[0]} ended before it was ready:\n{log.read_text()[-3000:]}")
            await asyncio.sleep(0.05)


def load_demo_orders(environment: Mapping[str, str]) -> None:
    """Into the database that `environment` names."""
    subprocess.run(
        [*PHOTODESK, "orders", "demo"], cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True
    )


async def start_ours(folder: Path, **more: str) -> Server:
    """Our server, on a new SQLite database with the demo orders; `more` are settings."""
    port = free_port()
    environment = {
        **more,
        "PORT": str(port),
        "PHOTODESK_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/desk.db",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }
    load_demo_orders(environment)
    url, log = f"http://127.0.0.1:{port}", folder / "serve.log"
    return await start([*PHOTODESK, "serve"], url, "/readyz", environment=environment, folder=ROOT, log=log)


def _family(pid: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, int] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[int(status.parent.name)] = int(fields[1])
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def resident(pid: int) -> int:
    """Resident kilobytes of one process; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What can be chosen of every measurement."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=200, help="of the one long conversation")
    parser.add_argument("--at-once", type=int, default=32, help="conversations at once")
    return parser


def tell(rows: Sequence[Sequence[Any]]) -> None:
    """Print the rows, and how busy and how quick the machine was, without which they say little."""
    print(table(rows))
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"load of the machine: {load} on {os.cpu_count()} processors; a fixed piece of work: {fixed_work():.1f} ms")


def fixed_work() -> float:
    """Milliseconds of what is always the same: by it, figures of different days can be held against each other."""

    def work() -> float:
        started = time.perf_counter()
        kept = {number: str(number * number) for number in range(20_000)}
        sorted(kept.values())
        return (time.perf_counter() - started) * 1000

    return min(work() for _ in range(20))


def table(rows: Sequence[Sequence[Any]]) -> str:
    """Rows in columns, the first one as the heading."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in texts]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


RASA = str(Path(sys.executable).with_name("rasa"))


def train_rasa(folder: Path, *options: str) -> None:
    """`rasa train` with these options in a folder, its output in train.log; ends the script when that fails."""
    with (folder / "train.log").open("wb") as log:
        done = subprocess.run(
            [RASA, "train", *options],
            cwd=folder,
            env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise SystemExit(f"training failed:\n{(folder / 'train.log').read_text()[-3000:]}")
