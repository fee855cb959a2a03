"""Does an agent's program get drafts over HTTP, and is it kept what became of them?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from web_desk import Server, serving, settings_in

from photodesk.orders.demo import demo_orders
from photodesk.orders.importing import Accepted
from photodesk.store.database import open_database, reading
from photodesk.store.orders import import_orders
from photodesk.store.tables import suggestions
from photodesk.tokens import mint_identity
from photodesk.understanding.reading import Band, Entity, Question, Reading
from photodesk.wiring import open_desk, utc_now
from tests.conversation.talking import ranking

LETTER = "Hi, I want to cancel PC-104223. Aino"


async def read(text: str) -> dict[str, Any]:
    """Whatever is asked is asked to cancel, of the number that stands in it."""
    at = text.find("PC-")
    numbers = (Entity("order_number", text[at : at + 9], at, at + 9, text[at : at + 9]),) if at >= 0 else ()
    asked = ranking("cancel_order")
    return Reading(text, asked, Band.SURE, (Question(text, asked, Band.SURE),), numbers).as_dict()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("suggestions")
    settings = replace(settings_in(folder), database_url=f"sqlite:///{folder / 'desk.db'}", var=folder)
    desk = open_desk(settings)
    lines = (Accepted(line, order) for line, order in enumerate(demo_orders(utc_now()), 1))
    import_orders(open_database(settings.database_url), lines)
    with serving(folder, WithoutChat(desk), settings=settings, read=read) as running:
        yield running


class WithoutChat:
    """The whole desk, where nobody chats."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        raise AssertionError("nobody chats here")


def token(server: Server, shop: str = "lumi", role: str = "agent") -> str:
    return mint_identity(server.settings, role, shop, "Maija")


def suggested(server: Server, **body: Any) -> dict[str, Any]:
    reply = server.post("/desk/suggestions", {"text": LETTER, **body}, token=token(server))
    assert reply.status == 200, reply.text
    found: dict[str, Any] = reply.json
    return found


def row(server: Server, id: str) -> Any:
    with reading(open_database(server.settings.database_url)) as connection:
        return connection.execute(select(suggestions).where(suggestions.c.id == id)).mappings().one()


def test_a_letter_gets_drafts_best_first(server: Server) -> None:
    best = suggested(server)["suggestions"][0]
    assert (best["topic"], best["outcome"], best["order"]["number"]) == ("cancel_order", "not_allowed", "PC-104223")
    assert best["draft"].startswith("Hello,")
    assert all(cite["url"] in best["draft"] for cite in best["citations"])
    assert LETTER[best["places"][0]["start"] : best["places"][0]["end"]] == LETTER
    assert best["why"][0]["rule"].startswith("cancel-")
    assert {line["source"]["kind"] for line in best["lines"]} == {"reply", "phrase", "links", "settings"}


def test_what_is_known_beside_the_letter_counts(server: Server) -> None:
    given = suggested(server, order="PC-104302", **{"from": "mikko@example.org"})["suggestions"][0]
    assert given["order"]["number"] == "PC-104302"
    stranger = suggested(server, **{"from": "eve@example.com"})["suggestions"][0]
    assert "order" not in stranger
    assert [warning["code"] for warning in stranger["warnings"]] == ["address_differs"]
    photographers = suggested(server, **{"as": "photographer"})["suggestions"][0]
    assert photographers["to"] == "photographer"


def test_another_shops_agent_finds_no_order_of_this_one(server: Server) -> None:
    reply = server.post("/desk/suggestions", {"text": LETTER}, token=token(server, "fjord"))
    assert all("order" not in suggestion for suggestion in reply.json["suggestions"])
    refused = server.post("/desk/suggestions", {"text": LETTER, "shop": "fjord"}, token=token(server))
    assert refused.status == 403


def test_what_became_of_it_is_kept(server: Server) -> None:
    found = suggested(server)
    path = f"/desk/suggestions/{found['id']}/feedback"
    assert server.post(path, {"verdict": "accepted"}, token=token(server)).status == 204
    assert (row(server, found["id"])["verdict"], row(server, found["id"])["similarity"]) == ("accepted", 1.0)
    draft = found["suggestions"][0]["draft"]
    edited = {"verdict": "edited", "draft": 0, "text": f"{draft}\n\nPS. Have a nice day."}
    assert server.post(path, edited, token=token(server)).status == 204
    assert 0.8 < row(server, found["id"])["similarity"] < 1
    rejected = {"verdict": "rejected", "reason": "it is about another order"}
    assert server.post(path, rejected, token=token(server)).status == 204
    kept = row(server, found["id"])
    assert (kept["similarity"], kept["judged"]["reason"]) == (None, "it is about another order")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"verdict": "loved"}, 422),
        ({}, 422),
        ({"verdict": "edited", "draft": True}, 422),
        ({"verdict": "edited", "draft": 7}, 404),
        ({"verdict": "edited", "draft": -1}, 404),
    ],
)
def test_a_verdict_that_is_none_is_told_so(server: Server, body: object, status: int) -> None:
    id = suggested(server)["id"]
    assert server.post(f"/desk/suggestions/{id}/feedback", body, token=token(server)).status == status


def test_a_suggestion_of_another_queue_is_not_there(server: Server) -> None:
    path = f"/desk/suggestions/{suggested(server)['id']}/feedback"
    assert server.post(path, {"verdict": "accepted"}, token=token(server, "fjord")).status == 404
    assert server.post("/desk/suggestions/nothing/feedback", {"verdict": "accepted"}, token=token(server)).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "x" * 4001}, 413),
        ({"text": " "}, 422),
        ({"text": 1}, 422),
        ({"text": "hi", "as": "agent"}, 422),
        ({"text": "hi", "order": 5}, 422),
        ({"text": "hi", "from": "x" * 300}, 422),
    ],
)
def test_a_letter_that_is_none_is_told_so(server: Server, body: object, status: int) -> None:
    assert server.post("/desk/suggestions", body, token=token(server)).status == status


def test_only_agents_get_drafts(server: Server) -> None:
    assert server.post("/desk/suggestions", {"text": LETTER}).status == 401
    for role in ("consumer", "photographer"):
        assert server.post("/desk/suggestions", {"text": LETTER}, token=token(server, role=role)).status == 403


def test_what_was_read_is_told_for_the_places_in_it(server: Server) -> None:
    told = server.post("/desk/suggestions", {"text": LETTER}, token=token(server)).json
    assert told["text"] == LETTER
    [place] = told["suggestions"][0]["places"]
    assert told["text"][place["start"] : place["end"]] == LETTER
