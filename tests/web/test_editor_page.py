"""Can every lead edit what the desk says: by keyboard, heard, on a phone, in the dark, without a script?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from leads import CANCEL, OLD, PAGE, RULES, answer, desk_of
from playwright.sync_api import Browser, Locator, Page, expect
from web_desk import Server

from tests.accounts.signing import PASSWORD
from tests.learning.editing import edit, git, repository_in
from tests.widget.browsing import Chat, audit, browser, picture

__all__ = ["browser"]

NEW = "Sadly, a photo order that is paid for cannot be cancelled"
SEEN: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 400, "height": 800}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "contrast": {"forced_colors": "active"},
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with desk_of(repository_in(tmp_path)) as running:
        yield running


class Editor:
    """The pages, as Lena uses them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def text(self) -> Locator:
        return self.page.locator("#text-0")

    @property
    def result(self) -> Locator:
        return self.page.locator("#result")

    def open(self, path: str) -> Editor:
        self.page.goto(f"/desk/knowledge/{path}")
        return self

    def write(self, old: str, new: str) -> Editor:
        before = self.text.input_value()
        assert old in before
        self.text.fill(before.replace(old, new))
        return self

    def press(self, name: str, said: str | re.Pattern[str] | None = None) -> Editor:
        self.page.get_by_role("button", name=name).click()
        if said is not None:
            expect(self.result).to_have_text(said)
            expect(self.result).to_be_focused()
        return self

    def selected(self) -> str:
        text: str = self.text.evaluate("(e) => e.value.slice(e.selectionStart, e.selectionEnd)")
        return text


Lena = Callable[..., Editor]


@pytest.fixture
def lena(server: Server, browser: Browser) -> Iterator[Lena]:
    """Signs Lena in to a browser; in the end it may have had nothing to complain of."""
    complaints: list[str] = []
    contexts = []

    def sit_down(**given: Any) -> Editor:
        context = browser.new_context(base_url=server.url, **given)
        context.set_default_timeout(10_000)
        context.on("console", lambda message: complaints.append(message.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        page = context.new_page()
        page.goto("/desk/knowledge")
        page.get_by_label("Name").fill("lena")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="What the desk says", exact=True)).to_be_visible()
        return Editor(page)

    yield sit_down
    for context in contexts:
        context.close()
    refused = re.compile(r"status of (409|422)")
    assert not [each for each in complaints if not refused.search(each)]


