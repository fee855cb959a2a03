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

from sanic import Sanic
from sanic.config import Config
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from photodesk.accounts.provider import Provider
from photodesk.chatwoot.inboxes import Inboxes
from photodesk.settings import Settings
from photodesk.tokens import Sessions, ShopKeys
from photodesk.web import (
    cases,
    chat,
    chatwoot,
    console,
    demo,
    editing,
    editor,
    gaps,
    health,
    inbox,
    kb,
    knowledge,
    numbers,
    sign_in,
    suggestions,
    window,
)
from photodesk.web.measures import Measures
from photodesk.web.origins import CHAT, Origins, allow_preflight, share
from photodesk.web.pages import Pages
from photodesk.web.problem import Faults, request_id
from photodesk.web.service import Parts, Patience, Read, Say, Service, WebDesk, no_parts, read_nothing
from photodesk.web.wire import CheckedRequest

ROUTES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/", demo.shop_page),
    ("POST", "/chat/sessions", chat.open_session),
    ("DELETE", "/chat/sessions", chat.end_session),
    ("POST", "/chat/sessions/renewal", chat.renew_session),
    ("POST", "/chat/messages", chat.send_message),
    ("POST", "/chat/feedback", chat.rate_answer),
    ("GET", "/chat/history", chat.show_history),
    ("GET", "/chat/data", chat.show_data),
    ("DELETE", "/chat/data", chat.erase_data),
    ("POST", "/chat/tickets", chat.give_ticket),
    ("GET", "/chat/events", chat.stream_events),
    ("GET", "/chat/window/<shop:str>", window.show_window),
    ("GET", "/desk", console.show_inbox),
    ("GET", "/desk/c/<id:str>", console.show_conversation),
    ("GET", "/desk/mail", console.show_mail),
    ("GET", "/desk/sign-in", sign_in.show_sign_in),
    ("POST", "/desk/sign-in", sign_in.sign_in),
    ("GET", "/desk/sign-in/oidc", sign_in.go_to_provider),
    ("GET", sign_in.CALLBACK, sign_in.come_from_provider),
    ("POST", "/desk/sign-out", sign_in.sign_out),
    ("GET", "/desk/me", sign_in.who_am_i),
    ("GET", "/desk/password", sign_in.show_password),
    ("POST", "/desk/password", sign_in.change_password),
    ("GET", "/desk/cases", cases.list_cases),
    ("GET", "/desk/cases/<id:str>", cases.show_case),
    ("POST", "/desk/cases/<id:str>/take", cases.take_case),
    ("POST", "/desk/cases/<id:str>/messages", cases.say_in_case),
    ("POST", "/desk/cases/<id:str>/give-back", cases.give_back_case),
    ("POST", "/desk/cases/<id:str>/close", cases.close_case),
    ("POST", "/desk/cases/<id:str>/notes", inbox.note_in_case),
    ("POST", "/desk/cases/<id:str>/hand-to", inbox.hand_case_to),
    ("GET", "/desk/conversations", inbox.list_conversations),
    ("GET", "/desk/conversations/<id:str>", inbox.show_conversation),
    ("POST", "/desk/conversations/<id:str>/case", inbox.join_conversation),
    ("POST", "/desk/conversations/<id:str>/look", inbox.look_at_conversation),
    ("GET", "/desk/agents", inbox.list_agents),
    ("GET", "/desk/changes", inbox.stream_changes),
    ("POST", "/desk/suggestions", suggestions.suggest),
    ("POST", "/desk/suggestions/<id:str>/feedback", suggestions.judge),
    ("GET", "/desk/numbers", numbers.show_numbers),
    ("GET", "/desk/numbers.csv", numbers.export_numbers),
    ("GET", "/desk/gaps", gaps.show_gaps),
    ("POST", "/desk/gaps/<id:str>/draft", gaps.draft),
    ("GET", "/desk/kb", editing.list_files),
    ("POST", "/desk/kb/check", editing.check),
    ("POST", "/desk/kb/diff", editing.compare),
    ("GET", "/desk/kb/<path:path>", editing.show_file),
    ("PUT", "/desk/kb/<path:path>", editing.save),
    ("GET", "/desk/knowledge", knowledge.list_topics),
    ("GET", "/desk/knowledge/<path:path>", editor.show_editor),
    ("POST", "/desk/knowledge/<path:path>", editor.use_editor),
    ("POST", "/chatwoot/<secret:str>", chatwoot.receive),
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
    ("POST", "/demo/sign-in", sign_in.sign_in_as_demo),
)

_STREAMS = (chat.stream_events, inbox.stream_changes)
LARGEST_BODY = 64 * 1024
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TLS_ALONE = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""For a host that is reached by TLS: a browser is not to come another way for a year."""

_log = logging.getLogger("photodesk.web")


def create_app(
    settings: Settings,
    desk: WebDesk,
    say: Say,
    *,
    read: Read = read_nothing,
    parts: Parts = no_parts,
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    patience: Patience = Patience(),  # noqa: B008  (a frozen value)
) -> Sanic:
    """The server's application; raises SettingError when the keys of the shops cannot be used."""
    measures, pages = Measures(), Pages()
    app = Sanic(
        "photodesk",
        config=_config(settings, patience),
        request_class=CheckedRequest,
        error_handler=Faults(pages.error, lambda: measures.error("request")),
        configure_logging=False,
    )
    service = Service(
        settings,
        desk,
        say,
        read,
        ShopKeys(settings),
        Sessions.of(settings),
        Origins.of(settings),
        measures,
        pages,
        clock,
        parts,
        patience,
        Provider.of(settings, settings.public_url + sign_in.CALLBACK, clock),
    )
    app.ctx.service = service
    app.ctx.headers = _HEADERS | (_TLS_ALONE if settings.public_url.startswith("https://") else {})
    for path in sorted({path for _, path, _ in ROUTES if path.startswith(CHAT)}):
        app.add_route(allow_preflight, path, methods=("OPTIONS",), name=f"preflight-{path}")
    for method, path, route in ROUTES + (DEVELOPMENT_ROUTES if settings.is_development else ()):
        methods = ("GET", "HEAD") if method == "GET" and route not in _STREAMS else (method,)
        app.add_route(route, path, methods=methods, stream=route is chatwoot.receive)
    chatwoot.work_in(Inboxes.of(settings), app, service)
    app.register_middleware(_begin, "request")
    app.register_middleware(_end, "response")
    app.register_listener(_stop, "before_server_stop")
    return app


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
    for name, value in request.app.ctx.headers.items():
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
        **getattr(request.ctx, "told", {}),
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
