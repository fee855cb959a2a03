"""How does a Chatwoot tell the desk what happens in its inboxes?

It waits five seconds for an answer, and gives a conversation to people when there is none or it is no success. So it is
answered as soon as what it tells is kept, and never before.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.chatwoot.calls import call_chatwoot
from photodesk.chatwoot.clerk import Clerk
from photodesk.chatwoot.events import SAID, NotAnEventError, is_signed, read_event
from photodesk.chatwoot.inboxes import Inbox, Inboxes
from photodesk.web.admission import hold_inbox, inbox_guesses
from photodesk.web.chat import turn
from photodesk.web.problem import Refused, tell
from photodesk.web.service import Service
from photodesk.wiring import on_wrong_proof

LARGEST_POST = 1024 * 1024
"""An e-mail comes with all of its HTML, twice."""


def work_in(inboxes: Inboxes, app: Sanic, service: Service) -> None:
    """See to what comes from these inboxes while the application runs."""
    app.ctx.chatwoot = None
    book = service.desk.chatwoot
    if not inboxes.all or book is None:
        return

    async def talk(inbox: Inbox, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        guesses = inbox_guesses(service, inbox.key)
        on_wrong_proof.set((lambda: service.desk.count(guesses)) if guesses else None)
        replies, _ = await service.finishing(turn(service, conversation, text, client_id))
        return replies

    async def start(app: Sanic, loop: Any) -> None:
        clerk.start()

    async def stop(app: Sanic, loop: Any) -> None:
        await clerk.stop()

    clerk = Clerk(
        inboxes,
        book,
        service.desk,
        talk,
        service.read,
        call_chatwoot,
        service.language,
        lambda inbox: hold_inbox(service, inbox.key),
        service.settings.public_url,
        service.clock,
        lambda: service.measures.error("chatwoot"),
    )
    app.ctx.chatwoot = clerk
    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")


async def receive(request: Request, secret: str) -> HTTPResponse:
    """Take in what Chatwoot tells of an inbox; the end of the address says of which."""
    clerk: Clerk | None = request.app.ctx.chatwoot
    inbox = clerk.inboxes.with_secret(secret) if clerk else None
    if clerk is None or inbox is None:
        raise Refused(404, "There is nothing at this address.")
    tell(request, inbox=inbox.key)
    body = await _body(request)
    moment, signature = (request.headers.getone(f"x-chatwoot-{name}", "") for name in ("timestamp", "signature"))
    if not await asyncio.to_thread(is_signed, inbox, moment, signature, body, clerk.clock()):
        raise Refused(403, "It is not signed with the bot's secret, or was signed more than five minutes ago.")
    delivery = request.headers.getone("x-chatwoot-delivery", "")[:100] or secrets.token_urlsafe(12)
    try:
        payload = json.loads(body.decode("utf-8"))
        event = read_event(inbox, payload if isinstance(payload, dict) else {}, delivery)
    except NotAnEventError as error:
        raise Refused(422, f"It is nothing that Chatwoot tells a bot: {error}.") from None
    except (ValueError, RecursionError):
        raise Refused(422, "The body is not JSON in UTF-8.") from None
    if event is not None and event.kind in SAID and clerk.is_locked_out(inbox):
        raise Refused(503, "Chatwoot does not take the bot's token, so nothing can be said there.")
    return json_response({"taken": event is not None and await clerk.take_in(inbox, event)})


async def _body(request: Request) -> bytes:
    """The whole body. Sanic's own limit, which is for what people send, does not hold here."""
    body = bytearray()
    while request.stream is not None and (part := await request.stream.read()) is not None:
        body += part
        if len(body) > LARGEST_POST:
            raise Refused(413, f"This takes {LARGEST_POST} bytes at most.")
    return bytes(body)
