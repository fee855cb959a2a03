"""Does the server behave: ready, measured, exact in its errors, discreet in its log, calm when it stops?"""

from __future__ import annotations

import http.client
import io
import json
import logging
import re
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from web_desk import FakeDesk, Server, serving, settings_in

from photodesk.settings import SettingError
from photodesk.tokens import mint_identity
from photodesk.web.app import ROUTES
from photodesk.web.logs import JsonLines, log_to_standard_error
from photodesk.web.serve import _check_reach, _listen

ROOT = Path(__file__).parents[2]


# Health and measures


def test_it_is_alive_and_ready(server: Server) -> None:
    assert server.get("/healthz").status == 200
    reply = server.get("/readyz")
    assert reply.status == 200
    assert reply.json == {"ready": True, "parts": {"server": "ok", "database": "ok"}}


def test_a_part_that_does_not_answer_is_named(tmp_path: Path) -> None:
    async def parts() -> dict[str, str]:
        return {"model": "ok", "actions": "are not reachable"}

    desk = FakeDesk(parts={"database": "cannot be reached", "knowledge base": "ok"})
    with serving(tmp_path, desk, parts=parts) as server:
        reply = server.get("/readyz")
        assert server.get("/healthz").status == 200
    assert reply.status == 503
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json["detail"] == "Not ready: database, actions."
    assert reply.json["parts"]["database"] == "cannot be reached"


def test_a_part_that_hangs_or_breaks_is_named_too(tmp_path: Path) -> None:
    class Hanging(FakeDesk):
        def parts_ready(self) -> dict[str, str]:
            time.sleep(1)
            return {}

    async def parts() -> dict[str, str]:
        raise RuntimeError("password=secret")

    with serving(tmp_path, Hanging(), parts=parts) as server:
        reply = server.get("/readyz")
    assert reply.json["parts"] == {
        "server": "ok",
        "desk": "did not answer within 0.3 seconds",
        "model": "could not be asked: RuntimeError",
    }


def test_turns_are_counted_by_outcome_and_timed(tmp_path: Path) -> None:
    class Handing(FakeDesk):
        def reply(self, text: str) -> dict[str, Any]:
            return {**super().reply(text), **({"outcome": "handover", "handover": True} if text == "person" else {})}

    with serving(tmp_path, Handing()) as server:
        token = server.session()
        for text in ("one", "two", "person"):
            server.post("/chat/messages", {"text": text}, token=token)
        reply = server.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain")
    lines = reply.text.splitlines()
    assert 'photodesk_turns_total{outcome="information"} 2.0' in lines
    assert 'photodesk_turns_total{outcome="handover"} 1.0' in lines
    assert "photodesk_handovers_total 1.0" in lines
    assert "photodesk_turn_seconds_count 3.0" in lines
    assert 'photodesk_understanding_seconds_bucket{le="0.005"} 3.0' in lines


# Errors


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("POST", "/webhooks/rest/webhook", 404),
        ("GET", "/conversations/a/tracker", 404),
        ("POST", "/model/parse", 404),
        ("GET", "/chat/messages", 405),
        ("DELETE", "/chat/history", 405),
        ("HEAD", "/chat/events", 405),
        ("POST", "/", 405),
    ],
)
def test_every_error_is_a_problem_document(server: Server, method: str, path: str, status: int) -> None:
    reply = server.call(method, path)
    assert reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"
    if method != "HEAD":
        assert set(reply.json) == {"type", "title", "status", "detail", "instance"}
        assert reply.json["status"] == status
    if status == 405:
        assert reply.headers["allow"]


