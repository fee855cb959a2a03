"""What does a browser, or a program in its place, get from the chat's addresses?"""

from __future__ import annotations

import http.client
import json
import logging
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jwt
import pytest
from web_desk import PEOPLE, Events, FakeDesk, Reply, Server, answer, bearer, quick, serving, settings_in

from photodesk.asking import Asker, Role
from photodesk.tokens import development_key, mint_identity
from photodesk.web.service import Patience


def is_problem(reply: Reply, status: int) -> bool:
    """Whether a reply is a problem document that says what it should."""
    assert reply.status == status, reply
    assert reply.headers["content-type"] == "application/problem+json"
    document = reply.json
    assert document["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(document)
    assert document["instance"].endswith(reply.headers["x-request-id"])
    assert "Traceback" not in reply.text
    return True


def identity(server: Server, role: str = "photographer", shop: str = "lumi", **more: Any) -> str:
    return mint_identity(server.settings, role, shop, "someone", **more)


# Sessions


def test_a_visitor_gets_a_conversation_as_an_anonymous_customer(server: Server) -> None:
    reply = server.post("/chat/sessions", {"shop": "lumi", "locale": "en"})
    assert reply.status == 201
    assert set(reply.json) == {"session", "token", "expires_in"}
    assert reply.json["expires_in"] == server.settings.session_seconds
    assert server.desk.askers[reply.json["session"]] == Asker(Role.CONSUMER, "lumi")


def test_a_photographer_brings_an_identity(server: Server) -> None:
    reply = server.post("/chat/sessions", {"shop": "lumi"}, token=identity(server))
    assert reply.status == 201
    assert server.desk.askers[reply.json["session"]] == Asker(Role.PHOTOGRAPHER, "lumi", "someone")


def test_a_customer_who_signed_in_to_the_shop_needs_no_further_proof(server: Server) -> None:
    token = identity(server, "consumer", email="aino@example.com")
    reply = server.post("/chat/sessions", {"shop": "lumi"}, token=token)
    assert server.desk.askers[reply.json["session"]].proven_email == "aino@example.com"


def test_an_identity_of_another_shop_is_turned_away(server: Server) -> None:
    assert is_problem(server.post("/chat/sessions", {"shop": "fjord"}, token=identity(server)), 403)


def test_an_agent_does_not_chat_as_a_customer(server: Server) -> None:
    assert is_problem(server.post("/chat/sessions", {"shop": "lumi"}, token=identity(server, "agent")), 403)


def identity_with_id(server: Server, jti: str, role: str = "photographer") -> str:
    """A token as a shop makes it for one conversation."""
    claims = jwt.decode(identity(server, role), options={"verify_signature": False})
    return jwt.encode({**claims, "jti": jti}, development_key(server.settings.var), headers={"kid": "dev"})


def test_an_identity_token_with_an_id_opens_one_conversation(server: Server) -> None:
    token = identity_with_id(server, "a1")
    assert server.post("/chat/sessions", {"shop": "lumi"}, token=token).status == 201
    again = server.post("/chat/sessions", {"shop": "lumi"}, token=token)
    assert is_problem(again, 401)
    assert again.headers["www-authenticate"] == "Bearer"
    assert "has opened a conversation" in again.json["detail"]
    assert len(server.desk.askers) == 1
    assert server.post("/chat/sessions", {"shop": "lumi"}, token=identity_with_id(server, "a2")).status == 201


def test_what_was_turned_down_has_not_used_the_token(server: Server) -> None:
    token = identity_with_id(server, "a1")
    assert is_problem(server.post("/chat/sessions", {"shop": "fjord"}, token=token), 403)
    assert is_problem(server.post("/chat/sessions", {}, token=token), 422)
    server.desk.wait = 1
    assert is_problem(server.post("/chat/sessions", {"shop": "lumi"}, token=token), 429)
    server.desk.wait = 0
    assert server.post("/chat/sessions", {"shop": "lumi"}, token=token).status == 201


def test_a_token_without_an_id_opens_several(server: Server) -> None:
    token = identity(server)
    assert [server.post("/chat/sessions", {"shop": "lumi"}, token=token).status for _ in range(2)] == [201, 201]


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic YTpi", "nonsense", ""])
def test_a_bad_identity_is_never_taken_for_none(server: Server, header: str) -> None:
    reply = server.post("/chat/sessions", {"shop": "lumi"}, headers={"Authorization": header})
    assert is_problem(reply, 401)
    assert reply.headers["www-authenticate"] == "Bearer"
    assert not server.desk.askers


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"shop": None},
        {"shop": 5},
        {"shop": ""},
        {"shop": "Lumi"},
        {"shop": "x" * 65},
        {"shop": "lumi\n"},
        {"shop": "lumi", "locale": 7},
        ["lumi"],
        "lumi",
        None,
    ],
)
def test_a_session_needs_a_sensible_shop(server: Server, body: Any) -> None:
    assert is_problem(server.post("/chat/sessions", raw=json.dumps(body).encode()), 422)


