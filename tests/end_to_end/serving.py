"""A server of its own for a test: `photodesk serve`, as it is run, on a free port with a database of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 90


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@dataclass
class Server:
    """A running desk; `environment` is what commands beside it need."""

    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "photodesk.cli", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if self.call("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"not ready after {PATIENCE_SECONDS} s: {self.log.read_text()}")

    def stop(self) -> int:
        """Ask it to end, as a service manager does; gives its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def call(self, method: str, path: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, _body(response.read())
        except urllib.error.HTTPError as error:
            return error.code, _body(error.read())

    def command(self, *arguments: str, given: str = "") -> str:
        """Run `photodesk …` beside the server and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "photodesk.cli", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _body(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode()


@contextmanager
def served(folder: Path, **more: str) -> Iterator[Server]:
    environment = {
        **os.environ,
        "PORT": str(free_port()),
        "DATABASE_URL": f"sqlite:///{folder / 'desk.db'}",
        "PHOTODESK_VAR": str(folder / "var"),
        "OMP_NUM_THREADS": "1",
        **more,
    }
    server = Server(environment, folder / "server.log")
    server.start()
    try:
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.stop()


@dataclass
class Visitor:
    """Somebody chatting with a server."""

    server: Server
    identity: str | None = None
    shop: str = "lumi"
    token: str = field(init=False)

    def __post_init__(self) -> None:
        status, session = self.server.call("POST", "/chat/sessions", {"shop": self.shop, "locale": "en"}, self.identity)
        assert status == 201, session
        self.token = session["token"]

    def says(self, text: str) -> dict[str, Any]:
        status, body = self.server.call("POST", "/chat/messages", {"text": text}, self.token)
        assert status == 200, body
        answer: dict[str, Any] = body["replies"][-1]
        return answer

    def presses(self, answer: dict[str, Any], title: str) -> dict[str, Any]:
        return self.says(next(button["payload"] for button in answer["buttons"] if button["title"] == title))

    def history(self) -> list[dict[str, Any]]:
        status, body = self.server.call("GET", "/chat/history", token=self.token)
        assert status == 200, body
        messages: list[dict[str, Any]] = body["messages"]
        return messages