def test_a_browser_that_is_lost_gets_a_page(server: Server) -> None:
    reply = server.get("/nowhere", headers={"Accept": "text/html,*/*"})
    assert reply.status == 404
    assert "This page does not exist" in reply.text
    assert 'href="/kb"' in reply.text
    agents = server.get("/desk/nowhere", headers={"Accept": "text/html,*/*"})
    assert 'href="/desk"' in agents.text
    assert 'href="/kb"' not in agents.text
    problem = server.get("/chat/nowhere", headers={"Accept": "text/html"})
    assert problem.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"POST /chat/messages HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /chat/messages HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /chat/messages HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST /chat/messages HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 20000 + b"\r\n\r\n",
    ],
)
def test_what_is_not_http_is_told_so_and_breaks_nothing(server: Server, sent: bytes) -> None:
    received = server.raw(sent)
    head, _, body = received.partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/1\.1 4\d\d ", head), received
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] in (400, 413)
    assert server.get("/healthz").status == 200


def test_an_address_that_no_browser_sends_breaks_nothing(server: Server) -> None:
    received = server.raw(b"GET /\xff\xfe HTTP/1.1\r\n\r\n")
    assert b"500" not in received
    assert server.get("/healthz").status == 200


def test_a_page_can_be_asked_for_without_its_body(server: Server) -> None:
    for path in ("/", "/kb", "/kb/cancel_order", "/healthz"):
        reply = server.call("HEAD", path)
        assert (reply.status, reply.body) == (200, b"")


def test_every_answer_has_the_headers_that_keep_it_harmless(server: Server) -> None:
    policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    for path in ("/healthz", "/chat/history", "/nowhere", "/demo/people"):
        headers = server.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == policy
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert headers["x-request-id"]
        assert not {"set-cookie", "server", "strict-transport-security"} & set(headers)


def test_where_the_address_is_https_a_browser_comes_no_other_way(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, PHOTODESK_PUBLIC_URL="https://desk.example")
    with serving(tmp_path, settings=settings) as server:
        for reply in (server.get("/"), server.get("/nowhere"), server.post("/chat/sessions", {"shop": "lumi"})):
            assert reply.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT", b"PUT"])
def test_a_method_that_nobody_needs_is_not_there(server: Server, method: bytes) -> None:
    received = server.raw(method + b" / HTTP/1.1\r\nHost: desk.example\r\nSecret: x1\r\n\r\n")
    assert re.match(rb"HTTP/1\.1 40[05] ", received)
    assert b"x1" not in received


def test_the_client_does_not_choose_the_requests_id(server: Server) -> None:
    forged = "00000000-0000-4000-8000-000000000000"
    assert server.get("/healthz", headers={"X-Request-ID": forged}).headers["x-request-id"] != forged


def test_every_route_is_in_the_documentation() -> None:
    documentation = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
    for method, path, _ in ROUTES:
        shown = re.sub(":(str|path)", "", path)
        assert f"`{method} {shown}" in documentation, f"{method} {path} is not in docs/http.md"


# The log


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written while the test runs, in the form in which it is written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines(log_text=False))
    logger = logging.getLogger("photodesk")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield written
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_the_log_tells_what_happened_and_gives_nobody_away(tmp_path: Path, log: io.StringIO) -> None:
    desk = FakeDesk()
    with serving(tmp_path, desk) as server:
        token = server.session()
        server.post("/chat/messages", {"text": "I am aino@example.com"}, token=token)
        server.get("/chat/events?ticket=secret-ticket")
        desk.breaks = RuntimeError("no row for aino@example.com")
        server.post("/chat/messages", {"text": "00100 Helsinki"}, token=token)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    turn = next(line for line in lines if line["event"] == "turn")
    assert turn["outcomes"] == ["information"]
    request = next(line for line in lines if line.get("route") == "/chat/events")
    assert (request["method"], request["status"]) == ("GET", 401)
    assert request["ms"] >= 0
    failed = next(line for line in lines if line["event"] == "a turn failed")
    assert failed["error"]["kind"] == "RuntimeError"
    assert any("web_desk.py" in place for place in failed["error"]["through"])
    assert failed["reference"]
    for secret in ("aino", "Helsinki", "secret-ticket", token):
        assert secret not in log.getvalue()


