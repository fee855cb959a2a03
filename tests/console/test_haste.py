"""Does an agent who is quicker than the server, or whose line breaks, lose nothing and say nothing twice?

The server's answers are held back where it matters, and let go once the agent has gone on.
"""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.console.test_cases import CANCEL, taken
from tests.console.working import Asker, Desk, Office


class Held:
    """Requests that wait until they are let go; those that come later do not."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.routes = page, url, list[Route]()
        page.route(url, lambda route: self.routes.append(route))

    def wait(self, count: int = 1) -> None:
        until(self.page, lambda: len(self.routes) == count)

    def let_go(self) -> None:
        for route in self.routes:
            with self.page.expect_response(self.url):
                route.continue_()
        self.page.unroute(self.url)


def until(page: Page, is_true: Any) -> None:
    deadline = time.monotonic() + 15
    while not is_true():
        assert time.monotonic() < deadline, "it never came"
        page.wait_for_timeout(50)


def another(office: Office) -> Asker:
    """Somebody whose conversation is open and has drafts."""
    return office.asker("Where is my order?")


def test_what_is_typed_while_something_is_sent_stays(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    held = Held(desk.page, "**/messages")
    desk.box.fill("I am looking into it.")
    desk.press("Control+Enter")
    held.wait()
    desk.press("End")
    desk.page.keyboard.type(" It will take a minute.")
    held.let_go()
    expect(desk.page.locator(".from-agent")).to_have_count(1)
    expect(desk.page.locator(".from-agent .words")).to_have_text("I am looking into it.")
    expect(desk.box).to_have_value("It will take a minute.")
    expect(desk.box).to_be_focused()


def test_who_leaves_while_something_is_sent_finds_an_empty_box(office: Office) -> None:
    desk, conversation = taken(office, CANCEL)
    other = another(office)
    desk.view("Live")
    held = Held(desk.page, "**/messages")
    desk.box.fill("It is on its way.")
    desk.press("Control+Enter")
    held.wait()
    desk.open(other.conversation)
    desk.box.fill("Something else")
    held.let_go()
    desk.open(conversation)
    expect(desk.page.locator(".from-agent .words")).to_have_text("It is on its way.")
    expect(desk.box).to_have_value("")
    desk.open(other.conversation)
    expect(desk.box).to_have_value("Something else")


def test_what_is_sent_again_by_who_comes_back_is_said_once(office: Office) -> None:
    desk, conversation = taken(office, CANCEL)
    other = another(office)
    desk.view("Live")
    held = Held(desk.page, "**/messages")
    desk.box.fill("It is on its way.")
    desk.press("Control+Enter")
    held.wait()
    desk.open(other.conversation).open(conversation)
    expect(desk.box).to_have_value("It is on its way.")
    desk.send.click()
    held.wait(2)
    held.let_go()
    expect(desk.box).to_have_value("")
    desk.page.reload()
    expect(desk.page.locator(".from-agent")).to_have_count(1)


def test_a_note_is_kept_once_and_in_its_own_conversation(office: Office) -> None:
    desk, conversation = taken(office, CANCEL)
    other = another(office)
    desk.view("Live")
    held = Held(desk.page, "**/notes")
    note = desk.page.get_by_label("Note for agents")
    desk.press("Escape", "n")
    desk.page.keyboard.type("She called.")
    desk.press("Control+Enter", "Control+Enter")
    held.wait()
    desk.open(other.conversation)
    desk.press("n")
    desk.page.keyboard.type("He wrote as well.")
    held.let_go()
    expect(note).to_have_value("He wrote as well.")
    desk.page.reload()
    expect(desk.said.first).to_be_visible()
    desk.press("n")
    expect(note).to_have_value("He wrote as well.")
    desk.press("Control+Enter")
    expect(desk.page.get_by_text("The note is kept.")).to_be_visible()
    expect(desk.page.locator("#with")).to_be_focused()
    desk.open(conversation)
    expect(desk.page.locator(".from-note .words")).to_have_text("She called.")
    desk.press("n")
    expect(note).to_have_value("")


def test_an_answer_that_was_overtaken_is_not_shown(office: Office) -> None:
    asker = office.asker(CANCEL)
    desk = office.sit_down(path=f"/desk/c/{asker.conversation}")
    expect(desk.drafts.first).to_be_visible()
    url, late = f"**/desk/conversations/{asker.conversation}", list[tuple[Route, Any]]()
    desk.page.route(url, lambda route: late.append((route, route.fetch())), times=1)
    asker.says("are you there?")
    until(desk.page, lambda: late)
    desk.page.route("**/look", lambda route: None)  # which would mend it in the end
    desk.button("Take over").click()
    expect(desk.button("Give back")).to_be_visible()
    [(route, answer)] = late
    with desk.page.expect_response(url):
        route.fulfill(response=answer)
    desk.page.wait_for_timeout(300)
    expect(desk.button("Give back")).to_be_visible(timeout=1)


def test_what_was_out_of_reach_comes_by_itself(office: Office) -> None:
    asker = office.asker(CANCEL)
    desk = office.sit_down()
    desk.page.route(f"**/desk/conversations/{asker.conversation}", lambda route: route.abort(), times=1)
    desk.page.locator(f'.item[href="/desk/c/{asker.conversation}"]').click()
    expect(desk.page.get_by_role("alert")).to_contain_text("The desk cannot be reached.")
    expect(desk.said.first).to_be_visible()
    expect(desk.page.get_by_role("alert")).to_have_count(0)
    office.visits.forgive("ERR_FAILED")


def test_drafts_stay_when_no_new_ones_come(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    expect(desk.drafts.first).to_be_visible()
    desk.page.route("**/desk/suggestions", lambda route: route.abort(), times=1)
    desk.button("Suggest answers").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("The desk cannot be reached.")
    expect(desk.drafts.first).to_contain_text("Cancel order")
    office.visits.forgive("ERR_FAILED")


def test_drafts_come_to_who_has_begun_to_write(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    desk.box.fill("Dear Aino")
    desk.page.reload()
    expect(desk.drafts.first).to_contain_text("Cancel order")
    expect(desk.box).to_have_value("Dear Aino")


def test_what_was_written_before_a_draft_outlives_an_emptied_box(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    desk.box.fill("Something of my own")
    desk.button("Insert").click()
    desk.box.fill("")
    desk.button("Put back what was there").click()
    expect(desk.box).to_have_value("Something of my own")


def test_drafts_of_a_mail_that_was_left_are_not_shown(office: Office) -> None:
    desk = office.sit_down(path="/desk/mail")
    held = Held(desk.page, "**/desk/suggestions")
    desk.mail.fill("Can I cancel my order?")
    desk.press("Control+Enter")
    held.wait()
    desk.button("Next mail").click()
    desk.mail.fill("Where is my order?")
    held.let_go()
    desk.mail.press("Control+Enter")
    expect(desk.drafts.first).to_contain_text("Order status")
    expect(desk.page.locator(".as-read")).to_have_text("Where is my order?")


def test_a_mail_that_was_left_by_mistake_is_put_back(office: Office) -> None:
    desk = office.sit_down(path="/desk/mail")
    desk.mail.fill("Can I cancel my order?")
    desk.box.fill("Dear Aino")
    desk.press("Escape", "n")
    expect(desk.box).to_have_value("")
    desk.button("Put back the mail before and its answer").click()
    expect(desk.mail).to_have_value("Can I cancel my order?")
    expect(desk.mail).to_be_focused()
    expect(desk.box).to_have_value("Dear Aino")
    desk.box.press("Control+Enter")
    desk.button("Next mail").last.press("Enter")
    expect(desk.mail).to_have_value("")
    expect(desk.button("Put back")).to_have_count(0)


SILENT_STREAM = """
window.streams = [];
window.EventSource = class extends EventTarget {
    static OPEN = 1;
    static CLOSED = 2;
    readyState = 1;
    constructor() {
        super();
        streams.push(this);
        setTimeout(() => this.dispatchEvent(new Event('changed')));
    }
    close() { this.readyState = 2; }
};"""
"""One that is open, and of which nothing is heard after its first event: as after a computer has slept."""


def test_a_stream_that_has_broken_unseen_is_opened_anew(office: Office) -> None:
    desk = office.sit_down()
    desk.page.clock.install()
    desk.page.add_init_script(SILENT_STREAM)
    desk.page.reload()
    expect(desk.page.locator(".views")).to_be_visible()
    desk.page.clock.fast_forward(300_000)
    assert desk.page.evaluate("streams.length") == 1
    desk.page.clock.fast_forward(60_000)
    assert desk.page.evaluate("streams.map((each) => each.readyState)") == [2, 1]
    expect(desk.page.get_by_text("No live line")).to_have_count(0)


def test_who_could_not_be_signed_out_is_told_so(office: Office) -> None:
    desk = office.sit_down()
    desk.page.route("**/desk/sign-out", lambda route: route.abort(), times=1)
    desk.button("Sign out").click()
    expect(desk.page.get_by_text("You are still signed in: The desk cannot be reached.")).to_be_visible()
    expect(desk.page).to_have_url(re.compile("/desk$"))
    office.visits.forgive("ERR_FAILED")


@pytest.mark.parametrize("shop", ["lumi", "fjord"])
def test_a_case_is_handed_by_keyboard_to_those_who_may_have_it(office: Office, shop: str) -> None:
    asker = office.asker("Where is my order?", shop=shop)
    desk: Desk = office.sit_down("Lena", path=f"/desk/c/{asker.conversation}")
    expect(desk.said.first).to_be_visible()
    desk.press("h")
    if shop == "fjord":
        expect(desk.page.get_by_text("Nobody else answers for this queue.")).to_be_visible()
        expect(desk.button("Cancel")).to_be_focused()
        desk.press("Enter")
        expect(desk.page.locator("#with")).to_be_focused()
    else:
        expect(desk.page.get_by_role("combobox", name="Who is to have it?")).to_be_focused()
        desk.press("Tab", "Enter")
        expect(desk.page.locator(".told")).to_have_text("Maija has it now.")


def test_drafts_that_come_after_the_answer_are_too_late(office: Office) -> None:
    asker = Asker(office.server)
    asker.says("hello")
    desk = office.sit_down()
    late: list[tuple[Route, Any]] = []
    desk.page.route("**/desk/suggestions", lambda route: late.append((route, route.fetch())))
    desk.view("Live").open(asker.conversation).button("Join").click()
    until(desk.page, lambda: late)
    expect(desk.box).to_be_focused()
    desk.page.keyboard.type("May I help?")
    desk.press("Control+Enter")
    expect(desk.page.locator(".from-agent")).to_contain_text("May I help?")
    [(route, answer)] = late
    route.fulfill(response=answer)
    desk.page.unroute("**/desk/suggestions")
    asker.writes("Yes please: where is my order?")
    expect(desk.drafts.first).to_contain_text("Order status")
    expect(desk.button("Suggest answers")).to_be_visible()
