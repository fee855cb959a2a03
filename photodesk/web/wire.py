"""What comes over the wire that Sanic takes for HTTP, or breaks at, and that is none?

It is answered with 400, and what does not come whole in time with 408. What a proxy in front might read otherwise than
we do is turned down as well, or a second request could be hidden in the body of a first.
"""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

from httptools.parser.errors import HttpParserInvalidURLError
from sanic.exceptions import InvalidUsage, RequestTimeout
from sanic.http import Http, Stage
from sanic.request import Request
from sanic.server.protocols.http_protocol import HttpProtocol

_LOOSE = re.compile(rb"\0|(?<!\r)\n|\r(?!\n)")
"""What ends a line for some and for others not: a client could write headers of the answer with it."""


class CheckedRequest(Request):
    """Turns down a head that is not of one meaning: lines, the body's length, the URL."""

    def __init__(self, url_bytes: bytes, headers: Any, version: str, method: str, *rest: Any, **more: Any) -> None:
        if _LOOSE.search(more.get("head", b"")) or not _has_one_length(headers):
            raise InvalidUsage("Bad Request")
        try:
            super().__init__(url_bytes, headers, version, method, *rest, **more)
        except HttpParserInvalidURLError:
            raise InvalidUsage("Bad Request") from None
        if self._parsed_url.path is None:  # `http://host?query`
            raise InvalidUsage("Bad Request")


class CheckedProtocol(HttpProtocol):
    """Sanic's protocol, with the reader below, and with an end to the wait for a request that never comes whole.

    Sanic counts the seconds from the last byte, so that one byte now and then would hold a connection for ever; when it
    is the body that does not come, it answers 503.
    """

    def _setup_connection(self) -> None:
        self._http = _Reader(self)
        self._time = monotonic()
        self.check_timeouts()

    def check_timeouts(self) -> None:
        reader = self._http
        if self._task and isinstance(reader, _Reader) and reader.is_late(self.request_timeout):
            reader.exception = RequestTimeout("Request Timeout")
            self._task.cancel()
        else:
            super().check_timeouts()  # type: ignore[no-untyped-call]


class _Reader(Http):
    __slots__ = ("began",)

    def __init__(self, protocol: HttpProtocol) -> None:
        super().__init__(protocol)  # type: ignore[no-untyped-call]
        self.began = 0.0
        """When the first byte of the request came."""

    def is_late(self, patience: float) -> bool:
        """Whether the rest of the request has been waited for too long."""
        if not self.began or not (self.stage is Stage.REQUEST or self.request_body):
            return False
        return monotonic() - self.began > patience

    async def http1(self) -> None:
        try:
            await super().http1()  # type: ignore[no-untyped-call]
        except InvalidUsage:  # in the rest of a body, after the answer: all that is left is to close
            self.keep_alive = False

    async def http1_request_header(self) -> None:
        self.began = monotonic()
        await super().http1_request_header()  # type: ignore[no-untyped-call]
        self.upgrade_websocket = False  # there are none here, and for one Sanic would no longer look at the time

    def create_empty_request(self) -> None:
        self.url = None  # for Sanic, when it says that the address is none, breaks at it again
        super().create_empty_request()


def _has_one_length(headers: Any) -> bool:
    lengths, codings = headers.getall("content-length", []), headers.getall("transfer-encoding", [])
    if codings:
        return bool(codings == ["chunked"] and not lengths)
    return len(lengths) < 2 and all(length.isascii() and length.isdecimal() for length in lengths)
