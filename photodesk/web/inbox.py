"""What does the agents' page ask for, beside cases?

Conversations, whether or not a person was called to them; who else looks; and that something has changed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.cases.case import Case, Glimpse, View
from photodesk.conversation.agents import Opened
from photodesk.web import sent
from photodesk.web.cases import agent_of, asked_of, case_id, shown_case
from photodesk.web.chat import shown_message
from photodesk.web.numbers import LONGEST_SHOP
from photodesk.web.problem import Refused
from photodesk.web.service import service_of

SHOWN_OF_LAST = 160
STREAM_SECONDS = 300
"""A stream of changes ends then, and the page opens a new one, which looks at who is signed in again."""

_log = logging.getLogger("photodesk.web")


async def list_conversations(request: Request) -> HTTPResponse:
    """The conversations of one view of the inbox, the one with the newest words first; of one shop, or of all."""
    agent = await agent_of(request)
    try:
        view = View(request.args.get("view") or View.OPEN.value)
    except ValueError:
        raise Refused(422, f"'view' is one of {', '.join(each.value for each in View)}.") from None
    shop = request.args.get("shop") or None
    if shop is not None and (len(shop) > LONGEST_SHOP or not shop.isprintable()):
        raise Refused(422, "'shop' is not the id of a shop.")
    agents = service_of(request).desk.agents
    found, counts = await asked_of(agents.inbox, agent, view, shop), await asked_of(agents.counts, agent, shop)
    return json_response(
        {
            "conversations": [_glimpse(one) for one in found],
            "counts": {view.value: count for view, count in counts.items()},
            "shops": await asked_of(agents.shops, agent),
        }
    )


async def show_conversation(request: Request, id: str) -> HTTPResponse:
    """One conversation with its case, its order, all that was said, and the notes on it; that it was read is kept."""
    agent = await agent_of(request)
    newest = await asyncio.to_thread(service_of(request).desk.agents.newest, id)  # before, or something might be missed
    opened: Opened = await asked_of(service_of(request).desk.agents.conversation, agent, id)
    shown: dict[str, Any] = {
        "conversation": _glimpse(opened.glimpse),
        "messages": [shown_message(message) for message in opened.messages],
        "notes": [{"at": note.at.isoformat(), "agent": note.agent, "text": note.text} for note in opened.notes],
        "order": opened.order,
        "by_mail": _goes_by_mail(request, opened.glimpse.case),
        "newest": newest,
    }
    return json_response(shown)


async def join_conversation(request: Request, id: str) -> HTTPResponse:
    """The conversation's case; it gets one when it has none."""
    agent = await agent_of(request)
    case = await asked_of(service_of(request).desk.agents.open, agent, id)
    return json_response({"case": shown_case(case)}, 201)


async def look_at_conversation(request: Request, id: str) -> HTTPResponse:
    """Tell how far the agent has read and whether they write just now; gives who else looks."""
    agent, body = await agent_of(request), sent.body(request)
    message, writes = body.get("message", 0), body.get("writes", False)
    if not isinstance(message, int) or isinstance(message, bool) or not 0 <= message < sent.LARGEST_ID:
        raise Refused(422, "'message' is not the id of a message.")
    if not isinstance(writes, bool):
        raise Refused(422, "'writes' is neither true nor false.")
    viewers = await asked_of(service_of(request).desk.agents.look, agent, id, message, writes)
    newest = await asyncio.to_thread(service_of(request).desk.agents.newest, id)
    return json_response({"viewers": [vars(viewer) for viewer in viewers], "newest": newest})


async def note_in_case(request: Request, id: str) -> HTTPResponse:
    """Keep a note that agents alone read."""
    agent, body = await agent_of(request), sent.body(request)
    text = sent.message_text(body, "text")
    if not text.strip():
        raise Refused(422, "'text' is empty.")
    await asked_of(service_of(request).desk.agents.note, agent, case_id(id), text)
    return HTTPResponse(status=204)


async def hand_case_to(request: Request, id: str) -> HTTPResponse:
    """Give a case to another agent, who is told by finding it in their inbox."""
    agent, body, desk = await agent_of(request), sent.body(request), service_of(request).desk
    name = sent.text(body, "to").strip()
    case, _ = await asked_of(desk.agents.case, agent, case_id(id))
    account = await asyncio.to_thread(desk.sign_ins.book.account, name)
    if account is None or account.is_disabled or case.queue not in account.queues:
        raise Refused(409, "Nobody of this name answers for this queue.")
    case = await asked_of(desk.agents.hand_to, agent, case.id, account.as_agent())
    service_of(request).bells.ring(case.conversation_id)
    return json_response({"case": shown_case(case)})


async def list_agents(request: Request) -> HTTPResponse:
    """Who has an account for a queue of the agent's, and for which of them could be given a case."""
    agent = await agent_of(request)
    accounts = await asyncio.to_thread(service_of(request).desk.sign_ins.book.accounts)
    shared = [one for one in accounts if not one.is_disabled and one.queues & agent.queues]
    shown = [
        {"name": one.name, "shown_as": one.as_agent().shown, "queues": sorted(one.queues & agent.queues)}
        for one in shared
    ]
    return json_response({"agents": shown})


async def stream_changes(request: Request) -> None:
    """Tell that something was said or done, so that the page asks anew; what it was, it learns by asking."""
    await agent_of(request)
    service = service_of(request)
    if request.stream is not None:
        request.stream.keep_alive = False
    response = await request.respond(
        content_type="text/event-stream; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
    begun, told = time.monotonic(), -1
    heard = begun
    while not service.stopping and time.monotonic() - begun < STREAM_SECONDS:
        try:
            newest = await asyncio.to_thread(service.desk.agents.newest)
        except Exception as error:
            _log.error("a stream of changes broke off", exc_info=error)
            break
        if newest != told:
            await response.send(f"event: changed\ndata: {newest}\n\n")
            told, heard = newest, time.monotonic()
        elif time.monotonic() - heard >= service.patience.heartbeat:
            await response.send(": still here\n\n")
            heard = time.monotonic()
        await asyncio.sleep(service.patience.poll)
    await response.eof()


def _goes_by_mail(request: Request, case: Case | None) -> bool:
    """Whether what an agent says is sent as a mail too."""
    return case is not None and case.email is not None and service_of(request).desk.writing.support.sends_mail


def _glimpse(one: Glimpse) -> dict[str, Any]:
    return {
        "id": one.conversation_id,
        "shop": one.shop,
        "role": one.role,
        "email": one.email or (one.case.email if one.case else None),
        "updated_at": one.updated_at.isoformat(),
        "case": shown_case(one.case) if one.case else None,
        "last": {"id": one.last_id, "author": one.last_author, "text": (one.last_text or "")[:SHOWN_OF_LAST]},
        "person": {"author": one.person_author, "text": (one.person_text or "")[:SHOWN_OF_LAST]},
        "unread": one.unread,
    }
