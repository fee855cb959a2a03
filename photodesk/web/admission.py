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

from photodesk.limits import Limit
from photodesk.web.problem import Refused
from photodesk.web.service import Service, service_of

CONVERSATIONS = {"address": Limit(200, 1), "shop": Limit(2000, 20)}
MESSAGES = {"session": Limit(60, 2), "address": Limit(1000, 100), "shop": Limit(5000, 200)}


async def admit_conversation(request: Request, shop: str) -> None:
    """Count a new conversation; raises Refused when there have been too many."""
    service = service_of(request)
    uses = {"address": address_of(request), "shop": shop}
    wait = await asyncio.to_thread(_take, service, "conversation", CONVERSATIONS, uses)
    _refuse(service, "conversation", wait)


async def admit_message(request: Request, conversation: str) -> None:
    """Count a message; raises Refused when there have been too many, or when the conversation has been erased."""
    service, address = service_of(request), address_of(request)

    def enter() -> float | None:
        shop = service.desk.shop_of(conversation)
        if shop is None:
            return None
        return _take(service, "message", MESSAGES, {"session": conversation, "address": address, "shop": shop})

    wait = await asyncio.to_thread(enter)
    if wait is None:
        raise erased()
    _refuse(service, "message", wait)


def erased() -> Refused:
    return Refused(401, "Not signed in: the conversation has been erased.", {"WWW-Authenticate": "Bearer"})


def _take(service: Service, what: str, limits: Mapping[str, Limit], who: Mapping[str, str]) -> float:
    factor = service.settings.rate_factor
    if factor == 0:
        return 0
    return service.desk.take({f"{what} {kind} {who[kind]}": limit.times(factor) for kind, limit in limits.items()})


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