@pytest.mark.parametrize("locale", ["en", "en-GB", "tlh", "", "../etc", "x" * 5000])
def test_an_unknown_language_falls_back_to_english(server: Server, locale: str) -> None:
    reply = server.post("/chat/sessions", {"shop": "lumi", "locale": locale})
    assert server.desk.languages[reply.json["session"]] == "en"
    assert server.desk.knowledge.missing == {}


def test_two_conversations_never_see_each_other(server: Server) -> None:
    first, second = server.session(), server.session()
    server.post("/chat/messages", {"text": "mine"}, token=first)
    assert server.get("/chat/history", token=second).json == {"messages": []}


# Messages


def test_a_message_is_answered_in_the_contracts_shape(server: Server) -> None:
    reply = server.post("/chat/messages", {"text": "can I cancel my order?"}, token=server.session())
    assert reply.status == 200
    assert reply.json == {"replies": [{**answer("You said: can I cancel my order?"), "id": 2}]}
    assert reply.headers["cache-control"] == "no-store"


def test_a_message_that_is_sent_again_is_answered_once(server: Server) -> None:
    token = server.session()
    first, again = (server.post("/chat/messages", {"text": "hello", "id": "a-1_B"}, token=token) for _ in range(2))
    assert first.json == again.json
    said = server.get("/chat/history", token=token).json["messages"]
    assert [message.get("client_id") for message in said] == ["a-1_B", None]


def test_the_same_words_twice_are_two_messages(server: Server) -> None:
    token = server.session()
    first, second = (server.post("/chat/messages", {"text": "hello"}, token=token) for _ in range(2))
    assert first.json["replies"][0]["id"] != second.json["replies"][0]["id"]


@pytest.mark.parametrize("id", ["", "a" * 65, "a b", "ä", "a\n", "'"])
def test_an_id_that_is_none_is_told(server: Server, id: str) -> None:
    assert is_problem(server.post("/chat/messages", {"text": "hello", "id": id}, token=server.session()), 422)


# What a person may do with what was said


def test_an_answer_can_be_called_helpful_or_not(server: Server) -> None:
    token = server.session()
    said = server.post("/chat/messages", {"text": "hello"}, token=token).json["replies"][0]["id"]
    for helpful in (True, False):
        rated = server.post("/chat/feedback", {"message": said, "helpful": helpful}, token=token)
        assert rated.status == 204
    assert list(server.desk.ratings.values()) == [False]


def test_only_an_answer_of_ones_own_conversation_is_rated(server: Server) -> None:
    mine, other = server.session(), server.session()
    said = server.post("/chat/messages", {"text": "hello"}, token=other).json["replies"][0]["id"]
    for message in (said, said - 1, 999):
        assert is_problem(server.post("/chat/feedback", {"message": message, "helpful": True}, token=mine), 404)
    assert not server.desk.ratings


@pytest.mark.parametrize(
    "body", [{}, {"message": "2", "helpful": True}, {"message": True, "helpful": True}, {"message": 2, "helpful": 1}]
)
def test_a_rating_that_is_none_is_told(server: Server, body: dict[str, Any]) -> None:
    assert is_problem(server.post("/chat/feedback", body, token=server.session()), 422)


def test_a_number_that_no_database_holds_is_no_message(server: Server) -> None:
    body = {"message": 2**70, "helpful": True}
    assert is_problem(server.post("/chat/feedback", body, token=server.session()), 422)


def test_a_person_gets_what_is_held_on_the_conversation(server: Server) -> None:
    token = server.session()
    server.post("/chat/messages", {"text": "where is it?"}, token=token)
    held = server.get("/chat/data", token=token)
    assert [message["text"] for message in held.json["messages"]] == ["where is it?", "You said: where is it?"]
    assert held.headers["content-disposition"].startswith("attachment")


