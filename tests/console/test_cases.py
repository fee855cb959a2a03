"""Does a case go all its way, and can nothing be sent by accident, or get lost?"""

from __future__ import annotations

import json
import re

from playwright.sync_api import Route, expect

from tests.console.working import Asker, Desk, Office

CANCEL = "can I cancel my order PC-104223? aino@example.com"
TWICE = "Why was I charged twice for my order? PC-104227 aino@example.com"


def taken(office: Office, *texts: str) -> tuple[Desk, str]:
    """Maija at a case that she has taken; the conversation's id beside it."""
    asker = office.asker(*texts)
    desk = office.sit_down(path=f"/desk/c/{asker.conversation}")
    desk.button("Take over").click()
    expect(desk.button("Give back")).to_be_visible()
    return desk, asker.conversation


def test_a_case_goes_all_the_way_from_the_chat_and_back(office: Office) -> None:
    desk = office.sit_down(path="/desk?view=open")
    chat = office.visits.shop().open()
    chat.say(CANCEL)
    chat.say("I want to talk to a person")
    [session] = chat.sessions()

    item = desk.page.locator(f'.item[href="/desk/c/{session}"]')
    expect(item).to_be_visible()  # it comes by itself
    expect(item.locator(".badge")).to_contain_text("4")
    expect(item).to_contain_text("aino@example.com")
    expect(item).to_contain_text("nobody has it")
    expect(desk.page.get_by_role("log")).to_contain_text("A new case is open.")

    desk.page.locator("body").click()
    desk.open(session)
    expect(desk.page.get_by_role("region", name="Order PC-104223")).to_contain_text("Proven to be theirs")
    expect(desk.page.get_by_role("region", name="Why a person")).to_contain_text("They asked for one.")
    expect(desk.page.locator(".from-desk").first).to_contain_text("cancel-9")
    expect(desk.page.locator(".from-asker mark").first).to_contain_text("can I cancel my order")
    expect(item.locator(".badge")).to_have_count(0)
    expect(desk.drafts.first).to_contain_text("Cancel order")

    desk.press("t")
    expect(desk.box).to_be_focused()
    expect(chat.page.locator(".subtitle")).to_have_text("You are talking with Maija")
    desk.press("Escape", "1", "i")
    expect(desk.box).to_be_focused()
    expect(desk.box).to_have_value(re.compile("^Hello,\n\nI am sorry, but order PC-104223"))
    desk.press("Control+End")
    desk.page.keyboard.type("\nMaija")
    expect(desk.send).to_have_text(re.compile("Send to aino@example.com"))
    with desk.page.expect_request("**/feedback") as judged:
        desk.press("Control+Enter")
    assert judged.value.post_data_json["verdict"] == "edited"
    assert judged.value.post_data_json["text"].endswith("Kind regards\nMaija")
    expect(desk.box).to_have_value("")
    theirs = chat.page.locator(".from-agent")
    expect(theirs).to_contain_text("I am sorry, but order PC-104223")

    chat.send("Thank you, Maija")
    expect(desk.page.locator(".from-asker").last).to_contain_text("Thank you, Maija")
    expect(desk.page.get_by_role("log")).to_contain_text("Customer: Thank you, Maija")
    desk.press("Escape", "g")
    desk.page.get_by_label("Why is it given back").fill("nothing left to do")
    desk.press("Enter")
    expect(chat.page.locator(".rule").last).to_have_text("The help desk answers again")
    expect(desk.page.get_by_role("region", name="Why a person")).to_contain_text("nothing left to do")
    expect(chat.say("can I cancel my order?")).to_contain_text("no right of cancellation")


def test_two_agents_see_each_other_and_cannot_both_send(office: Office) -> None:
    asker = office.asker(CANCEL)
    maija = office.sit_down(path=f"/desk/c/{asker.conversation}")
    maija.box.fill("Let me look")
    expect(maija.send).to_have_attribute("aria-disabled", "true")
    lena = office.sit_down("Lena", path=f"/desk/c/{asker.conversation}")
    maija.box.press_sequentially(" into it")  # who has stopped for some seconds only looks
    expect(lena.page.locator(".presence")).to_have_text("Maija writes here just now", timeout=25_000)
    lena.button("Take over").click()
    expect(maija.page.locator(".writing")).to_contain_text("Lena has this case, so you cannot send.")
    expect(maija.page.locator(".presence")).to_contain_text("Lena looks at this too")
    expect(maija.button("Take over")).to_have_count(0)
    maija.box.press("Control+Enter")
    expect(maija.page.get_by_role("alert")).to_contain_text("Lena has this case")
    expect(maija.box).to_have_value("Let me look into it")
    assert asker.heard() == []
    lena.box.fill("I have it.")
    lena.send.click()
    expect(lena.page.locator(".from-agent .who")).to_contain_text("You")
    expect(maija.page.locator(".from-agent .who")).to_contain_text("Lena")
    assert asker.heard() == ["I have it."]


