"""A conversation that a person is called to, and an agent who answers in it, for the tests of the agents' routes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from web_desk import Reply, Server, serving, settings_in

from photodesk.tokens import mint_identity
from photodesk.understanding.reading import Band, Reading
from photodesk.wiring import OpenDesk, open_desk
from tests.conversation.talking import ranking

PERSON = Reading("a person, please", ranking("human_handover"), Band.SURE)
STATUS = Reading("where is my order", ranking("order_status"), Band.SURE)


@contextmanager
def serving_agents(folder: Path) -> Iterator[Server]:
    """A server with a database of its own."""
    settings = replace(settings_in(folder), database_url=f"sqlite:///{folder / 'desk.db'}", var=folder)
    with serving(folder, Understood(open_desk(settings)), settings=settings) as running:
        yield running


class Understood:
    """The whole desk but for understanding: `person` is a wish for one, all else asks where the order is."""

    def __init__(self, desk: OpenDesk) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        return self._desk.respond(conversation, PERSON if text == "person" else STATUS, text, client_id)


def agent(server: Server, name: str = "Maija", shop: str = "lumi", role: str = "agent") -> str:
    return mint_identity(server.settings, role, shop, name)


class Conversation:
    def __init__(self, server: Server) -> None:
        self.server, self.token = server, server.session()

    def say(self, text: str) -> list[dict[str, Any]]:
        reply = self.server.post("/chat/messages", {"text": text}, token=self.token)
        assert reply.status == 200, reply.text
        return list(reply.json["replies"])

    def history(self) -> list[dict[str, Any]]:
        return list(self.server.get("/chat/history", token=self.token).json["messages"])


def act(server: Server, id: int, what: str, body: object = None, **who: str) -> Reply:
    return server.post(f"/desk/cases/{id}/{what}", {} if body is None else body, token=agent(server, **who))


def called(server: Server) -> tuple[Conversation, int]:
    """A conversation in which somebody asked for a person, and the case's id."""
    conversation = Conversation(server)
    conversation.say("person")
    return conversation, server.get("/desk/cases", token=agent(server)).json["cases"][-1]["id"]
