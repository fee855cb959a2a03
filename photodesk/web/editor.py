"""How does a lead edit a file of the knowledge base in a browser?

A form that needs no script: check it, see what would change, save it. Whatever becomes of that, the page comes back
with the lead's text in it: when it does not hold together, when somebody saved meanwhile, when the session is over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from sanic.request import Request
from sanic.response import HTTPResponse

from photodesk.asking import SERVICE, Agent
from photodesk.knowledge.replies import FACTS
from photodesk.learning.editing import (
    DAYS,
    LARGEST_FILE,
    Edit,
    EditConflictError,
    EditingDesk,
    Saved,
    TooLargeError,
    UnknownFileError,
    UnwritableError,
)
from photodesk.problems import KnowledgeBaseError
from photodesk.web import sent
from photodesk.web.comparing import Card, TextCard, cards, text_cards
from photodesk.web.editing import LONGEST_WHY
from photodesk.web.knowledge import beside, kind_of, lead_of, page, title_of
from photodesk.web.problem import Refused, tell
from photodesk.web.service import service_of
from photodesk.web.sheets import (
    MOST_TOGETHER,
    Fault,
    Preview,
    Sheet,
    counted,
    edits_in,
    faults_in,
    preview_of,
    sheets_of,
    with_others,
)
from photodesk.web.sign_in import to_sign_in
from photodesk.web.signed_in import check_from_here, check_meant, who_is_signed_in

CHECK, COMPARE, SAVE = "check", "compare", "save"

_OVER = "You are no longer signed in. Nothing is lost: what you wrote is below."
_ANEW = "You have signed in anew since this page was opened, so nothing was saved. Look it over, and press again."
_KEPT = "Your text is still here."
_NOT = {SAVE: "Nothing was saved.", COMPARE: "What would change can be told when everything holds together."}


@dataclass(frozen=True)
class Changes:
    """What an edit would change, as it is shown."""

    cards: Sequence[Card]
    texts: Sequence[TextCard]
    titles: Mapping[str, str]
    situations: int
    moved: int
    conversations: int
    touched: int
    unplayable: int
    days: int = DAYS


@dataclass(frozen=True)
class Result:
    """What became of what the lead asked for."""

    said: str
    status: int = 200
    note: str = ""
    faults: Sequence[Fault] = ()
    preview: Preview | None = None
    changes: Changes | None = None
    saved: Saved | None = None
    is_signed_out: bool = False


async def show_editor(request: Request, path: str) -> HTTPResponse:
    """A file as it is, with the cursor on `?line=`."""
    account = await who_is_signed_in(request)
    if account is None:
        return to_sign_in(request)
    lead, desk = await lead_of(request, account)
    try:
        text, version = await asyncio.to_thread(desk.read, path)
    except UnknownFileError:
        raise Refused(404, "There is no such file in the knowledge base.") from None
    line = request.args.get("line", "")
    sheets = await asyncio.to_thread(sheets_of, desk, [Edit(path, text, version)])
    return await asyncio.to_thread(_page, request, lead, desk, sheets, line=line if line.isdecimal() else "")


async def use_editor(request: Request, path: str) -> HTTPResponse:
    """Do with the text what was asked for, and show it again with what became of that."""
    check_from_here(request)
    form = sent.form(request)
    edits = edits_in(path, form)
    why = " ".join(sent.text(form, "why", "").split())[:LONGEST_WHY]
    account, desk = await who_is_signed_in(request), service_of(request).desk.editing
    if account is None or desk is None:  # whoever sent this reads no more of the files than they sent
        sheets = [
            Sheet(edit.path, edit.text, edit.version or "", edit.path, kind_of(edit.path), False) for edit in edits
        ]
        return _page(request, None, None, sheets, Result(_OVER, 403, is_signed_out=True), why=why)
    lead, desk = await lead_of(request, account)
    try:
        return await asyncio.to_thread(_used, request, lead, desk, edits, form, why)
    except UnknownFileError:
        raise Refused(404, "There is no such file in the knowledge base.") from None


def _used(
    request: Request, lead: Agent, desk: EditingDesk, edits: list[Edit], form: Mapping[str, str], why: str
) -> HTTPResponse:
    edits = with_others(desk, edits, form)
    sheets = sheets_of(desk, edits)
    if "with" in form or "without" in form:
        # Each sheet is of the version of now: what was saved meanwhile is shown here, or it never is.
        overtaken = Result("Somebody else saved meanwhile", note=_KEPT) if _is_overtaken(sheets) else None
        return _page(request, lead, desk, sheets, overtaken, why=why, added=form.get("with", ""))
    result = _result(request, lead, desk, sheets, form, why)
    if result.saved is not None:
        edits, why = [Edit(edit.path, *desk.read(edit.path)) for edit in edits], ""
    return _page(request, lead, desk, sheets_of(desk, edits), result, why=why)


def _result(
    request: Request, lead: Agent, desk: EditingDesk, sheets: list[Sheet], form: Mapping[str, str], why: str
) -> Result:
    do = form.get("do", CHECK)
    try:
        if not _is_meant(request, form):
            return replace(_check(desk, sheets), said=_ANEW, status=403)
        if do == COMPARE:
            return _compare(desk, sheets)
        if do == SAVE:
            return _save(request, lead, desk, sheets, why)
        return _check(desk, sheets)
    except KnowledgeBaseError as error:
        faults = faults_in(desk, sheets, error.problems)
        return Result(f"{counted(faults)} to mend first", 422, _NOT[do], faults)
    except TooLargeError as error:
        return Result(f"{error} is too long: a file has at most {LARGEST_FILE // 1024} KiB", 413)


def _is_meant(request: Request, form: Mapping[str, str]) -> bool:
    """Whether the form is of this session; one of an earlier session is shown again, and changes nothing."""
    try:
        check_meant(request, form.get("csrf", ""))
    except Refused:
        return False
    return True


def _check(desk: EditingDesk, sheets: list[Sheet]) -> Result:
    checked = desk.check([sheet.edit for sheet in sheets])
    faults = faults_in(desk, sheets, checked.problems)
    said = f"{counted(faults)} to mend" if faults else "Checked: everything holds together"
    return Result(said, faults=faults, preview=preview_of(desk, sheets[0], checked))


def _compare(desk: EditingDesk, sheets: list[Sheet]) -> Result:
    found = desk.compare([sheet.edit for sheet in sheets], DAYS)
    shown, texts = cards(found), text_cards(found.texts)
    titles = {topic: title_of(topic, desk) for topic in {card.topic for card in shown}}
    numbers = (found.situations, found.moved, found.conversations, found.touched, found.unplayable)
    return Result(
        "What would change" if found else "No answer would change", changes=Changes(shown, texts, titles, *numbers)
    )


def _save(request: Request, lead: Agent, desk: EditingDesk, sheets: list[Sheet], why: str) -> Result:
    if SERVICE not in lead.queues:
        return Result("Nothing was saved", 403, "What is written speaks for all shops.")
    if _is_overtaken(sheets):
        return _overtaken()
    try:
        saved = desk.save(lead, [sheet.edit for sheet in sheets], why)
    except EditConflictError:
        return _overtaken()
    except UnwritableError as error:
        return Result("Nothing was saved", 503, f"{error}. Tell whoever runs the desk. {_KEPT}")
    service_of(request).desk.refresh()
    tell(request, saved=len(saved.versions))
    if all(sheet.is_saved for sheet in sheets):
        is_late = saved.commit.id is not None
        return Result(
            "It was saved before, and is committed now" if is_late else "There was nothing to save", saved=saved
        )
    if desk.files.problems:
        return Result(
            "Saved, but the desk cannot speak from it yet",
            saved=saved,
            faults=faults_in(desk, sheets, desk.files.problems),
        )
    return Result("Saved: the desk answers from it now", saved=saved)


def _is_overtaken(sheets: Sequence[Sheet]) -> bool:
    return any(sheet.was_saved_by_others for sheet in sheets)


def _overtaken() -> Result:
    return Result("Nothing was saved: somebody else saved meanwhile", 409, _KEPT)


def _page(
    request: Request,
    lead: Agent | None,
    desk: EditingDesk | None,
    sheets: Sequence[Sheet],
    result: Result | None = None,
    *,
    why: str = "",
    line: str = "",
    added: str = "",
) -> HTTPResponse:
    others = beside(sheets[0].path, desk) if desk is not None else []
    here = {sheet.path for sheet in sheets}
    return page(
        request,
        "editor.html",
        lead,
        status=result.status if result else 200,
        sheets=sheets,
        result=result,
        why=why,
        line=line,
        added=added,
        longest_why=LONGEST_WHY,
        others=[(path, kind_of(path), path in here) for path in others],
        is_full=len(sheets) == MOST_TOGETHER,
        is_saved=all(sheet.is_saved for sheet in sheets),
        facts=sorted(FACTS),
        topic=PurePosixPath(sheets[0].path).stem,
        folder=desk.files.folder.name if desk is not None else "",
    )
