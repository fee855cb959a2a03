"""Does the widget behave on a page of somebody else's, and leave the page alone?"""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import expect

from photodesk.settings import Settings
from tests.end_to_end.serving import Server
from tests.widget.browsing import WATCH, Chat, Visits

STRICT = (
    "default-src 'none'; script-src {base}/widget/; connect-src {base}/chat/; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)
HOSTILE = """
* { all: unset !important; color: red !important; font: 40px/1 fantasy !important; display: inline !important;
    position: static !important; background: lime !important; --paper: red; --ink: red; --accent: red }
html { font-size: 62.5% !important }
photodesk-chat { opacity: 0.01 !important; pointer-events: none !important; transform: scale(3) !important }
"""
LOOKS = """(element) => {
    const { color, backgroundColor, fontSize, fontFamily, position } = getComputedStyle(element);
    return [color, backgroundColor, fontSize, fontFamily, position];
}"""
LITS_OWN = {"litElementVersions", "litHtmlVersions", "litPropertyMetadata", "reactiveElementVersions"}


def sheet(css: str) -> str:
    return f"<style>{css}</style>"


def tag(visits: Visits, *attributes: str, shop: str = 'data-shop="lumi"') -> str:
    return f'<script src="{visits.base}/widget/photodesk-chat.js" {shop} {" ".join(attributes)} async></script>'


def element(chat: Chat) -> Any:
    return chat.page.locator("photodesk-chat")


def test_one_script_tag_under_a_strict_policy_is_all_that_a_page_needs(visits: Visits) -> None:
    chat = visits.host(tag(visits, 'data-position="left"'), STRICT.format(base=visits.base))
    expect(element(chat)).to_have_attribute("shop", "lumi")
    chat.open()
    expect(chat.say("can I cancel my order?")).to_contain_text("no right to cancel")
    panel = chat.page.get_by_role("dialog").bounding_box()
    assert panel
    assert panel["x"] < 40
    assert chat.page.evaluate("document.body.lastElementChild.localName") == "photodesk-chat"


def test_it_leaves_no_trace_in_the_page(visits: Visits) -> None:
    chat = visits.host("<script>window.before = new Set(Object.keys(window))</script>" + tag(visits))
    chat.open()
    added = chat.page.evaluate("Object.keys(window).filter((name) => !before.has(name) && name !== 'before')")
    assert set(added) <= LITS_OWN
    assert chat.page.evaluate("document.querySelectorAll('style').length") == 0


def test_nothing_is_asked_of_the_server_before_it_is_opened(visits: Visits) -> None:
    chat = visits.host("")
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.page.set_content(f"<main><h1>A shop</h1></main>{tag(visits)}")
    expect(chat.button("Open the help desk")).to_be_visible()
    assert asked == [f"{visits.base}/widget/photodesk-chat.js"]


def test_a_pages_style_sheet_cannot_spoil_it(visits: Visits) -> None:
    calm = visits.host(tag(visits)).open()
    chat = visits.host(tag(visits), head=sheet(HOSTILE)).open()
    for selector in (".panel", ".words", "textarea", ".choice", "h2"):
        if selector == ".words":
            calm.say("hello")
            chat.say("hello")
        elif selector == ".choice":
            calm.choose("Begin a new conversation")
            chat.choose("Begin a new conversation")
        for each in (calm, chat):
            each.settle()
        ours, theirs = (each.page.locator(selector).first for each in (calm, chat))
        assert theirs.evaluate(LOOKS) == ours.evaluate(LOOKS), selector
        assert theirs.bounding_box() == ours.bounding_box(), selector
    assert element(chat).evaluate("(e) => getComputedStyle(e).opacity") == "1"
    chat.audit("hostile", "photodesk-chat")


def test_a_shop_sets_its_colours_and_parts(visits: Visits) -> None:
    wishes = """
        photodesk-chat { --photodesk-accent: rgb(90, 20, 80); --photodesk-width: 300px }
        photodesk-chat::part(send) { border-radius: 3px }
    """
    chat = visits.host(tag(visits), head=sheet(wishes)).open()
    send = chat.button("Send")
    assert send.evaluate("(e) => getComputedStyle(e).backgroundColor") == "rgb(90, 20, 80)"
    assert send.evaluate("(e) => getComputedStyle(e).borderRadius") == "3px"
    panel = chat.page.get_by_role("dialog").bounding_box()
    assert panel
    assert panel["width"] == 300


def test_the_page_is_told_what_happens(visits: Visits) -> None:
    names = ["open", "close", "message", "handover", "session", "identity-needed"]
    listening = """<script>
        window.told = [];
        for (const name of NAMES)
            document.addEventListener(`photodesk-${name}`, (event) => told.push([name, event.detail]));
    </script>""".replace("NAMES", json.dumps(names))
    chat = visits.host(listening + tag(visits)).open()
    chat.say("I want to talk to a person")
    chat.page.keyboard.press("Escape")
    told = chat.page.evaluate("told")
    assert [name for name, _ in told] == ["open", "session", "message", "handover", "close"]
    details = dict(told)
    assert details["session"]["session"]
    assert details["message"]["author"] == "desk"
    assert "token" not in json.dumps(told)


def test_it_can_stand_in_the_page(visits: Visits) -> None:
    body = '<photodesk-chat shop="lumi" position="inline"></photodesk-chat>' + tag(visits, shop="")
    chat = visits.host(body)
    expect(chat.box).to_be_visible()
    assert chat.page.evaluate("document.activeElement.localName") == "body"
    assert chat.page.get_by_role("button", name=re.compile("(Open|Close) the help desk")).count() == 0
    chat.say("hello")
    chat.audit("inline")


def test_who_is_signed_in_has_a_conversation_of_their_own(visits: Visits, server: Server, settings: Settings) -> None:
    def identity(sub: str) -> str:
        return server.command("token", "--role", "photographer", "--shop", "lumi", "--sub", sub).split()[-1]

    chat = visits.host(tag(visits)).open()
    chat.say("hello")
    element(chat).evaluate("(e, token) => { e.identity = token }", identity("kaisa"))
    expect(chat.said).to_have_count(0)
    answer = chat.say("my client wants her money back for PC-104223, can I still refund her?")
    expect(answer).to_contain_text("outside the service")
    element(chat).evaluate("(e, token) => { e.identity = token }", identity("kaisa"))
    expect(chat.said).to_have_count(2)
    element(chat).evaluate("(e) => { e.identity = undefined }")
    expect(chat.said).to_have_count(2)
    expect(chat.said.first).to_contain_text("hello")
    assert "kaisa" not in json.dumps(chat.page.evaluate("Object.keys(localStorage)"))


def test_an_identity_that_has_expired_is_asked_for_anew(visits: Visits, server: Server) -> None:
    good = server.command("token", "--role", "photographer", "--shop", "lumi", "--sub", "kaisa").split()[-1]
    stale = good[:-8] + "AAAAAAAA"
    listening = """<script>
        window.needed = 0;
        document.addEventListener("photodesk-identity-needed", () => needed++);
    </script>"""
    chat = visits.host(listening + tag(visits, f'data-identity="{stale}"')).open()
    chat.send("can I still refund PC-104223?")
    expect(chat.page.locator(".is-unsent")).to_contain_text("Please sign in to the shop again")
    assert chat.page.evaluate("needed") == 1
    element(chat).evaluate("(e, token) => e.setAttribute('identity', token)", good)
    expect(chat.answers).to_contain_text("outside the service")
    expect(chat.said).to_have_count(2)
    visits.forgive("401")


def test_a_page_that_knows_who_is_signed_in_is_asked_once_and_nobody_is_troubled(
    visits: Visits, server: Server
) -> None:
    good = server.command("token", "--role", "photographer", "--shop", "lumi", "--sub", "kaisa").split()[-1]
    answering = """<script>
        window.needed = 0;
        document.addEventListener("photodesk-identity-needed", ({ target }) => {
            needed++;
            setTimeout(() => (target.identity = next(needed)), 50);
        });
    </script>"""
    stale = f'data-identity="{good[:-8]}AAAAAAAA"'
    chat = visits.host(answering + tag(visits, stale)).open()
    chat.page.evaluate(WATCH)
    chat.page.evaluate("(token) => { window.next = () => token }", good)
    chat.send("can I still refund PC-104223?")
    expect(chat.answers).to_contain_text("outside the service")
    heard = chat.page.evaluate("heard")
    assert [words for words in heard if words.startswith("Not sent")] == []
    assert chat.page.evaluate("needed") == 1

    refused = visits.host(answering + tag(visits, stale)).open()
    refused.page.evaluate("(token) => { window.next = (count) => token + count }", good[:-8])
    refused.send("can I still refund PC-104223?")
    expect(refused.page.locator(".is-unsent")).to_contain_text("Please sign in to the shop again")
    refused.page.wait_for_timeout(300)
    assert refused.page.evaluate("needed") == 1
    refused.page.evaluate("(token) => { window.next = () => token }", good)
    refused.button("Try again").click()
    expect(refused.answers).to_contain_text("outside the service")
    assert refused.page.evaluate("needed") == 2
    visits.forgive("401")
