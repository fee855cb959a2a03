"""Can one talk with the desk in Firefox too, on a shop's page with a strict policy?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.end_to_end.serving import Server
from tests.widget.agents import Agent
from tests.widget.browsing import WATCH
from tests.widget.firefox import Firefox, program, started
from tests.widget.test_host_page import STRICT

WIDGET = "document.querySelector('photodesk-chat')"
ROOT = f"{WIDGET}?.shadowRoot"
ENTER, ESCAPE = "\ue007", "\ue00c"
LISTENING = """() => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective));
    window.told = [];
    for (const name of ['session', 'message', 'handover', 'person'])
        document.addEventListener(`photodesk-${name}`, () => told.push(name));
}"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if program() is None:
        pytest.skip("there is no Firefox on this machine (Debian: firefox-esr), so nothing is tried in it")
    with started(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


@contextmanager
def a_shop(server: Server) -> Iterator[str]:
    """The address of a shop's page with nothing but the widget on it."""
    tag = f'<script src="{server.base}/widget/photodesk-chat.js" data-shop="lumi" async></script>'
    page = f'<!doctype html><html lang="en"><title>A shop</title><h1>A shop</h1>{tag}'.encode()

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"{STRICT.format(base=server.base)}; img-src 'self'")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *of: object) -> None:
            """Nobody reads it."""

    shop = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=shop.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{shop.server_port}/"
    finally:
        shop.shutdown()
        shop.server_close()


def test_one_can_talk_with_the_desk_and_with_a_person(firefox: Firefox, server: Server) -> None:
    def says(text: str, answers: int) -> str:
        firefox.press(text + ENTER)
        firefox.until(f"{ROOT}.querySelectorAll('.from-desk').length === {answers}")
        return str(firefox.run(f"[...{ROOT}.querySelectorAll('.from-desk')].pop().innerText"))

    with a_shop(server) as address:
        firefox.goto(address)
        firefox.until(f"{ROOT}?.querySelector('.launcher')")
        for script in (LISTENING, WATCH):
            firefox.run(f"({script})()")
        firefox.run(f"{ROOT}.querySelector('.launcher').focus()")
        firefox.press(ENTER)
        firefox.until(f"{ROOT}.activeElement?.localName === 'textarea'")

        assert "no right to cancel" in says("can I cancel my order?", 1)
        firefox.run(f"{ROOT}.querySelector('.choice').click()")
        firefox.until(f"{ROOT}.querySelectorAll('.from-desk').length === 2")
        assert firefox.run(f"{ROOT}.querySelector('.choice').ariaPressed") == "true"
        answer = says("PC-104223 aino@example.com", 3)
        assert "cannot be cancelled" in answer
        assert "Paid" in answer
        assert firefox.run(f"{ROOT}.querySelector('[aria-current=step]').innerText").startswith("In production")

        said = firefox.run(f"{ROOT}.querySelectorAll('.said').length")
        firefox.goto(address)
        firefox.until(f"{ROOT}?.querySelectorAll('.said').length === {said}")
        for script in (LISTENING, WATCH):
            firefox.run(f"({script})()")
        firefox.run(f"{ROOT}.querySelector('textarea').focus()")
        assert "Passed to a person" not in says("I want to talk to a person", 4)
        firefox.until(f"{ROOT}.querySelector('.rule')")
        kept = firefox.run("Object.values(localStorage).map((text) => JSON.parse(text).session)")
        maija = Agent(server, kept).takes()
        firefox.until(f"{ROOT}.querySelector('.subtitle').innerText === 'You are talking with Maija'")
        firefox.press("thank you" + ENTER)
        firefox.until(f"{ROOT}.querySelectorAll('.from-asker').length === 5")
        maija.says("Here I am.")
        firefox.until(f"{ROOT}.querySelector('.from-agent')")
        firefox.press(ESCAPE)
        firefox.until(f"{ROOT}.activeElement?.matches('.launcher')")
        maija.says("Are you still there?")
        firefox.until(f"{ROOT}.querySelector('.unread')?.innerText === '1'")

        heard = firefox.run("heard")
        assert [each for each in heard if each.startswith("Maija:")] == [
            "Maija: Here I am.",
            "Maija: Are you still there?",
        ]
        assert firefox.run("told") == ["message", "handover", "message", "person", "message", "message"]
        assert firefox.run("refused") == []
        assert firefox.complaints == []


def test_the_box_grows_with_its_text(firefox: Firefox, server: Server) -> None:
    with a_shop(server) as address:
        firefox.goto(address)
        firefox.until(f"{ROOT}?.querySelector('.launcher, .panel')")
        firefox.run(f"{WIDGET}.restart() ?? {WIDGET}.write('one line')")
        firefox.until(f"{ROOT}.querySelector('textarea')?.value === 'one line'")
        low = firefox.run(f"{ROOT}.querySelector('textarea').offsetHeight")
        firefox.run(f"{WIDGET}.write('{'and more ' * 20}')")
        firefox.until(f"{ROOT}.querySelector('textarea').offsetHeight > {low} + 20")