def test_the_log_tells_who_came_in_and_who_was_turned_away_and_why(tmp_path: Path, log: io.StringIO) -> None:
    desk = FakeDesk()
    with serving(tmp_path, desk) as server:
        identity = mint_identity(server.settings, "photographer", "lumi", "kaisa", "kaisa@example.com")
        token = server.session(token=identity)
        server.session()
        server.get("/chat/history", token=token[:-4] + "AAAA")
        server.post("/chat/messages", {"text": "x" * 4001}, token=token)
        server.get("/desk/cases", token=identity)
        desk.wait = 9
        server.post("/chat/messages", {"text": "hello"}, token=token)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    told = [
        {key: line[key] for key in ("status", "conversation", "shop", "role", "signed_in", "why") if key in line}
        for line in lines
        if line["event"] == "request"
    ]
    opened = {"status": 201, "shop": "lumi"}
    assert told == [
        {**opened, "conversation": "conversation-0", "role": "photographer", "signed_in": True},
        {**opened, "conversation": "conversation-1", "role": "consumer", "signed_in": False},
        {"status": 401, "why": "Not signed in: the token is not signed with its key."},
        {
            "status": 413,
            "conversation": "conversation-0",
            "why": "A message has at most 4000 characters, and this one has 4001.",
        },
        {"status": 403, "shop": "lumi", "role": "photographer", "why": "This is for agents."},
        {"status": 429, "conversation": "conversation-0", "why": "Too many in a short time. Try again later."},
    ]
    assert all(line["at"].endswith("+00:00") for line in lines)
    assert "kaisa" not in log.getvalue()


def test_nobody_writes_a_line_of_the_log(tmp_path: Path, log: io.StringIO) -> None:
    with serving(tmp_path) as server:
        server.raw('GE\u2028\x9b2J{"at":"now"}T / HTTP/1.1\r\nHost: desk.example\r\n\r\n'.encode())
    [line] = log.getvalue().splitlines()
    assert line.isascii()
    assert line.isprintable()


def test_texts_are_logged_only_when_asked_for(tmp_path: Path, log: io.StringIO) -> None:
    with serving(tmp_path, settings=settings_in(tmp_path, PHOTODESK_LOG_TEXT="yes")) as server:
        server.post("/chat/messages", {"text": "where is it"}, token=server.session())
    assert '"text": "where is it"' in log.getvalue()
    record = logging.makeLogRecord({"msg": "broken", "exc_info": (ValueError, ValueError("told"), None)})
    assert json.loads(JsonLines(log_text=True).format(record))["error"]["message"] == "told"
    assert "told" not in JsonLines(log_text=False).format(record)


# Starting and stopping

SLOW_SERVER = """
import sys
import time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from web_desk import FakeDesk, settings_in
from photodesk.web.app import create_app
from photodesk.web.logs import log_to_standard_error
from photodesk.web.serve import run

settings = settings_in(Path(sys.argv[2]), PORT=sys.argv[3])
log_to_standard_error(log_text=False)

class SlowDesk(FakeDesk):
    def history(self, conversation_id, after=None):
        if after is None:  # the whole of it, for a page that was reloaded
            time.sleep(1)
        return super().history(conversation_id, after or 0)


desk = SlowDesk(slow=1)
run(create_app(settings, desk, desk.say), settings)
for messages in desk.messages.values():
    print("said:", ", ".join(message.text for message in messages))
"""


@pytest.fixture
def slow_server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server in a process of its own, whose turns and histories take a second."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = [sys.executable, "-c", SLOW_SERVER, str(Path(__file__).parent), str(tmp_path), str(port)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == f"Photodesk is ready at http://127.0.0.1:{port}/\n"
    yield process, port
    process.kill()
    process.communicate()


