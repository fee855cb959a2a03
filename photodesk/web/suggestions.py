"""How does an agent's program get drafts for a letter, and say what became of them?"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.asking import Agent, Role
from photodesk.conversation.agents import Opened
from photodesk.suggesting.fate import Judged, UnknownSuggestionError, Verdict
from photodesk.suggesting.suggesting import Asked
from photodesk.understanding.reading import Reading
from photodesk.web import sent
from photodesk.web.cases import agent_of, asked_of
from photodesk.web.problem import Refused
from photodesk.web.service import service_of

MOST_SAID = 5
"""So many messages of a conversation are read together; older ones have been answered or given up."""
_LONGEST_FACT = 254
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def suggest(request: Request) -> HTTPResponse:
    """Up to three drafts for a letter or for what was asked last in a conversation, and an id for their fate."""
    agent, body, service = await agent_of(request), sent.body(request), service_of(request)
    if "conversation" in body:
        id = sent.text(body, "conversation")
        opened: Opened = await asked_of(service.desk.agents.conversation, agent, id)
        shop, asked, case = opened.glimpse.shop, _asked_last(opened), opened.glimpse.case
    else:
        shop, asked, case = _shop(agent, body), _letter(body), None
    language = service.language(sent.text(body, "locale", "en"))
    reading = Reading.from_dict(await service.read(asked.text))
    of = (agent, shop, asked, reading, language, case.id if case else None)
    id, suggestions = await asyncio.to_thread(service.desk.writing.suggest, *of)
    return json_response({"id": id, "text": asked.text, "suggestions": suggestions})


async def judge(request: Request, id: str) -> HTTPResponse:
    """Keep whether a draft was sent, changed or rejected."""
    agent, body = await agent_of(request), sent.body(request)
    if not _ID.fullmatch(id):
        raise _missing()
    try:
        verdict = Verdict(sent.text(body, "verdict"))
    except ValueError:
        raise Refused(422, f"'verdict' is one of {', '.join(each.value for each in Verdict)}.") from None
    draft = body.get("draft", 0)
    if not isinstance(draft, int) or isinstance(draft, bool):
        raise Refused(422, "'draft' is not the place of a draft, from 0.")
    text = sent.message_text(body, "text") if "text" in body else None
    judged = Judged(verdict, draft, text, _fact(body, "reason"))
    try:
        await asyncio.to_thread(service_of(request).desk.writing.judge, agent, id, judged)
    except UnknownSuggestionError:
        raise _missing() from None
    return HTTPResponse(status=204)


def _missing() -> Refused:
    return Refused(404, "There is no such suggestion in your queue.")


def _letter(body: Mapping[str, Any]) -> Asked:
    text = sent.message_text(body, "text")
    if not text.strip():
        raise Refused(422, "'text' is empty.")
    return Asked(text, _asker(body), _fact(body, "order"), _fact(body, "from"))


def _asked_last(opened: Opened) -> Asked:
    """What the asker has said since somebody last answered in person; the order, if it is proven to be theirs."""
    said: list[str] = []
    for message in opened.messages:
        said = [] if message.author == "agent" else [*said, message.text] if message.author == "asker" else said
    text = "\n".join(said[-MOST_SAID:])[-sent.LONGEST_MESSAGE :]
    if not text.strip():
        raise Refused(409, "Nothing has been asked since the last answer.")
    order = opened.order or {}
    number = order.get("number") if order.get("proven") else None
    role = Role.PHOTOGRAPHER if opened.glimpse.role == Role.PHOTOGRAPHER.value else Role.CONSUMER
    return Asked(text, role, number, about=opened.topic)


def _shop(agent: Agent, body: Mapping[str, Any]) -> str:
    """The shop that was written to: the agent's only one, unless it is named."""
    shop = _fact(body, "shop") or (next(iter(agent.queues)) if len(agent.queues) == 1 else None)
    if shop is None:
        raise Refused(422, "'shop' is missing, and you answer for several.")
    if not agent.may_see(shop):
        raise Refused(403, "You do not answer for this shop.")
    return shop


def _asker(body: Mapping[str, Any]) -> Role:
    given = sent.text(body, "as", Role.CONSUMER.value)
    if given not in (Role.CONSUMER.value, Role.PHOTOGRAPHER.value):
        raise Refused(422, "'as' is consumer or photographer.")
    return Role(given)


def _fact(body: Mapping[str, Any], key: str) -> str | None:
    if body.get(key) is None:
        return None
    given = sent.text(body, key).strip()
    if len(given) > _LONGEST_FACT:
        raise Refused(422, f"'{key}' is too long.")
    return given or None
