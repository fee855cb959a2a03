"""Which pages do agents have?

One page, which the script in `console/` fills; who is not signed in is sent to do so, and comes back to it.
"""

from __future__ import annotations

from sanic.request import Request
from sanic.response import HTTPResponse

from photodesk.web.service import service_of
from photodesk.web.sign_in import to_sign_in
from photodesk.web.signed_in import who_is_signed_in


async def show_inbox(request: Request) -> HTTPResponse:
    return await _page(request)


async def show_conversation(request: Request, id: str) -> HTTPResponse:
    """The address of one conversation; whether it is there and in the agent's queue, the page finds out."""
    return await _page(request)


async def show_mail(request: Request) -> HTTPResponse:
    """Drafts for a mail that is pasted."""
    return await _page(request)


async def _page(request: Request) -> HTTPResponse:
    if await who_is_signed_in(request) is None:
        return to_sign_in(request)
    return service_of(request).pages.page("console.html", framing="'none'")
