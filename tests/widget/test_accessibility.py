"""Can everybody use the widget: by keyboard, with a screen reader, on a phone, enlarged, in the dark?

The pictures of all states are kept in `build/screenshots/`.
"""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.end_to_end.serving import Server
from tests.widget.agents import Agent
from tests.widget.browsing import WATCH, Chat, Visits

ALL = ["closed", "open", "typing", "buttons", "order", "menu", "delete", "unsent", "person", "talking", "unread"]
SEEN: dict[str, tuple[list[str], dict[str, Any]]] = {
    "light": (ALL, {"viewport": {"width": 1280, "height": 800}}),
    "dark": (["open", "order", "delete", "unsent", "talking"], {"color_scheme": "dark"}),
    "phone": (ALL, {"viewport": {"width": 320, "height": 640}, "has_touch": True, "device_scale_factor": 2}),
    "enlarged": (
        ["order", "menu", "delete", "talking"],
        {"viewport": {"width": 320, "height": 256}, "reduced_motion": "reduce"},
    ),
    "contrast": (["order", "delete", "talking"], {"forced_colors": "active"}),
}


def focused(page: Page) -> Any:
    """The element that has the focus, by its label or text."""
    return page.evaluate(
        "() => { let e = document.activeElement; while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;"
        " return e.getAttribute('aria-label') ?? (e.labels?.[0] ?? e).textContent.trim() }"
    )


@pytest.mark.parametrize("seen", SEEN)
def test_axe_finds_nothing_in_any_state(visits: Visits, server: Server, seen: str) -> None:
    states, given = SEEN[seen]
    chat = visits.shop(**given)

    def audit(state: str) -> None:
        if state in states:
            chat.audit(f"{seen}-{state}")

    audit("closed")
    chat.open()
    audit("open")
    chat.page.route("**/chat/messages", lambda route: time.sleep(0.3) or route.continue_(), times=1)
    chat.send("can I cancel my order?")
    expect(chat.page.locator(".typing")).to_be_visible()
    audit("typing")
    expect(chat.answers).to_have_count(1)
    audit("buttons")
    chat.say(f"PC-104224 aino@example.com {'long' * 60}")
    expect(chat.page.get_by_role("region", name="Order PC-104224")).to_be_visible()
    audit("order")
    chat.button("More").click()
    audit("menu")
    chat.button("Delete my data").click()
    audit("delete")
    chat.page.keyboard.press("Escape")
    chat.page.context.set_offline(True)
    chat.send("is anybody there?")
    expect(chat.page.locator(".is-unsent")).to_be_visible()
    audit("unsent")
    chat.page.context.set_offline(False)
    expect(chat.page.locator(".is-unsent")).to_have_count(0)
    chat.button("Talk to a person").click()
    expect(chat.page.locator(".rule")).to_be_visible()
    audit("person")
    maija = Agent(server, chat.sessions()).takes()
    maija.says("Hello, this is Maija. The mugs of your order went out yesterday: https://posti.example/JJFI64300000001")
    chat.send("Thank you! And the class photo?")
    expect(chat.page.get_by_text("Sending", exact=True)).to_have_count(0)
    maija.says("It is with them. Is there anything else?")
    expect(chat.page.locator(".from-agent")).to_have_count(2)
    audit("talking")
    chat.button("Close the help desk").click()
    maija.says("I have asked the lab as well.")
    expect(chat.page.locator(".unread")).to_be_visible()
    audit("unread")
    visits.forgive("ERR_INTERNET_DISCONNECTED")


def test_everything_can_be_done_by_keyboard(visits: Visits) -> None:
    chat = visits.shop()
    page, keys = chat.page, chat.page.keyboard
    page.get_by_role("button", name=re.compile("Open the help desk")).focus()
    keys.press("Enter")
    expect(chat.box).to_be_focused()
    keys.type("can I cancel")
    keys.press("Shift+Enter")
    keys.type("my order?")
    expect(chat.said).to_have_count(0)
    keys.press("Enter")
    expect(chat.answers).to_have_count(1)
    expect(chat.said.first.locator(".words")).to_have_text("can I cancel\nmy order?", use_inner_text=True)
    expect(chat.box).to_be_focused()
    passed = []
    while focused(page) != "Look at my order":
        keys.press("Shift+Tab")
        passed.append(focused(page))
        assert len(passed) < 12, passed
    keys.press("Space")
    expect(chat.answers).to_have_count(2)
    expect(chat.box).to_be_focused()
    chat.button("More").focus()
    keys.press("Enter")
    assert focused(page) == "Copy the conversation"
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    assert focused(page) == "Delete my data"
    keys.press("Enter")
    assert focused(page) == "Keep it"
    keys.press("Escape")
    assert focused(page) == "More"
    keys.press("Enter")
    for _ in range(4):
        keys.press("Tab")
    assert focused(page) == "Close the help desk"
    expect(chat.button("Delete my data")).to_have_count(0)
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "Open the help desk"
    keys.press("Shift+Tab")
    assert focused(page) != "Open the help desk", "the focus can leave it"


