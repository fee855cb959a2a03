"""Can a person hold a conversation on the page, with a mouse, a keyboard or a phone?

Run in a real browser against a server of its own, with a desk that answers by rote.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from web_desk import PEOPLE, FakeDesk, Server, answer, serving

ORDER = {
    "number": "PC-104224",
    "state": "in_production",
    "placed_at": "2026-11-15T10:00:00+00:00",
    "shipped_at": None,
    "delivered_at": None,
}
HOSTILE = (
    "<img src=x onerror=\"document.title='owned'\"> <b>bold</b> [me](javascript:alert(1)) [out](http://plain.example)"
)


class RoteDesk(FakeDesk):
    """Answers by a word that the question holds."""

    offline = False

    def cited(self) -> dict[str, str]:
        version = self.older.version
        url = f"/kb/cancel_order?version={version}&lang=en#no-right"
        return {"article": "cancel_order", "section": "no-right", "version": version, "title": "No right", "url": url}

    def reply(self, text: str) -> dict[str, Any]:
        if "cancel" in text:
            buttons = [{"title": "Look at my order", "payload": "choice:aaaaaaaaaaaa"}]
            buttons += [{"title": "Talk to a person", "payload": "choice:bbbbbbbbbbbb"}]
            return answer("No. It is [made for you](/kb/cancel_order).", citations=[self.cited()], buttons=buttons)
        if text == "choice:aaaaaaaaaaaa":
            return answer("It is being made.\n\n- one\n- two", "order_facts", order=ORDER)
        if text == "choice:bbbbbbbbbbbb":
            return answer("Somebody will write to you.", "handover", handover=True)
        if "both" in text:
            parts = [answer("First.", order=ORDER, citations=[self.cited()]), answer("Second.", order=ORDER)]
            return answer("First.", order=ORDER, parts=parts)
        if "markup" in text:
            return answer(HOSTILE)
        return answer(f"You said: {text}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no chromium: install Debian's package")
        pytest.skip("there is no chromium on this machine, so the page is not tried in a browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, RoteDesk(people=PEOPLE)) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Any]:
    """Opens the page with the browser settings given; at the end nothing may have been reported to the console."""
    complaints: list[str] = []
    contexts = []

    def opened(**given: Any) -> Page:
        context = browser.new_context(**given)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith(server.url) or complaints.append(request.url))
        visit(page, server)
        return page

    opened.complaints = complaints  # type: ignore[attr-defined]
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def visit(page: Page, server: Server) -> None:
    page.goto(server.url)
    expect(page.locator("[data-ready]")).to_be_attached()


def say(page: Page, text: str) -> Locator:
    """Type a message, press Enter, and wait for the answer."""
    before = page.locator(".from-desk").count()
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".from-desk")).not_to_have_count(before)
    return page.locator(".said").last


def transcript(page: Page) -> list[str]:
    return [" ".join(said.split()) for said in page.locator("[data-log] > *").all_inner_texts()]


def test_a_question_is_answered_with_its_source_in_the_version_cited(open_page: Any, server: Server) -> None:
    page = open_page()
    answered = say(page, "can I cancel my order?")
    expect(answered.locator(".words")).to_have_text("No. It is made for you.")
    source = answered.locator(".sources a")
    expect(answered.locator(".sources li")).to_have_text("Source: No right")
    with page.context.expect_page() as opening:
        source.click()
    article = opening.value
    expect(article.locator("h1")).to_have_text("Can an order be cancelled?")
    expect(article.get_by_text("This is an earlier version")).to_be_visible()
    expect(article.locator("section:target h2")).to_contain_text("There is no such right")
    expect(page.locator("[data-start]")).to_be_hidden()


def test_a_button_is_used_once_and_shown_as_chosen(open_page: Any, server: Server) -> None:
    page = open_page()
    say(page, "cancel")
    page.get_by_role("button", name="Look at my order").click()
    order = page.get_by_role("group", name="Order")
    expect(order).to_contain_text("Order PC-104224")
    expect(order).to_contain_text("in production")
    expect(order).to_contain_text("15 November 2026")
    chosen = page.get_by_role("button", name="Look at my order")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    for button in page.locator(".said .choice").all():
        expect(button).to_have_attribute("aria-disabled", "true")
        button.click(force=True)
    expect(page.locator(".from-asker")).to_have_count(2)
    expect(page.locator(".from-asker").last).to_contain_text("Look at my order")
    expect(page.locator(".words li")).to_have_text(["one", "two"])


def test_a_hand_over_is_shown(open_page: Any) -> None:
    page = open_page()
    say(page, "cancel")
    page.get_by_role("button", name="Talk to a person").click()
    expect(page.locator(".handover")).to_have_text("Passed to a person")


def test_two_questions_are_answered_one_after_another(open_page: Any) -> None:
    page = open_page()
    say(page, "both")
    expect(page.locator(".from-desk .words")).to_have_text(["First.", "Second."])
    expect(page.locator(".order")).to_have_count(1)
    expect(page.locator(".sources")).to_have_count(1)


def test_markup_is_shown_as_text(open_page: Any) -> None:
    page = open_page()
    say(page, f"markup {HOSTILE}")
    for said in (page.locator(".from-asker .words"), page.locator(".from-desk .words")):
        expect(said).to_contain_text(HOSTILE)
        assert said.locator("img, b, a").count() == 0
    assert "owned" not in page.title()


def test_everything_can_be_done_by_keyboard(open_page: Any) -> None:
    page = open_page()
    box = page.get_by_label("Your message")
    box.focus()
    page.keyboard.type("can I cancel")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("my order?")
    assert page.locator(".said").count() == 0
    page.keyboard.press("Enter")
    expect(page.locator(".from-desk")).to_have_count(1)
    expect(page.locator(".from-asker .words")).to_contain_text("can I cancel\nmy order?")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    for _ in range(9):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.textContent") == "Look at my order":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".order")).to_be_visible()
    expect(box).to_be_focused()


def test_a_reload_shows_the_same_conversation(open_page: Any, server: Server) -> None:
    page = open_page()
    say(page, "cancel")
    page.get_by_role("button", name="Look at my order").click()
    expect(page.locator(".order")).to_be_visible()
    page.get_by_label("Your message").fill("half a thou")
    before = transcript(page)
    visit(page, server)
    assert transcript(page) == before
    expect(page.get_by_label("Your message")).to_have_value("half a thou")
    expect(page.get_by_role("button", name="Look at my order")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".choice[aria-disabled=false]")).to_have_count(0)
    say(page, "hello again")
    assert len(server.desk.messages) == 1


def test_a_button_that_was_answered_is_not_taken_for_unsent_after_a_reload(open_page: Any, server: Server) -> None:
    page = open_page()
    say(page, "cancel")
    page.get_by_role("button", name="Look at my order").click()
    expect(page.locator(".order")).to_be_visible()
    unsent = "{text: 'choice:aaaaaaaaaaaa', shown: 'Look at my order'}"  # as if reloaded before the answer came
    page.evaluate(
        f"sessionStorage.photodesk = JSON.stringify({{...JSON.parse(sessionStorage.photodesk), unsent: {unsent}}})"
    )
    visit(page, server)
    expect(page.locator(".order")).to_be_visible()
    expect(page.locator(".unsent")).to_have_count(0)
    expect(page.locator(".from-asker")).to_have_count(2)


def test_an_agents_words_are_told_from_the_desks(open_page: Any, server: Server) -> None:
    page = open_page()
    say(page, "hello")
    server.desk.agent_writes("conversation-0", "This is Kaisa.")
    visit(page, server)
    expect(page.locator(".from-agent")).to_contain_text("A person from the shop")
    expect(page.locator(".from-agent")).to_contain_text("This is Kaisa.")


def test_a_message_that_could_not_be_sent_is_kept_and_sent_again(open_page: Any, server: Server) -> None:
    page = open_page()
    page.context.set_offline(True)
    page.get_by_label("Your message").fill("where is it?")
    page.keyboard.press("Enter")
    expect(page.locator(".unsent")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    visit(page, server)
    expect(page.locator(".is-unsent .words")).to_have_text("where is it?")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".from-desk .words")).to_have_text("You said: where is it?")
    expect(page.locator(".from-asker")).to_have_count(1)
    expect(page.locator(".unsent")).to_have_count(0)
    assert server.desk.messages["conversation-0"][0].text == "where is it?"
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in open_page.complaints)
    open_page.complaints.clear()


def test_a_message_that_is_too_long_is_given_back(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("Your message").fill("x" * 4001)
    page.keyboard.press("Enter")
    expect(page.locator(".note")).to_contain_text("at most 4000 characters")
    expect(page.get_by_label("Your message")).to_have_value("x" * 4001)
    expect(page.locator(".said")).to_have_count(0)
    assert all("413" in complaint for complaint in open_page.complaints)
    open_page.complaints.clear()


def test_a_conversation_that_has_expired_goes_on_as_a_new_one(open_page: Any, server: Server) -> None:
    page = open_page()
    say(page, "cancel")
    page.evaluate("sessionStorage.setItem('photodesk', JSON.stringify({token: 'a.b.c'}))")
    page.get_by_role("button", name="Talk to a person").click()
    expect(page.locator(".unsent")).to_contain_text("has ended")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".from-desk .words").last).to_have_text("You said: Talk to a person")
    assert len(server.desk.messages) == 2
    assert all("401" in complaint for complaint in open_page.complaints)
    open_page.complaints.clear()


def test_a_failure_inside_reads_as_an_answer(open_page: Any, server: Server) -> None:
    page = open_page()
    server.desk.breaks = RuntimeError("inside")
    expect(say(page, "hello")).to_contain_text("I could not look that up. The reference is")


def test_while_the_desk_thinks_it_shows_so_and_takes_no_second_message(open_page: Any, server: Server) -> None:
    page = open_page()
    server.desk.slow = 0.5
    box = page.get_by_label("Your message")
    box.fill("one")
    page.keyboard.press("Enter")
    expect(page.locator("[data-typing]")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_have_attribute("aria-disabled", "true")
    expect(box).to_be_focused()
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(page.locator(".from-desk .words")).to_have_text("You said: one")
    expect(page.locator("[data-typing]")).to_be_hidden()
    expect(page.locator(".from-asker")).to_have_count(1)
    expect(box).to_have_value("two")


def test_one_can_play_the_photographer_and_a_customer(open_page: Any, server: Server) -> None:
    page = open_page()
    player = page.get_by_label("You are")
    player.select_option(label="Kaisa")
    expect(page.locator("[data-hint]")).to_contain_text("Signed in as the photographer of lumi")
    say(page, "hello")
    assert server.desk.askers["conversation-0"].role.value == "photographer"
    player.select_option(label="Aino (customer of lumi)")
    expect(page.locator(".said")).to_have_count(0)
    page.get_by_role("button", name="PC-104223").click()
    page.get_by_role("button", name="aino@example.com").click()
    expect(page.get_by_label("Your message")).to_have_value("PC-104223 aino@example.com")
    page.keyboard.press("Enter")
    expect(page.locator(".from-desk")).to_have_count(1)
    asker = server.desk.askers["conversation-1"]
    assert (asker.role.value, asker.proven_email) == ("consumer", None)


def test_a_new_conversation_begins_empty(open_page: Any, server: Server) -> None:
    page = open_page()
    say(page, "hello")
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".said")).to_have_count(0)
    page.get_by_role("button", name="Where is my order?").click()
    expect(page.locator(".from-desk .words")).to_have_text("You said: Where is my order?")
    assert len(server.desk.messages) == 2


def test_new_messages_are_announced_once_and_old_ones_not(open_page: Any, server: Server) -> None:
    page = open_page()
    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 1
    say(page, "cancel")
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    page.add_init_script(
        "new MutationObserver((seen) => seen.forEach(({target}) => { if (target.matches?.('[data-log]'))"
        " (window.live ??= []).push(target.getAttribute('aria-live')) }))"
        ".observe(document, {subtree: true, childList: true})"
    )
    visit(page, server)
    assert page.locator(".from-desk").count() == 1
    expect(log).to_have_attribute("aria-live", "polite")
    assert set(page.evaluate("window.live ?? ['off']")) == {"off"}


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_it_fits_a_phone_is_readable_in_the_dark_and_accessible(
    open_page: Any, server: Server, width: int, scheme: str
) -> None:
    page = open_page(viewport={"width": width, "height": 640}, color_scheme=scheme, reduced_motion="reduce")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    lightness = sum(int(each) for each in background[4:-1].split(",")) / 3
    assert (lightness > 200) if scheme == "light" else (lightness < 60)
    page.get_by_label("You are").select_option("0")
    say(page, f"both markup {'long' * 60}")
    say(page, "cancel")
    page.get_by_role("button", name="Talk to a person").click()
    expect(page.locator(".handover")).to_be_visible()
    for path in (None, "/kb", f"/kb/cancel_order?version={server.desk.older.version}#fees", "/kb/unknown"):
        if path:
            page.goto(server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
    assert all("404" in complaint for complaint in open_page.complaints)
    open_page.complaints.clear()


def test_the_articles_can_be_read_without_scripts(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("link", name="Help articles", exact=True).click()
    page.get_by_role("link", name="Can an order be cancelled?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Can an order be cancelled?")
    context.close()
