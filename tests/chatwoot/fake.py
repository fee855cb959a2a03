"""A Chatwoot for tests, which follows what docs/chatwoot.md says of the real one, and breaks where a test wants it to.

It posts what happens to its agent bot, signed, and takes what a bot may call, with the bot's token alone. Whoever does
not answer it well within five seconds loses the conversation to people.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import queue
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

ACCOUNT, TOKEN, SIGNING_SECRET = 3, "bot-token-0123456789abcdef", "signing-secret-0123456789"
CONTENT_TYPES = {"text", "input_email", "cards", "input_select", "form", "article"}
SECONDS = 5.0
RETRYABLE, ATTEMPTS = {429, 500}, 3
_PATH = re.compile(r"/api/v1/accounts/(\d+)/conversations/(\d+)/(\w+)")


@dataclass
class Conversation:
    """One conversation, in the state that people and the bot have brought it to."""

    number: int
    channel: str = "Channel::WebWidget"
    status: str = "pending"
    email: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)

    def said(self, *, private: bool = False) -> list[dict[str, Any]]:
        """What the bot said, to the contact or in notes."""
        return [each for each in self.messages if each["message_type"] == "outgoing" and each["private"] == private]

    @property
    def texts(self) -> list[str]:
        return [each["content"] for each in self.said()]

    @property
    def notes(self) -> list[str]:
        return [each["content"] for each in self.said(private=True)]


@dataclass
class Chatwoot:
    """The server; `answers` are its next statuses to calls that are good, 200 when there are none left."""

    bot_url: str = ""
    port: int = 0
    signing_secret: str | None = SIGNING_SECRET
    token: str = TOKEN
    has_old_events: bool = True
    """Whether `conversation_opened` and `conversation_resolved` are told, beside `conversation_status_changed`."""
    answers: list[int] = field(default_factory=list)
    slow: float = 0
    patience: float = SECONDS
    conversations: dict[int, Conversation] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    posted: list[tuple[str, int]] = field(default_factory=list)
    """What was posted to the bot, and what it answered; 0 when nothing in time."""
    _last_id: int = 1000
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _posts: queue.Queue[Callable[[], None]] = field(default_factory=queue.Queue)

    # What people do

    def begin(self, **more: Any) -> Conversation:
        with self._lock:
            number = len(self.conversations) + 1
            self.conversations[number] = Conversation(number, **more)
            return self.conversations[number]

    def contact_writes(self, conversation: Conversation, text: str | None, **more: Any) -> dict[str, Any]:
        with self._lock:
            if conversation.status == "resolved":  # as with an active bot
                self._change_status(conversation, "pending")
            message = self._add(conversation, text, "incoming", **more)
        self._tell("message_created", conversation, message)
        return message

    def contact_chooses(self, conversation: Conversation, title: str) -> None:
        """Presses one of the choices of the bot's last message that has some."""
        with self._lock:
            message = next(each for each in reversed(conversation.messages) if each["content_type"] == "input_select")
            [item] = [item for item in message["content_attributes"]["items"] if item["title"] == title]
            message["content_attributes"]["submitted_values"] = [{"title": title, "value": item["value"]}]
        self._tell("message_updated", conversation, message)

    def person_writes(self, conversation: Conversation, text: str, **more: Any) -> None:
        """The state stays what it was: a bot of one's own is not Captain, whom an answer of a person's ends."""
        with self._lock:
            message = self._add(conversation, text, "outgoing", **{"sender": {"id": 5, "type": "user"}, **more})
        self._tell("message_created", conversation, message)

    def person_sets(self, conversation: Conversation, status: str) -> None:
        with self._lock:
            self._change_status(conversation, status)

    def post_again(self, event: str, conversation: Conversation, message: dict[str, Any]) -> None:
        self._tell(event, conversation, message)

    def settle(self) -> None:
        """Wait until all has been posted that happened until now."""
        done = threading.Event()
        self._posts.put(done.set)
        assert done.wait(30), "what happened was not posted in time"

    def wait_for(self, what: Callable[[], object], seconds: float = 10) -> None:
        until = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < until, f"it did not come to that; refused was {self.refused}, calls {self.calls}"
            time.sleep(0.02)

    # What is posted

    def payload(self, event: str, conversation: Conversation, message: dict[str, Any]) -> dict[str, Any]:
        """`Message#webhook_data` with the event."""
        with self._lock:
            shown = {name: value for name, value in message.items() if name != "attachments" or value}
            told: dict[str, Any] = json.loads(json.dumps({**shown, "conversation": self._shown(conversation)}))
            return {
                "account": {"id": ACCOUNT, "name": "Lumi"},
                "additional_attributes": {},
                **told,
                "inbox": {"id": 7, "name": "Website"},
                "source_id": None,
                "event": event,
            }

    def _shown(self, conversation: Conversation) -> dict[str, Any]:
        """`Conversation#webhook_data`, less what nobody here looks at."""
        contact = self._contact(conversation)
        return {
            "additional_attributes": conversation.attributes,
            "can_reply": True,
            "channel": conversation.channel,
            "contact_inbox": {"id": 11, "contact_id": 9, "inbox_id": 7, "source_id": "s", "hmac_verified": False},
            "id": conversation.number,
            "inbox_id": 7,
            "messages": [],
            "labels": [],
            "meta": {"sender": contact, "assignee": None, "team": None, "hmac_verified": False},
            "status": conversation.status,
            "custom_attributes": {},
            "snoozed_until": None,
            "unread_count": 1,
            "created_at": 1764057600,
            "updated_at": time.time(),
        }

    def _contact(self, conversation: Conversation) -> dict[str, Any]:
        return {"id": 9, "name": "Aino", "email": conversation.email, "identifier": None, "phone_number": None}

    def _tell(self, event: str, conversation: Conversation, message: dict[str, Any]) -> None:
        payload = self.payload(event, conversation, message)
        self._posts.put(lambda: self._deliver(event, conversation, payload))

    def _tell_status(self, event: str, conversation: Conversation) -> None:
        payload = {**self._shown(conversation), "event": event}
        self._posts.put(lambda: self._deliver(event, conversation, payload))

    def _deliver(self, event: str, conversation: Conversation, payload: dict[str, Any]) -> None:
        """As `AgentBots::WebhookJob`: a 429 or 500 is tried again, all else that is no success is a failure."""
        delivery = str(uuid.uuid4())
        for _ in range(ATTEMPTS):
            status = self.post(json.dumps(payload).encode(), delivery)
            self.posted.append((event, status))
            if 200 <= status < 300:
                return
            if status not in RETRYABLE:
                break
        if event in ("message_created", "message_updated") and conversation.status == "pending":
            with self._lock:
                self._change_status(conversation, "open")

    def post(self, body: bytes, delivery: str = "d", headers: dict[str, str] | None = None) -> int:
        """Post to the bot as Chatwoot would; gives the status, 0 when there is none in time."""
        sent = {"Content-Type": "application/json", "Accept": "application/json", "X-Chatwoot-Delivery": delivery}
        if self.signing_secret is not None:
            sent |= signed(self.signing_secret, body)
        parts = urlsplit(self.bot_url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=self.patience)
        try:
            connection.request("POST", parts.path, body, {**sent, **(headers or {})})
            response = connection.getresponse()
            response.read()
            return response.status
        except OSError:
            return 0
        finally:
            connection.close()

    # What a bot may call

    def take(self, path: str, token: str | None, body: bytes) -> tuple[int, dict[str, Any]]:
        """The answer to a call."""
        if token != self.token:
            return 401, {"error": "Invalid Access Token"}
        found = _PATH.fullmatch(path)
        if found is None or found[3] not in ("messages", "toggle_status"):
            return 401, {"error": "Access to this endpoint is not authorized for bots"}
        conversation = self.conversations.get(int(found[2])) if int(found[1]) == ACCOUNT else None
        if conversation is None:
            return 404, {"error": "Resource could not be found"}
        given = json.loads(body)
        problem = _problem(found[3], given)
        if problem:
            return 422, {"error": problem}
        status = self.answers.pop(0) if self.answers else 200
        if status != 200:
            return status, {}
        self.calls.append((found[3], given))
        with self._lock:
            if found[3] == "toggle_status":
                self._change_status(conversation, given["status"])
                return 200, {"payload": {"success": True, "current_status": conversation.status}}
            message = self._add(
                conversation,
                given["content"],
                given.get("message_type", "outgoing"),
                private=given.get("private", False),
                content_type=given.get("content_type", "text"),
                content_attributes=given.get("content_attributes", {}),
                sender={"id": 4, "name": "Desk", "type": "agent_bot"},
            )
        self._tell("message_created", conversation, message)
        return 200, message

    def _add(self, conversation: Conversation, text: str | None, type: str, **more: Any) -> dict[str, Any]:
        self._last_id += 1
        message = {
            "id": self._last_id,
            "content": text,
            "content_type": "text",
            "content_attributes": {},
            "message_type": type,
            "private": False,
            "created_at": "2026-11-25T08:00:00.000Z",
            "sender": self._contact(conversation),
            "attachments": [],
            **more,
        }
        conversation.messages.append(message)
        return message

    def _change_status(self, conversation: Conversation, status: str) -> None:
        if conversation.status == status:
            return
        conversation.status = status
        if status in ("open", "resolved") and self.has_old_events:
            self._tell_status({"open": "conversation_opened"}.get(status, "conversation_resolved"), conversation)
        self._tell_status("conversation_status_changed", conversation)

    @contextmanager
    def open(self) -> Iterator[Chatwoot]:
        chatwoot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(chatwoot.slow)
                status, answer = chatwoot.take(self.path, self.headers["api_access_token"], body)
                if status != 200:
                    chatwoot.refused.append((status, json.dumps(answer)))
                sent = json.dumps(answer).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(sent)))
                    self.end_headers()
                    self.wfile.write(sent)
                except OSError:
                    pass

            def log_message(self, *_: Any) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        server.daemon_threads = True
        self.port = server.server_port
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        threading.Thread(target=self._post_all, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def _post_all(self) -> None:
        while True:
            self._posts.get()()


def signed(secret: str, body: bytes, at: float | None = None) -> dict[str, str]:
    """`Webhooks::Trigger#request_headers`."""
    moment = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Chatwoot-Timestamp": moment, "X-Chatwoot-Signature": f"sha256={digest}"}


def _problem(what: str, given: Any) -> str | None:
    """What the real one would not take, by its OpenAPI document and its validators."""
    if what == "toggle_status":
        return None if given.get("status") in ("open", "resolved", "pending", "snoozed") else "status"
    if not isinstance(given.get("content"), str) or not 0 < len(given["content"]) <= 150_000:
        return "content"
    if re.search(r"\{[{%]|mention://", given["content"]):
        return "the real one would take it, and do what it says"
    if given.get("message_type") != "outgoing" or not isinstance(given.get("private"), bool):
        return "message_type or private"
    if given.get("content_type", "text") not in CONTENT_TYPES:
        return "content_type"
    items = given.get("content_attributes", {}).get("items")
    if given["content_type"] == "input_select" and not (
        items and all(set(item) == {"title", "value"} and all(item.values()) for item in items)
    ):
        return "items"
    return None
