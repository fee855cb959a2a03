"""Can every agent use the desk: by keyboard, with a screen reader, on a small screen, in the dark?

The pictures of all states are kept in `build/screenshots/`.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.console.working import Desk, Office

SIZES = {"wide": (1280, 800), "narrow": (400, 800)}
CANCEL = "can I cancel my order PC-104223? aino@example.com"


def audit(desk: Desk, state: str, *sizes: str) -> None:
    """Look at a state in all sizes, or those where there is something to see, by day and by night."""
    for name in sizes or SIZES:
        width, height = SIZES[name]
        desk.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            desk.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            desk.audit(f"{state}-{name}-{scheme}")
    desk.page.set_viewport_size({"width": 1280, "height": 800})


def test_axe_finds_nothing_in_any_state_of_a_conversation(office: Office) -> None:
    asker = office.asker("The mugs of my order arrived broken. PC-104224 aino@example.com", CANCEL)
    office.asker("Why was I charged twice for my order? PC-104227 aino@example.com")
    lena = office.sit_down("Lena", path=f"/desk/c/{asker.conversation}")
    expect(lena.said.first).to_be_visible()
    lena.press("n")
    lena.page.get_by_label("Note for agents").fill("She called this morning as well.")
    lena.press("Control+Enter")
    expect(lena.page.locator(".from-note")).to_be_visible()
    audit(lena, "note")
    lena.box.fill("Dear Aino")

    desk = office.sit_down()
    expect(desk.items.first).to_be_visible()
    audit(desk, "inbox")
    desk.view("Ended")
    audit(desk, "ended", "wide")
    desk.view("Open").open(asker.conversation)
    expect(desk.drafts.first).to_be_visible()
    expect(desk.page.locator(".presence")).to_contain_text("Lena writes here just now")
    desk.page.locator(".sentence").nth(1).focus()
    audit(desk, "conversation")
    desk.button("Take over").click()
    expect(desk.button("Give back")).to_be_visible()
    desk.press("Escape", "1", "i")
    audit(desk, "answering")
    desk.page.set_viewport_size({"width": 400, "height": 800})
    desk.button(re.compile("^Drafts")).click()
    audit(desk, "drafts", "narrow")
    desk.button("Does not fit").click()
    audit(desk, "rejecting")
    desk.press("x")
    audit(desk, "closing")
    desk.press("Escape", "h")
    expect(desk.page.get_by_role("combobox")).to_be_visible()
    audit(desk, "handing")
    expect(lena.page.locator(".writing")).to_contain_text("Maija has this case")
    audit(lena, "anothers", "wide")


def test_axe_finds_nothing_in_a_mail_nor_in_the_keys(office: Office) -> None:
    desk = office.sit_down("Lena", path="/desk/mail")
    audit(desk, "mail", "wide")
    desk.mail.fill("Where was my gallery restored? It was order PC-104310 or PC-104311, I want to restore the gallery.")
    desk.page.get_by_label("Shop").select_option("lumi")
    desk.page.get_by_label("Shop").press("Control+Enter")
    expect(desk.drafts.first).to_be_visible()
    audit(desk, "mail-read")
    desk.press("i")
    audit(desk, "mail-answer")
    desk.press("Escape", "?")
    expect(desk.page.get_by_role("dialog")).to_be_visible()
    audit(desk, "keys")


def test_every_key_has_a_button_and_none_does_anything_while_one_types(office: Office) -> None:
    first, second = office.asker(CANCEL), office.asker(CANCEL)
    desk = office.sit_down()
    expect(desk.items.nth(1)).to_be_visible()
    desk.press("j")
    expect(desk.items.first).to_be_focused()
    desk.press("ArrowDown")
    expect(desk.items.nth(1)).to_be_focused()
    desk.press("k", "Enter")
    expect(desk.page).to_have_url(re.compile(f"/desk/c/({first.conversation}|{second.conversation})"))
    expect(desk.drafts.first).to_be_visible()
    shown = desk.page.locator("button[aria-keyshortcuts]")
    keys = {key for one in shown.all() if (key := one.get_attribute("aria-keyshortcuts"))}
    assert keys >= {"j", "k", "t", "a", "n", "i", "r", "x", "h", "1", "?"}
    for one in shown.all():
        expect(one.locator("kbd")).to_be_visible()

    desk.press("a")
    expect(desk.box).to_be_focused()
    desk.page.keyboard.type("j k t g x h u m ? 1 i")
    expect(desk.box).to_have_value("j k t g x h u m ? 1 i")
    expect(desk.button("Take over")).to_be_visible()
    expect(desk.page.get_by_role("dialog")).to_have_count(0)

    desk.press("Escape", "?")
    expect(desk.page.get_by_role("dialog", name="Keys")).to_be_visible()
    desk.page.get_by_label("Single keys do something").uncheck()
    desk.page.get_by_role("dialog").get_by_role("button", name="Close").press("Enter")
    desk.press("u")
    expect(desk.page).to_have_url(re.compile("/desk/c/"))
    desk.button("Keys").click()
    desk.page.get_by_label("Single keys do something").check()
    desk.press("Escape", "u")
    expect(desk.page).to_have_url(re.compile(r"/desk\?view=open"))


@pytest.mark.parametrize("width", [1280, 400])
def test_every_target_is_large_enough(office: Office, width: int) -> None:
    asker = office.asker(CANCEL)
    desk = office.sit_down(path=f"/desk/c/{asker.conversation}", viewport={"width": width, "height": 800})
    expect(desk.said.first).to_be_visible()
    for one in desk.page.locator("button:visible, input:visible").all():
        box = one.bounding_box()
        assert box, one
        assert min(box["width"], box["height"]) >= 24, one.inner_text()


def test_on_a_small_screen_there_is_a_way_back(office: Office) -> None:
    asker = office.asker(CANCEL)
    desk = office.sit_down(viewport={"width": 400, "height": 800})
    desk.open(asker.conversation)
    expect(desk.items.first).to_be_hidden()
    desk.button(re.compile(r"^Drafts \(1\)")).click()
    expect(desk.box).to_be_hidden()
    desk.button("Insert").click()
    expect(desk.box).to_be_focused()
    desk.page.get_by_role("link", name="← Inbox").click()
    expect(desk.items.first).to_be_visible()


def test_what_is_new_moves_nothing_that_one_reads(office: Office) -> None:
    asker = office.asker(*["where is my order?"] * 8)
    desk = office.sit_down(path=f"/desk/c/{asker.conversation}")
    expect(desk.said.nth(12)).to_be_attached()
    expect(desk.drafts.first).to_be_visible()
    paper = desk.page.locator(".paper")
    desk.press("i")
    assert paper.evaluate("(e) => e.scrollHeight - e.scrollTop - e.clientHeight") < 2, "the box grows over nothing"
    paper.evaluate("(e) => e.scrollTop = 100")
    before = desk.drafts.first.inner_text()
    asker.says("and when is it going to come?")
    expect(desk.page.locator(".from-asker").last).to_contain_text("and when")
    assert paper.evaluate("(e) => e.scrollTop") == 100
    assert desk.drafts.first.inner_text() == before
    expect(desk.button("More was said: suggest anew")).to_be_visible()
