"""Who is let in, and what is told to whoever is not?"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from test_chat_routes import is_problem
from web_desk import Events, FakeDesk, Server, bearer, serving, settings_in

from photodesk.wiring import on_wrong_proof


def test_who_finds_no_room_is_told_how_long_to_wait(server: Server) -> None:
    token = server.session()
    server.desk.wait = 1.2
    for reply in (
        server.post("/chat/messages", {"text": "hello"}, token=token),
        server.post("/chat/sessions", {"shop": "lumi"}),
    ):
        assert is_problem(reply, 429)
        assert reply.headers["retry-after"] == "2"
    server.desk.wait = 0
    assert server.get("/chat/history", token=token).json == {"messages": []}
    assert 'photodesk_refused_total{what="message"} 1.0' in server.get("/metrics").text


def test_conversations_and_messages_are_counted_for_all_whom_they_concern(server: Server) -> None:
    token = server.session()
    server.post("/chat/messages", {"text": "hello"}, token=token)
    assert server.desk.taken == [
        "conversation address 127.0.0.1",
        "conversation shop lumi",
        "message session conversation-0",
        "message address 127.0.0.1",
        "message shop lumi",
    ]


def test_whatever_is_done_with_a_session_is_counted(server: Server) -> None:
    token = server.session()
    ticket = server.post("/chat/tickets", token=token).json["ticket"]
    server.desk.taken.clear()
    server.desk.wait = 1.2
    calls = [("GET", "/chat/history"), ("GET", "/chat/data"), ("POST", "/chat/tickets"), ("DELETE", "/chat/data")]
    calls += [("POST", "/chat/sessions/renewal"), ("POST", "/chat/feedback"), ("GET", "/chat/events")]
    for method, path in calls:
        assert is_problem(server.call(method, path, token=token), 429)
    assert is_problem(server.get(f"/chat/events?ticket={ticket}"), 429)
    assert server.desk.taken == ["call session conversation-0", "call address 127.0.0.1"] * 8


def test_so_many_pages_listen_to_a_conversation_and_no_more(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photodesk.web.chat.MOST_STREAMS", 2)
    token, other = server.session(), server.session()
    streams = [Events(server, **bearer(token)) for _ in range(2)]
    refused = server.get("/chat/events", token=token)
    assert is_problem(refused, 429)
    assert refused.headers["retry-after"] == "30"
    streams.append(Events(server, **bearer(other)))
    assert streams[-1].response.status == 200
    for stream in streams:
        stream.close()


def test_wrong_proofs_are_heeded_and_counted_for_the_address_they_come_from(tmp_path: Path) -> None:
    class Checking(FakeDesk):
        async def say(self, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
            wrong = on_wrong_proof.get()
            if text == "wrong" and wrong is not None:
                await asyncio.to_thread(wrong)  # as from an action of Rasa's
            return await super().say(conversation, text, client_id)

    with serving(tmp_path, Checking()) as server:
        token = server.session()
        server.post("/chat/messages", {"text": "hello"}, token=token)
        assert server.desk.heeded == ["wrong proof address 127.0.0.1", "wrong proof shop lumi"]
        assert server.desk.counted == []
        server.post("/chat/messages", {"text": "wrong"}, token=token)
    assert server.desk.counted == ["wrong proof address 127.0.0.1", "wrong proof shop lumi"]


def test_where_nothing_is_limited_nothing_is_counted(tmp_path: Path) -> None:
    with serving(tmp_path, settings=settings_in(tmp_path, PHOTODESK_RATE_FACTOR="0")) as server:
        server.post("/chat/messages", {"text": "hello"}, token=server.session())
    assert (server.desk.taken, server.desk.heeded) == ([], [])


def test_a_message_that_is_refused_for_its_form_is_not_counted(server: Server) -> None:
    token = server.session()
    before = list(server.desk.taken)
    server.post("/chat/messages", {"text": "x" * 4001}, token=token)
    server.post("/chat/messages", {}, token=token)
    assert server.desk.taken == before


def test_the_word_of_a_proxy_counts_only_where_there_is_one(tmp_path: Path) -> None:
    told = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7"}
    for proxies, address in (("0", "127.0.0.1"), ("1", "192.0.2.7")):
        with serving(tmp_path, settings=settings_in(tmp_path, PHOTODESK_PROXIES=proxies)) as server:
            server.session(headers=told)
            assert server.desk.taken[0] == f"conversation address {address}"


def test_a_household_of_ipv6_is_one_address(tmp_path: Path) -> None:
    with serving(tmp_path, settings=settings_in(tmp_path, PHOTODESK_PROXIES="1")) as server:
        for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"):
            server.session(headers={"X-Forwarded-For": address})
        assert set(server.desk.taken[::2]) == {"conversation address 2001:db8:1:2::/64"}


def test_it_can_be_turned_off(tmp_path: Path) -> None:
    with serving(tmp_path, settings=settings_in(tmp_path, PHOTODESK_RATE_FACTOR="0")) as server:
        server.session()
        assert not server.desk.taken
