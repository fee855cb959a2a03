"""How does the server start, and how does it stop?"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
from typing import TYPE_CHECKING, Any

from sanic import Sanic
from sanic.server.socket import bind_socket

from photodesk.settings import SettingError, Settings
from photodesk.web.app import create_app
from photodesk.web.logs import log_to_standard_error
from photodesk.web.measures import Measures
from photodesk.web.wire import CheckedProtocol

if TYPE_CHECKING:
    from photodesk.notifying.notifier import Notifier
    from photodesk.wiring import OpenDesk

LOOK_SECONDS = 1.0
"""Between two looks at the knowledge base's files."""

_log = logging.getLogger("photodesk.web")


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; turns under way are finished. Raises SettingError when it cannot start."""
    from photodesk.serving.agent import close_desk_agent, load_desk_agent, say, understand
    from photodesk.wiring import open_desk, open_notifier, use_desk

    log_to_standard_error(log_text=settings.log_text)
    _check_reach(settings)
    listening = _listen(settings)  # first, for a port that is taken is told at once
    desk = open_desk(settings)
    use_desk(desk)
    notifier = open_notifier(desk)
    agent = load_desk_agent(settings.models, database_url=settings.database_url, redis_url=settings.redis_url)

    async def answer(conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        return await say(agent, conversation, text, client_id=client_id, timed=True)

    async def read(text: str) -> dict[str, Any]:
        reading: dict[str, Any] = (await understand(agent, text))["reading"]
        return reading

    async def parts() -> dict[str, str]:
        return {
            "model": "ok" if agent.is_ready() else "is not loaded",
            "actions": "ok" if agent.action_endpoint is not None else "are not loaded",
        }

    async def close(app: Sanic, loop: Any) -> None:
        await close_desk_agent(agent)

    app = create_app(settings, desk, answer, read=read, parts=parts)
    app.register_listener(close, "after_server_stop")
    _read_edits_meanwhile(app, desk)
    if notifier is not None:
        _send_meanwhile(app, notifier)
    run(app, settings, listening)


async def read_edits(desk: OpenDesk, measures: Measures) -> None:
    """Speak from what is edited in the knowledge base, by whomever, without a restart; goes on for ever."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await asyncio.to_thread(desk.refresh)
        except Exception:  # the database is away, as a rule; what was read waits for it
            _log.exception("what the knowledge base says now cannot be used")
        if desk.editing is not None:
            measures.knowledge_problems(len(desk.editing.files.problems))


def _read_edits_meanwhile(app: Sanic, desk: OpenDesk) -> None:
    reading: list[asyncio.Task[None]] = []

    async def start(app: Sanic, loop: Any) -> None:
        reading.append(asyncio.create_task(read_edits(desk, app.ctx.service.measures)))

    async def stop(app: Sanic, loop: Any) -> None:
        for task in reading:
            task.cancel()

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "before_server_stop")


def _send_meanwhile(app: Sanic, notifier: Notifier) -> None:
    """Have notices sent while the server runs; turns that are finished while it stops may still make some."""
    notifier.tally = app.ctx.service.measures

    async def start(app: Sanic, loop: Any) -> None:
        notifier.start()

    async def stop(app: Sanic, loop: Any) -> None:
        await asyncio.to_thread(notifier.stop)

    app.register_listener(start, "after_server_start")
    app.register_listener(stop, "after_server_stop")


def run(app: Sanic, settings: Settings, listening: socket.socket | None = None) -> None:
    """Run an application in this process, and say where when it is ready."""

    async def tell(app: Sanic, loop: Any) -> None:
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"Photodesk is ready at http://{shown}:{settings.port}/", flush=True)

    app.register_listener(tell, "after_server_start")
    app.run(sock=listening or _listen(settings), protocol=CheckedProtocol, access_log=False, motd=False)


def _listen(settings: Settings) -> socket.socket:
    try:
        return bind_socket(settings.host, settings.port)
    except OSError as error:
        raise SettingError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror}; set HOST or PORT"
        ) from None


def _check_reach(settings: Settings) -> None:
    """Refuse to be reached by others with keys of development, by which whoever reaches it can sign in as anybody."""
    if settings.is_development and not _is_loopback(settings.host) and not settings.open_development:
        raise SettingError(
            f"HOST is {settings.host}, where others can reach a server in development and sign in as anybody: "
            "set PHOTODESK_SECRET and PHOTODESK_SHOP_KEYS, or PHOTODESK_OPEN_DEVELOPMENT=yes if that is meant"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
