"""Can an agent work in Firefox too, by keyboard: take a case, answer it, note, close it, and answer a mail?"""

from __future__ import annotations

import json

from tests.console.working import Asker
from tests.end_to_end.serving import Server
from tests.widget.firefox import Firefox
from tests.widget.test_firefox import ENTER, ESCAPE
from tests.widget.test_firefox import firefox as firefox

CONTROL, SHIFT = "\ue009", "\ue008"
CANCEL = "can I cancel my order PC-104223? aino@example.com"
DEEP = """(selector) => {
    const find = (root) => root.querySelector(selector)
        ?? [...root.querySelectorAll('*')].map((each) => each.shadowRoot && find(each.shadowRoot)).find(Boolean);
    return find(document);
}"""
"""The first element of the page that fits, in whatever part of it."""
FOCUSED = """(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at;
})()"""


def at(selector: str) -> str:
    return f"({DEEP})({json.dumps(selector)})"


def hold(firefox: Firefox, *keys: str) -> None:
    """Press keys together."""
    pressed = [("keyDown", key) for key in keys] + [("keyUp", key) for key in reversed(keys)]
    actions = [{"type": kind, "value": key} for kind, key in pressed]
    keyboard = {"type": "key", "id": "keyboard", "actions": actions}
    firefox.ask("input.performActions", context=firefox.window, actions=[keyboard])


def sign_in(firefox: Firefox, server: Server, path: str) -> None:
    firefox.goto(server.base + path)
    if firefox.run("location.pathname") == "/desk/sign-in":
        firefox.run("[...document.querySelectorAll('button')].find((each) => /Maija/.test(each.innerText)).focus()")
        firefox.press(ENTER)
        firefox.until(f"location.pathname === {json.dumps(path)}")
    firefox.until("document.querySelector('photodesk-console')?.shadowRoot?.querySelector('nav')")


def test_a_case_goes_all_its_way(firefox: Firefox, server: Server) -> None:
    asker = Asker(server)
    for text in (CANCEL, "I want to talk to a person"):
        asker.says(text)
    sign_in(firefox, server, "/desk")
    firefox.until(at(f'.item[href="/desk/c/{asker.conversation}"]'))
    firefox.press("j")
    firefox.until(f"{FOCUSED}.getAttribute('href') === '/desk/c/{asker.conversation}'")
    firefox.press(ENTER)
    firefox.until(at(".choice"))
    low = firefox.run(f"{at('#box')}.offsetHeight")
    firefox.press("t")
    firefox.until(f"{FOCUSED}.id === 'box'")
    firefox.press(f"{ESCAPE}1i")
    firefox.until(f"{FOCUSED}.value?.startsWith('Hello,')")
    firefox.until(f"{at('#box')}.offsetHeight > {low} + 50")
    firefox.press("Maija here. ")
    hold(firefox, CONTROL, ENTER)
    firefox.until(at(".from-agent"))
    firefox.until(f"{at('#box')}.value === ''")
    assert firefox.run(f"{at('#box')}.offsetHeight") == low
    assert [text[:18] for text in asker.heard()] == ["Maija here. Hello,"]

    asker.writes("Thank you, Maija")
    firefox.until(f"{at('.said:last-child')}.innerText.includes('Thank you, Maija')")
    firefox.press(f"{ESCAPE}n")
    firefox.until(f"{FOCUSED}.id === 'note'")
    firefox.press("She called as well.")
    hold(firefox, CONTROL, ENTER)
    firefox.until(f"{at('.from-note .words')}?.innerText === 'She called as well.'")
    firefox.until(f"{FOCUSED}.id === 'with'")
    firefox.press("x")
    firefox.until(f"{FOCUSED}.id === 'reason'")
    firefox.press(f"all is said{ENTER}")
    firefox.until(f"{at('.card')}.innerText.includes('Closed by Maija: all is said')")
    firefox.press("u")
    firefox.until("location.pathname === '/desk'")
    assert firefox.complaints == []


def test_a_mail_is_answered_and_copied(firefox: Firefox, server: Server) -> None:
    sign_in(firefox, server, "/desk/mail")
    firefox.until(f"{FOCUSED}?.id === 'mail'")
    for shift, has_links in ((), True), ((SHIFT,), False):
        firefox.press(f"Hi, {CANCEL}")
        hold(firefox, CONTROL, ENTER)
        firefox.until(f"{FOCUSED}.id === 'title'")
        firefox.until(at(".choice"))
        firefox.press("i")
        firefox.until(f"{FOCUSED}.id === 'box' && {FOCUSED}.value.startsWith('Hello,')")
        hold(firefox, CONTROL, *shift, ENTER)
        firefox.until(f"{FOCUSED}.id === 'next'")
        firefox.press(ENTER)
        firefox.until(f"{FOCUSED}.id === 'mail' && {FOCUSED}.value === ''")
        hold(firefox, CONTROL, "v")
        firefox.until(f"{FOCUSED}.value.startsWith('Hello,')")
        copied = firefox.run(f"{FOCUSED}.value")
        assert "order PC-104223" in copied
        assert ("http" in copied) is has_links
        hold(firefox, CONTROL, "a")
        firefox.press("\ue003")
        firefox.until(f"{FOCUSED}.value === ''")
    assert firefox.complaints == []
