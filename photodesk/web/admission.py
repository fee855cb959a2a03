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
from photodesk.web.service import service_of

CONVERSATIONS = {"address": Limit(200, 1), "shop": Limit(2000, 20)}
MESSAGES = {"session": Limit(60, 2), "address": Limit(1000, 100), "shop": Limit(5000, 200)}


async def admit(request: Request, what: str, limits: Mapping[str, Limit], **who: str) -> None:
    """Count one use for each of these; raises Refused with the seconds to wait when one of them has no room."""
    service = service_of(request)
    factor = service.settings.rate_factor
    if factor == 0:
        return
    uses = {f"{what} {kind} {who[kind]}": limit.times(factor) for kind, limit in limits.items()}
    wait = await asyncio.to_thread(service.desk.take, uses)
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
