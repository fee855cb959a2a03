"""On which shops' pages may the chat be used?

A browser asks before a page of another origin may read an answer (CORS). A shop's pages may, those of this server may,
and nobody else's; in development, with no file of origins, everybody's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from photodesk.settings import SettingError, Settings
from photodesk.tokens import SHOP
from photodesk.web.problem import Refused

CHAT = "/chat/"
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


@dataclass(frozen=True)
class Origins:
    """The origins of each shop's pages; None is everybody's."""

    of_shops: Mapping[str, frozenset[str]] | None

    @classmethod
    def of(cls, settings: Settings) -> Origins:
        """Read the file that the settings name; raises SettingError when it is not as it should be."""
        path = settings.shop_origins
        if path is None:
            return cls(None if settings.is_development else {})
        return cls(_read(path))

    def of_shop(self, origin: str, shop: str) -> bool:
        return self.of_shops is None or origin in self.of_shops.get(shop, ())

    def of_any_shop(self, origin: str) -> bool:
        return self.of_shops is None or any(origin in origins for origins in self.of_shops.values())

    def framing(self, shop: str) -> str | None:
        """Which pages may frame the shop's chat, as `frame-ancestors` names them; None for a shop that is unknown."""
        if self.of_shops is None:
            return "*"
        if shop not in self.of_shops:
            return None
        return " ".join(sorted(self.of_shops[shop])) or "'none'"


def check_origin(request: Request, origins: Origins, shop: str) -> None:
    """Turn down a conversation with a shop that is opened from another's page; programs send no origin."""
    origin = request.headers.getone("origin", None)
    if origin is not None and not is_own(request, origin) and not origins.of_shop(origin, shop):
        raise Refused(403, "The chat of this shop may not be opened from pages of this origin.")


async def allow_preflight(request: Request, **_path: str) -> HTTPResponse:
    """Tell a browser what it may send; whether it may at all, `share` says as with every answer."""
    return HTTPResponse(status=204, headers=_PREFLIGHT)


def share(request: Request, response: BaseHTTPResponse, origins: Origins) -> None:
    """Let the page that asked read the answer, if it is a shop's."""
    if not request.path.startswith(CHAT):
        return
    response.headers["Vary"] = "Origin"
    origin = request.headers.getone("origin", None)
    if origin is not None and (is_own(request, origin) or origins.of_any_shop(origin)):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After, Server-Timing, X-Request-Id"


def is_own(request: Request, origin: str) -> bool:
    """Whether the page came from this server; a proxy may have taken TLS off, so the host alone tells."""
    try:
        return urlsplit(origin).netloc == request.headers.getone("host", "")
    except ValueError:
        return False


def _read(path: Path) -> dict[str, frozenset[str]]:
    try:
        shops = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingError(f"PHOTODESK_SHOP_ORIGINS: {path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise SettingError(f"PHOTODESK_SHOP_ORIGINS: {path} is not JSON: {error}") from None
    form = 'PHOTODESK_SHOP_ORIGINS: use {"shop": ["https://shop.example", …]}'
    if not isinstance(shops, dict):
        raise SettingError(form)
    for shop, origins in shops.items():
        if not SHOP.fullmatch(shop) or not isinstance(origins, list):
            raise SettingError(f"{form}; {shop!r} is not like that")
        for origin in origins:
            if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
                raise SettingError(
                    f"{form}; {origin!r} of {shop} is no origin: small letters, no path, no slash at the end"
                )
    return {shop: frozenset(origins) for shop, origins in shops.items()}
