"""When many talk at once over bad connections, does every message arrive once, and at the right one?

Each customer has an order of their own and asks about it. Some messages are sent twice at once, as by a widget that
does not know whether the first arrived; some connections are dropped midway and the message sent again; the stream of
events is broken off and taken up again. At the end what was sent is held against the history and against the events.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

SHOP = "lumi"
QUESTIONS = (
    "Can I cancel order {order}? {email}",
    "Where is my order {order}? {email}",
    "Can I still change order {order}? {email}",
    "Can I return the prints of order {order}? {email}",
    "How do I get a refund for order {order}? {email}",
)
"""None is asked twice in a row, which would call a person."""
WAYS = {"once": 70, "twice at once": 15, "dropped and sent again": 15}
LONGEST_BEFORE_A_DROP = 0.2
STREAM_SECONDS = (0.3, 4.0)
"""How long a stream lasts before it is broken off."""
LAST_EVENTS_SECONDS = 15
PATIENCE = aiohttp.ClientTimeout(total=120)

_ORDER = re.compile(r"PC-\d+|crowd\d+@")
Message = dict[str, Any]


@dataclass(frozen=True)
class Customer:
    """One of the crowd, with one order."""

    place: int

    @property
    def order(self) -> str:
        return f"PC-7{self.place:05d}"

    @property
    def email(self) -> str:
        return f"crowd{self.place}@example.com"

    @property
    def record(self) -> str:
        """The order, as `photodesk orders import` reads it."""
        state = ("paid", "in_production", "shipped", "delivered")[self.place % 4]
        order = {"shop": SHOP, "number": self.order, "email": self.email, "state": state}
        return json.dumps({**order, "placed_at": "2026-11-02T10:15:00Z"}) + "\n"


@dataclass
class Talk:
    """What a customer sent and got."""

    customer: Customer
    sent: dict[str, str] = field(default_factory=dict)
    """Texts, by the client's id."""
    told: dict[str, list[list[Message]]] = field(default_factory=dict)
    """Replies, by the id of the message; as often as it was answered."""
    events: list[Message] = field(default_factory=list)
    history: list[Message] = field(default_factory=list)
    ways: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    streams: int = 0
    ms: list[float] = field(default_factory=list)
    """Of messages that were sent once."""