@pytest.mark.parametrize("seen", SEEN)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(server: Server, lena: Lena, seen: str) -> None:
    editor = lena(**SEEN[seen])
    page = editor.page

    def look(state: str) -> None:
        picture(page, f"editor-{seen}-{state}")
        audit(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{state} scrolls sideways"

    answer(server)
    look("list")
    page.get_by_label("Find words").fill("14 days")
    page.get_by_role("button", name="Find").click()
    look("found")
    editor.open(CANCEL)
    look("replies")
    editor.write(OLD, NEW).press("Check and preview", "Checked: everything holds together")
    look("checked")
    editor.press("What would change?", "What would change")
    page.get_by_text("Your edit of the replies, line by line").click()
    look("changes")
    editor.write("## still-a-cart", "## still-{a}-cart").press("Save", re.compile("problem"))
    look("problems")
    editor.open(RULES).press("Replies")
    expect(page.locator("#text-1")).to_be_focused()
    look("together")
    editor.press("Check and preview", "Checked: everything holds together")
    look("table")
    editor.open(PAGE).write("It is arranged case by case.", "It is settled case by case.")
    editor.press("Check and preview", "Checked: everything holds together")
    look("article")
    edit(server.desk.editing.files.folder / PAGE, lambda text: text.replace("It is arranged", "It is always arranged"))
    editor.press("Save", "Nothing was saved: somebody else saved meanwhile")
    look("overtaken")
    editor.press("Save", "Saved: the desk answers from it now")
    look("saved")


def test_what_is_edited_checked_compared_and_saved_is_said_in_the_chat_at_once(server: Server, lena: Lena) -> None:
    editor = lena()
    chat = Chat(editor.page.context.new_page())
    chat.page.goto("/")
    chat.open()
    expect(chat.say("can I cancel?").locator(".words")).to_contain_text(OLD)
    editor.page.get_by_label("Find words").fill("Once a photo order is paid")
    editor.page.keyboard.press("Enter")
    editor.page.get_by_role("link", name="Replies, line 4").click()
    expect(editor.text).to_be_focused()
    assert editor.selected().startswith(OLD)
    editor.write(OLD, NEW).press("Check and preview", "Checked: everything holds together")
    expect(editor.page.locator(".preview")).to_contain_text(NEW)
    editor.press("What would change?", "What would change")
    change = editor.page.locator(".change")
    expect(change.locator("del").first).to_contain_text("Once")
    expect(change.locator("ins").first).to_contain_text("Sadly,")
    expect(change.locator(".where")).to_contain_text("1 conversation")
    editor.page.get_by_label("Why?").fill("It is kinder")
    editor.press("Save", "Saved: the desk answers from it now")
    expect(editor.page.locator(".result")).to_contain_text("kb/en/replies/cancel_order.md")
    expect(chat.say("can I cancel?").locator(".words")).to_contain_text(NEW)
    kb = server.desk.editing.files.folder
    assert git(kb, "log", "-1", "--format=%an: %b").strip() == "Lena: It is kinder"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_keyboard_and_no_script_is_enough(server: Server, lena: Lena, scripts: bool) -> None:
    editor = lena(java_script_enabled=scripts)
    page, keys = editor.page, editor.page.keyboard
    editor.open(PAGE)
    expect(page.locator("form.edit button:not(.small)")).to_have_text(
        ["Check and preview", "What would change?", "Save"]
    )
    editor.text.focus()
    keys.press("Control+End")
    keys.type("## Not yet a section\n")
    for _ in range(2):
        keys.press("Tab")
    keys.press("Enter")
    expect(editor.result).to_have_text("1 problem to mend")
    expect(page.get_by_text("in other files, which may go when this is mended")).to_be_visible()
    expect(editor.result).to_be_focused()
    expect(editor.text).to_have_value(re.compile("## Not yet a section"))
    keys.press("Tab")
    expect(page.get_by_role("link", name="line 35")).to_be_focused()
    expect(page.locator("#faults")).to_contain_text("## Not yet a section")
    keys.press("Enter")
    expect(editor.text).to_be_focused()
    if scripts:
        assert editor.selected() == "## Not yet a section"
        expect(page.get_by_text("Line 35", exact=True)).to_be_visible()
    editor.write("## Not yet a section\n", "Ask them early.\n")
    page.get_by_role("button", name="Save").focus()
    keys.press("Enter")
    expect(editor.result).to_have_text("Saved: the desk answers from it now")
    page.goto("/kb/cancel_order")
    expect(page.get_by_text("Ask them early.")).to_be_visible()


def test_enter_in_the_reason_checks_and_does_not_save(lena: Lena) -> None:
    editor = lena().open(CANCEL).write(OLD, NEW)
    editor.page.get_by_label("Why?").press("Enter")
    expect(editor.result).to_have_text("Checked: everything holds together")


def test_the_keys_that_save_save(server: Server, lena: Lena) -> None:
    editor = lena().open(CANCEL).write(OLD, NEW)
    editor.text.press("Control+s")
    expect(editor.result).to_have_text("Saved: the desk answers from it now")
    assert answer(server).startswith(NEW)


def test_who_leaves_with_unsaved_words_is_asked_and_others_are_not(lena: Lena) -> None:
    editor = lena().open(CANCEL)
    page = editor.page
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.type) or dialog.dismiss())
    page.get_by_role("link", name="What the desk says").click()
    page.wait_for_url("**/desk/knowledge")
    assert asked == []
    editor.open(CANCEL).write(OLD, NEW)
    page.get_by_role("link", name="What the desk says").click()
    expect(editor.text).to_have_value(re.compile(NEW))
    assert asked == ["beforeunload"]
    editor.press("Check and preview", "Checked: everything holds together")
    assert asked == ["beforeunload"], "a button of the page leaves nothing behind"
    page.get_by_role("link", name="What the desk says").click()
    expect(editor.text).to_have_value(re.compile(NEW))
    assert asked == ["beforeunload"] * 2, "checked is not saved"
    editor.press("Save", "Saved: the desk answers from it now")
    page.get_by_role("link", name="What the desk says").click()
    page.wait_for_url("**/desk/knowledge")
    assert asked == ["beforeunload"] * 2


