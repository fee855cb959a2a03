"""A real Firefox, spoken with by WebDriver BiDi: Playwright drives no other than one of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from simple_websocket import Client

PATIENCE_SECONDS = 30
SETTINGS = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    # What the browser asks of its maker is no part of this, and there may be no line.
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.update.enabled": False,
}


class Line(Client):
    def handshake(self) -> None:
        self.host = f"{self.host}:{self.port}"  # Firefox answers to no other; connected it is by now
        super().handshake()


@dataclass
class Firefox:
    """One window; scripts run in its page."""

    line: Line
    window: str = ""
    complaints: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def goto(self, address: str) -> None:
        self.ask("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def run(self, script: str) -> Any:
        """The value of an expression, which may be a promise."""
        given = self.ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({script})) ?? null))()",
            target={"context": self.window},
            awaitPromise=True,
        )
        assert given["type"] == "success", given
        return json.loads(given["result"]["value"])

    def until(self, script: str) -> None:
        """Wait until it is true."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self.run(f"Boolean({script})"):
                return
            time.sleep(0.05)
        raise AssertionError(f"never true: {script}")

    def press(self, keys: str) -> None:
        """Press keys as a person does, one after the other."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        pressed = [{"type": "key", "id": "keyboard", "actions": actions}]
        self.ask("input.performActions", context=self.window, actions=pressed)

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            raw = self.line.receive(timeout=PATIENCE_SECONDS)
            assert raw is not None, f"no answer to {method}"
            told = json.loads(raw)
            if told.get("method") == "log.entryAdded" and told["params"]["level"] in ("error", "warn"):
                self.complaints.append(told["params"]["text"])
            if told.get("id") == number:
                assert told["type"] == "success", told
                return told["result"]


def program() -> str | None:
    return shutil.which("firefox-esr") or shutil.which("firefox")


@contextmanager
def started(folder: Path) -> Iterator[Firefox]:
    """Firefox with a profile of its own in this folder."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items()]
    (folder / "user.js").write_text("\n".join(lines))
    log = folder / "firefox.log"
    command = [str(program()), "--headless", "--remote-debugging-port", "0", "--profile", str(folder), "about:blank"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        firefox = Firefox(Line.connect(f"{_address(log, process)}/session"))
        firefox.ask("session.new", capabilities={})
        firefox.ask("session.subscribe", events=["log.entryAdded"])
        # The first tab never has the focus, and no key reaches it.
        firefox.window = firefox.ask("browsingContext.create", type="tab")["context"]
        yield firefox
        firefox.line.close()
    finally:
        process.terminate()
        process.wait(30)


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Where it listens; it chooses a free port, and tells which."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", log.read_text())
        if found:
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"Firefox does not listen: {log.read_text()}")
