"""Which addresses does the server answer, and what is the same for all of them?

An application of our own: Rasa's REST interface and channels are not there at all.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from httptools.parser.errors import HttpParserInvalidURLError
from sanic import Sanic
from sanic.config import Config
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from photodesk.settings import Settings
from photodesk.tokens import Sessions, ShopKeys
from photodesk.web import chat, demo, health, kb
from photodesk.web.measures import Measures
from photodesk.web.origins import CHAT, Origins, allow_preflight, share
from photodesk.web.pages import Pages
from photodesk.web.problem import Faults, request_id
from photodesk.web.service import Parts, Patience, Say, Service, WebDesk, no_parts

ROUTES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/", demo.shop_page),
    ("POST", "/chat/sessions", chat.open_session),
    ("POST", "/chat/sessions/renewal", chat.renew_session),
    ("POST", "/chat/messages", chat.send_message),
    ("POST", "/chat/feedback", chat.rate_answer),
    ("GET", "/chat/history", chat.show_history),
    ("GET", "/chat/data", chat.show_data),
    ("DELETE", "/chat/data", chat.erase_data),
    ("POST", "/chat/tickets", chat.give_ticket),
    ("GET", "/chat/events", chat.stream_events),
    ("GET", "/kb", kb.list_articles),
    ("GET", "/kb/<topic:str>", kb.show_article),
    ("GET", "/static/<name:str>", kb.show_file),
    ("GET", "/widget/<name:str>", kb.show_widget),
    ("GET", "/healthz", health.alive),
    ("GET", "/readyz", health.ready),
    ("GET", "/metrics", health.metrics),
)
DEVELOPMENT_ROUTES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/demo/people", demo.list_people),
    ("POST", "/demo/token", demo.give_identity),
)

LARGEST_BODY = 64 * 1024
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}

_log = logging.getLogger("photodesk.web")


def create_app(
    settings: Settings,
    desk: WebDesk,
    say: Say,
    *,
    parts: Parts = no_parts,
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    patience: Patience = Patience(),  # noqa: B008  (a frozen value)
) -> Sanic:
    """The server's application; raises SettingError when the keys of the shops cannot be used."""
    measures, pages = Measures(), Pages()
    app = Sanic(
        "photodesk",
        config=_config(settings, patience),
        request_class=_CheckedRequest,
        error_handler=Faults(pages.error, lambda: measures.error("request")),
        configure_logging=False,
    )
    service = Service(
        settings,
        desk,
        say,
        ShopKeys(settings),
        Sessions.of(settings),
        Origins.of(settings),
        measures,
        pages,
        clock,
        parts,
        patience,
    )
    app.ctx.service = service
    for path in sorted({path for _, path, _ in ROUTES if path.startswith(CHAT)}):
        app.add_route(allow_preflight, path, methods=("OPTIONS",), name=f"preflight-{path}")
    for method, path, route in ROUTES + (DEVELOPMENT_ROUTES if settings.is_development else ()):
        methods = ("GET", "HEAD") if method == "GET" and route is not chat.stream_events else (method,)
        app.add_route(route, path, methods=methods)
    app.register_middleware(_begin, "request")
    app.register_middleware(_end, "response")
    app.register_listener(_stop, "before_server_stop")
    return app


class _CheckedRequest(Request):
    """Turns down what Sanic would wait for in vain, or break at: a length that is none, a URL that is none."""

    def __init__(self, url_bytes: bytes, headers: Any, version: str, method: str, *rest: Any, **more: Any) -> None:
        length = headers.getone("content-length", "0")
        if not (length.isascii() and length.isdecimal()):
            raise InvalidUsage("Bad Request")
        try:
            super().__init__(url_bytes, headers, version, method, *rest, **more)
        except HttpParserInvalidURLError:
            if method != "NONE":
                raise InvalidUsage("Bad Request") from None
            # Sanic's stand-in for the request that was turned down, on its way to the error handler
            super().__init__(b"*", headers, version, method, *rest, **more)


def _config(settings: Settings, patience: Patience) -> Config:
    # Nothing is read from SANIC_… variables: settings.py names every setting there is.
    return Config(
        {
            "ACCESS_LOG": False,
            "AUTO_EXTEND": False,
            "GRACEFUL_SHUTDOWN_TIMEOUT": 5.0,
            "KEEP_ALIVE_TIMEOUT": 75,
            "PROXIES_COUNT": settings.proxies or None,
            "REGISTER": False,
            "REQUEST_MAX_SIZE": LARGEST_BODY,
            "REQUEST_TIMEOUT": 30,
            "RESPONSE_TIMEOUT": patience.turn + patience.apology + 10,  # a turn that takes too long is answered before
        },
        env_prefix=None,
    )


async def _begin(request: Request) -> None:
    request.ctx.begun = time.perf_counter()


async def _end(request: Request, response: BaseHTTPResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = request_id(request)
    share(request, response, request.app.ctx.service.origins)
    if request.app.ctx.service.stopping and request.stream is not None:
        request.stream.keep_alive = False  # or the connection would outlive the server's patience
    path = f"/{request.route.path}" if request.route else None
    if path in _PROBES and response.status < 400:
        return
    facts = {
        "request": request_id(request),
        "method": request.method,
        "route": path,
        "status": response.status,
        "ms": round((time.perf_counter() - getattr(request.ctx, "begun", time.perf_counter())) * 1000, 1),
    }
    _log.info("request", extra={"facts": facts})


async def _stop(app: Sanic, loop: Any) -> None:
    """Let event streams end and turns under way be finished before the server closes."""
    service: Service = app.ctx.service
    service.stopping = True
    service.bells.ring_all()
    if service.turns:
        await asyncio.wait(service.turns, timeout=service.patience.turn)
