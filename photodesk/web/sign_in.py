"""How does an agent sign in to the desk in a browser, and out again?

Plain forms, which need no script. Whoever is turned down is told the same, whatever was wrong.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import math
import re
import secrets
from datetime import timedelta
from urllib.parse import quote, unquote

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.accounts.passwords import WeakPasswordError
from photodesk.accounts.provider import Provider, ProviderError, state_of
from photodesk.accounts.signing_in import DEMO, SignIns, form_token
from photodesk.spent import OneUse
from photodesk.web import sent
from photodesk.web.admission import admit_sign_in
from photodesk.web.cases import agent_of
from photodesk.web.problem import Refused, tell
from photodesk.web.service import service_of
from photodesk.web.signed_in import (
    SESSION,
    SET_OUT,
    check_from_here,
    check_meant,
    keep,
    kept,
    session_token,
    who_is_signed_in,
)

HOME = "/desk"
CALLBACK = "/desk/sign-in/oidc/callback"
_WANTED = re.compile(r"/desk(?:[/?#][A-Za-z0-9/_?&=.~%,:#-]*)?")
_SECRET = re.compile(r"([A-Za-z0-9_-]{43})([A-Za-z0-9_.~%-]{0,1000})")
_WAY_THERE = timedelta(minutes=10)
_LONGEST_SHOWN = 200
_WRONG = "That name and password do not go together, or the account is disabled."
_WRONG_CURRENT = "The password that you have now is another, or you have none here."
_UNKNOWN = "You could not be signed in this way. Try again, or ask whoever runs the desk for an account."

_log = logging.getLogger("photodesk.web")


async def show_sign_in(request: Request) -> HTTPResponse:
    return _page(request, _wanted(request.args.get("next")))


async def sign_in(request: Request) -> HTTPResponse:
    """Sign in with name and password."""
    check_from_here(request)
    form = sent.form(request)
    name, wanted = form.get("name", ""), _wanted(form.get("next"))
    try:
        await admit_sign_in(request, name)
    except Refused as refused:
        page = _page(request, wanted, status=refused.status_code, name=name, error=_too_often(refused))
        page.headers.update(refused.headers)
        return page
    async with service_of(request).proving:
        token = await asyncio.to_thread(_sign_ins(request).with_password, name, form.get("password", ""))
    if token is None:
        tell(request, why="turned down")
        return _page(request, wanted, status=403, name=name, error=_WRONG)
    return await _signed_in(request, token, wanted)


async def sign_out(request: Request) -> HTTPResponse:
    """End the session, for whoever has its token."""
    token = session_token(request)
    if token is not None:
        check_meant(request, sent.form(request).get("csrf") if sent.is_form(request) else None)
        await asyncio.to_thread(_sign_ins(request).end, token)
    response = _to("/desk/sign-in")
    keep(request, response, SESSION, "", 0)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


async def who_am_i(request: Request) -> HTTPResponse:
    """Who is signed in, and the token that changes need beside the cookie."""
    agent, token = await agent_of(request), session_token(request)
    by_cookie = token is not None and "authorization" not in request.headers
    me = {"name": agent.name, "shown_as": agent.shown, "queues": sorted(agent.queues), "is_lead": agent.is_lead}
    return json_response({**me, "csrf": form_token(token) if by_cookie and token else None})


async def go_to_provider(request: Request) -> HTTPResponse:
    """Send the browser to the organisation's own sign-in."""
    provider = _provider(request)
    await admit_sign_in(request)
    secret = secrets.token_urlsafe(32)
    try:
        async with service_of(request).asking:
            response = _to(await asyncio.to_thread(provider.where, secret))
    except ProviderError as error:
        return _not_by_provider(request, error)
    keep(request, response, SET_OUT, secret + quote(_wanted(request.args.get("next")), safe=""), _WAY_THERE.seconds)
    return response


async def come_from_provider(request: Request) -> HTTPResponse:
    """Sign in whom the provider has verified, if this browser set out and comes back for the first time."""
    provider, service = _provider(request), service_of(request)
    await admit_sign_in(request)
    found = _SECRET.fullmatch(kept(request, SET_OUT) or "")
    code, state = request.args.get("code", ""), request.args.get("state", "")
    try:
        if found is None or not hmac.compare_digest(state.encode("utf-8", "replace"), state_of(found[1]).encode()):
            raise ProviderError("the state is not this browser's")
        if request.args.get("iss", provider.issuer) != provider.issuer:
            raise ProviderError("the answer is another issuer's")
        if not code:
            raise ProviderError("there is no code")
        use = OneUse(f"oidc {state}", service.clock() + 2 * _WAY_THERE)
        if not await asyncio.to_thread(service.desk.spend, use):
            raise ProviderError("the answer has been used")
        async with service.asking:
            person = await asyncio.to_thread(provider.person, code, found[1])
    except ProviderError as error:
        return _not_by_provider(request, error)
    token = await asyncio.to_thread(_sign_ins(request).with_provider, person)
    if token is None:
        if "@" not in person.subject:  # the log has no addresses, and an account is not known by such an id
            _log.warning("no account, or a disabled one, for whom the provider calls %s", person.subject)
        return _not_by_provider(request, None)
    return await _signed_in(request, token, _wanted(unquote(found[2])))


