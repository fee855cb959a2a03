"""How does a browser hold a conversation with the desk?

A session token opens one conversation and nothing else; the client never chooses an id. Whatever breaks or hangs inside
a turn, the person gets an answer. A turn that was begun is finished, kept and counted even if the browser has gone.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from datetime import datetime
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.asking import Asker, Role
from photodesk.conversation.log import Message
from photodesk.spent import OneUse
from photodesk.tokens import LONGEST_SIGNED_IN, LONGEST_VISIT, SHOP, TICKET_LIFE, TokenError
from photodesk.web import sent
from photodesk.web.admission import admit_call, admit_conversation, admit_message
from photodesk.web.origins import check_origin
from photodesk.web.problem import Refused, tell
from photodesk.web.service import Service, service_of
from photodesk.wiring import new_reference

MOST_STREAMS = 20
"""Of one conversation, at one worker: each takes a connection and asks the database again and again."""

_log = logging.getLogger("photodesk.web")


async def open_session(request: Request) -> HTTPResponse:
    """Begin a conversation, for whom the identity token names or for an anonymous consumer."""
    service, now = service_of(request), service_of(request).clock()
    identity = sent.bearer(request)
    known, use = _identified(service, identity, now) if identity is not None else (None, None)
    body = sent.body(request)
    shop = sent.text(body, "shop")
    if not SHOP.fullmatch(shop):
        raise Refused(422, "'shop' is one to 64 small letters, digits and dashes.")
    check_origin(request, service.origins, shop)
    await admit_conversation(request, shop)
    if known is not None and known.shop != shop:
        raise Refused(403, "The identity token is of another shop.")
    if use is not None:
        await _spend(service, use, "the identity token has opened a conversation; each needs one of its own")
    asker = known or Asker(Role.CONSUMER, shop)
    language = service.language(sent.text(body, "locale", "en"))
    conversation = await asyncio.to_thread(service.desk.open_conversation, asker, language)
    tell(request, conversation=conversation, shop=shop, role=asker.role.value, signed_in=known is not None)
    token = service.sessions.token(conversation, now, LONGEST_SIGNED_IN if known else LONGEST_VISIT)
    return json_response({"session": conversation, **_shown_token(service, token, now)}, 201)


async def renew_session(request: Request) -> HTTPResponse:
    """A new token for the same conversation, while the old one still opens it."""
    service, now = service_of(request), service_of(request).clock()
    await _open_conversation(request)
    token = service.sessions.renewed(str(sent.bearer(request)), now)
    return json_response(_shown_token(service, token, now))


async def end_session(request: Request) -> HTTPResponse:
    """End the session: its tokens open nothing any more, and what was said stays with the desk."""
    service = service_of(request)
    conversation = await _open_conversation(request)
    await asyncio.to_thread(service.desk.end_session, conversation)
    service.bells.ring(conversation)
    return HTTPResponse(status=204)


async def send_message(request: Request) -> HTTPResponse:
    """Answer a text, or a button's payload, which is a text that only the desk can have written.

    With an `id` of the client's it may be sent again: it is answered once, and the second time with the same words.
    While a person has the conversation, that person answers and the desk does not.
    """
    service = service_of(request)
    conversation, _ = _session(request)
    body = sent.body(request)
    client_id = sent.client_id(body)
    if "text" in body and "payload" in body:
        raise Refused(422, "Give 'text' or 'payload', not both.")
    text = sent.message_text(body, "payload" if "payload" in body else "text")
    standing = await admit_message(request, conversation)
    if standing.with_person and await asyncio.to_thread(service.desk.listen, conversation, text, client_id):
        service.bells.ring(conversation)
        return json_response({"replies": []})
    replies, timing = await asyncio.shield(service.finishing(turn(service, conversation, text, client_id)))
    return json_response({"replies": replies}, headers={"Server-Timing": timing})


async def rate_answer(request: Request) -> HTTPResponse:
    """Keep whether an answer was helpful."""
    service = service_of(request)
    conversation = await _open_conversation(request)
    body = sent.body(request)
    message, helpful = body.get("message"), body.get("helpful")
    if not isinstance(message, int) or isinstance(message, bool) or not 0 < message < sent.LARGEST_ID:
        raise Refused(422, "'message' is not the id of a message.")
    if not isinstance(helpful, bool):
        raise Refused(422, "'helpful' is neither true nor false.")
    if not await asyncio.to_thread(service.desk.rate, conversation, message, helpful):
        raise Refused(404, "The desk has given no answer with this id in this conversation.")
    return HTTPResponse(status=204)


async def show_data(request: Request) -> HTTPResponse:
    """Everything that is held on this conversation, as a file."""
    service = service_of(request)
    conversation = await _open_conversation(request)
    held = await asyncio.to_thread(service.desk.everything_on, conversation)
    text = json.dumps(held, ensure_ascii=False, indent=2, default=str)
    headers = {"Content-Disposition": 'attachment; filename="photodesk-my-data.json"'}
    return HTTPResponse(text, content_type="application/json; charset=utf-8", headers=headers)


async def erase_data(request: Request) -> HTTPResponse:
    """Forget this conversation; its tokens open nothing any more."""
    service = service_of(request)
    conversation = await _open_conversation(request)
    await asyncio.to_thread(service.desk.erase, conversation)
    service.bells.ring(conversation)
    return HTTPResponse(status=204)


async def show_history(request: Request) -> HTTPResponse:
    service = service_of(request)
    conversation = await _open_conversation(request)
    messages = await asyncio.to_thread(service.desk.history, conversation)
    return json_response({"messages": [shown_message(message) for message in messages]})


async def give_ticket(request: Request) -> HTTPResponse:
    """A ticket for `/chat/events`, where a browser's EventSource can send no header."""
    service = service_of(request)
    conversation = await _open_conversation(request)
    ticket = service.sessions.ticket(conversation, service.clock())
    return json_response({"ticket": ticket, "expires_in": int(TICKET_LIFE.total_seconds())}, 201)


