"""Can a person hold a conversation through the widget, whatever happens to the line, the page and the server?"""

from __future__ import annotations

import json
import re
import time
from typing import Any

from playwright.sync_api import Route, expect

from tests.end_to_end.serving import Server
from tests.widget.browsing import Chat, Visits, picture

NO_LINE = r"ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED|FAILED)"
CANCEL = "hi, I placed an order an hour ago by mistake, can I cancel it?"


def test_one_who_wants_to_cancel_an_order_is_told_what_applies_to_it_and_why(visits: Visits) -> None:
    chat = visits.shop().open()
    general = chat.say(CANCEL)
    expect(general).to_contain_text("no right to cancel")
    asks = chat.say("pc 104 223")
    expect(asks).to_contain_text("Which e-mail address or postcode")
    answer = chat.say("aino@example.com")
    expect(answer).to_contain_text("already in production and cannot be cancelled")
    order = answer.get_by_role("region", name="Order PC-104223")
    expect(order.get_by_role("listitem")).to_contain_text(["Paid", "In production", "Shipped", "Delivered"])
    expect(order.locator("[aria-current=step]")).to_contain_text(re.compile(r"In production\s+\d+ \w+ 20\d\d"))
    expect(order).to_contain_text("Class photo 20x30")
    expect(order).to_contain_text(re.compile(r"Placed on \d+ \w+ 20\d\d"))
    picture(chat.page, "conversation")
    with chat.page.context.expect_page() as opening:
        answer.get_by_role("link", name="There is no right of cancellation").click()
    expect(opening.value.locator("section:target h2")).to_contain_text("There is no right of cancellation")
    assert opening.value.evaluate("opener") is None
    expect(chat.say("why?")).to_contain_text("This is how it is written")


def test_a_button_is_used_once_and_then_shown_as_chosen(visits: Visits) -> None:
    chat = visits.shop().open()
    answer = chat.say("can I cancel my order?")
    answer.get_by_role("button", name="Look at my order").click()
    expect(chat.answers).to_have_count(2)
    chosen = answer.get_by_role("button", name="Look at my order")
    expect(chosen).to_have_attribute("aria-pressed", "true")
    expect(chosen).to_have_attribute("aria-disabled", "true")
    chosen.click(force=True)
    expect(chat.said).to_have_count(4)
    expect(chat.said.nth(2)).to_contain_text("Look at my order")


