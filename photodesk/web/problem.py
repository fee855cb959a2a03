"""How is an error told, so that a program can act on it and a person is told nothing of the inside?

Programs get a problem document (RFC 9457), readers of pages a page.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse

from photodesk.wiring import new_reference

_log = logging.getLogger("photodesk.web")

_DETAILS = {
    HTTPStatus.BAD_REQUEST: "The request is not HTTP as it should be.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method; the Allow header names those that it does.",
    HTTPStatus.REQUEST_TIMEOUT: "The request did not arrive in time.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than this server takes.",
    HTTPStatus.EXPECTATION_FAILED: "The only expectation that can be met is 100-continue.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The server could not answer in time. Try again in a moment.",
}


class Refused(SanicException):
    """A request that a route turns down; `detail` is for the person who wrote the program that sent it."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail, status_code=status, quiet=True)
        self.detail = detail
        self.headers = dict(headers or {})


ErrorPage = Callable[[int, str, bool], HTTPResponse]
"""Of a status and what is told; for agents, or for everybody."""


class Faults(ErrorHandler):
    """Turns every exception, Sanic's own too, into the answer that the client should see."""

    def __init__(self, error_page: ErrorPage, count: Callable[[], None]) -> None:
        super().__init__()
        self._error_page = error_page
        self._count = count

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        status, detail = self._told(request, exception)
        if status < 500 and status != HTTPStatus.CONFLICT:  # which names the agent who has the case
            tell(request, why=detail)
        if _is_for_a_reader(request):
            response = self._error_page(status, detail, request.path.startswith("/desk"))
        else:
            response = problem(request, status, detail)
        response.headers.update(getattr(exception, "headers", {}))
        return response

    def _told(self, request: Request, exception: Exception) -> tuple[int, str]:
        if isinstance(exception, Refused):
            return exception.status_code, exception.detail
        if isinstance(exception, SanicException):
            status = int(getattr(exception, "status_code", 500))
            if status != HTTPStatus.INTERNAL_SERVER_ERROR:
                return status, _DETAILS.get(HTTPStatus(status), HTTPStatus(status).description)
        if request.method == "NONE":  # Sanic's stand-in for a request whose head it could not read
            return HTTPStatus.BAD_REQUEST, _DETAILS[HTTPStatus.BAD_REQUEST]
        reference = new_reference()
        _log.error("a request failed", exc_info=exception, extra={"facts": {"reference": reference}})
        self._count()
        return 500, f"Something went wrong here. The reference is {reference}."


def problem(request: Request, status: int, detail: str, **members: Any) -> HTTPResponse:
    """A problem document; `members` are further ones of its own."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": f"urn:uuid:{request_id(request)}",
        **members,
    }
    return HTTPResponse(json.dumps(document), status, content_type="application/problem+json")


def tell(request: Request, **facts: Any) -> None:
    """Add to what the log tells of this request; nothing that was typed, and no token."""
    request.ctx.told = {**getattr(request.ctx, "told", {}), **facts}


def request_id(request: Request) -> str:
    """This request's id, in the log and in the answer; never the client's word."""
    if not hasattr(request.ctx, "id"):
        request.ctx.id = str(uuid4())
    return str(request.ctx.id)


def _is_for_a_reader(request: Request) -> bool:
    if request.path == "/kb" or request.path.startswith("/kb/"):
        return True
    is_interface = request.path.startswith(("/chat/", "/demo/")) and not request.path.startswith("/chat/window/")
    return not is_interface and "text/html" in request.headers.getone("accept", "")
