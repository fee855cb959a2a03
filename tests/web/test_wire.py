"""Is a request of two meanings turned down, and does one that never comes whole hold a connection for ever?"""

from __future__ import annotations

import logging
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_desk import Server, serving

POST = b"POST /chat/sessions HTTP/1.1\r\n"
BODY = b'{"shop": "lumi"}'


def status_of(received: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", received)
    assert found, received
    return int(found[1])


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 16\r\nContent-Length: 5\r\n",
        b"Content-Length: 16\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: Chunked\r\nContent-Length: 16\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Content-Length:\r\n",
    ],
)
def test_a_length_that_a_proxy_could_read_otherwise_is_turned_down(server: Server, head: bytes) -> None:
    assert status_of(server.raw(POST + head + b"\r\n" + BODY)) == 400
    assert not server.desk.messages


@pytest.mark.parametrize("loose", [b"\n", b"\r", b"\0"])
def test_a_client_writes_no_header_of_the_answer(server: Server, loose: bytes) -> None:
    received = server.raw(POST + b"Origin: a" + loose + b"X-Planted: 1\r\nContent-Length: 16\r\n\r\n" + BODY)
    assert status_of(received) == 400
    assert b"X-Planted" not in received


@pytest.mark.parametrize("path", [b"/\xff", b"/kb/\xff\xfe", b"/kb?lang=\xff", b"http://x?y", b"http://\xff/kb"])
def test_an_address_that_is_none_is_told_so(server: Server, path: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        received = server.raw(b"GET " + path + b" HTTP/1.1\r\n\r\n")
    assert status_of(received) == 400
    assert not caplog.records


def test_the_rest_of_a_body_that_nobody_reads_breaks_nothing(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        received = server.raw(b"POST /nowhere HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n")
    assert status_of(received) == 404
    assert not caplog.records


# Slow ones


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as server:
        server.app.config.REQUEST_TIMEOUT = 0.4
        yield server


@pytest.mark.parametrize(
    "sent", [POST, POST + b"Content-Length: 999\r\n\r\n{", POST + b"Upgrade: websocket\r\nContent-Length: 999\r\n\r\n{"]
)
def test_whoever_never_ends_is_not_waited_for(impatient: Server, sent: bytes) -> None:
    """Also not when a byte comes now and then."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=5) as connection:
        connection.sendall(sent)
        connection.settimeout(0.1)
        received = b""
        while not received and time.monotonic() - began < 5:
            try:
                received = connection.recv(65536)
            except TimeoutError:
                connection.sendall(b"x")
    assert status_of(received) == 408
    assert time.monotonic() - began < 2


def test_a_stream_is_not_taken_for_a_request_that_never_ends(impatient: Server) -> None:
    token = impatient.session().encode()
    with socket.create_connection(("127.0.0.1", impatient.port), timeout=1) as connection:
        head = b"GET /chat/events HTTP/1.1\r\nContent-Length: 2\r\nAuthorization: Bearer " + token
        connection.sendall(head + b"\r\n\r\n{}")
        ends_at, received = time.monotonic() + 1.2, b""
        while time.monotonic() < ends_at:
            received += connection.recv(65536)
    assert status_of(received) == 200
    assert received.count(b": still here") >= 2