async def crowd(url: str, count: int, seconds: float, seed: int = 1) -> list[Talk]:
    """Talk for so long; the orders are in the book already."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=PATIENCE) as http:
        until = time.monotonic() + seconds
        return list(await asyncio.gather(*(_talk(http, url, place, until, seed) for place in range(count))))


async def _talk(http: aiohttp.ClientSession, url: str, place: int, until: float, seed: int) -> Talk:
    random, talk = Random(f"{seed} {place}"), Talk(Customer(place))
    opened = await _ask(talk, http, "POST", f"{url}/chat/sessions", {}, {"shop": SHOP})
    headers = {"Authorization": f"Bearer {opened['token']}"}
    listening = asyncio.create_task(_listen(talk, http, url, headers, random))
    while time.monotonic() < until:
        await _send(talk, http, url, headers, random)
    talk.history = (await _ask(talk, http, "GET", f"{url}/chat/history", headers))["messages"]
    last = talk.history[-1]["id"]
    give_up_at = time.monotonic() + LAST_EVENTS_SECONDS
    while last not in {event["id"] for event in talk.events} and time.monotonic() < give_up_at:
        await asyncio.sleep(0.05)
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    return talk


async def _send(talk: Talk, http: aiohttp.ClientSession, url: str, headers: Mapping[str, str], random: Random) -> None:
    customer, turn = talk.customer, len(talk.sent)
    id = f"c{customer.place}-{turn}"
    # The words at the end are nobody else's.
    question = QUESTIONS[turn % len(QUESTIONS)].format(order=customer.order, email=customer.email)
    talk.sent[id] = text = f"{question} (Greetings, {id})"
    [way] = random.choices(list(WAYS), list(WAYS.values()))
    talk.ways[way] += 1

    async def post() -> None:
        answered = await _ask(talk, http, "POST", f"{url}/chat/messages", headers, {"text": text, "id": id})
        talk.told.setdefault(id, []).append(answered["replies"])

    began = time.monotonic()
    if way == "twice at once":
        await asyncio.gather(post(), post())
    elif way == "once":
        await post()
        talk.ms.append((time.monotonic() - began) * 1000)
    else:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(post(), random.uniform(0, LONGEST_BEFORE_A_DROP))
        await post()


async def _ask(
    talk: Talk, http: aiohttp.ClientSession, method: str, address: str, headers: Mapping[str, str], body: Any = None
) -> Any:
    """Ask until it is answered well, over a connection that may break."""
    while True:
        try:
            async with http.request(method, address, headers=headers, json=body) as answer:
                told = await answer.json(content_type=None)
                talk.statuses[str(answer.status)] += 1
                if answer.status < 400:
                    return told
        except (aiohttp.ClientError, ConnectionError):
            talk.statuses["broken off"] += 1
        await asyncio.sleep(0.05)


async def _listen(
    talk: Talk, http: aiohttp.ClientSession, url: str, headers: Mapping[str, str], random: Random
) -> None:
    """Hear all events, over streams that break and are taken up after the last event that came whole."""
    last = 0
    while True:
        talk.streams += 1
        break_at = time.monotonic() + random.uniform(*STREAM_SECONDS)
        with suppress(aiohttp.ClientError, ConnectionError):
            async with http.get(f"{url}/chat/events", headers={**headers, "Last-Event-ID": str(last)}) as stream:
                async for event in _events(stream, break_at):
                    talk.events.append(event)
                    last = event["id"]


async def _events(stream: aiohttp.ClientResponse, break_at: float) -> AsyncIterator[Message]:
    received = b""
    while (left := break_at - time.monotonic()) > 0:
        try:
            received += await asyncio.wait_for(stream.content.readany(), left)
        except asyncio.TimeoutError:
            return
        *whole, received = received.split(b"\n\n")
        for block in whole:
            for line in block.split(b"\n"):
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))
        if stream.content.at_eof():
            return


# What became of it


def faults(talk: Talk) -> dict[str, list[str]]:
    """Messages that were lost, doubled or crossed, each in words."""
    lost, doubled, crossed = [], [], []
    asked = Counter(message.get("client_id") for message in talk.history if message["author"] == "asker")
    lost += [f"{id} is not in the history" for id in talk.sent if not asked[id]]
    lost += [f"{id} was not answered" for id in talk.sent if not talk.told.get(id)]
    doubled += [f"{id} is in the history {count} times" for id, count in asked.items() if count > 1]
    crossed += [f"{id} was never sent here" for id in asked if id not in talk.sent]
    for message, answers in _turns(talk.history):
        id, ids = str(message.get("client_id")), [answer["id"] for answer in answers]
        if not answers:
            lost.append(f"{id} has no answer in the history")
        if message["text"] != talk.sent.get(id):
            crossed.append(f"{id} has the words of another")
        for replies in talk.told.get(id, ()):
            told = [reply.get("id") for reply in replies]
            if told != ids:
                crossed.append(f"{id} was told {told}, and the history has {ids}")
    kept, heard = {message["id"]: message for message in talk.history}, [event["id"] for event in talk.events]
    lost += [f"message {id} is no event" for id in kept if id not in heard]
    doubled += [f"event {id} came {count} times" for id, count in Counter(heard).items() if count > 1]
    crossed += [
        f"event {event['id']} is not as in the history" for event in talk.events if event != kept.get(event["id"])
    ]
    if heard != sorted(heard):
        crossed.append("the events came out of order")
    own = {talk.customer.order, talk.customer.email.partition("@")[0] + "@"}
    replies = [reply for answers in talk.told.values() for replies in answers for reply in replies]
    for said in (*talk.history, *talk.events, *replies):
        if others := set(_ORDER.findall(json.dumps(said))) - own:
            crossed.append(f"message {said.get('id')} shows {sorted(others)}")
    return {"lost": lost, "doubled": doubled, "crossed": crossed}


def _turns(history: Sequence[Message]) -> list[tuple[Message, list[Message]]]:
    """Each message of the asker with what the desk said to it."""
    turns: list[tuple[Message, list[Message]]] = []
    for message in history:
        if message["author"] == "asker":
            turns.append((message, []))
        elif turns:
            turns[-1][1].append(message)
    return turns


def shows_own_order(talk: Talk) -> int:
    """How many messages were answered from the record of the order."""
    firsts = [answers[0] for answers in talk.told.values()]
    return sum(any((one.get("order") or {}).get("number") == talk.customer.order for one in first) for first in firsts)


# A bad connection


@asynccontextmanager
async def breaking(port: int, seed: int = 1, share: float = 0.1) -> AsyncIterator[int]:
    """A port in front of another one, at which this share of connections break somewhere in an answer."""
    random, open_writers = Random(seed), set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, ahead = await asyncio.open_connection("127.0.0.1", port)
        left = random.randrange(4000) if random.random() < share else None
        open_writers.update({writer, ahead})
        await asyncio.wait(
            {asyncio.ensure_future(_copy(reader, ahead, None)), asyncio.ensure_future(_copy(behind, writer, left))},
            return_when=asyncio.FIRST_COMPLETED,
        )
        for each in (writer, ahead):
            each.transport.abort()
            open_writers.discard(each)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for each in open_writers:
            each.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int | None) -> None:
    """Hand on what comes, until it ends or so many bytes have gone through."""
    with suppress(ConnectionError):
        while more := await reader.read(65536):
            writer.write(more if left is None else more[:left])
            await writer.drain()
            if left is not None and (left := left - len(more)) <= 0:
                return
