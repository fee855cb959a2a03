"""Who is let in, how often?

Limits are for what a person does with a chat, at some distance: they hold up a program that guesses or floods, and
nobody who types.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math
from collections.abc import Mapping

from sanic.request import Request

from photodesk.asking import Agent
from photodesk.conversation.log import Standing
from photodesk.limits import NO_LIMITS, Limit
from photodesk.web.problem import Refused
from photodesk.web.service import Service, service_of
from photodesk.wiring import on_wrong_proof

CONVERSATIONS = {"address": Limit(200, 1), "shop": Limit(2000, 20)}
MESSAGES = {"session": Limit(60, 2), "address": Limit(1000, 100), "shop": Limit(5000, 200)}
CALLS = {"session": Limit(300, 5), "address": Limit(3000, 300)}
"""Whatever else is done with a session: each reads the database, and the history may be long."""
AGENTS = {"agent": Limit(300, 10)}
SIGN_INS = {"name there": Limit(10, 1 / 30), "name": Limit(100, 1 / 36), "address": Limit(60, 1 / 30)}
"""Who guesses gets some thousand tries a day, and whoever has the name still gets in from elsewhere."""
WRONG_PROOFS = {"address": Limit(40, 1 / 120), "shop": Limit(2000, 1 / 3)}
"""Conversations are free to open and numbers easy to make up: who guesses is held up wherever they come from, and
the whole shop is when it is from very many addresses at once."""

INBOXES = {"inbox": Limit(1000, 50)}
INBOX_PROOFS = {"inbox": Limit(200, 1 / 36)}
"""Of all contacts of a Chatwoot inbox, for where they come from is not known here."""


async def admit_conversation(request: Request, shop: str) -> None:
    """Count a new conversation; raises Refused when there have been too many."""
    service = service_of(request)
    uses = {"address": address_of(request), "shop": shop}
    wait = await asyncio.to_thread(_take, service, _limits(service, "conversation", CONVERSATIONS, uses))
    _refuse(service, "conversation", wait)


async def admit_agent(request: Request, agent: Agent) -> None:
    """Count what an agent does; raises Refused when it has been too much."""
    service, who = service_of(request), {"agent": f"{agent.name} {sorted(agent.queues)}"}
    _refuse(service, "agent", await asyncio.to_thread(_take, service, _limits(service, "agent", AGENTS, who)))


async def admit_sign_in(request: Request, name: str | None = None) -> None:
    """Count that somebody wants to sign in, with a name or by the provider; raises Refused when it was too often."""
    service, address = service_of(request), address_of(request)
    who = {"address": address}
    if name is not None:
        meant = name.strip().lower()
        who |= {"name": meant, "name there": f"{address} {meant}"}
    limits = {kind: SIGN_INS[kind] for kind in who}
    _refuse(service, "sign-in", await asyncio.to_thread(_take, service, _limits(service, "sign-in", limits, who)))


async def admit_message(request: Request, conversation: str) -> Standing:
    """Count a message; raises Refused when there have been too many, or when the session has ended.

    Too many may also have been the wrong proofs from this address or for this shop; those of this message will be
    counted.
    """
    service, address = service_of(request), address_of(request)

    def enter() -> tuple[Standing | None, float, dict[str, Limit]]:
        standing = service.desk.standing(conversation)
        if standing is None:
            return None, 0, {}
        who = {"session": conversation, "address": address, "shop": standing.shop}
        guesses = _limits(service, "wrong proof", WRONG_PROOFS, who)
        return standing, _take(service, _limits(service, "message", MESSAGES, who), guesses), guesses

    standing, wait, guesses = await asyncio.to_thread(enter)
    if standing is None:
        raise _ended()
    _refuse(service, "message", wait)
    on_wrong_proof.set((lambda: service.desk.count(guesses)) if guesses else None)
    return standing


async def admit_call(request: Request, conversation: str) -> None:
    """Count what is done with a session beside messages; raises Refused as for a message."""
    service, who = service_of(request), {"session": conversation, "address": address_of(request)}

    def enter() -> float | None:
        wait = _take(service, _limits(service, "call", CALLS, who))
        return wait if wait or service.desk.standing(conversation) is not None else None

    wait = await asyncio.to_thread(enter)
    if wait is None:
        raise _ended()
    _refuse(service, "call", wait)


def hold_inbox(service: Service, inbox: str) -> tuple[float, bool]:
    """Count a message from Chatwoot: how many seconds there is no room for it, and whether too many wrong proofs have
    come through the inbox."""
    uses = _limits(service, "chatwoot", INBOXES, {"inbox": inbox})
    if not _take(service, uses, inbox_guesses(service, inbox)):
        return 0, False
    wait = _take(service, uses)
    return wait, wait == 0


def inbox_guesses(service: Service, inbox: str) -> dict[str, Limit]:
    """What a wrong proof from Chatwoot is counted under."""
    return _limits(service, "chatwoot wrong proof", INBOX_PROOFS, {"inbox": inbox})


def _ended() -> Refused:
    why = "Not signed in: the session has been ended, or the conversation erased."
    return Refused(401, why, {"WWW-Authenticate": "Bearer"})


def _limits(service: Service, what: str, limits: Mapping[str, Limit], who: Mapping[str, str]) -> dict[str, Limit]:
    """The limits of those whom it concerns, by the key that they are counted under; none where nothing is limited."""
    factor = service.settings.rate_factor
    return {f"{what} {kind} {who[kind]}": limit.times(factor) for kind, limit in limits.items()} if factor else {}


def _take(service: Service, uses: Mapping[str, Limit], heeded: Mapping[str, Limit] = NO_LIMITS) -> float:
    return service.desk.take(uses, heeded) if uses else 0


def _refuse(service: Service, what: str, wait: float) -> None:
    if wait > 0:
        service.measures.refused(what)
        raise Refused(429, "Too many in a short time. Try again later.", {"Retry-After": str(math.ceil(wait))})


def address_of(request: Request) -> str:
    """Where a request comes from; of IPv6 the half that one household has to itself."""
    text = (request.remote_addr or request.ip).strip("[]")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return text