def test_a_conversation_that_was_erased_is_gone_for_every_token(server: Server) -> None:
    token, other = server.session(), server.session()
    ticket = server.post("/chat/tickets", token=token).json["ticket"]
    assert server.call("DELETE", "/chat/data", token=token).status == 204
    for method, path, body in (
        ("POST", "/chat/messages", {"text": "hello"}),
        ("GET", "/chat/history", None),
        ("GET", "/chat/events", None),
        ("GET", f"/chat/events?ticket={ticket}", None),
        ("POST", "/chat/sessions/renewal", {}),
        ("DELETE", "/chat/data", None),
    ):
        assert is_problem(server.call(method, path, body, token=None if "ticket" in path else token), 401)
    assert server.get("/chat/history", token=other).status == 200


def test_a_session_is_renewed_while_it_lasts(server: Server) -> None:
    token = server.session()
    server.post("/chat/messages", {"text": "hello"}, token=token)
    renewed = server.post("/chat/sessions/renewal", token=token)
    assert renewed.status == 200
    assert renewed.json["expires_in"] == server.settings.session_seconds
    assert len(server.get("/chat/history", token=renewed.json["token"]).json["messages"]) == 2
    assert is_problem(server.post("/chat/sessions/renewal", token="nonsense"), 401)


def test_a_session_that_was_ended_is_over_for_every_token_and_what_was_said_stays(server: Server) -> None:
    token, other = server.session(), server.session()
    server.post("/chat/messages", {"text": "hello"}, token=token)
    renewed = server.post("/chat/sessions/renewal", token=token).json["token"]
    ticket = server.post("/chat/tickets", token=token).json["ticket"]
    stream = Events(server, **bearer(token))
    stream.next()
    assert server.call("DELETE", "/chat/sessions", token=renewed).status == 204
    for method, path in (
        ("GET", "/chat/history"),
        ("POST", "/chat/messages"),
        ("POST", "/chat/sessions/renewal"),
        ("DELETE", "/chat/data"),
        ("DELETE", "/chat/sessions"),
    ):
        assert is_problem(server.call(method, path, {"text": "hello"}, token=token), 401)
    assert is_problem(server.get(f"/chat/events?ticket={ticket}"), 401)
    while line := stream.response.readline():
        assert b"message 9" not in line  # nothing more is told, and the stream ends
    stream.close()
    assert len(server.desk.messages["conversation-0"]) == 2
    assert server.get("/chat/history", token=other).status == 200


def test_a_session_that_an_identity_opened_lasts_a_day_and_a_visitors_a_month(tmp_path: Path) -> None:
    moment = [datetime.now(timezone.utc)]
    given = settings_in(tmp_path, PHOTODESK_SESSION_SECONDS="86400")
    with serving(tmp_path, settings=given, clock=lambda: moment[0]) as server:
        known, visitor = server.session(token=identity(server)), server.session()
        moment[0] += timedelta(hours=20)
        renewed = server.post("/chat/sessions/renewal", token=known).json
        assert renewed["expires_in"] == 4 * 3600
        visitor = server.post("/chat/sessions/renewal", token=visitor).json["token"]
        moment[0] += timedelta(hours=5)
        assert is_problem(server.get("/chat/history", token=renewed["token"]), 401)
        assert server.get("/chat/history", token=visitor).status == 200


def test_a_message_tells_how_long_it_took(server: Server) -> None:
    timing = server.post("/chat/messages", {"text": "hello"}, token=server.session()).headers["server-timing"]
    assert timing.startswith("total;dur=")
    assert timing.endswith(", understanding;dur=4.00")


def test_a_buttons_payload_is_said_like_a_text(server: Server) -> None:
    reply = server.post("/chat/messages", {"payload": "choice:abcdefgh"}, token=server.session())
    assert reply.json["replies"][0]["text"] == "You said: choice:abcdefgh"


def test_an_empty_message_is_the_desks_to_answer(server: Server) -> None:
    assert server.post("/chat/messages", {"text": ""}, token=server.session()).json["replies"]


def test_four_thousand_characters_are_a_message_and_one_more_is_not(server: Server) -> None:
    token = server.session()
    assert server.post("/chat/messages", {"text": "😀" * 4000}, token=token).status == 200
    assert is_problem(server.post("/chat/messages", {"text": "x" * 4001}, token=token), 413)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b"[]",
        b'"hi"',
        b"null",
        b'{"txet": "hi"}',
        b'{"text": 5}',
        b'{"text": null}',
        b'{"text": ["hi"]}',
        b'{"text": "a", "payload": "b"}',
        b'{"text": "caf\xe9"}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 20000,
        b'{"text":' * 5000,
    ],
)
def test_a_body_that_is_no_message_is_refused(server: Server, sent: bytes) -> None:
    assert is_problem(server.post("/chat/messages", raw=sent, token=server.session()), 422)


