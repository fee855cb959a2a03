"""With which tokens does somebody come who wishes the server ill, and which names may they know?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt

from photodesk.settings import Settings
from photodesk.tokens import IDENTITY_AUDIENCE, Key, Sessions, development_key, mint_identity
from tests.hostile.texts import MARK

SHOP = "lumi"


@dataclass(frozen=True)
class Opened:
    """A conversation in which the desk has said something."""

    conversation: str
    token: str
    answer: int
    """The id of what the desk said."""


@dataclass(frozen=True)
class Keys:
    """Tokens, good and bad, and the names that the server knows."""

    sessions: Sequence[str]
    doomed: Sequence[str]
    """Sessions' tokens that may be used to erase what they open."""
    identities: Mapping[str, str]
    """By role."""
    bad: Sequence[str]
    answers: Mapping[str, int]
    """What may be rated, by the session's token."""
    names: Mapping[str, Sequence[str]]
    """By what they are called in the address of a route."""

    @classmethod
    def of(cls, settings: Settings, opened: Sequence[Opened], suggestions: Sequence[str] = ("none",)) -> Keys:
        """For a server in development, with these conversations, and with the ids of these suggestions."""
        tokens = [one.token for one in opened]
        roles = ("consumer", "photographer", "agent")
        identities = {role: mint_identity(settings, role, SHOP, "hostile", "aino@example.com") for role in roles}
        doomed = len(tokens) // 3
        return cls(
            tokens[doomed:],
            tokens[:doomed],
            identities,
            _bad_tokens(settings, tokens[-1], identities["photographer"]),
            {one.token: one.answer for one in opened},
            {**_NAMES, "conversation": [one.conversation for one in opened], "suggestion": suggestions},
        )


_NAMES: Mapping[str, Sequence[str]] = {
    "topic": ("cancel_order", "refund", "return_product"),
    "name": ("desk.css", "shop.js", "photodesk-chat.js"),
    "shop": (SHOP, "fjord"),
    "number": ("PC-104223",),
    "path": ("policy/cancel_order.md", "en/replies/refund.md", "en/words.yml"),
    "id": tuple(map(str, range(1, 30))),
    "ended": tuple(map(str, range(1, 10))),
}


def _bad_tokens(settings: Settings, session: str, identity: str) -> list[str]:
    """Signed with the right key and yet wrong, signed with none, and of another purpose."""
    key, now = development_key(settings.var), datetime.now(timezone.utc)
    claims: dict[str, Any] = {"role": "consumer", "shop": SHOP, "sub": "hostile", "aud": IDENTITY_AUDIENCE}
    claims |= {"iat": int(now.timestamp()), "exp": int(now.timestamp()) + 600}

    def signed(headers: Mapping[str, Any] | None = None, **changed: Any) -> str:
        payload = json.dumps({**claims, **changed}).encode()  # PyJWT's own `encode` would not sign some of these
        return jwt.api_jws.encode(payload, key, "HS256", {"kid": "dev", **(headers or {})})

    odd: list[Any] = [None, True, 0, -1, 1e308, float("nan"), 10**400, "", "x" * 300, [], {}, ["lumi"], {"a": {}}, MARK]
    unkept: list[Any] = ["\ud800@example.com", "\0@example.com", f"{MARK}@example.com", "a\r\nBcc: b@example.com"]
    head, body, signature = identity.split(".")
    unsigned = jwt.encode(claims, None, "none", {"kid": "dev"})  # type: ignore[arg-type]
    sessions, hour = Sessions.of(settings), timedelta(hours=2)
    return [
        *(signed(**{name: value}) for name in (*claims, "email", "iss", "nbf", "jti") for value in odd),
        *(signed(**{name: value}) for name in ("sub", "email", "jti") for value in unkept),
        *(signed({"kid": kid}) for kid in ("", "../../dev-key", "x" * 2000, "dev\0")),
        *(signed(padding="x" * size) for size in (2500, 2900, 100_000)),
        mint_identity(settings, "consumer", SHOP, "hostile", now=now - hour),
        mint_identity(settings, "consumer", SHOP, "hostile", now=now + hour),
        sessions.token("no-such-conversation", now),
        sessions.token("conversation", now - hour),
        sessions.ticket("no-such-conversation", now),
        Sessions(Key("HS256", b"another key, of thirty-two bytes"), hour).token("conversation", now),
        unsigned,
        f"{unsigned.rstrip('.')}.{signature}",
        f"{head}.{body}.",
        f"{head}.{session.split('.')[1]}.{signature}",
        f"{body}.{head}.{signature}",
        identity[:-2],
        identity + "A",
        "a.b.c",
        "..",
        "a" * 4096,
    ]
