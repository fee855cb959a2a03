"""Does the server keep its countenance, whatever is sent to whichever route?

Fifteen hundred of the requests of `benchmarks/hostile.py`, which sends ten thousand, to the desk without Rasa.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from web_desk import Server, serving, settings_in

from photodesk.understanding.reading import Band, Question, Reading
from photodesk.wiring import OpenDesk, open_desk
from tests.conversation.talking import ranking
from tests.hostile.answers import Reply, faults, send_all
from tests.hostile.keys import SHOP, Keys, Opened
from tests.hostile.requests import ALL_ROUTES, Hostile, hostile
from tests.hostile.texts import MARK

SEED, REQUESTS = 20261125, 1500
REQUEST = Hostile(0, "GET /kb", "text", (b"",), is_answered=True, has_body=True)
PROBLEM = json.dumps({"type": "about:blank", "title": "", "status": 404, "detail": "", "instance": ""}).encode()


async def read(text: str) -> dict[str, Any]:
    asked = ranking("cancel_order")
    return Reading(text, asked, Band.SURE, (Question(text, asked, Band.SURE),)).as_dict()


class WholeDesk:
    """The desk with its database, and all but Rasa: whatever is said is about cancelling."""

    def __init__(self, desk: OpenDesk) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        reading = Reading.from_dict(await read(text))
        return await asyncio.to_thread(self._desk.respond, conversation, reading, text, client_id)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    given = settings_in(folder, PHOTODESK_RATE_FACTOR="0", DATABASE_URL=f"sqlite:///{folder / 'desk.db'}")
    whole: Any = WholeDesk(open_desk(replace(given, var=folder)))
    with serving(folder, whole, settings=given, read=read) as running:
        yield running


@pytest.fixture(scope="module")
def keys(server: Server) -> Keys:
    opened = []
    for _ in range(30):
        session = server.post("/chat/sessions", {"shop": SHOP}).json
        [reply] = server.post("/chat/messages", {"text": "hello"}, token=session["token"]).json["replies"]
        opened.append(Opened(session["session"], session["token"], reply["id"]))
    return Keys.of(server.settings, opened)


async def test_nothing_that_is_sent_breaks_a_route(server: Server, keys: Keys) -> None:
    met = await send_all(server.port, (hostile(SEED, number, keys) for number in range(REQUESTS)))
    wrong = [(one.number, one.route, one.ways, found) for one, reply in met for found in faults(one, reply)]
    assert not wrong, f"{len(wrong)} of {REQUESTS} with seed {SEED}: {wrong[:10]}"
    assert "photodesk_errors_total{" not in server.get("/metrics").text
    assert {one.route for one, _ in met} == {f"{method} {path}" for method, path, _ in ALL_ROUTES}
    assert sum(200 <= reply.status < 300 for _, reply in met) > REQUESTS / 5, "too few come through to the routes"
    assert server.get("/readyz").status == 200
    answered = server.post("/chat/messages", {"text": "still there?"}, token=server.session())
    assert answered.json["replies"][0]["topic"] == "cancel_order"


@pytest.mark.parametrize("id", ["a%00", "%ff", "a" * 65])
def test_an_id_that_no_database_could_look_for_is_not_there(server: Server, keys: Keys, id: str) -> None:
    path = f"/desk/suggestions/{id}/feedback"
    assert server.post(path, {"verdict": "accepted"}, token=keys.identities["agent"]).status == 404


def test_a_request_is_the_same_each_time_that_it_is_made(keys: Keys) -> None:
    for number in range(100):
        assert hostile(SEED, number, keys) == hostile(SEED, number, keys)


@pytest.mark.parametrize(
    ("status", "head", "body", "wrong"),
    [
        (200, "Content-Type: application/json", b"{}", []),
        (404, "Content-Type: application/problem+json", PROBLEM, []),
        (404, "Content-Type: text/html; charset=utf-8", b"<p>not here</p>", []),
        (0, "", b"", ["no answer"]),
        (503, "Content-Type: text/html", b"", ["status 503"]),
        (400, "Content-Type: text/html", b'  File "/srv/app.py", line 1', ['tells of the inside: File "']),
        (200, "Content-Type: text/html", MARK.encode(), ["a page holds what was sent, unescaped"]),
        (200, "Content-Type: text/plain\r\nX-Hostile: 1", b"", ["the client wrote a header of the answer"]),
        (405, "Content-Type: application/problem+json", PROBLEM, ["an error that is no problem document"]),
        (404, "Content-Type: text/plain", b"Not found", ["an error that is no problem document"]),
    ],
)
def test_a_bad_answer_is_noticed(status: int, head: str, body: bytes, wrong: list[str]) -> None:
    assert faults(REQUEST, Reply(status, f"HTTP/1.1 {status} \r\n{head}", body, 0.01)) == wrong
