"""Who is let in, and what is told to whoever is not?"""

from __future__ import annotations

from pathlib import Path

from test_chat_routes import is_problem
from web_desk import Server, serving, settings_in


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
