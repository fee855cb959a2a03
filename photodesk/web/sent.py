"""What was sent, and is it what it should be?"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from sanic.request import Request

from photodesk.web.problem import Refused

LONGEST_MESSAGE = 4000
LARGEST_ID = 2**31
"""Ids are below it: they are 32-bit integers in PostgreSQL."""
_FORM = "application/x-www-form-urlencoded"
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def bearer(request: Request) -> str | None:
    """The token of the Authorization header; None when there is no such header."""
    given: str | None = request.headers.getone("authorization", None)
    if given is None:
        return None
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer":
        raise unauthorised("the Authorization header is not 'Bearer <token>'")
    return token.strip()


def unauthorised(why: str) -> Refused:
    return Refused(401, f"Not signed in: {why}.", {"WWW-Authenticate": "Bearer"})


def body(request: Request) -> Mapping[str, Any]:
    try:
        body = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(422, "The body is not JSON in UTF-8.") from None
    if not isinstance(body, dict):
        raise Refused(422, "The body is not a JSON object.")
    return body


def is_form(request: Request) -> bool:
    return request.headers.getone("content-type", "").partition(";")[0].strip().lower() == _FORM


def form(request: Request) -> Mapping[str, str]:
    """The fields of a page's form."""
    try:
        if not is_form(request):
            raise ValueError
        fields = parse_qsl(request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=20, errors="replace")
    except ValueError:
        raise Refused(422, f"The body is not a form ({_FORM}).") from None
    return dict(fields)


def text(body: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = body.get(key, default)
    if value is None:
        raise Refused(422, f"'{key}' is missing.")
    if not isinstance(value, str):
        raise Refused(422, f"'{key}' is not a text.")
    # JSON can hold half a surrogate pair and a NUL, which no database keeps.
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def client_id(body: Mapping[str, Any]) -> str:
    """The id that the client gave a message, by which it may be sent again; one of ours when it gave none."""
    given = text(body, "id", secrets.token_urlsafe(12))
    if not _CLIENT_ID.fullmatch(given):
        raise Refused(422, "'id' is one to 64 letters, digits, dashes and underscores.")
    return given


def message_text(body: Mapping[str, Any], key: str) -> str:
    """A message's text, if it is not too long."""
    given = text(body, key)
    if len(given) > LONGEST_MESSAGE:
        raise Refused(413, f"A message has at most {LONGEST_MESSAGE} characters, and this one has {len(given)}.")
    return given