def test_who_sends_too_late_is_told_so_and_loses_nothing(office: Office) -> None:
    asker = office.asker(CANCEL)
    maija = office.sit_down(path=f"/desk/c/{asker.conversation}")
    maija.button("Take over").click()
    # Another window of hers gives it away while this one hears of nothing.
    other = office.sit_down(path=f"/desk/c/{asker.conversation}", context=maija.page.context)
    lena = office.sit_down("Lena")
    expect(maija.send).to_have_attribute("aria-disabled", "false")
    maija.box.fill("You can have it back.")
    maija.page.route("**/look", lambda route: route.abort())
    other.button("Hand to").click()
    expect(other.page.get_by_role("combobox")).to_be_visible()
    other.page.get_by_role("combobox").select_option("Lena")
    other.button("Hand over").click()
    expect(other.page.locator(".told")).to_have_text("Lena has it now.")
    maija.send.click()
    expect(maija.page.get_by_role("alert")).to_have_text(
        "Not done: Lena has the case. What you typed stays here.", use_inner_text=True
    )
    expect(maija.box).to_have_value("You can have it back.")
    expect(maija.send).to_have_attribute("aria-disabled", "true")
    assert asker.heard() == []
    lena.view("Mine")
    expect(lena.page.locator(f'.item[href="/desk/c/{asker.conversation}"]')).to_contain_text("you have it")
    office.visits.forgive("409", "ERR_FAILED")


def test_what_nobody_has_read_is_marked_until_it_is_read(office: Office) -> None:
    desk, conversation = taken(office, CANCEL)
    desk.view("Mine")
    item = desk.page.locator(f'.item[href="/desk/c/{conversation}"]')
    expect(item).to_have_attribute("aria-current", "true")
    expect(item.locator(".badge")).to_have_count(0)
    other = office.asker("Where is my order?")
    desk.view("Open").open(other.conversation)
    desk.view("Mine")
    # The consumer of the first conversation goes on while another is looked at.
    visitor = office.asker(CANCEL)
    desk.view("Open")
    unread = desk.page.locator(f'.item[href="/desk/c/{visitor.conversation}"]')
    expect(unread.locator(".badge")).to_contain_text("4")
    expect(desk.page).to_have_title(re.compile(r"^\(\d+\) Inbox"))
    desk.open(visitor.conversation)
    expect(unread.locator(".badge")).to_have_count(0)
    visitor.says("are you there?")
    expect(desk.page.locator(".from-asker").last).to_contain_text("are you there?")
    expect(unread.locator(".badge")).to_have_count(0)


def test_a_note_is_for_agents_alone_and_looks_so(office: Office) -> None:
    asker = office.asker(CANCEL)
    desk = office.sit_down(path=f"/desk/c/{asker.conversation}")
    lena = office.sit_down("Lena", path=f"/desk/c/{asker.conversation}")
    expect(desk.said.first).to_be_visible()
    desk.press("n")
    desk.page.get_by_label("Note for agents").fill("She called as well <b>today</b>.")
    desk.press("Control+Enter")
    for one in (desk, lena):
        expect(one.page.locator(".from-note")).to_contain_text("She called as well <b>today</b>.")
        expect(one.page.locator(".from-note")).to_contain_text("Only agents read this")
    assert "called" not in json.dumps(asker.history())