@pytest.mark.parametrize("text", ["\\ud800", "a\\u0000b", "\\udfff\\udfff", "\\u202e"])
def test_characters_that_no_database_keeps_do_no_harm(server: Server, text: str) -> None:
    reply = server.post("/chat/messages", raw=f'{{"text": "{text}"}}'.encode(), token=server.session())
    assert reply.status == 200
    said = reply.json["replies"][0]["text"]
    assert "\0" not in said
    said.encode()


@pytest.mark.parametrize(
    "call", [("POST", "/chat/messages"), ("GET", "/chat/history"), ("GET", "/chat/events"), ("POST", "/chat/tickets")]
)
def test_nothing_of_a_conversation_is_had_without_its_token(server: Server, call: tuple[str, str]) -> None:
    token = server.session()
    body = {"text": "hi"} if call[0] == "POST" else None
    for bad in (None, "nonsense", token[:-3] + "abc", identity(server)):
        reply = server.call(*call, body, token=bad)
        assert is_problem(reply, 401)
        assert reply.headers["www-authenticate"] == "Bearer"


def test_a_session_ends_when_its_time_is_over(tmp_path: Path) -> None:
    moments = [datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)]
    with serving(tmp_path, clock=lambda: moments[-1]) as server:
        token = server.session()
        moments.append(moments[0] + timedelta(seconds=server.settings.session_seconds))
        assert is_problem(server.post("/chat/messages", {"text": "hi"}, token=token), 401)


def test_a_large_body_is_refused_before_it_is_read(server: Server) -> None:
    head = b"POST /chat/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n"
    assert server.raw(head + b"x" * 100).startswith(b"HTTP/1.1 413 ")
    assert is_problem(server.post("/chat/messages", raw=b"x" * 66000, token=server.session()), 413)


# What goes wrong inside


def test_a_failure_inside_is_answered_with_an_apology_and_a_reference(tmp_path: Path, caplog: Any) -> None:
    desk = FakeDesk(breaks=RuntimeError("aino@example.com is not in the table"))
    with serving(tmp_path, desk) as server, caplog.at_level(logging.INFO, "photodesk"):
        token = server.session()
        reply = server.post("/chat/messages", {"text": "where is my order"}, token=token)
        history = server.get("/chat/history", token=token).json["messages"]
        measures = server.get("/metrics").text
    assert reply.status == 200
    apology = reply.json["replies"][0]
    _, text, reference = desk.failed[0]
    assert text == "where is my order"
    assert apology["handover"] is True
    assert reference in apology["text"]
    assert [message["author"] for message in history] == ["asker", "desk"]
    logged = next(record for record in caplog.records if record.getMessage() == "a turn failed")
    assert logged.facts["reference"] == reference
    assert 'photodesk_errors_total{where="turn"} 1.0' in measures


def test_while_a_person_has_the_conversation_the_desk_is_silent(server: Server) -> None:
    token = server.session()
    [conversation] = server.desk.messages
    server.desk.with_person.add(conversation)
    for _ in range(2):
        reply = server.post("/chat/messages", {"text": "are you there?", "id": "one"}, token=token)
        assert (reply.status, reply.json) == (200, {"replies": []})
    [asked] = server.get("/chat/history", token=token).json["messages"]
    assert (asked["author"], asked["text"], asked["client_id"]) == ("asker", "are you there?", "one")
    server.desk.agent_writes(conversation, "I am.", "Maija")
    said = server.get("/chat/history", token=token).json["messages"][-1]
    assert (said["author"], said["name"], said["text"]) == ("agent", "Maija", "I am.")
    server.desk.with_person.clear()
    assert server.post("/chat/messages", {"text": "thanks"}, token=token).json["replies"]


def test_a_turn_that_takes_too_long_is_answered_all_the_same(tmp_path: Path) -> None:
    desk = FakeDesk(slow=5)
    with serving(tmp_path, desk, patience=Patience(turn=0.2)) as server:
        began = time.monotonic()
        reply = server.post("/chat/messages", {"text": "hello"}, token=server.session())
    assert time.monotonic() - began < 3
    assert reply.json["replies"][0]["outcome"] == "handover"