def test_the_focus_goes_back_to_the_button_of_the_page_that_opened_it(visits: Visits) -> None:
    chat = visits.shop()
    opener = chat.button("Ask the help desk")
    opener.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.box).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_a_composition_is_not_sent_half_way(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.box.fill("ta")
    chat.box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    chat.box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(chat.said).to_have_count(0)
    expect(chat.box).to_have_value("ta")


def test_each_new_message_is_announced_once_and_an_old_one_never(visits: Visits) -> None:
    chat = visits.shop().open()
    page = chat.page
    page.evaluate(WATCH)
    chat.say("hello")
    first = chat.say("can I cancel my order?").locator(".words").inner_text()
    page.wait_for_timeout(300)  # for what would come a second time, by the stream
    heard = page.evaluate("heard")
    assert len(heard) == 2
    assert heard[1].startswith("Help desk: " + first[:40])
    assert heard[1].endswith("Choices: Look at my order.")
    page.reload()
    page.evaluate(WATCH)
    expect(chat.said).to_have_count(4)
    page.wait_for_timeout(300)
    assert page.evaluate("heard") == []
    assert page.locator("[aria-live], [role=log], [role=status], [role=alert]").count() == 1


def test_every_target_is_large_enough(visits: Visits) -> None:
    chat = visits.shop(viewport={"width": 320, "height": 640}).open()
    chat.say("can I cancel my order?")
    chat.button("More").click()
    for button in chat.page.locator("photodesk-chat button").all():
        box = button.bounding_box()
        assert box, button
        assert box["width"] >= 24, button.inner_text()
        assert box["height"] >= 24, button.inner_text()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (740, 360)])
def test_on_a_phone_it_fills_what_the_keyboard_leaves(visits: Visits, width: int, height: int) -> None:
    chat = visits.shop(
        viewport={"width": width, "height": height}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    ).open()
    panel = chat.page.get_by_role("dialog")
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    expect(panel).to_be_focused()
    chat.box.focus()
    chat.page.evaluate(
        "() => { for (const [name, value] of [['height', 200], ['offsetTop', 20]])"
        " Object.defineProperty(visualViewport, name, {value}); visualViewport.dispatchEvent(new Event('resize')) }"
    )
    assert panel.bounding_box() == {"x": 0, "y": 20, "width": width, "height": 200}
    box = chat.box.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 220
    chat.audit(f"keyboard-{width}")


def test_reduced_motion_is_respected_and_a_theme_can_be_set(visits: Visits) -> None:
    chat = visits.shop(reduced_motion="reduce", color_scheme="dark").open()
    panel = chat.page.get_by_role("dialog")
    assert panel.evaluate("(e) => getComputedStyle(e).animationName") == "none"
    assert brightness(chat) < 60
    chat.page.locator("photodesk-chat").evaluate("(e) => e.setAttribute('theme', 'light')")
    assert brightness(chat) > 200
    chat.page.emulate_media(color_scheme="light")
    chat.page.locator("photodesk-chat").evaluate("(e) => e.setAttribute('theme', 'dark')")
    assert brightness(chat) < 60


def brightness(chat: Chat) -> float:
    colour = chat.page.get_by_role("dialog").evaluate("(e) => getComputedStyle(e).backgroundColor")
    return sum(map(int, re.findall(r"\d+", colour)[:3])) / 3


def test_it_is_mirrored_where_one_reads_from_right_to_left(visits: Visits) -> None:
    chat = visits.shop(viewport={"width": 1280, "height": 800})
    chat.page.evaluate("document.documentElement.dir = 'rtl'")
    chat.open()
    chat.say("can I cancel my order?")
    panel = chat.page.get_by_role("dialog").bounding_box()
    asked = chat.said.first.locator(".words").bounding_box()
    assert panel
    assert asked
    assert panel["x"] < 40
    assert asked["x"] - panel["x"] < 40
    chat.audit("rtl")


def test_it_is_ready_within_300_ms_of_the_click(visits: Visits) -> None:
    chat = visits.shop()
    milliseconds = chat.page.evaluate(
        """() => new Promise((ready) => {
            const chat = document.querySelector('photodesk-chat').shadowRoot;
            const began = performance.now();
            chat.querySelector('.launcher').click();
            const look = () => chat.activeElement?.localName === 'textarea'
                ? requestAnimationFrame(() => ready(performance.now() - began)) : requestAnimationFrame(look);
            look();
        })"""
    )
    print(f"from click to ready: {milliseconds:.0f} ms")
    assert milliseconds < 300
