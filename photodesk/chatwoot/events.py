"""What has Chatwoot told us, is it from Chatwoot, and is it for the desk?

What is read here is what Chatwoot 4.x posts to an agent bot; docs/chatwoot.md says where that was looked up.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from photodesk.chatwoot.inboxes import Inbox, Mode

LONGEST_TEXT = 4000
"""Of longer ones the beginning is read, as much as may be typed in the chat."""

FRESH = timedelta(minutes=5)
"""A post that was signed longer ago is one that somebody has kept."""

_LARGEST_ID = 2**53
_LONGEST_FACT = 254
_PAYLOAD = re.compile(r"choice:[A-Za-z0-9_-]{8,64}")
_STAFF = frozenset({"user", "agent_bot", "captain_assistant"})
_HANDLED = {Mode.ANSWER: frozenset({"pending"}), Mode.SUGGEST: frozenset({"pending", "open"})}
"""In which states a conversation is the desk's. While people have it they are answered by nobody else, and helped."""


class Kind(str, Enum):
    """What has happened in a conversation."""

    WROTE = "wrote"
    CHOSE = "chose"
    JOINED = "joined"
    """A person has answered the contact in a conversation that was the desk's."""
    OPENED = "opened"
    RESOLVED = "resolved"


SAID = frozenset({Kind.WROTE, Kind.CHOSE})
"""By the contact."""

_STANDS = {"conversation_opened": "open", "conversation_resolved": "resolved"}
"""What Chatwoot would rather tell as `conversation_status_changed`, which older ones do not tell a bot."""
_BECAME = {"open": Kind.OPENED, "snoozed": Kind.OPENED, "resolved": Kind.RESOLVED}


class NotAnEventError(ValueError):
    """What was posted is nothing that Chatwoot posts for this inbox; the message says what is wrong."""


@dataclass(frozen=True)
class Event:
    """Something that the desk is to do something about; one that was written without a text is a file.

    `number` is the conversation's, as people there see it.
    """

    key: str
    """The same when it is posted again."""
    kind: Kind
    number: int
    text: str = ""
    is_automatic: bool = False
    """A mail that a machine has sent, such as that somebody is on holiday."""
    is_pending: bool = False
    channel: str = ""
    language: str | None = None
    sender: str | None = None
    """The contact's e-mail address, which nobody has checked."""

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "kind": self.kind.value}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Event:
        """An event as it was kept, perhaps by another version, whose other fields are passed over."""
        known = {each.name: raw[each.name] for each in fields(cls) if each.name in raw}
        return cls(**{**known, "kind": Kind(raw["kind"])})


def is_signed(inbox: Inbox, moment: str, signature: str, body: bytes, now: datetime) -> bool:
    """Whether Chatwoot has signed this, and lately; any post is good where no secret is known."""
    if inbox.signing_secret is None:
        return True
    if not re.fullmatch(r"[0-9]{1,12}", moment) or abs(now.timestamp() - int(moment)) > FRESH.total_seconds():
        return False
    ours = hmac.new(inbox.signing_secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={ours}".encode(), signature.encode("utf-8", "surrogatepass"))


def read_event(inbox: Inbox, payload: Mapping[str, Any], delivery: str) -> Event | None:
    """What the desk is to see to; None for all else that Chatwoot tells a bot. Raises NotAnEventError.

    `delivery` names the post, where what it tells has no id of its own.
    """
    event = payload.get("event")
    if not isinstance(event, str):
        raise NotAnEventError("'event' is missing")
    account = _mapping(payload.get("account")).get("id")
    if account is not None and account != inbox.account:
        raise NotAnEventError("it is of another account")
    if event in _STANDS or event == "conversation_status_changed":
        kind = _BECAME.get(_STANDS.get(event) or _word(payload.get("status")))
        if kind is None or inbox.mode is Mode.SUGGEST:  # who only suggests is there whoever has it
            return None
        return Event(f"{event} {delivery}", kind, _id(payload, "id"))
    if event not in ("message_created", "message_updated") or payload.get("private") is True:
        return None
    conversation = _mapping(payload.get("conversation"))
    if _word(conversation.get("status")) not in _HANDLED[inbox.mode]:
        return None
    if event == "message_created" and payload.get("message_type") == "incoming":
        return _written(payload, conversation)
    if inbox.mode is Mode.SUGGEST:
        return None
    return _joined(payload, conversation) if event == "message_created" else _chosen(payload, conversation)


def _written(payload: Mapping[str, Any], conversation: Mapping[str, Any]) -> Event | None:
    sender = _mapping(payload.get("sender"))
    if _word(sender.get("type")) in _STAFF:
        return None
    content, files = payload.get("content"), payload.get("attachments")
    if not (content is None or isinstance(content, str)):
        raise NotAnEventError("'content' is no text")
    text = _clean(content or "").strip()[:LONGEST_TEXT]
    if not text and not (isinstance(files, list) and files):
        return None
    return Event(
        f"message {_id(payload, 'id')}",
        Kind.WROTE,
        _id(conversation, "id"),
        text,
        _mapping(_mapping(payload.get("content_attributes")).get("email")).get("auto_reply") is True,
        conversation.get("status") == "pending",
        _fact(conversation.get("channel")) or "",
        _fact(_mapping(conversation.get("additional_attributes")).get("browser_language")),
        _fact(sender.get("email")),
    )


def _joined(payload: Mapping[str, Any], conversation: Mapping[str, Any]) -> Event | None:
    """A person's answer; Chatwoot itself (`Message#human_response?`) tells it so from what rules and campaigns send."""
    inner, outer = (_mapping(payload.get(f"{name}_attributes")) for name in ("content", "additional"))
    is_sent_by_itself = inner.get("automation_rule_id") or outer.get("campaign_id")
    is_by_a_person = _mapping(payload.get("sender")).get("type") == "user" or inner.get("external_echo")
    if payload.get("message_type") != "outgoing" or is_sent_by_itself or not is_by_a_person:
        return None
    return Event(f"message {_id(payload, 'id')}", Kind.JOINED, _id(conversation, "id"))


def _chosen(payload: Mapping[str, Any], conversation: Mapping[str, Any]) -> Event | None:
    """A button of the desk's that was pressed: Chatwoot writes that into the message that offered it."""
    values = _mapping(payload.get("content_attributes")).get("submitted_values")
    if payload.get("content_type") != "input_select" or not (isinstance(values, list) and values):
        return None
    value = _mapping(values[0]).get("value")
    if not isinstance(value, str) or not _PAYLOAD.fullmatch(value):
        return None
    return Event(
        f"choice {_id(payload, 'id')}",
        Kind.CHOSE,
        _id(conversation, "id"),
        value,
        is_pending=True,
        channel=_fact(conversation.get("channel")) or "",
        language=_fact(_mapping(conversation.get("additional_attributes")).get("browser_language")),
    )


def _id(of: Mapping[str, Any], name: str) -> int:
    id = of.get(name)
    if not isinstance(id, int) or isinstance(id, bool) or not 0 < id < _LARGEST_ID:
        raise NotAnEventError(f"'{name}' is no id")
    return id


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _fact(value: object) -> str | None:
    return _clean(value) if isinstance(value, str) and 0 < len(value) <= _LONGEST_FACT else None


def _clean(text: str) -> str:
    """JSON can hold half a surrogate pair and a NUL, which no database keeps."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