def test_an_apology_does_not_wait_for_a_database_that_hangs_and_is_kept_later(tmp_path: Path) -> None:
    desk = FakeDesk(breaks=LookupError("nothing was said"), slow_to_store=1)
    with serving(tmp_path, desk, patience=Patience(turn=5, apology=0.2)) as server:
        began = time.monotonic()
        reply = server.post("/chat/messages", {"text": "hello"}, token=server.session())
        assert time.monotonic() - began < 0.9
        assert not desk.failed
    assert reply.status == 200
    [(_, text, reference)] = desk.failed
    assert text == "hello"
    assert reference in reply.json["replies"][0]["text"]


def test_when_even_the_apology_fails_nothing_of_the_inside_is_shown(tmp_path: Path, caplog: Any) -> None:
    class Broken(FakeDesk):
        def failure(self, conversation_id: str, text: str, reference: str) -> dict[str, Any]:
            raise RuntimeError("the database at 10.0.0.7 is gone")

    with (
        serving(tmp_path, Broken(breaks=LookupError("nothing was said"))) as server,
        caplog.at_level(logging.ERROR, "photodesk"),
    ):
        reply = server.post("/chat/messages", {"text": "hello"}, token=server.session())
    assert is_problem(reply, 500)
    assert "10.0.0.7" not in reply.text
    reference = next(
        record.facts["reference"] for record in caplog.records if record.getMessage() == "a request failed"
    )
    assert reference in reply.json["detail"]


def test_a_turn_is_finished_even_when_the_browser_has_gone(tmp_path: Path) -> None:
    with serving(tmp_path, FakeDesk(slow=0.4)) as server:
        token = server.session()
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        connection.request("POST", "/chat/messages", b'{"text": "hello"}', {"Authorization": f"Bearer {token}"})
        time.sleep(0.1)
        connection.close()
        deadline = time.monotonic() + 5
        while not (messages := server.get("/chat/history", token=token).json["messages"]):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        measures = server.get("/metrics").text
    assert [message["author"] for message in messages] == ["asker", "desk"]
    assert 'photodesk_turns_total{outcome="information"} 1.0' in measures, "it is counted like any other"
    assert "photodesk_turn_seconds_count 1.0" in measures


# History and events


def test_the_history_is_the_conversation_as_it_was_said(server: Server) -> None:
    token = server.session()
    server.post("/chat/messages", {"text": "hello"}, token=token)
    asked, answered = server.get("/chat/history", token=token).json["messages"]
    assert (asked["author"], asked["text"]) == ("asker", "hello")
    assert "answer" not in asked
    assert (answered["author"], answered["text"]) == ("desk", "You said: hello")
    assert answered["answer"] == answer("You said: hello")
    assert asked["id"] < answered["id"]
    assert datetime.fromisoformat(asked["at"]).tzinfo


def test_replies_come_as_events_while_one_listens(server: Server) -> None:
    token = server.session()
    events = Events(server, **bearer(token))
    assert events.response.status == 200
    assert events.response.headers["Content-Type"].startswith("text/event-stream")
    threading.Timer(0.2, lambda: server.post("/chat/messages", {"text": "hello"}, token=token)).start()
    assert events.next()[1:][0] == "asked"
    id, name, message = events.next()
    assert (name, message["author"], message["text"]) == ("message", "desk", "You said: hello")
    assert message["answer"]["outcome"] == "information"
    assert message["id"] == id
    events.close()


def test_a_turn_of_this_server_is_told_without_waiting_for_the_next_look(tmp_path: Path) -> None:
    with serving(tmp_path, patience=Patience(turn=1, poll=30, heartbeat=30)) as server:
        token = server.session()
        events = Events(server, **bearer(token))
        time.sleep(0.2)
        server.post("/chat/messages", {"text": "hello"}, token=token)
        assert events.next()[1] == "asked"
        events.close()


def test_an_agents_message_written_elsewhere_reaches_the_listener(server: Server) -> None:
    opened = server.post("/chat/sessions", {"shop": "lumi"}).json
    events = Events(server, **bearer(opened["token"]))
    server.desk.agent_writes(opened["session"], "Hello, this is Kaisa.")
    _, name, message = events.next()
    assert (name, message["author"], message["text"]) == ("message", "agent", "Hello, this is Kaisa.")
    events.close()


