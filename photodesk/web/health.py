"""Is the server alive, is it ready, and how does it do?"""

from __future__ import annotations

import asyncio

from prometheus_client import CONTENT_TYPE_LATEST
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from photodesk.web.problem import problem
from photodesk.web.service import Service, service_of


async def alive(request: Request) -> HTTPResponse:
    return json_response({"alive": True})


async def ready(request: Request) -> HTTPResponse:
    """Whether every part answers; names each that does not."""
    service = service_of(request)
    parts = await _parts(service)
    # "ok, but …" is for somebody to see, and no reason to send people away.
    lacking = {name: state for name, state in parts.items() if state.partition(",")[0] != "ok"}
    if lacking:
        return problem(request, 503, f"Not ready: {', '.join(lacking)}.", parts=parts)
    return json_response({"ready": True, "parts": parts})


async def metrics(request: Request) -> HTTPResponse:
    return HTTPResponse(service_of(request).measures.text(), content_type=CONTENT_TYPE_LATEST)


async def _parts(service: Service) -> dict[str, str]:
    parts = {"server": "is stopping" if service.stopping else "ok"}
    for name, ask in (("desk", lambda: asyncio.to_thread(service.desk.parts_ready)), ("model", service.parts)):
        try:
            parts |= await asyncio.wait_for(ask(), service.patience.parts)
        except asyncio.TimeoutError:
            parts[name] = f"did not answer within {service.patience.parts:g} seconds"
        except Exception as error:
            parts[name] = f"could not be asked: {type(error).__name__}"
    return parts
