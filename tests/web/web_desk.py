"""A desk without Rasa and database, and a server around it, for the tests of the routes."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from sanic import Sanic

from photodesk.asking import Asker
from photodesk.cases.case import Case, UnknownCaseError
from photodesk.conversation.log import Message, Standing
from photodesk.knowledge.articles import Article, parse_article
from photodesk.knowledge.base import KnowledgeBase, Page
from photodesk.limits import NO_LIMITS, Limit
from photodesk.settings import Settings, read_settings
from photodesk.spent import OneUse
from photodesk.suggesting.fate import UnknownSuggestionError
from photodesk.understanding.reading import Band, Reading
from photodesk.web.app import create_app
from photodesk.web.service import Patience
from photodesk.web.wire import CheckedProtocol

CANCEL = """---
topic: cancel_order
subject: changes
title: Can an order be cancelled?
button: Cancel an order
audience: [consumer, photographer]
status: answered
sources: ["1025"]
reviewed: 2026-11-24
---
A paid order carries no right of cancellation.

## There is no right of cancellation {#no-right}
Personalised photo products have no right of cancellation. See [returns](/kb/return_product#no-right).

## Fees {#fees}
| Fee | EUR | NOK | SEK | DKK |
|---|---|---|---|---|
| Storage fee, six months | 5.00 | 55.00 | 55.00 | 37.50 |
"""
HOSTILE = """---
topic: return_product
subject: changes
title: "<script>alert('title')</script> & more"
button: Send it back
audience: [consumer]
status: needs-answer
sources: []
reviewed: 2026-11-24
---
<img src=x onerror=alert(1)>

## A <b>bold</b> heading {#no-right}
<script>alert('text')</script> [bad](javascript:alert(2)) [worse](data:text/html,x) ![pixel](https://evil.example/p.png)
[good](https://example.com/a) and `<i>code</i>`.
"""

Sanic.test_mode = True  # Sanic rewrites its own methods when an application starts; several in a process need this


def article(topic: str, text: str) -> Article:
    read, problems = parse_article(topic, "en", text, topic)
    assert read is not None, problems
    return read


def answer(text: str, outcome: str = "information", **more: Any) -> dict[str, Any]:
    """An answer in the contract's shape."""
    return {
        "topic": "cancel_order",
        "confidence": 0.9,
        "outcome": outcome,
        "text": text,
        "topics": [{"id": topic, "confidence": 0.3} for topic in ("cancel_order", "refund", "return_product")],
        "citations": [],
        "buttons": [],
        "handover": False,
        **more,
    }


class NoCases:
    """What agents find where nobody was called."""

    def cases(self, *_: Any) -> list[Case]:
        return []

    def case(self, *_: Any) -> NoReturn:
        raise UnknownCaseError

    take = say = end = conversation = open = look = note = hand_to = case

    def inbox(self, *_: Any) -> list[Any]:
        return []

    def counts(self, *_: Any) -> dict[Any, int]:
        return {}

    def shops(self, *_: Any) -> list[str]:
        return []

    def newest(self, *_: Any) -> int:
        return 0


class NoSuggestions:
    """A desk at which nothing comes to mind."""

    def suggest(self, *_: Any, **__: Any) -> tuple[str, list[Any]]:
        return "suggestion", []

    def judge(self, _agent: Asker, id: str, _judged: Any) -> NoReturn:
        _check_kept(id)
        raise UnknownSuggestionError(id)


class NoSignIns:
    """A desk at which nobody has an account."""

    def with_password(self, name: str, password: str) -> None:
        _check_kept(name)

    def as_demo(self, name: str) -> None:
        _check_kept(name)

    def who(self, _token: str, *, is_use: bool) -> None: ...
    def end(self, _token: str) -> None: ...


@dataclass
class FakeDesk:
    """Keeps conversations in a dictionary, and answers by the first word of what it is asked."""

    messages: dict[str, list[Message]] = field(default_factory=dict)
    askers: dict[str, Asker] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=lambda: {"database": "ok"})
    people: Sequence[Any] = ()
    breaks: Exception | None = None
    slow: float = 0
    wait: float = 0
    taken: list[str] = field(default_factory=list)
    heeded: list[str] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)
    slow_to_store: float = 0
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    with_person: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    agents: Any = field(default_factory=NoCases)
    writing: Any = field(default_factory=NoSuggestions)
    editing: Any = None
    lessons: Any = None
    sign_ins: Any = field(default_factory=NoSignIns)
    chatwoot: Any = None
    ratings: dict[tuple[str, int], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.articles = {
            "cancel_order": article("cancel_order", CANCEL),
            "return_product": article("return_product", HOSTILE),
        }
        self.older = article("cancel_order", CANCEL.replace("no right of cancellation", "no such right"))
        words = {"subject-changes": "Changing and returning"}
        self.knowledge = KnowledgeBase({}, {"en": Page(self.articles, {}, words)}, Counter())

    def forget(self) -> None:
        """Be as new, for the next test."""
        self.__init__(people=self.people)  # type: ignore[misc]

    def open_conversation(self, asker: Asker, language: str) -> str:
        _check_kept(asker.subject, asker.proven_email)
        id = f"conversation-{len(self.messages)}"
        self.messages[id], self.askers[id], self.languages[id] = [], asker, language
        return id

    def history(self, conversation_id: str, after: int = 0) -> list[Message]:
        return [message for message in self.messages[conversation_id] if message.id > after]

    def article(self, topic: str, language: str, version: str | None) -> Article | None:
        current = self.articles.get(topic)
        if current is None or version is None:
            return current
        assert version.isalnum(), "a database breaks at some characters, or at least is asked in vain"
        if version == current.version:
            return current
        return self.older if (topic, version) == ("cancel_order", self.older.version) else None

    def apology(self, reference: str) -> dict[str, Any]:
        return answer(f"I could not look that up. The reference is {reference}.", "handover", handover=True)

    def failure(self, conversation_id: str, text: str, reference: str, client_id: str | None = None) -> dict[str, Any]:
        time.sleep(self.slow_to_store)
        self.failed.append((conversation_id, text, reference))
        apology = self.apology(reference)
        self._keep(conversation_id, "asker", text)
        self._keep(conversation_id, "desk", apology["text"], apology)
        return {**apology, "id": self.messages[conversation_id][-1].id}

    def refresh(self) -> None:
        return None

    def parts_ready(self) -> dict[str, str]:
        return self.parts

    def demo_people(self) -> Sequence[Any]:
        return self.people

    def standing(self, conversation_id: str) -> Standing | None:
        if conversation_id not in self.messages or conversation_id in self.ended:
            return None
        return Standing(self.askers[conversation_id].shop, conversation_id in self.with_person)

    def listen(self, conversation_id: str, text: str, client_id: str | None = None) -> bool:
        if conversation_id not in self.with_person:
            return False
        if all(one.client_id != client_id for one in self.messages[conversation_id]):
            self._keep(conversation_id, "asker", text, client_id=client_id)
        return True

    def take(self, uses: Mapping[str, Limit], heeded: Mapping[str, Limit] = NO_LIMITS) -> float:
        self.taken += uses
        self.heeded += heeded
        return self.wait

    def count(self, uses: Mapping[str, Limit]) -> None:
        self.counted += uses

    def spend(self, use: OneUse) -> bool:
        is_first = use.key not in self.spent
        self.spent.add(use.key)
        return is_first

    def rate(self, conversation_id: str, message_id: int, helpful: bool) -> bool:
        said = any(one.id == message_id and one.author == "desk" for one in self.messages[conversation_id])
        if said:
            self.ratings[conversation_id, message_id] = helpful
        return said

    def everything_on(self, conversation_id: str) -> dict[str, list[dict[str, Any]]]:
        return {"messages": [vars(message) for message in self.messages[conversation_id]]}

    def end_session(self, conversation_id: str) -> None:
        self.ended.add(conversation_id)

    def erase(self, conversation_id: str) -> None:
        del self.messages[conversation_id]

    async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        await asyncio.sleep(self.slow)
        if self.breaks:
            raise self.breaks
        kept = self.messages[conversation]
        asked = next((place for place, one in enumerate(kept) if one.client_id == client_id), None)
        if asked is None:
            reply = self.reply(text)
            asked = len(kept)
            self._keep(conversation, "asker", self._as_read(conversation, text), client_id=client_id)
            self._keep(conversation, "desk", reply["text"], reply)
        said = kept[asked + 1]
        return [{**(said.answer or {}), "id": said.id, "_timing": {"understanding": 0.004}}]

    def _as_read(self, conversation: str, text: str) -> str:
        """A pressed button is kept as its title, as the real desk keeps it."""
        offered = [button for said in self.messages[conversation] for button in (said.answer or {}).get("buttons", ())]
        return next((str(button["title"]) for button in offered if button["payload"] == text), text)

    def reply(self, text: str) -> dict[str, Any]:
        return answer(f"You said: {text}")

    def agent_writes(self, conversation: str, text: str, name: str | None = None) -> None:
        self._keep(conversation, "agent", text, name=name)

    def _keep(
        self,
        conversation: str,
        author: str,
        text: str,
        reply: dict[str, Any] | None = None,
        client_id: str | None = None,
        name: str | None = None,
    ) -> None:
        kept = self.messages[conversation]
        _check_kept(text)
        kept.append(Message(len(kept) + 1, datetime.now(timezone.utc), author, text, reply, client_id, name))


def _check_kept(*texts: str | None) -> None:
    """Break where a database would."""
    for text in texts:
        assert text is None or ("\0" not in text and text.encode() is not None)


PEOPLE = (
    SimpleNamespace(name="Aino", role="consumer", shop="lumi", email="aino@example.com", orders=["PC-104223"]),
    SimpleNamespace(name="Kaisa", role="photographer", shop="lumi", email=None, orders=["PC-104223", "PC-104301"]),
)


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Server:
    """A running server, asked over HTTP as any client would."""

    desk: FakeDesk
    settings: Settings
    port: int
    app: Sanic

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Reply:
        sent = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, sent, {"Content-Type": "application/json"}, method=method)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        if token is not None:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return Reply(response.status, _lower(response.headers), response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, _lower(error.headers), error.read())

    def get(self, path: str, **more: Any) -> Reply:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Reply:
        return self.call("POST", path, body, **more)

    def session(self, **more: Any) -> str:
        token: str = self.post("/chat/sessions", {"shop": "lumi", "locale": "en"}, **more).json["token"]
        return token

    def raw(self, sent: bytes) -> bytes:
        """What comes back for these very bytes, until the server closes or is silent for a moment."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
            connection.sendall(sent)
            received = b""
            try:
                while more := connection.recv(65536):
                    received += more
            except TimeoutError:
                pass
            return received


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def settings_in(folder: Path, **given: str) -> Settings:
    return read_settings({"PHOTODESK_VAR": str(folder), **given})


def quick() -> Patience:
    return Patience(turn=10, poll=0.1, heartbeat=0.3, parts=0.3)


class Events:
    """An open event stream, read line by line."""

    def __init__(self, server: Server, path: str = "/chat/events", **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        self.connection.request("GET", path, headers=headers)
        self.response = self.connection.getresponse()

    def next(self) -> tuple[int, str, dict[str, Any]]:
        """The id, name and data of the next event; comments are passed over."""
        found: dict[str, str] = {}
        deadline = time.monotonic() + 10
        while True:
            assert time.monotonic() < deadline, "no event came"
            line = self.response.readline().decode().rstrip("\n")
            if not line and "data" in found:
                return int(found["id"]), found["event"], json.loads(found["data"])
            name, _, value = line.partition(": ")
            found[name] = value

    def next_comment(self) -> str:
        while not (line := self.response.readline().decode()).startswith(":"):
            assert line, "the stream has ended"
        return line

    def close(self) -> None:
        self.response.close()
        self.connection.close()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def read_as_outside(text: str) -> dict[str, Any]:
    return Reading(text, (), Band.OUTSIDE).as_dict()


@contextmanager
def serving(folder: Path, desk: FakeDesk | None = None, **more: Any) -> Iterator[Server]:
    """Serve a fake desk on a free port until the block ends."""
    desk = desk or FakeDesk()
    settings = more.pop("settings", None) or settings_in(folder)
    app = create_app(settings, desk, desk.say, **{"patience": quick(), "read": read_as_outside, **more})
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def main() -> None:
        running = await app.create_server(
            sock=listening, return_asyncio_server=True, protocol=CheckedProtocol, access_log=False
        )
        assert running is not None
        await running.startup()
        await running.before_start()
        await running.after_start()
        ready.set()
        await stop.wait()
        await running.before_stop()
        await running.close()
        for connection in list(running.connections):
            connection.close_if_idle()

    thread = threading.Thread(target=loop.run_until_complete, args=(main(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield Server(desk, replace(settings, port=port), port, app)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        assert not thread.is_alive(), "the server did not stop"
