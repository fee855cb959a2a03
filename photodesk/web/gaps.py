"""How does a lead see what the desk has no answer to, and begin to mend it?"""

from __future__ import annotations

import asyncio
import re

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.asking import Agent
from photodesk.learning.drafts import DraftError, Sort
from photodesk.learning.gaps import DAYS, HALF_LIFE, KINDS, MOST_EXAMPLES
from photodesk.learning.lessons import Lessons, UnknownGapError
from photodesk.learning.numbers import PERIODS
from photodesk.web import sent
from photodesk.web.admission import admit_agent
from photodesk.web.knowledge import page
from photodesk.web.numbers import days_of, lessons_for
from photodesk.web.problem import Refused, tell
from photodesk.web.service import service_of
from photodesk.web.sign_in import to_sign_in
from photodesk.web.signed_in import check_meant, who_is_signed_in

MOST_SHOWN = 40
_ID = re.compile(r"[0-9a-f]{12}")


async def show_gaps(request: Request) -> HTTPResponse:
    """Questions without an answer, group by group."""
    if "authorization" not in request.headers and await who_is_signed_in(request) is None:
        return to_sign_in(request)
    agent, lessons = await lessons_for(request)
    _refuse_others(agent)
    days = days_of(request, DAYS, PERIODS)
    service = service_of(request)
    async with service.grouping:
        found = await asyncio.to_thread(lessons.found, agent, days)
    note = service.desk.sign_ins.book.note
    await asyncio.to_thread(note, agent.name, "gaps.read", service.clock(), days=days)
    return page(
        request,
        "gaps.html",
        agent,
        gaps=found[:MOST_SHOWN],
        left_out=len(found[MOST_SHOWN:]),
        asked=sum(gap.count for gap in found),
        days=days,
        periods=PERIODS,
        half_life=HALF_LIFE,
        kinds=KINDS,
        most=MOST_EXAMPLES,
        topics=sorted(service.desk.knowledge.tables),
    )


async def draft(request: Request, id: str) -> HTTPResponse:
    """Write a gap as a change of the files that somebody can review: a page for a form, JSON for a program."""
    is_form = sent.is_form(request)
    if is_form:
        fields = sent.form(request)
        agent, lessons = await _by_form(request, fields.get("csrf", ""))
    else:
        (agent, lessons), fields = await lessons_for(request), sent.body(request)
    _refuse_others(agent)
    try:
        sort = Sort(sent.text(fields, "what"))
    except ValueError:
        raise Refused(422, f"'what' is one of {', '.join(each.value for each in Sort)}.") from None
    topic, days = sent.text(fields, "topic"), str(fields.get("days", DAYS))
    if days not in map(str, PERIODS):
        raise Refused(422, f"'days' is one of {', '.join(map(str, PERIODS))}.")
    if not _ID.fullmatch(id):
        raise _missing()
    try:
        async with service_of(request).grouping:
            made = await asyncio.to_thread(lessons.draft, agent, id, sort, topic, int(days))
    except UnknownGapError:
        raise _missing() from None
    except DraftError as error:
        if is_form:
            return page(request, "draft.html", agent, status=422, draft=None, days=days, failure=str(error))
        raise Refused(422, str(error)) from None
    service = service_of(request)
    note = service.desk.sign_ins.book.note
    await asyncio.to_thread(note, agent.name, "gaps.draft", service.clock(), draft=made.path.name)
    tell(request, draft=made.path.name)
    if not is_form:
        return json_response(made.as_dict(), 201)
    return page(request, "draft.html", agent, status=201, draft=made, days=days, sort=sort.value)


async def _by_form(request: Request, csrf: str) -> tuple[Agent, Lessons]:
    account, lessons = await who_is_signed_in(request), service_of(request).desk.lessons
    if account is None:
        raise sent.unauthorised("sign in at /desk/sign-in")
    tell(request, account=account.name)
    check_meant(request, csrf)
    agent = account.as_agent()
    await admit_agent(request, agent)
    if lessons is None:
        raise Refused(404, "Nothing is counted here.")
    return agent, lessons


def _refuse_others(agent: Agent) -> None:
    if not agent.is_lead:
        raise Refused(403, "This is for leads.")


def _missing() -> Refused:
    return Refused(404, "There is no such gap any more: what was asked since has changed the groups. Look again.")
