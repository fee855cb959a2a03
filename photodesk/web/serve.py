"""How does the server start, and how does it stop?"""

from __future__ import annotations

import ipaddress
import logging
import socket
from typing import Any

from sanic import Sanic
from sanic.server.socket import bind_socket

from photodesk.settings import SettingError, Settings
from photodesk.web.app import create_app
from photodesk.web.logs import log_to_standard_error

_log = logging.getLogger("photodesk.web")


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; turns under way are finished. Raises SettingError when it cannot start."""
    from photodesk.serving.agent import close_desk_agent, load_desk_agent, say
    from photodesk.wiring import open_desk, use_desk

    log_to_standard_error(log_text=settings.log_text)
    listening = _listen(settings)  # first, for a port that is taken is told at once
    desk = open_desk(settings)
    use_desk(desk)
    agent = load_desk_agent(settings.models, database_url=settings.database_url, redis_url=settings.redis_url)

    async def answer(conversation: str, text: str, client_id: str) -> list[dict[str, Any]]:
        return await say(agent, conversation, text, client_id=client_id, timed=True)

    async def parts() -> dict[str, str]:
        return {
            "model": "ok" if agent.is_ready() else "is not loaded",
            "actions": "ok" if agent.action_endpoint is not None else "are not loaded",
        }

    async def close(app: Sanic, loop: Any) -> None:
        await close_desk_agent(agent)

    app = create_app(settings, desk, answer, parts=parts)
    app.register_listener(close, "after_server_stop")
    run(app, settings, listening)


def run(app: Sanic, settings: Settings, listening: socket.socket | None = None) -> None:
    """Run an application in this process, and say where when it is ready."""

    async def tell(app: Sanic, loop: Any) -> None:
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"Photodesk is ready at http://{shown}:{settings.port}/", flush=True)

    if settings.is_development and not _is_loopback(settings.host):
        _log.warning("development keys on a public address: whoever reaches it can sign in as a photographer")
    app.register_listener(tell, "after_server_start")
    app.run(sock=listening or _listen(settings), access_log=False, motd=False)


def _listen(settings: Settings) -> socket.socket:
    try:
        return bind_socket(settings.host, settings.port)
    except OSError as error:
        raise SettingError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror}; set HOST or PORT"
        ) from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