async def sign_in_as_demo(request: Request) -> HTTPResponse:
    """Sign in as one of the demo people."""
    check_from_here(request)
    form = sent.form(request)
    token = await asyncio.to_thread(_sign_ins(request).as_demo, form.get("name", ""))
    if token is None:
        raise Refused(422, "'name' is none of the demo people's, or their account is disabled.")
    return await _signed_in(request, token, _wanted(form.get("next")))


async def show_password(request: Request) -> HTTPResponse:
    account = await who_is_signed_in(request)
    return to_sign_in(request) if account is None else _password_page(request)


async def change_password(request: Request) -> HTTPResponse:
    """Give oneself another password; every other browser is signed out."""
    account, form = await who_is_signed_in(request), sent.form(request)
    if account is None:
        return to_sign_in(request)
    check_meant(request, form.get("csrf", ""))
    try:
        await admit_sign_in(request, account.name)
        async with service_of(request).proving:
            token = await asyncio.to_thread(
                _sign_ins(request).change_password, account, form.get("current", ""), form.get("new", "")
            )
    except WeakPasswordError as error:
        return _password_page(request, status=422, error=f"{str(error)[:1].upper()}{str(error)[1:]}.")
    except Refused as refused:
        page = _password_page(request, status=refused.status_code, error=_too_often(refused))
        page.headers.update(refused.headers)
        return page
    if token is None:
        return _password_page(request, status=403, error=_WRONG_CURRENT)
    return await _signed_in(request, token, HOME)


def to_sign_in(request: Request) -> HTTPResponse:
    """For a page that is for agents: sign in first, and then come back to it."""
    wanted = request.path + (f"?{request.query_string}" if request.query_string else "")
    return _to(f"/desk/sign-in?next={quote(_wanted(wanted), safe='/')}")


async def _signed_in(request: Request, token: str, wanted: str) -> HTTPResponse:
    """A session of its own with each sign-in; the one that the browser had before is over."""
    before = session_token(request)
    if before is not None:
        await asyncio.to_thread(_sign_ins(request).end, before)
    response = _to(wanted)
    keep(request, response, SESSION, token)
    keep(request, response, SET_OUT, "", 0)
    return response


def _page(
    request: Request, wanted: str, *, status: int = 200, name: str = "", error: str | None = None
) -> HTTPResponse:
    service = service_of(request)
    page = service.pages.page(
        "sign_in.html",
        status=status,
        framing="'none'",
        forms="'self'",
        wanted=wanted,
        name=name[:_LONGEST_SHOWN],
        error=error,
        has_provider=service.provider is not None,
        demo=DEMO if service.settings.is_development else (),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _password_page(request: Request, *, status: int = 200, error: str | None = None) -> HTTPResponse:
    service, token = service_of(request), session_token(request)
    page = service.pages.page(
        "password.html",
        status=status,
        framing="'none'",
        forms="'self'",
        csrf=form_token(token or ""),
        least=service.settings.password_length,
        error=error,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


def _not_by_provider(request: Request, error: ProviderError | None) -> HTTPResponse:
    if error is not None:
        _log.warning("no sign-in by the provider: %s", error)
    tell(request, why="turned down")
    page = _page(request, HOME, status=403, error=_UNKNOWN)
    keep(request, page, SET_OUT, "", 0)
    return page


def _provider(request: Request) -> Provider:
    provider = service_of(request).provider
    if provider is None:
        raise Refused(404, "There is nothing at this address.")
    return provider


def _sign_ins(request: Request) -> SignIns:
    return service_of(request).desk.sign_ins


def _wanted(path: str | None) -> str:
    """Where somebody wanted to go, if that is a page for agents: nobody is led elsewhere."""
    is_good = path is not None and _WANTED.fullmatch(path) and not path.startswith("/desk/sign-")
    return path if path is not None and is_good else HOME


def _to(url: str) -> HTTPResponse:
    headers = {"Location": url, "Cache-Control": "no-store"}
    return HTTPResponse(status=303, headers=headers, content_type="text/plain; charset=utf-8")


def _too_often(refused: Refused) -> str:
    minutes = math.ceil(int(refused.headers["Retry-After"]) / 60)
    return f"There have been too many tries. Try again in {'a minute' if minutes == 1 else f'{minutes} minutes'}."
