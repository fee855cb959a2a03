"""What might somebody send who wishes the server ill?

A request is made from a seed and its number alone, so that one that did harm can be sent again. It begins as one that
its route would take, mostly with a token that is good, and is then spoilt in one to three ways. Routes are read from
the application, and so are the words that a route looks for in a body or a query: a new route needs nothing here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import unwrap
from random import Random
from types import FunctionType
from typing import Any

from photodesk.web import app
from tests.hostile.draft import Draft
from tests.hostile.keys import SHOP, Keys
from tests.hostile.texts import SAID
from tests.hostile.ways import WAYS, spoil_bytes

_WORD = re.compile(r"[a-z][a-z_]{0,19}")
_PLACEHOLDER = re.compile(r"<(\w+)(?::[^>]*)?>")


@dataclass(frozen=True)
class Hostile:
    """A request in the bytes in which it is sent, piece by piece."""

    number: int
    route: str
    ways: str
    """In which it is spoilt."""
    pieces: tuple[bytes, ...]
    is_answered: bool
    """Whether there must be an answer: not when it was cut off, or when its length is not what it says."""
    has_body: bool
    """Whether the answer has one: not to HEAD."""


Route = tuple[str, str, Callable[..., Any]]

ALL_ROUTES: tuple[Route, ...] = tuple(
    route for name, routes in vars(app).items() if name.endswith("ROUTES") for route in routes
)
"""Whatever tables of routes the application has."""
_VALID: Mapping[str, Mapping[str, Any]] = {
    "/chat/sessions": {"shop": SHOP, "locale": "en"},
    "/chat/messages": {"text": "", "id": ""},
    "/chat/feedback": {"message": 2, "helpful": True},
    "/demo/token": {"person": 0},
}
_LIKELY: Mapping[str, Any] = {
    "text": "Your order is in production.",
    "as": "consumer",
    "order": "PC-104223",
    "verdict": "edited",
    "reason": "done",
    "from": "aino@example.com",
    "shop": SHOP,
    "message": 2,
    "draft": 0,
}
"""For a route of which nothing is known but the words in its code."""
_TURNS = (*ALL_ROUTES, *[route for route in ALL_ROUTES if route[1] == "/chat/messages"] * 4)
"""More of what is said, for behind that route is the most."""


def hostile(seed: int, number: int, keys: Keys) -> Hostile:
    """The request of this number; routes are taken in turn."""
    random = Random(f"{seed} {number}")
    method, path, route = _TURNS[number % len(_TURNS)]
    draft = _valid(random, method, path, route, keys)
    ways = random.choices(list(WAYS), weights=[weight for weight, _ in WAYS.values()], k=random.choice((1, 1, 1, 2, 3)))
    for name in ways:
        WAYS[name][1](random, draft, keys)
    wire, told = draft.wire(), [*dict.fromkeys(ways)]
    if random.random() < 0.08:
        told.append("wire")
        wire, draft.is_answered = spoil_bytes(random, wire), False
    pieces: tuple[bytes, ...] = (wire,)
    if random.random() < 0.06:
        told.append("in pieces")
        at = sorted(random.randrange(1, len(wire)) for _ in range(random.randint(1, 4)))
        pieces = tuple(wire[begin:end] for begin, end in zip([0, *at], [*at, len(wire)]))
        if random.random() < 0.5:
            told.append("cut off")
            pieces, draft.is_answered = pieces[:-1], False
        elif len(wire) > app.LARGEST_BODY:  # the answer gets lost when the server closes before all has been sent
            draft.is_answered = False
    elif random.random() < 0.02:
        told.append("two at once")
        pieces = (wire.replace(b"Connection: close", b"Connection: keep-alive") + wire,)
    has_body = draft.method.upper() != "HEAD"
    return Hostile(number, f"{method} {path}", ", ".join(told), pieces, draft.is_answered, has_body)


def _valid(random: Random, method: str, path: str, route: Callable[..., Any], keys: Keys) -> Draft:
    words = sorted(_words(route))
    names, everything = dict(keys.names), [name for names in keys.names.values() for name in names]
    if path.endswith(("/close", "/give-back")):  # some cases stay open for what can be done in them
        names["id"] = names["ended"]
    if "/suggestions/" in path:
        names["id"] = names["suggestion"]
    if "/conversations/" in path:
        names["id"] = names["conversation"]
    target = _PLACEHOLDER.sub(lambda found: random.choice(names.get(found[1], everything)), path).encode()
    fields: dict[str, Any] = {}
    if method not in ("GET", "DELETE"):
        likely = [word for word in words if word in _LIKELY or random.random() < 0.2]
        fields = dict(_VALID.get(path) or {word: _LIKELY.get(word, "en") for word in likely})
    token = None
    if random.random() < 0.9:
        if method == "POST" and path in ("/chat/sessions", "/demo/token"):
            token = random.choice([None, keys.identities["consumer"], keys.identities["photographer"]])
        elif path.startswith("/chat/"):
            token = random.choice(keys.doomed if method == "DELETE" else keys.sessions)
        else:
            token = keys.identities["agent"]
    if "id" in fields:
        fields["id"] = f"id-{random.getrandbits(32):x}"
    if path in ("/chat/messages", "/desk/suggestions"):
        fields["text"] = random.choice(SAID)
    if path == "/chat/feedback":
        fields["message"] = keys.answers.get(token or "", 1)
    draft = Draft(method, target, token, [(key, json.dumps(value)) for key, value in fields.items()], words)
    if random.random() < 0.2:
        draft.headers.append((b"Accept", b"text/html,application/xhtml+xml,*/*;q=0.8"))
    return draft


def _words(route: Callable[..., Any]) -> set[str]:
    """Short words in the code of a route and what it calls in its module; the keys that it looks for are among them."""
    function = unwrap(route)
    called = (function.__globals__.get(name) for name in function.__code__.co_names)
    near = [one for one in called if isinstance(one, FunctionType) and one.__module__ == function.__module__]
    constants = [one for each in (function, *near) for one in each.__code__.co_consts]
    return {one for one in constants if isinstance(one, str) and _WORD.fullmatch(one)} | {"text", "id"}