def test_a_reload_in_mid_question_loses_nothing(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("can I cancel my order PC-104223?")
    chat.box.fill("aino@exam")
    before = chat.transcript()
    chat.page.reload()
    expect(chat.box).to_have_value("aino@exam")
    expect(chat.said).to_have_count(2)
    assert chat.transcript() == before
    expect(chat.say("aino@example.com")).to_contain_text("cannot be cancelled")


def test_a_history_that_cannot_be_fetched_is_fetched_later(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("hello")
    chat.page.route("**/chat/history", lambda route: route.abort())
    chat.page.reload()
    expect(chat.page.locator(".rule")).to_have_text("What was said before cannot be shown just now.")
    expect(chat.said).to_have_count(0)
    chat.page.unroute_all()
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    expect(chat.said).to_have_count(2)
    expect(chat.page.locator(".rule")).to_have_count(0)
    expect(chat.page.get_by_role("log").locator("p")).to_have_count(0)
    visits.forgive(NO_LINE)


def test_a_message_that_was_on_its_way_at_a_reload_arrives_once(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("hello")
    chat.page.route("**/chat/messages", lambda route: None)
    chat.send("can I cancel my order?")
    expect(chat.said).to_have_count(3)
    chat.page.unroute_all()
    chat.page.reload()
    expect(chat.answers).to_have_count(2)
    expect(chat.said).to_have_count(4)


def test_a_restart_of_the_server_leaves_a_message_unsent_which_is_sent_again_once(
    visits: Visits, server: Server
) -> None:
    chat = visits.shop().open()
    chat.say("can I cancel my order PC-104223?")
    assert server.stop() == 0
    try:
        chat.send("aino@example.com")
        unsent = chat.page.locator(".is-unsent")
        expect(unsent).to_contain_text("Not sent. The help desk cannot be reached just now.")
        chat.audit("unsent")
    finally:
        server.start()
    chat.button("Try again").click()
    expect(chat.answers.last).to_contain_text("cannot be cancelled")
    expect(unsent).to_have_count(0)
    expect(chat.said).to_have_count(4)
    chat.page.reload()
    expect(chat.said).to_have_count(4)
    visits.forgive(NO_LINE)


def test_what_is_written_offline_is_sent_as_soon_as_the_line_is_back(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("hello")
    chat.page.context.set_offline(True)
    chat.send("can I cancel my order?")
    expect(chat.page.locator(".is-unsent")).to_contain_text("You are offline")
    chat.page.context.set_offline(False)
    expect(chat.answers).to_have_count(2)
    expect(chat.page.locator(".is-unsent")).to_have_count(0)
    expect(chat.said).to_have_count(4)
    visits.forgive(NO_LINE)


def test_an_answer_that_was_lost_on_the_way_is_not_asked_for_twice(visits: Visits) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    chat = visits.shop()
    chat.page.route("**/chat/events*", lambda route: route.abort())
    chat.open()
    chat.say("hello")
    chat.page.route("**/chat/messages", lose, times=1)
    chat.send("can I cancel my order?")
    chat.button("Try again").click()
    expect(chat.answers).to_have_count(2)
    expect(chat.said).to_have_count(4)
    chat.page.reload()
    expect(chat.said).to_have_count(4)
    visits.forgive(NO_LINE)


def test_two_tabs_show_one_conversation(visits: Visits) -> None:
    one = visits.shop().open()
    one.say("hello")
    other = visits.shop(one.page.context).open()
    expect(other.said).to_have_count(2)
    one.say("can I cancel my order?")
    expect(other.said).to_have_count(4)
    other.say("PC-104223")
    expect(one.said).to_have_count(6)
    assert one.transcript() == other.transcript()
    one.choose("Begin a new conversation")
    one.say("where is my order?")
    expect(other.said).to_have_count(2)


def test_without_a_stream_the_plain_response_suffices(visits: Visits) -> None:
    chat = visits.shop()
    chat.page.route("**/chat/events*", lambda route: route.abort())
    chat.open()
    chat.say("hello")
    chat.say("can I cancel my order?")
    expect(chat.said).to_have_count(4)
    visits.forgive(NO_LINE)


def test_a_conversation_that_has_ended_goes_on_as_a_new_one_with_the_unsent_text(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("can I cancel my order?")
    chat.page.evaluate(
        "Object.keys(localStorage).forEach((key) => localStorage.setItem(key,"
        " JSON.stringify({...JSON.parse(localStorage.getItem(key)), token: 'a.b.c'})))"
    )
    chat.button("Look at my order").click()
    expect(chat.answers).to_have_count(2)
    expect(chat.page.locator(".rule")).to_contain_text("The earlier conversation has ended")
    expect(chat.said).to_have_count(4)
    visits.forgive("401")


def test_who_writes_too_much_at_once_is_told_when_it_is_sent(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.page.route(
        "**/chat/messages",
        lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}, json={"status": 429}),
        times=1,
    )
    chat.send("hello")
    expect(chat.page.locator(".is-unsent")).to_contain_text("It is sent by itself in 1 second.")
    expect(chat.answers).to_have_count(1)
    expect(chat.said).to_have_count(2)
    visits.forgive("429")


def test_a_message_that_is_too_long_is_counted_and_not_sent(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.box.fill("x" * 3601)
    expect(chat.page.locator(".count")).to_have_text("3,601 of 4,000 characters")
    chat.box.fill("😀" * 4001)
    chat.box.press("Enter")
    expect(chat.page.locator(".note")).to_contain_text("too long")
    expect(chat.said).to_have_count(0)
    chat.box.fill("x")
    expect(chat.page.locator(".count")).to_have_count(0)


HOSTILE = "<img src=x onerror=\"document.title='owned'\"> <b>bold</b> [me](javascript:alert(1)) ${7*7} {{7*7}}"


def test_markup_and_script_are_shown_as_text(visits: Visits) -> None:
    chat = visits.shop().open()
    hostile = answering(text=f"{HOSTILE} [terms](/kb/cancel_order) [out](https://shop.example/a?b)\n\nsecond\nline")
    chat.page.route("**/chat/messages", lambda route: route.fulfill(json={"replies": [hostile]}))
    chat.send(HOSTILE)
    expect(chat.said).to_have_count(2)
    for said in chat.said.all():
        expect(said.locator(".words")).to_contain_text(HOSTILE)
        assert said.locator(".words").locator("img, b, script").count() == 0
    assert chat.said.first.locator(".words a").count() == 0
    links = chat.answers.locator(".words a")
    expect(links).to_have_text(["terms", "out"])
    assert [link.get_attribute("href") for link in links.all()] == [
        f"{visits.base}/kb/cancel_order",
        "https://shop.example/a?b",
    ]
    assert {link.get_attribute("rel") for link in links.all()} == {"noopener noreferrer"}
    assert "\n\nsecond\nline" in chat.answers.locator(".words").inner_text()
    assert "owned" not in chat.page.title()


def step(state: str, day: int | None, done: bool) -> dict[str, Any]:
    return {"state": state, "at": f"2026-11-{day}T12:00:00+00:00" if day else None, "done": done}


PAID = step("paid", 19, True)
ORDERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"state": "cart", "steps": [step("cart", 19, False), step("paid", None, False)]}, ["*In the cart 19", "Paid"]),
    ({"state": "files_sent", "steps": [PAID, step("files_sent", 20, True)]}, ["Paid 19", "*Photo files sent 20"]),
    ({"state": "refunded", "steps": [PAID, step("refunded", None, True)]}, ["Paid 19", "*Refunded"]),
    (
        {"state": "in_production", "steps": [PAID, step("in_production", 20, False), step("shipped", 21, False)]},
        ["Paid 19", "*In production 20", "Shipped"],
    ),
    ({"state": "something_new", "steps": [step("something_new", None, False)]}, ["*something new"]),
    ({"state": "delivered"}, ["*Delivered"]),  # kept before there were steps
]


def test_an_order_is_shown_on_its_own_way(visits: Visits) -> None:
    chat = visits.shop().open()
    replies = [
        answering(id=place, text="Here it is.", order={"number": f"PC-{place}", **order})
        for place, (order, _) in enumerate(ORDERS, 1)
    ]
    chat.page.route("**/chat/messages", lambda route: route.fulfill(json={"replies": replies}))
    chat.send("where are they?")
    expect(chat.answers).to_have_count(len(ORDERS))
    for place, (_, steps) in enumerate(ORDERS, 1):
        shown = []
        for each in chat.page.get_by_role("region", name=f"Order PC-{place}").get_by_role("listitem").all():
            words = " ".join(each.inner_text().replace("(done)", "").replace("November 2026", "").split())
            shown.append(f"*{words}" if each.get_attribute("aria-current") == "step" else words)
        assert shown == steps


def test_an_answer_can_be_called_helpful_once(visits: Visits) -> None:
    chat = visits.shop().open()
    answer = chat.say("can I cancel my order?")
    sent: list[Any] = []
    chat.page.on("request", lambda request: "/chat/feedback" in request.url and sent.append(request.post_data))
    with chat.page.expect_response("**/chat/feedback") as response:
        answer.get_by_role("button", name="Yes").click()
    assert response.value.status == 204
    expect(answer).to_contain_text("Thank you for telling us.")
    expect(answer.get_by_role("button", name="Yes")).to_have_count(0)
    assert json.loads(sent[0])["helpful"] is True
    chat.page.reload()
    expect(chat.answers.last).to_contain_text("Thank you for telling us.")
    expect(chat.say("hello")).not_to_contain_text("Was this helpful?")


def test_a_person_is_always_in_reach(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.button("Talk to a person").click()
    expect(chat.answers).to_have_count(1)
    expect(chat.page.locator(".rule")).to_have_text("Passed to a person")
    expect(chat.page.get_by_role("dialog")).to_contain_text("A person will answer you here")


def test_the_conversation_can_be_copied_downloaded_and_deleted(visits: Visits) -> None:
    chat = visits.shop(permissions=["clipboard-read", "clipboard-write"]).open()
    chat.say("can I cancel my order?")
    chat.choose("Copy the conversation")
    expect(chat.page.locator(".note")).to_have_text("The conversation is copied.")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("You: can I cancel my order?\n\nHelp desk: ")
    assert f"There is no right of cancellation: {visits.base}/kb/cancel_order?version=" in copied
    with chat.page.expect_download() as download:
        chat.choose("Download my data")
    data = json.loads(download.value.path().read_text())
    assert "can I cancel my order?" in json.dumps(data)
    chat.choose("Delete my data")
    chat.button("Keep it").click()
    expect(chat.said).to_have_count(2)
    chat.choose("Delete my data")
    with chat.page.expect_response(lambda response: response.request.method == "DELETE") as erased:
        chat.button("Delete for good").click()
    assert erased.value.status == 204
    expect(chat.said).to_have_count(0)
    expect(chat.page.locator(".note")).to_have_text("Your conversation is deleted.")
    chat.page.reload()
    expect(chat.box).to_be_visible()
    expect(chat.said).to_have_count(0)


def test_where_nothing_was_said_nothing_is_copied_or_downloaded(visits: Visits) -> None:
    chat = visits.shop().open()
    for item in ("Copy the conversation", "Download my data"):
        chat.choose(item)
        expect(chat.page.locator(".note")).to_have_text("Nothing has been said yet.")
        chat.choose("Begin a new conversation")


def test_what_the_server_does_not_take_comes_back_into_the_box(visits: Visits) -> None:
    chat = visits.shop().open()
    problem = {"status": 413, "detail": "A message has at most 4000 characters, and this one has 4001."}

    def refuse(route: Route) -> None:
        chat.box.fill("and this")
        route.fulfill(status=413, json=problem)

    chat.page.route("**/chat/messages", refuse, times=1)
    chat.send("this long text")
    expect(chat.page.locator(".note")).to_have_text("Your message is too long. Please shorten it, or send it in parts.")
    expect(chat.box).to_have_value("this long text\nand this")
    expect(chat.said).to_have_count(0)
    chat.page.reload()
    expect(chat.box).to_have_value("this long text\nand this")
    visits.forgive("413")


def test_an_apology_that_could_not_be_kept_is_read_all_the_same(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("hello")
    apology = {
        "outcome": "handover",
        "text": "I could not look that up.",
        "citations": [],
        "buttons": [],
        "handover": True,
    }
    chat.page.route("**/chat/messages", lambda route: route.fulfill(json={"replies": [apology]}), times=1)
    chat.send("can I cancel my order?")
    expect(chat.page.locator(".note")).to_have_text("I could not look that up.")
    expect(chat.said.last).to_contain_text("can I cancel my order?")


def test_a_new_conversation_begins_empty(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("hello")
    chat.choose("Begin a new conversation")
    expect(chat.said).to_have_count(0)
    expect(chat.box).to_be_focused()
    chat.button("Where is my order?").click()
    expect(chat.said).to_have_count(2)
    chat.page.route("**/chat/messages", lambda route: time.sleep(0.3) or route.continue_(), times=1)
    with chat.page.expect_response("**/chat/messages"):
        chat.send("can I cancel my order?")
        chat.choose("Begin a new conversation")
    chat.page.wait_for_timeout(100)
    expect(chat.said).to_have_count(0)


def test_a_new_conversation_ends_the_session_of_the_old_one(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("hello")
    kept = json.loads(chat.page.evaluate("Object.entries(localStorage).find(([key]) => key.includes('|'))[1]"))
    with chat.page.expect_response(lambda response: response.request.method == "DELETE") as ended:
        chat.choose("Begin a new conversation")
    assert ended.value.status == 204
    history = chat.page.request.get(f"{visits.base}/chat/history", headers={"Authorization": f"Bearer {kept['token']}"})
    assert history.status == 401
    assert kept["token"] not in json.dumps(chat.page.evaluate("Object.values(localStorage)"))


def test_a_session_near_its_end_is_renewed(visits: Visits) -> None:
    chat = visits.shop().open()
    chat.say("hello")
    chat.page.evaluate(
        "Object.keys(localStorage).forEach((key) => localStorage.setItem(key,"
        " JSON.stringify({...JSON.parse(localStorage.getItem(key)), expires: Date.now() + 60000})))"
    )
    with chat.page.expect_response("**/chat/sessions/renewal") as renewed:
        chat.say("can I cancel my order?")
    assert renewed.value.status == 200
    chat.say("hello")
    expect(chat.said).to_have_count(6)


def test_without_storage_the_conversation_lives_as_long_as_the_page(visits: Visits) -> None:
    context = visits.visitor()
    context.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        " Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page = context.new_page()
    page.route("**/shop.js*", lambda route: route.abort())  # it would break at the storage itself
    page.goto(visits.base)
    chat = Chat(page).open()
    chat.say("can I cancel my order PC-104223?")
    expect(chat.say("aino@example.com")).to_contain_text("cannot be cancelled")
    page.reload()
    expect(chat.open().said).to_have_count(0)
    visits.forgive(NO_LINE)


def answering(**given: Any) -> dict[str, Any]:
    """An answer as the server gives it."""
    return {"id": 1, "outcome": "information", "citations": [], "buttons": [], "handover": False, **given}