async def stream_events(request: Request) -> None:
    """Send the conversation's messages as they come, beginning after the one that the client has seen last."""
    service = service_of(request)
    conversation, until = await _listener(request)
    after = _seen(request)
    if service.bells.listeners(conversation) >= MOST_STREAMS:
        raise Refused(429, "Too many pages listen to this conversation.", {"Retry-After": "30"})
    if request.stream is not None:
        request.stream.keep_alive = False  # the end of the stream is the end of the connection
    response = await request.respond(
        content_type="text/event-stream; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
    await response.send(f"retry: {int(service.patience.poll * 1000)}\n\n")
    heard = looked = time.monotonic()
    with service.bells.listening(conversation) as bell:
        while not service.stopping and service.clock() < until:
            was_rung = bell.is_set()
            bell.clear()
            try:
                if was_rung or time.monotonic() - looked >= service.patience.heartbeat:
                    looked = time.monotonic()
                    if await asyncio.to_thread(service.desk.standing, conversation) is None:
                        break
                messages = await asyncio.to_thread(service.desk.history, conversation, after)
            except Exception as error:  # the client comes back by itself, with the id that it has seen
                _log.error("an event stream broke off", exc_info=error)
                service.measures.error("request")
                break
            for message in messages:
                await response.send(_event(message))
                after, heard = message.id, time.monotonic()
            if time.monotonic() - heard >= service.patience.heartbeat:
                await response.send(": still here\n\n")
                heard = time.monotonic()
            if not service.stopping:
                await _wait(bell, min(service.patience.poll, service.patience.heartbeat))
    await response.eof()


async def turn(service: Service, conversation: str, text: str, client_id: str) -> tuple[list[dict[str, Any]], str]:
    """The replies, and what the Server-Timing header says of them."""
    started = time.perf_counter()
    replies = await _replies(service, conversation, text, client_id)
    seconds = time.perf_counter() - started
    understanding = _understanding_seconds(replies)
    service.measures.turn(replies, seconds, understanding)
    facts: dict[str, Any] = {
        "conversation": conversation,
        "outcomes": [reply.get("outcome") for reply in replies],
        "rules": [reply["rule"] for reply in replies if "rule" in reply],
        "ms": round(seconds * 1000, 1),
    }
    if service.settings.log_text:
        facts["text"] = text
    _log.info("turn", extra={"facts": facts})
    timing = f"total;dur={seconds * 1000:.2f}"
    if understanding is not None:
        timing += f", understanding;dur={understanding * 1000:.2f}"
    return replies, timing


async def _replies(service: Service, conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
    try:
        return await asyncio.wait_for(service.say(conversation, text, client_id), service.patience.turn)
    except Exception as error:
        reference = new_reference()
        facts = {"reference": reference, "conversation": conversation}
        _log.error("a turn failed", exc_info=error, extra={"facts": facts})
        service.measures.error("turn")
        # Whatever made the turn fail may hold this up as well: it is kept when it can be, and answered in any case.
        keeping = service.finishing(asyncio.to_thread(service.desk.failure, conversation, text, reference, client_id))
        done, _ = await asyncio.wait({keeping}, timeout=service.patience.apology)
        return [keeping.result() if done else service.desk.apology(reference)]
    finally:
        service.bells.ring(conversation)


async def _wait(bell: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(bell.wait(), seconds)
    except asyncio.TimeoutError:
        return


def _understanding_seconds(replies: list[dict[str, Any]]) -> float | None:
    timings = [reply.pop("_timing") for reply in replies if "_timing" in reply]
    return sum(float(timing["understanding"]) for timing in timings) if timings else None


def shown_message(message: Message) -> dict[str, Any]:
    shown = {"id": message.id, "at": message.at.isoformat(), "author": message.author, "text": message.text}
    if message.answer is not None:
        shown["answer"] = message.answer
    if message.client_id is not None and message.author == "asker":
        shown["client_id"] = message.client_id
    if message.name is not None:
        shown["name"] = message.name
    return shown


def _shown_token(service: Service, token: str, now: datetime) -> dict[str, Any]:
    _, until = service.sessions.conversation(token, now)
    return {"token": token, "expires_in": math.ceil((until - now).total_seconds())}


def _event(message: Message) -> str:
    """The asker's own words are an event of another name, for other pages that show the same conversation."""
    name = "asked" if message.author == "asker" else "message"
    return f"id: {message.id}\nevent: {name}\ndata: {json.dumps(shown_message(message))}\n\n"


# What was sent


def _identified(service: Service, token: str, now: datetime) -> tuple[Asker, OneUse | None]:
    try:
        asker, use = service.shop_keys.opener(token, now)
    except TokenError as error:
        raise sent.unauthorised(str(error)) from None
    if asker.role is Role.AGENT:
        raise Refused(403, "An agent does not ask the desk in a chat.")
    return asker, use


async def _spend(service: Service, use: OneUse, otherwise: str) -> None:
    """Use up what may be used once; raises Refused when any worker has seen it before."""
    if not await asyncio.to_thread(service.desk.spend, use):
        raise sent.unauthorised(otherwise)


def _session(request: Request) -> tuple[str, datetime]:
    token = sent.bearer(request)
    if token is None:
        raise sent.unauthorised("send the session's token")
    try:
        service = service_of(request)
        conversation, until = service.sessions.conversation(token, service.clock())
    except TokenError as error:
        raise sent.unauthorised(str(error)) from None
    tell(request, conversation=conversation)
    return conversation, until


async def _open_conversation(request: Request) -> str:
    """The conversation of the session's token, if it has not been erased since."""
    conversation, _ = _session(request)
    await admit_call(request, conversation)
    return conversation


async def _listener(request: Request) -> tuple[str, datetime]:
    ticket = request.args.get("ticket")
    if ticket is None:
        conversation, until = _session(request)
    else:
        try:
            service = service_of(request)
            conversation, until, use = service.sessions.of_ticket(ticket, service.clock())
        except TokenError as error:
            raise sent.unauthorised(str(error)) from None
        tell(request, conversation=conversation)
        await _spend(service, use, "the ticket has been used")
    await admit_call(request, conversation)
    return conversation, until


def _seen(request: Request) -> int:
    """The id of the last message that the client has; 0, so that all are sent, when it names none."""
    given = request.headers.getone("last-event-id", None) or request.args.get("after") or "0"
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 16 else 0
