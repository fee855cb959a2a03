"""How does a lead's page edit the knowledge base?

Every lead may look, check and compare. To save is for leads who also answer for the service: what is written speaks for
all shops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.asking import SERVICE, Agent
from photodesk.learning.editing import (
    DAYS,
    LARGEST_FILE,
    Checked,
    Edit,
    EditConflictError,
    EditingDesk,
    TooLargeError,
    UnknownFileError,
    UnwritableError,
)
from photodesk.problems import KnowledgeBaseError, Problem
from photodesk.web import sent
from photodesk.web.cases import agent_of
from photodesk.web.pages import markdown
from photodesk.web.problem import Refused, problem, tell
from photodesk.web.service import service_of

T = TypeVar("T")

MOST_FILES = 8
"""Saved together: a rule that gives a new reply needs two."""
MOST_DAYS = 366
LONGEST_WHY = 200


async def list_files(request: Request) -> HTTPResponse:
    _, desk = await _lead(request)
    files = await asyncio.to_thread(desk.all)
    return json_response({"files": [file.as_dict() for file in files]})


async def show_file(request: Request, path: str) -> HTTPResponse:
    _, desk = await _lead(request)
    text, version = await _asked(desk.read, path)
    return json_response({"path": path, "text": text, "version": version})


async def check(request: Request) -> HTTPResponse:
    """What would not hold together, and how the file would read."""
    _, desk = await _lead(request)
    checked = await _asked(desk.check, _edits(sent.body(request)))
    return json_response({"problems": _problems(checked.problems), "preview": _preview(checked)})


async def compare(request: Request) -> HTTPResponse:
    """Which answers would change, and how many customers had them."""
    _, desk = await _lead(request)
    body = sent.body(request)
    days = body.get("days", DAYS)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        raise Refused(422, f"'days' is a whole number from 1 to {MOST_DAYS}.")
    try:
        found = await _asked(desk.compare, _edits(body), days)
    except KnowledgeBaseError as error:
        return _refusal(request, error)
    return json_response({"days": days, **found.as_dict()})


async def save(request: Request, path: str) -> HTTPResponse:
    """Write the file, and others that only hold together with it; all workers speak from them within seconds."""
    lead, desk = await _lead(request)
    if SERVICE not in lead.queues:
        raise Refused(
            403, f"What is written speaks for all shops: only leads who also answer for {SERVICE!r} may save."
        )
    body = sent.body(request)
    why = " ".join(sent.text(body, "why", "").split())
    if len(why) > LONGEST_WHY:
        raise Refused(422, f"'why' has at most {LONGEST_WHY} characters.")
    try:
        saved = await _asked(desk.save, lead, _edits({**body, "path": path}), why)
    except KnowledgeBaseError as error:
        return _refusal(request, error)
    await asyncio.to_thread(service_of(request).desk.refresh)
    tell(request, saved=len(saved.versions))
    return json_response({"versions": dict(saved.versions), "commit": saved.commit.id, "failure": saved.commit.failure})


async def _lead(request: Request) -> tuple[Agent, EditingDesk]:
    agent, desk = await agent_of(request), service_of(request).desk.editing
    if not agent.is_lead:
        raise Refused(403, "This is for leads.")
    if desk is None:
        raise Refused(404, "There is no knowledge base to edit here.")
    return agent, desk


async def _asked(what: Callable[..., T], *of: Any) -> T:
    try:
        return await asyncio.to_thread(what, *of)
    except UnknownFileError:
        raise Refused(404, "There is no such file in the knowledge base.") from None
    except EditConflictError as error:
        raise Refused(409, f"{error} is not what you edited any more: look at what it says now.") from None
    except TooLargeError as error:
        raise Refused(413, f"{error} would have more than {LARGEST_FILE} bytes.") from None
    except UnwritableError as error:
        raise Refused(503, f"Nothing was saved: {error}.") from None


def _edits(body: Mapping[str, Any]) -> list[Edit]:
    """The file that is meant, and under `also` what is changed together with it."""
    more = body.get("also", [])
    if not isinstance(more, list) or not all(isinstance(each, dict) for each in more) or len(more) >= MOST_FILES:
        raise Refused(422, f"'also' is a list of at most {MOST_FILES - 1} files.")
    edits = [
        Edit(
            sent.text(each, "path"),
            sent.text(each, "text"),
            sent.text(each, "version") if each.get("version") else None,
        )
        for each in (body, *more)
    ]
    if len({edit.path for edit in edits}) < len(edits):
        raise Refused(422, "A file is named twice.")
    return edits


def _preview(checked: Checked) -> dict[str, Any] | None:
    """An article as a page would show it, replies as the desk and an agent would say them; a table is its own."""
    if (article := checked.article) is not None:
        sections = [
            {"id": section.id, "title": section.title, "html": str(markdown(section.text))}
            for section in article.sections.values()
        ]
        return {"title": article.title, "opening": str(markdown(article.opening)), "sections": sections}
    if checked.replies:
        return {"replies": [reply.as_dict() for reply in checked.replies]}
    return None


def _refusal(request: Request, error: KnowledgeBaseError) -> HTTPResponse:
    return problem(request, 422, "It does not hold together.", problems=_problems(error.problems))


def _problems(problems: list[Problem] | tuple[Problem, ...]) -> list[dict[str, Any]]:
    return [vars(one) for one in problems]
