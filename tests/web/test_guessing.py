"""How far does somebody come who guesses at orders, with the desk and its database behind the routes?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from test_chat_routes import Events, is_problem
from web_desk import Reply, Server, serving, settings_in

from photodesk.store.conversations import SqlConversations
from photodesk.wiring import OpenDesk
from tests.test_wiring import asked, open_desk

FEW = 4


class SpokenTo:
    """The desk, which understands a number and an address that stand beside each other."""

    def __init__(self, desk: OpenDesk) -> None:
        self.desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self.desk, name)

    async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        number, _, email = text.partition(" ")
        reading = asked(order_number=number, email=email) if email else asked("thanks")
        return await asyncio.to_thread(self.desk.respond, conversation, reading, text, client_id)


@contextmanager
def worker(folder: Path, engine: Engine) -> Iterator[Server]:
    """One of several workers on one database, behind a proxy."""
    given = {"PHOTODESK_RATE_FACTOR": str(FEW / 40), "PHOTODESK_PROXIES": "1"}
    desk: Any = SpokenTo(open_desk(engine, SqlConversations(engine)))
    with serving(folder, desk, settings=settings_in(folder, **given)) as server:
        yield server


def says(server: Server, text: str, address: str) -> Reply:
    """What somebody is answered in a new conversation."""
    told = {"X-Forwarded-For": address}
    opened = server.post("/chat/sessions", {"shop": "lumi"}, headers=told)
    assert opened.status == 201, opened
    return server.post("/chat/messages", {"text": text}, token=opened.json["token"], headers=told)


def test_whoever_guesses_in_ever_new_conversations_and_at_ever_new_orders_is_held_up(
    engine: Engine, tmp_path: Path
) -> None:
    with worker(tmp_path, engine) as one, worker(tmp_path, engine) as other:
        for guess in range(FEW):
            reply = says((one, other)[guess % 2], f"PC-10422{guess} eve@example.com", "192.0.2.7")
            assert reply.status == 200, reply
            assert reply.json["replies"][0]["outcome"] == "needs_order"
        for server in (one, other):
            held_up = says(server, "PC-104223 aino@example.com", "192.0.2.7")
            assert is_problem(held_up, 429)
            assert 0 < int(held_up.headers["retry-after"]) <= 120 * 40 / FEW
            assert is_problem(says(server, "thanks", "192.0.2.7"), 429)
        elsewhere = says(one, "PC-104223 aino@example.com", "192.0.2.8")
    assert elsewhere.json["replies"][0]["order"]["number"] == "PC-104223"


def test_who_proves_orders_and_chats_is_not_counted(engine: Engine, tmp_path: Path) -> None:
    with worker(tmp_path, engine) as server:
        for text in ("PC-104223 aino@example.com", "thanks") * (FEW + 1):
            assert says(server, text, "192.0.2.7").status == 200


def test_a_ticket_that_was_used_at_one_worker_opens_nothing_at_another(engine: Engine, tmp_path: Path) -> None:
    with worker(tmp_path, engine) as one, worker(tmp_path, engine) as other:
        path = f"/chat/events?ticket={one.post('/chat/tickets', token=other.session()).json['ticket']}"
        events = Events(one, path)
        assert events.response.status == 200
        events.close()
        assert is_problem(other.get(path), 401)
