"""Does one who talks with a person see who it is, whose turn it is, and each of the words, wherever they look?"""

from __future__ import annotations

import json
import time

from playwright.sync_api import expect

from tests.end_to_end.serving import Server
from tests.widget.agents import Agent
from tests.widget.browsing import WATCH, Chat, Visits

NO_LINE = r"ERR_FAILED"


def calling(visits: Visits) -> Chat:
    """Somebody who has asked for a person."""
    chat = visits.shop().open()
    chat.say("I want to talk to a person")
    return chat


def test_the_desk_goes_on_until_somebody_is_there_is_silent_then_and_comes_back(visits: Visits, server: Server) -> None:
    chat = calling(visits)
    turn, call = chat.page.locator(".subtitle"), chat.page.get_by_role("button", name="Talk to a person")
    expect(turn).to_have_text("A person will answer you here")
    chat.say("can I cancel my order?")
    expect(turn).to_have_text("A person will answer you here")
    expect(call).to_be_visible()

    maija = Agent(server, chat.sessions()).takes()
    expect(turn).to_have_text("You are talking with Maija")
    expect(chat.page.locator(".rule").last).to_have_text("Maija is here")
    expect(call).to_have_count(0)
    choice = chat.button("Look at my order")
    expect(choice).to_have_attribute("aria-disabled", "true")
    before = chat.answers.count()
    chat.page.route("**/chat/messages", lambda route: time.sleep(0.3) or route.continue_(), times=1)
    with chat.page.expect_response("**/chat/messages") as sent:
        chat.send("it is about my class photo")
        expect(chat.said.last).to_contain_text("it is about my class photo")
        expect(chat.page.locator(".typing")).to_have_count(0)
    assert sent.value.json() == {"replies": []}
    chat.send("PC-104223")
    maija.says("I am looking at it.")
    theirs = chat.page.locator(".from-agent")
    expect(theirs).to_contain_text("Maija")
    expect(theirs).to_contain_text("I am looking at it.")
    expect(theirs).not_to_contain_text("helpful")
    expect(chat.answers).to_have_count(before)
    expect(chat.page.get_by_text("Sending", exact=True)).to_have_count(0)
    expect(chat.page.locator(".is-unsent, .note")).to_have_count(0)

    words = chat.transcript()
    chat.page.reload()
    expect(turn).to_have_text("You are talking with Maija")
    expect(call).to_have_count(0)
    assert chat.transcript() == words

    maija.gives_back()
    expect(turn).to_have_text("Answers with their sources")
    expect(chat.page.locator(".rule").last).to_have_text("The help desk answers again")
    expect(chat.answers.last).not_to_contain_text("helpful")
    expect(call).to_be_visible()
    expect(choice).not_to_have_attribute("aria-disabled", "true")
    expect(chat.say("can I cancel my order?")).to_contain_text("no right to cancel")
    expect(turn).to_have_text("Answers with their sources")


def test_each_word_of_a_person_is_announced_once_and_with_the_name(visits: Visits, server: Server) -> None:
    chat = calling(visits)
    chat.page.evaluate(WATCH)
    maija = Agent(server, chat.sessions()).takes()
    maija.says("Hello. See [the terms](/kb/cancel_order) and https://lumi.example/prices.")
    theirs = chat.page.locator(".from-agent")
    expect(theirs.get_by_role("link", name="the terms")).to_be_visible()
    expect(theirs.get_by_role("link", name="https://lumi.example/prices")).to_have_attribute(
        "href", "https://lumi.example/prices"
    )
    chat.send("thank you")
    expect(chat.page.get_by_text("Sending", exact=True)).to_have_count(0)
    chat.page.wait_for_timeout(300)  # for what would come a second time, by the history
    heard = chat.page.evaluate("heard")
    assert len(heard) == 2
    assert heard[0].startswith("Help desk: You are now talking with Maija.")
    assert heard[1] == "Maija: Hello. See the terms and https://lumi.example/prices."


def test_a_person_is_heard_while_the_chat_is_closed(visits: Visits, server: Server) -> None:
    chat = calling(visits)
    chat.say("can I cancel my order?")  # an answer of the desk's is not the end of it
    chat.button("Close the help desk").click()
    maija = Agent(server, chat.sessions()).takes()
    maija.says("This is Maija. I have looked at it.")
    expect(chat.button("Open the help desk, 2 new messages")).to_be_visible()
    chat.page.reload()
    other = visits.shop(chat.page.context)
    expect(other.button("Open the help desk, 2 new messages")).to_be_visible()
    chat.button("Open the help desk, 2 new messages").click()
    expect(chat.page.locator(".from-agent")).to_have_count(1)
    expect(other.page.locator(".unread")).to_have_count(0)
    chat.button("Close the help desk").click()
    expect(chat.page.locator(".unread")).to_have_count(0)


def test_a_person_is_heard_where_no_stream_comes_through(visits: Visits, server: Server) -> None:
    chat = visits.shop()
    chat.page.clock.install()
    chat.page.route("**/chat/events*", lambda route: route.abort())
    chat.open()
    chat.say("I want to talk to a person")
    Agent(server, chat.sessions()).takes().says("Here I am.")
    chat.page.clock.fast_forward(20_000)
    expect(chat.page.locator(".from-agent")).to_contain_text("Here I am.")
    expect(chat.page.locator(".subtitle")).to_have_text("You are talking with Maija")
    visits.forgive(NO_LINE)


def test_another_tab_that_was_never_opened_hears_of_the_person_too(visits: Visits, server: Server) -> None:
    chat = visits.shop().open()
    other = visits.shop(chat.page.context)
    chat.say("I want to talk to a person")
    chat.page.close()
    Agent(server, other.sessions()).takes().says("Here I am.")
    expect(other.button("Open the help desk, 2 new messages")).to_be_visible()


def test_who_comes_and_goes_is_told_to_the_page(visits: Visits, server: Server) -> None:
    chat = calling(visits)
    chat.page.evaluate(
        "() => { window.told = []; for (const name of ['person', 'message'])"
        " document.addEventListener(`photodesk-${name}`, ({detail}) => told.push([name, detail.name ?? detail.text])) }"
    )
    maija = Agent(server, chat.sessions()).takes()
    maija.says("Here I am.")
    maija.gives_back()
    expect(chat.page.locator(".rule").last).to_have_text("The help desk answers again")
    told = chat.page.evaluate("told")
    assert [name for name, _ in told] == ["message", "person", "message", "message", "person"], json.dumps(told)
    assert told[1] == ["person", "Maija"]
    assert told[-1] == ["person", None]
