"""How does a page look to the one who reads it?

Templates and files are read once. Nothing that a page shows can bring a script along: Markdown is rendered without raw
HTML, templates escape, and the Content-Security-Policy allows this server's own files alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup
from sanic.response import HTTPResponse

HERE = Path(__file__).parent
WIDGET = HERE.parents[1] / "widget" / "dist"
CONSOLE = HERE.parents[1] / "console" / "dist"

_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
_LINKS = re.compile(r"/kb/|#|https://|mailto:", re.IGNORECASE)
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    )
)


@dataclass(frozen=True)
class Asset:
    """A file that pages load; its address changes with its content, so it may be kept for good."""

    content: bytes
    kind: str
    url: str


class Pages:
    """The templates, ready to be filled, and the files that they load."""

    def __init__(self) -> None:
        files = [*sorted((HERE / "static").iterdir()), *CONSOLE.glob("*.js")]
        self.assets = {path.name: _asset(path) for path in files if path.suffix in _KINDS}
        self._widget = {path.name: path.read_bytes() for path in WIDGET.glob("*.js")}
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["asset"] = lambda name: self.assets[name].url
        self._templates.filters["markdown"] = markdown
        self._templates.filters["day"] = _day
        for name in self._templates.list_templates():  # read now, and not while the first reader waits
            self._templates.get_template(name)
        _day(date.min)

    def page(
        self, template: str, *, status: int = 200, framing: str = "'self'", forms: str = "'none'", **facts: Any
    ) -> HTTPResponse:
        """Fill a template; `framing` are the origins of the pages that may frame it, `forms` where its forms go."""
        text = self._templates.get_template(template).render(**facts)
        return HTTPResponse(
            text,
            status,
            headers={
                "Content-Security-Policy": f"{_POLICY}; form-action {forms}; frame-ancestors {framing}",
                "Cross-Origin-Opener-Policy": "same-origin",
                "Cache-Control": "no-cache",
            },
            content_type="text/html; charset=utf-8",
        )

    def error(self, status: int, detail: str, is_of_desk: bool) -> HTTPResponse:
        """A page that tells what went wrong, with the ways on that agents have, or everybody."""
        return self.page("error.html", status=status, detail=detail, is_missing=status == 404, is_of_desk=is_of_desk)

    def file(self, name: str, version: str | None) -> HTTPResponse | None:
        asset = self.assets.get(name)
        if asset is None:
            return None
        is_this = version is not None and asset.url.endswith(f"?v={version}")
        keep = "public, max-age=31536000, immutable" if is_this else "no-cache"
        return HTTPResponse(asset.content, headers={"Cache-Control": keep}, content_type=asset.kind)

    def widget(self, name: str) -> HTTPResponse | None:
        """A file of the built widget, kept for a while only: shops have its address in their pages, so it stays."""
        content = self._widget.get(name)
        if content is None:
            return None
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "public, max-age=300",
        }
        return HTTPResponse(content, headers=headers, content_type=_KINDS[".js"])


def markdown(text: str) -> Markup:
    """Render an article's Markdown: no raw HTML, no pictures, links only to where a reader may be sent."""
    return Markup(_MARKDOWN.render(text))


def _day(day: date) -> str:
    return str(format_date(day, "long", locale="en_GB"))


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    return Asset(content, _KINDS[path.suffix], f"/static/{path.name}?v={hashlib.sha256(content).hexdigest()[:12]}")


def _link(renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    if str(tokens[index].attrs.get("href", "")).lower().startswith("https:"):
        tokens[index].attrSet("rel", "noopener noreferrer")
    return renderer.renderToken(tokens, index, options, env)  # type: ignore[attr-defined, no-any-return]


def _make_markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.validateLink = lambda url: _LINKS.match(url) is not None  # type: ignore[method-assign]
    made.add_render_rule("link_open", _link)
    # A wide table scrolls in a box of its own, by keyboard too.
    made.add_render_rule(
        "table_open", lambda *_: '<div class="table" role="group" aria-label="Table" tabindex="0"><table>'
    )
    made.add_render_rule("table_close", lambda *_: "</table></div>")
    return made


_MARKDOWN = _make_markdown()
