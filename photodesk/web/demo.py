"""How does a visitor try the desk out?

A page of a shop, and in development people whose part one can play. Whoever can reach the server can then sign in as a
photographer, so in production these routes do not exist.
"""

from __future__ import annotations

import asyncio
import json

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.asking import Role
from photodesk.tokens import LONGEST_IDENTITY, mint_identity
from photodesk.web.problem import Refused
from photodesk.web.service import service_of


async def shop_page(request: Request) -> HTTPResponse:
    service = service_of(request)
    return service.pages.page("shop.html", shop=service.settings.shop, demo=service.settings.is_development)


async def list_people(request: Request) -> HTTPResponse:
    people = await asyncio.to_thread(service_of(request).desk.demo_people)
    shown = [
        {
            "name": person.name,
            "role": person.role,
            "shop": person.shop,
            "email": person.email,
            "orders": list(person.orders),
        }
        for person in people
    ]
    return json_response({"people": shown})


async def give_identity(request: Request) -> HTTPResponse:
    """An identity token for one of the people who would have signed in to the shop: its photographer."""
    service = service_of(request)
    try:
        wanted = json.loads(request.body)["person"]
        if isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 0:
            raise TypeError
        person = (await asyncio.to_thread(service.desk.demo_people))[wanted]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        raise Refused(422, "'person' is not the place of one of the people in GET /demo/people.") from None
    if person.role != Role.PHOTOGRAPHER.value:
        raise Refused(422, "This person has not signed in anywhere, and proves an order in the conversation.")
    seconds = int(LONGEST_IDENTITY.total_seconds())
    token = mint_identity(service.settings, person.role, person.shop, person.name, person.email, seconds)
    return json_response({"token": token, "expires_in": seconds})
