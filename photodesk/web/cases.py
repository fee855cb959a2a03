"""How does an agent's program see the cases, and answer in them?

Either the bearer is an identity token of an agent, which opens the queue of the shop that signed it and nothing else,
or the browser is signed in with an account.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.asking import Agent, Role
from photodesk.cases.case import Case, CaseConflictError, CaseState, UnknownCaseError
from photodesk.tokens import TokenError
from photodesk.web import sent
from photodesk.web.admission import admit_agent
from photodesk.web.chat import shown_message
from photodesk.web.problem import Refused, tell
from photodesk.web.service import service_of
from photodesk.web.signed_in import check_meant, who_is_signed_in

T = TypeVar("T")

PAGE = 50
LONGEST_REASON = 200
_LIVE = "open,taken"


async def list_cases(request: Request) -> HTTPResponse:
    """Cases of the agent's queue in the wanted states, oldest first, a page at a time."""
    agent = await agent_of(request)
    wanted = (request.args.get("state") or _LIVE).split(",")
    try:
        states = [CaseState(each) for each in wanted]
    except ValueError:
        known = ", ".join(state.value for state in CaseState)
        raise Refused(422, f"'state' is a list of {known}, with commas.") from None
    after = case_id(request.args.get("after") or "0")
    cases = await asked_of(service_of(request).desk.agents.cases, agent, states, after, PAGE)
    return json_response({"cases": [shown_case(case) for case in cases]})


async def show_case(request: Request, id: str) -> HTTPResponse:
    agent = await agent_of(request)
    case, messages = await asked_of(service_of(request).desk.agents.case, agent, case_id(id))
    return json_response({"case": shown_case(case), "messages": [shown_message(message) for message in messages]})


async def take_case(request: Request, id: str) -> HTTPResponse:
    """Take a case; from now on the desk is silent in its conversation."""
    agent = await agent_of(request)
    return _done(request, await asked_of(service_of(request).desk.agents.take, agent, case_id(id)))


async def say_in_case(request: Request, id: str) -> HTTPResponse:
    """Send the asker a message; with an `id` of the client's it may be sent again, and is said once."""
    agent, body = await agent_of(request), sent.body(request)
    text, client_id = sent.message_text(body, "text"), sent.client_id(body)
    if not text.strip():
        raise Refused(422, "'text' is empty.")
    case, message = await asked_of(service_of(request).desk.agents.say, agent, case_id(id), text, client_id)
    service_of(request).bells.ring(case.conversation_id)
    return json_response({"id": message}, 201)


async def give_back_case(request: Request, id: str) -> HTTPResponse:
    """Let the desk answer again."""
    return await _end(request, id, CaseState.GIVEN_BACK)


async def close_case(request: Request, id: str) -> HTTPResponse:
    return await _end(request, id, CaseState.CLOSED)


async def _end(request: Request, id: str, state: CaseState) -> HTTPResponse:
    agent = await agent_of(request)
    body = sent.body(request) if request.body else {}
    reason = sent.text(body, "reason")[:LONGEST_REASON] if "reason" in body else None
    return _done(request, await asked_of(service_of(request).desk.agents.end, agent, case_id(id), state, reason))


async def agent_of(request: Request) -> Agent:
    """The agent whom the token names or who is signed in; raises Refused for anybody else, and when it is too much."""
    token = sent.bearer(request)
    agent = await _signed_in(request) if token is None else _named(request, token)
    await admit_agent(request, agent)
    return agent


async def _signed_in(request: Request) -> Agent:
    account = await who_is_signed_in(request)
    if account is None:
        raise sent.unauthorised("send an agent's token, or sign in at /desk/sign-in")
    tell(request, account=account.name)
    check_meant(request)
    return account.as_agent()


def _named(request: Request, token: str) -> Agent:
    service = service_of(request)
    try:
        asker = service.shop_keys.asker(token, service.clock())
    except TokenError as error:
        raise sent.unauthorised(str(error)) from None
    tell(request, shop=asker.shop, role=asker.role.value)
    if asker.role is not Role.AGENT:
        raise Refused(403, "This is for agents.")
    return Agent(asker.subject or "", frozenset({asker.shop}))


async def asked_of(what: Callable[..., T], *of: Any) -> T:
    """What the desk says, with its refusals as a program is to hear them."""
    try:
        return await asyncio.to_thread(what, *of)
    except UnknownCaseError:
        raise Refused(404, "There is no such case in your queue.") from None
    except CaseConflictError as error:
        raise Refused(409, str(error)) from None


def _done(request: Request, case: Case) -> HTTPResponse:
    service_of(request).bells.ring(case.conversation_id)
    return json_response({"case": shown_case(case)})


def shown_case(case: Case) -> dict[str, Any]:
    times = {name: getattr(case, name) for name in ("opened_at", "taken_at", "ended_at")}
    return {
        **vars(case),
        "state": case.state.value,
        **{name: moment.isoformat() if moment else None for name, moment in times.items()},
    }


def case_id(given: str) -> int:
    """The id that stands in an address; raises Refused for what can be none."""
    if not (given.isascii() and given.isdecimal() and len(given) < 11 and int(given) < sent.LARGEST_ID):
        raise Refused(404, "There is no such case in your queue.")
    return int(given)