def test_a_broken_stream_goes_on_after_the_last_event_that_was_seen(server: Server) -> None:
    token = server.session()
    for text in ("one", "two"):
        server.post("/chat/messages", {"text": text}, token=token)
    events = Events(server, **bearer(token))
    seen = [events.next() for _ in range(2)][-1][0]
    events.close()
    again = Events(server, **bearer(token), **{"Last-Event-ID": str(seen)})
    assert [again.next()[2]["text"] for _ in range(2)] == ["two", "You said: two"]
    again.close()
    later = Events(server, f"/chat/events?after={seen + 1}", **bearer(token))
    assert later.next()[2]["text"] == "You said: two"
    later.close()


@pytest.mark.parametrize("seen", ["", "x", "-1", "1e9", "²", "9" * 400])
def test_a_last_event_that_is_none_begins_at_the_beginning(server: Server, seen: str) -> None:
    token = server.session()
    server.post("/chat/messages", {"text": "one"}, token=token)
    events = Events(server, **bearer(token), **{"Last-Event-ID": seen.encode().decode("latin-1")})
    assert events.next()[2]["text"] == "one"
    events.close()


def test_a_quiet_stream_shows_that_it_lives(server: Server) -> None:
    events = Events(server, **bearer(server.session()))
    assert events.next_comment() == ": still here\n"
    events.close()


def test_a_ticket_opens_the_events_once(server: Server) -> None:
    token = server.session()
    server.post("/chat/messages", {"text": "one"}, token=token)
    reply = server.post("/chat/tickets", token=token)
    assert reply.status == 201
    assert reply.json["expires_in"] == 60
    path = f"/chat/events?ticket={reply.json['ticket']}"
    events = Events(server, path)
    assert events.next()[2]["text"] == "one"
    events.close()
    again = server.get(path)
    assert is_problem(again, 401)
    assert "the ticket has been used" in again.json["detail"]
    assert is_problem(server.get(f"/chat/events?ticket={token}"), 401)


def test_a_session_token_is_never_taken_from_a_url(server: Server) -> None:
    token = server.session()
    for name in ("token", "access_token", "ticket"):
        assert is_problem(server.get(f"/chat/events?{name}={token}"), 401)
        assert is_problem(server.get(f"/chat/history?{name}={token}"), 401)


def test_a_stream_ends_with_its_session(tmp_path: Path) -> None:
    moments = [datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)]
    with serving(tmp_path, clock=lambda: moments[-1]) as server:
        events = Events(server, **bearer(server.session()))
        moments.append(moments[0] + timedelta(hours=2))
        assert events.response.read().endswith(b"\n\n")


def test_a_stream_breaks_off_when_the_database_does_and_says_nothing_of_it(tmp_path: Path) -> None:
    class Forgetful(FakeDesk):
        def history(self, conversation_id: str, after: int = 0) -> list[Any]:
            raise RuntimeError("no such table")

    with serving(tmp_path, Forgetful()) as server:
        events = Events(server, **bearer(server.session()))
        assert b"table" not in events.response.read()


# The people of the demonstration


def test_a_visitor_may_play_a_demo_person(server: Server) -> None:
    people = server.get("/demo/people").json["people"]
    assert [person["name"] for person in people] == ["Aino", "Kaisa"]
    assert people[0]["orders"] == ["PC-104223"]
    token = server.post("/demo/token", {"person": 1}).json["token"]
    opened = server.post("/chat/sessions", {"shop": "lumi"}, token=token).json
    assert server.desk.askers[opened["session"]].role is Role.PHOTOGRAPHER


@pytest.mark.parametrize("person", [0, 2, -1, True, None, "1", 1.0, [1]])
def test_only_the_photographer_has_signed_in(server: Server, person: Any) -> None:
    assert is_problem(server.post("/demo/token", {"person": person}), 422)


def test_the_demonstration_is_not_there_in_production(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"lumi": {"a": {"alg": "HS256", "key": "x" * 32}}}))
    given = settings_in(tmp_path, PHOTODESK_SECRET="s" * 32, PHOTODESK_SHOP_KEYS=str(keys))
    with serving(tmp_path, FakeDesk(people=PEOPLE), settings=given, patience=quick()) as server:
        assert is_problem(server.get("/demo/people"), 404)
        assert is_problem(server.post("/demo/token", {"person": 1}), 404)
        page = server.get("/")
        assert page.status == 200
        assert "data-person" not in page.text
        assert server.session()