class Connection(http.client.HTTPConnection):
    """A connection that is kept open, as a browser's is."""

    def __init__(self, port: int, token: str = "") -> None:
        super().__init__("127.0.0.1", port, timeout=10)
        self._authorization = {"Authorization": f"Bearer {token}"} if token else {}

    def request(self, method: str, url: str, body: Any = None, *_: Any, **__: Any) -> None:
        super().request(method, url, body, self._authorization)


def session(port: int) -> str:
    connection = Connection(port)
    connection.request("POST", "/chat/sessions", b'{"shop": "lumi"}')
    return str(json.load(connection.getresponse())["token"])


def test_on_sigterm_a_turn_under_way_is_finished_and_streams_end(
    slow_server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = slow_server
    token = session(port)
    listening, asking = Connection(port, token), Connection(port, token)
    listening.request("GET", "/chat/events")
    stream = listening.getresponse()
    asking.request("POST", "/chat/messages", b'{"text": "hi"}')
    time.sleep(0.4)
    process.send_signal(signal.SIGTERM)
    reply = asking.getresponse()
    answered = time.monotonic()
    assert json.load(reply)["replies"][0]["text"] == "You said: hi"
    assert stream.read()
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert time.monotonic() - answered < 4, "it waited for a connection that a browser keeps open"
    for line in errors.splitlines():
        assert json.loads(line)["level"] in ("info", "warning"), line


def test_on_sigterm_a_turn_is_finished_also_when_nobody_waits_for_it(
    slow_server: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = slow_server
    asking = Connection(port, session(port))
    asking.request("POST", "/chat/messages", b'{"text": "hi"}')
    time.sleep(0.4)
    asking.close()
    time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=10)
    assert output == "said: hi, You said: hi\n"


@pytest.mark.parametrize("path", ["/chat/history", "/chat/events"])
def test_on_sigterm_whatever_is_being_sent_is_sent_and_then_it_is_over(
    slow_server: tuple[subprocess.Popen[str], int], path: str
) -> None:
    process, port = slow_server
    kept_open = Connection(port, session(port))
    kept_open.request("GET", path)
    time.sleep(0.4)
    process.send_signal(signal.SIGTERM)
    reply = kept_open.getresponse()
    assert reply.status == 200
    assert reply.read()
    ended = time.monotonic()
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert time.monotonic() - ended < 4


def test_an_idle_server_stops_at_once(slow_server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = slow_server
    kept_open = Connection(port)
    kept_open.request("GET", "/healthz")
    assert kept_open.getresponse().status == 200
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)
    assert process.returncode == 0
    assert time.monotonic() - began < 3


def test_a_port_that_is_taken_is_told_with_the_mend(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = settings_in(tmp_path, PORT=str(taken.getsockname()[1]))
        with pytest.raises(SettingError, match="set HOST or PORT"):
            _listen(settings)


@pytest.mark.parametrize(("host", "own"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)])
def test_others_do_not_reach_a_server_in_development(tmp_path: Path, host: str, own: bool) -> None:
    if own:
        _check_reach(settings_in(tmp_path, HOST=host))
    else:
        with pytest.raises(SettingError, match="sign in as anybody"):
            _check_reach(settings_in(tmp_path, HOST=host))
    _check_reach(settings_in(tmp_path, HOST=host, PHOTODESK_OPEN_DEVELOPMENT="yes"))


@pytest.mark.filterwarnings("always")
def test_the_libraries_write_to_the_same_log(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        with warnings.catch_warnings():
            log_to_standard_error(log_text=False)
            warnings.warn("a library's worry", stacklevel=1)
            warnings.warn("a library's plan", DeprecationWarning, stacklevel=1)
        logging.getLogger("sanic.error").warning("a library's word")
        logging.getLogger("some.library").info("chatter")
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = before
        root.setLevel(level)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["logger"] for line in lines] == ["py.warnings", "sanic.error"]
    assert "a library's worry" in lines[0]["event"]
    assert lines[1]["event"] == "a library's word"
