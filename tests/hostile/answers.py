"""How is a hostile request sent, and what may not come back?"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.requests import Hostile
from tests.hostile.texts import MARK, PLANTED

ROOT = Path(__file__).resolve().parents[2]

_INSIDE = re.compile(rf'Traceback|File \\?"|site-packages|/python3|sqlalchemy|sqlite3|{re.escape(str(ROOT))}'.encode())
"""What only an error that is told as it is would say."""


@dataclass(frozen=True)
class Reply:
    """An answer as it came over the wire; status 0 is none."""

    status: int
    head: str
    body: bytes
    seconds: float

    @property
    def kind(self) -> str:
        found = re.search(r"(?im)^content-type:\s*([^;\r\n]*)", self.head)
        return found[1].strip().lower() if found else ""


async def send(port: int, request: Hostile, patience: float = 20, glance: float = 0.25) -> Reply:
    """Send it over a connection of its own; `glance` is for what need not be answered, or goes on for ever."""
    began = ended = time.perf_counter()
    received = b""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for place, piece in enumerate(request.pieces):
            if place and (early := await _glimpse(reader)) is not None:
                received += early  # what comes before all is sent gets lost when the server closes
            writer.write(piece)
        while not _is_whole(received, request.has_body):
            waits = patience if request.is_answered and not _is_stream(received) else glance
            more = await asyncio.wait_for(reader.read(65536), waits)
            if not more:
                break
            received, ended = received + more, time.perf_counter()
    except (asyncio.TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return _reply(received, ended - began)


async def send_all(port: int, requests: Iterable[Hostile], at_once: int = 12) -> list[tuple[Hostile, Reply]]:
    """Send many, some at once; each with what came back."""
    waiting, met = iter(requests), []

    async def sender() -> None:
        for request in waiting:
            met.append((request, await send(port, request)))

    await asyncio.gather(*(sender() for _ in range(at_once)))
    return met


async def _glimpse(reader: asyncio.StreamReader) -> bytes | None:
    try:
        return await asyncio.wait_for(reader.read(65536), 0.01)
    except asyncio.TimeoutError:
        return None


def _is_stream(received: bytes) -> bool:
    return b"text/event-stream" in received.partition(b"\r\n\r\n")[0]


def _is_whole(received: bytes, has_body: bool) -> bool:
    head, end, body = _final(received)
    if not end:
        return False
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    return not has_body or b" 204 " in head[:20] or (length is not None and len(body) >= int(length[1]))


def _final(received: bytes) -> tuple[bytes, bytes, bytes]:
    """Head and body of the answer, after any that says only that one may go on."""
    head, end, body = received.partition(b"\r\n\r\n")
    return _final(body) if head.startswith(b"HTTP/1.1 100 ") else (head, end, body)


def _reply(received: bytes, seconds: float) -> Reply:
    head, _, body = _final(received)
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    status = re.match(rb"HTTP/1\.1 (\d{3}) ", head)
    body = body[: int(length[1])] if length else body
    return Reply(int(status[1]) if status else 0, head.decode("latin-1"), body, seconds)


def faults(request: Hostile, reply: Reply) -> list[str]:
    """What is wrong with an answer; nothing, when the server kept its countenance."""
    if reply.status == 0:
        return ["no answer"] if request.is_answered else []
    found = []
    if reply.status >= 500:
        found.append(f"status {reply.status}")
    if (inside := _INSIDE.search(reply.body)) and reply.status >= 400:
        found.append(f"tells of the inside: {inside[0].decode()}")
    if re.search(rf"(?im)^{PLANTED}:", reply.head):
        found.append("the client wrote a header of the answer")
    if reply.kind == "text/html" and MARK.encode() in reply.body:
        found.append("a page holds what was sent, unescaped")
    if reply.status >= 400 and request.has_body and reply.kind != "text/html" and not _is_problem(reply):
        found.append("an error that is no problem document")
    return found


def _is_problem(reply: Reply) -> bool:
    try:
        document = json.loads(reply.body)
    except ValueError:
        return False
    known = {"type", "title", "status", "detail", "instance"}
    return reply.kind == "application/problem+json" and known <= set(document) and document["status"] == reply.status
