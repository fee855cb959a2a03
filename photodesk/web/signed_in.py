"""Whose browser is it, and did its person mean what it sends?

A browser sends a cookie along with whatever any page makes it send. So what changes something must come from a page of
ours (`Sec-Fetch-Site`, `Origin`), and must bring a token along that only such a page can read.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse

from photodesk.accounts.account import Account
from photodesk.accounts.signing_in import form_token
from photodesk.web.origins import is_own
from photodesk.web.problem import Refused
from photodesk.web.service import service_of

SESSION, SET_OUT = "desk", "desk-oidc"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

_log = logging.getLogger("photodesk.web")


def session_token(request: Request) -> str | None:
    """The token of the browser's session; whether it opens anything is not said."""
    token = kept(request, SESSION)
    return token if token is not None and _TOKEN.fullmatch(token) else None


async def who_is_signed_in(request: Request) -> Account | None:
    """The account of the browser's session, while it lasts.

    What a page does by itself, while perhaps nobody sits before it, is no use and lets no session last longer.
    """
    token = session_token(request)
    if token is None:
        return None
    by_itself = "x-unattended" in request.headers or "text/event-stream" in request.headers.getone("accept", "")
    return await asyncio.to_thread(service_of(request).desk.sign_ins.who, token, is_use=not by_itself)


def check_meant(request: Request, given: str | None = None) -> None:
    """Turn down a change that the person did not ask for; `given` is the token of a form that sends no headers."""
    if request.method in _SAFE:
        return
    check_from_here(request)
    token = session_token(request)
    given = request.headers.getone("x-csrf-token", None) if given is None else given
    if token is None or given is None or not hmac.compare_digest(_bytes(given), _bytes(form_token(token))):
        raise Refused(403, "Send the token of GET /desk/me in the header X-CSRF-Token.")


def check_from_here(request: Request) -> None:
    """Turn down what another's page makes a browser send; programs tell of no page."""
    site, origin = request.headers.getone("sec-fetch-site", None), request.headers.getone("origin", None)
    public = urlsplit(service_of(request).settings.public_url)
    is_ours = origin is None or is_own(request, origin) or origin == f"{public.scheme}://{public.netloc}"
    if site not in (None, "same-origin", "none") or not is_ours:
        raise Refused(403, "This may be sent from the desk's own pages only.")


def kept(request: Request, name: str) -> str | None:
    """A cookie of ours; Sanic's own reader breaks at some that others may set."""
    wanted = _called(request, name)
    for header in request.headers.getall("cookie", []):
        for part in header.split(";"):
            key, _, value = part.strip().partition("=")
            if key == wanted:
                return str(value)
    return None


def keep(request: Request, response: HTTPResponse, name: str, value: str, seconds: int | None = None) -> None:
    """Let the browser keep a cookie: until it is closed, or for so long; 0 is no longer.

    Lax and not Strict, for a link in a mail shall lead a signed-in agent to the case.
    """
    called = _called(request, name)
    response.cookies[called] = value
    cookie = response.cookies[called]
    cookie["path"], cookie["httponly"], cookie["samesite"] = "/", True, "Lax"
    if _is_secure(request):
        cookie["secure"] = True
        if value and not _is_by_tls(request):
            _log.warning("nobody stays signed in without TLS: use it, and name the address in PHOTODESK_PUBLIC_URL")
    if seconds is not None:
        cookie["max-age"] = seconds


def _called(request: Request, name: str) -> str:
    """With the prefix a browser takes it by TLS alone, and from this very host."""
    return f"__Host-{name}" if _is_secure(request) else name


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _is_secure(request: Request) -> bool:
    """Whether cookies are for TLS alone: wherever people come by it, and in production but on the machine itself."""
    return _is_by_tls(request) or not (service_of(request).settings.is_development or _is_here(request))


def _is_by_tls(request: Request) -> bool:
    return service_of(request).settings.public_url.startswith("https://")


def _is_here(request: Request) -> bool:
    try:
        return urlsplit(f"//{request.headers.getone('host', '')}").hostname in _THIS_MACHINE
    except ValueError:
        return False
