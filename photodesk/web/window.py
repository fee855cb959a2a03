"""How does a shop show the chat that can only embed a frame, or give a link?

A page with nothing but the widget in it. Each shop's may be framed by that shop's pages alone, so that nobody else can
lay one over a page of theirs.
"""

from __future__ import annotations

import re

from sanic.request import Request
from sanic.response import HTTPResponse

from photodesk.tokens import SHOP
from photodesk.web.problem import Refused
from photodesk.web.service import service_of

_LOCALE = re.compile(r"[A-Za-z0-9-]{2,35}")


async def show_window(request: Request, shop: str) -> HTTPResponse:
    """The chat with one shop, open."""
    service = service_of(request)
    framing = service.origins.framing(shop) if SHOP.fullmatch(shop) else None
    if framing is None:
        raise Refused(404, "There is no chat of such a shop here.")
    locale = request.args.get("locale", "en")
    return service.pages.page(
        "window.html",
        framing=framing,
        shop=shop,
        locale=locale if _LOCALE.fullmatch(locale) else "en",
    )