def test_a_gap_is_filled_before_anything_is_sent(office: Office) -> None:
    desk, _ = taken(office, TWICE)
    expect(desk.page.locator(".warning").first).to_contain_text("What is written does not answer this")
    desk.button("Insert").click()
    expect(desk.page.get_by_text("One gap […] is left to fill in.")).to_be_visible()
    desk.press("Control+Home", "Control+Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("Write what belongs in […] first")
    assert desk.page.evaluate(SELECTED) == "[…]"
    desk.page.keyboard.type("one of the two is paid back today.")
    desk.press("Control+Enter")
    expect(desk.page.locator(".from-agent")).to_contain_text("put right: one of the two is paid back today.")


SELECTED = """() => {
    let e = document.activeElement;
    while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    return e.value.slice(e.selectionStart, e.selectionEnd);
}"""


def test_what_is_typed_outlives_a_reload_and_stays_with_its_conversation(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    other = office.asker("Where is my order?")
    desk.button("Insert").click()
    desk.press("Control+End")
    desk.page.keyboard.type(" – half a")
    typed = desk.box.input_value()
    desk.open(other.conversation)
    expect(desk.box).to_have_value("")
    desk.page.go_back()
    expect(desk.box).to_have_value(typed)
    desk.page.reload()
    expect(desk.box).to_have_value(typed)
    with desk.page.expect_request("**/feedback") as judged:
        desk.send.click()
    assert judged.value.post_data_json["verdict"] == "edited", "it is still known which draft it was"
    desk.page.reload()
    expect(desk.said.first).to_be_visible()
    expect(desk.box).to_have_value("")


def test_what_did_not_seem_to_arrive_is_said_once_when_sent_again(office: Office) -> None:
    desk, conversation = taken(office, CANCEL)

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    desk.page.route("**/messages", swallow, times=1)
    desk.box.fill("It is on its way.")
    desk.send.click()
    expect(desk.page.get_by_role("alert")).to_contain_text("Nothing is lost: try again.")
    expect(desk.box).to_have_value("It is on its way.")
    desk.send.click()
    expect(desk.box).to_have_value("")
    expect(desk.page.locator(".from-agent")).to_have_count(1)
    assert conversation in desk.page.url
    office.visits.forgive("ERR_FAILED")


def test_to_come_back_is_not_to_ask_for_drafts_again(office: Office) -> None:
    desk, conversation = taken(office, CANCEL)
    expect(desk.drafts.first).to_be_visible()
    other = office.asker("Where is my order?")
    desk.view("Live").open(other.conversation)
    expect(desk.drafts.first).to_contain_text("Order status")
    asked: list[str] = []
    desk.page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/desk/suggestions") else None)
    desk.open(conversation)
    expect(desk.drafts.first).to_contain_text("Cancel order")
    assert asked == []
    desk.button("Suggest answers").click()
    expect(desk.drafts.first).to_contain_text("Cancel order")
    assert len(asked) == 1


def test_a_draft_does_not_swallow_what_was_typed(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    desk.box.fill("Something of my own")
    desk.button("Insert").click()
    expect(desk.box).to_have_value(re.compile("^Hello"))
    desk.button("Put back what was there").click()
    expect(desk.box).to_have_value("Something of my own")


def test_each_sentence_tells_where_it_comes_from(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    source = desk.page.locator(".source")
    sentence = desk.page.locator(".sentence").filter(has_text="is already in production")
    sentence.hover()
    expect(source).to_contain_text("cancel_order#in-production")
    expect(source).to_contain_text("cancel-9")
    expect(source).to_contain_text("From the order: its number, what was ordered")
    expect(source.get_by_role("link", name="There is no right of cancellation")).to_have_attribute(
        "href", re.compile(r"/kb/cancel_order\?version=\w+&lang=en#no-cancellation-right")
    )
    desk.page.locator(".sentence").first.focus()
    expect(source).to_contain_text("The desk’s own words")
    desk.press("ArrowRight", "ArrowRight")
    expect(source).to_contain_text("cancel_order#in-production")
    for _ in range(12):
        desk.press("ArrowDown")
    expect(source).to_contain_text("The sign-off of your team")
    desk.button("Insert").click()
    desk.box.fill(desk.box.input_value().replace("I am sorry, but order", "Order"))
    expect(sentence).to_have_class(re.compile("is-changed"))


def test_a_draft_that_does_not_fit_is_told_with_its_reason(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    desk.button("Does not fit").click()
    with desk.page.expect_request("**/feedback") as judged:
        desk.button("Wrong for this case").click()
    assert judged.value.post_data_json == {"verdict": "rejected", "draft": 0, "reason": "wrong for this case"}
    expect(desk.page.get_by_text("Noted, thank you.")).to_be_visible()
    expect(desk.page.get_by_role("heading", name="What you could answer")).to_be_focused()


def test_no_draft_is_rejected_without_a_reason(office: Office) -> None:
    desk, _ = taken(office, CANCEL)
    judged: list[str] = []
    desk.page.on("request", lambda one: judged.append(one.post_data or "") if one.url.endswith("/feedback") else None)
    desk.button("Does not fit").press("Enter")
    reason = desk.page.get_by_label("What is wrong with it?")
    for nothing in ("", "   "):
        reason.fill(nothing)
        desk.button("Reject").focus()
        desk.press("Enter")
        expect(desk.page.get_by_role("alert")).to_have_text("Say what is wrong with it first.")
        expect(reason).to_be_focused()
    desk.press("Escape")
    expect(reason).to_have_count(0)
    expect(desk.button("Does not fit")).to_be_focused()
    desk.press("Enter")
    expect(desk.page.get_by_role("alert")).to_have_count(0)
    reason.fill("she asked about a gift card")
    desk.press("Enter")
    expect(desk.page.get_by_text("Noted, thank you.")).to_be_visible()
    assert [json.loads(each) for each in judged] == [
        {"verdict": "rejected", "draft": 0, "reason": "she asked about a gift card"}
    ]


def test_what_a_stranger_types_stays_text(office: Office) -> None:
    hostile = '<img src=x onerror="alert(1)"> [free](javascript:alert(2)) </script><script>alert(3)</script> ${7*7}'
    asker = office.asker(hostile)
    desk = office.sit_down(path=f"/desk/c/{asker.conversation}")
    desk.page.on("dialog", lambda dialog: office.visits.fail(dialog.message))
    expect(desk.page.locator(".from-asker .words").first).to_have_text(hostile)
    assert desk.page.locator("main img, main script, main a[href^=javascript]").count() == 0
    desk.button("Take over").click()
    desk.box.fill(hostile)
    desk.send.click()
    expect(desk.page.locator(".from-agent .words")).to_contain_text("free](javascript:alert(2)".partition("]")[0])
    assert desk.page.locator("main img, main script, main a[href^=javascript]").count() == 0


def test_a_deep_link_leads_there_after_signing_in(office: Office) -> None:
    asker = office.asker(CANCEL)
    desk = Desk(office.page(office.stranger()))
    desk.page.goto(f"{office.server.base}/desk/c/{asker.conversation}?view=live")
    desk.button("Sign in as Maija").click()
    expect(desk.page).to_have_url(f"{office.server.base}/desk/c/{asker.conversation}?view=live")
    expect(desk.said.first).to_be_visible()
    expect(desk.button("Live")).to_have_attribute("aria-pressed", "true")
    desk.button("Copy link").click()
    expect(desk.page.locator(".told")).to_have_text("The link is copied.")
    assert desk.copied() == f"{office.server.base}/desk/c/{asker.conversation}"
    desk.button("Sign out").click()
    expect(desk.page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    desk.page.goto(f"{office.server.base}/desk")
    expect(desk.page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    office.visits.forgive("Clear-Site-Data")  # which the browser tells


def test_a_case_is_closed_with_a_reason(office: Office) -> None:
    desk, conversation = taken(office, CANCEL)
    desk.press("Escape", "x")
    expect(desk.page.get_by_label("Why is it closed?")).to_be_focused()
    desk.button("Answered elsewhere").click()
    expect(desk.page.get_by_role("region", name="Why a person")).to_contain_text(
        "Closed by Maija: answered elsewhere", use_inner_text=True
    )
    desk.view("Ended")
    expect(desk.page.locator(f'.item[href="/desk/c/{conversation}"]')).to_contain_text("Closed")
    desk.button("Join").click()
    expect(desk.button("Give back")).to_be_visible()


def test_an_agent_joins_a_live_conversation_that_called_nobody(office: Office) -> None:
    asker = Asker(office.server)
    asker.says("hello")
    desk = office.sit_down().view("Live").open(asker.conversation)
    desk.button("Join").click()
    expect(desk.box).to_be_focused()
    desk.page.keyboard.type("May I help?")
    expect(desk.send).to_contain_text("Send to the visitor")
    desk.press("Control+Enter")
    expect(desk.page.locator(".from-agent")).to_contain_text("May I help?")
    assert asker.heard() == ["May I help?"]
    asker.writes("Yes please: where is my order?")
    expect(desk.page.locator(".messages, .said").filter(has_text="where is my order?").first).to_be_visible()
    desk.button("Suggest answers").click()
    expect(desk.drafts.first).to_contain_text("Order status")


def test_where_no_stream_comes_through_the_page_looks_by_itself(office: Office) -> None:
    desk = office.sit_down()
    desk.page.clock.install()
    desk.page.route("**/desk/changes", lambda route: route.abort())
    desk.page.reload()
    expect(desk.page.locator(".views")).to_be_visible()
    asker = office.asker("Where is my order?")
    desk.page.clock.fast_forward(16_000)
    expect(desk.page.locator(f'.item[href="/desk/c/{asker.conversation}"]')).to_be_visible()
    expect(desk.page.get_by_text("No live line: looking every 15 seconds")).to_be_visible()
    with desk.page.expect_request("**/desk/conversations?*") as asked:
        desk.page.clock.fast_forward(61_000)
    assert "x-unattended" in asked.value.headers, "a page that nobody touches keeps nobody signed in"
    desk.page.mouse.move(200, 200)
    with desk.page.expect_request("**/desk/conversations?*") as asked:
        desk.view("Live")
    assert "x-unattended" not in asked.value.headers
    office.visits.forgive("ERR_FAILED")