def test_what_was_sent_and_did_not_arrive_is_put_back(server: Server, lena: Lena) -> None:
    editor = lena().open(CANCEL).write(OLD, NEW)
    page = editor.page
    away = f"**/desk/knowledge/{CANCEL}"
    away_page = '<link rel="icon" href="data:,">The server is away'
    page.route(away, lambda route: route.fulfill(status=409, content_type="text/html", body=away_page))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The server is away")).to_be_visible()
    page.unroute(away)
    edit(server.desk.editing.files.folder / CANCEL, lambda text: text.replace(OLD, "When it is paid"))
    editor.open(CANCEL)
    expect(page.get_by_role("status")).to_contain_text("What you sent last did not arrive.")
    expect(editor.text).to_have_value(re.compile(NEW))
    audit(page)
    editor.press("Save", "Nothing was saved: somebody else saved meanwhile")
    editor.press("Save", "Saved: the desk answers from it now")
    assert editor.open(CANCEL).text.input_value().count(NEW) == 1
    expect(page.get_by_role("status")).to_be_hidden()


def test_the_text_stays_where_it_stood(lena: Lena) -> None:
    editor = lena(viewport={"width": 1280, "height": 800}).open(f"{CANCEL}?line=40")
    expect(editor.text).to_be_focused()
    editor.page.keyboard.press("End")
    editor.page.keyboard.type(" And so on.")
    before = editor.text.evaluate("(e) => e.selectionStart")
    editor.press("Check and preview", "Checked: everything holds together")
    assert editor.text.evaluate("(e) => e.selectionStart") == before
    assert editor.text.evaluate("(e) => e.scrollTop") > 200
    expect(editor.page.get_by_role("heading", name="Can an order be cancelled?")).to_be_in_viewport()


def test_a_line_is_found_however_the_lines_before_it_are_broken(lena: Lena) -> None:
    for width in (400, 1280):
        editor = lena(viewport={"width": width, "height": 800}).open(f"{CANCEL}?line=60")
        expect(editor.text).to_be_focused()
        line = editor.text.input_value().split("\n")[59]
        assert editor.selected() == line
        seen = editor.text.evaluate("(e) => e.scrollTop / (e.scrollHeight - e.clientHeight)")
        assert 0.5 < seen < 1, "neither at the beginning nor past the end"


def test_hostile_text_stays_text(lena: Lena) -> None:
    hostile = '<img src=x onerror="alert(1)"></textarea><script>alert(2)</script> [a](javascript:alert(3)) {{ 7*7 }}'
    editor = lena().open(PAGE)
    asked: list[str] = []
    editor.page.on("dialog", lambda dialog: asked.append(dialog.message) or dialog.accept())
    editor.write("The texts speak of", f"{hostile} The texts speak of")
    for name in ("Check and preview", "What would change?", "Save"):
        editor.press(name)
        expect(editor.result).to_be_visible()
        expect(editor.text).to_have_value(re.compile(re.escape(hostile)))
        assert editor.page.locator("main img, main script, main a[href^=javascript]").count() == 0
    assert asked == []
