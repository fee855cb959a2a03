"""Does the demo shop's page bring the chat along, and let a visitor play somebody's part?

Run in a real browser against a server of its own, with a desk that answers by rote. The chat itself: tests/widget/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from web_desk import PEOPLE, FakeDesk, Server, serving

from tests.widget.browsing import Visits, audit
from tests.widget.browsing import browser as browser
from tests.widget.browsing import visiting as visiting


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, FakeDesk(people=PEOPLE)) as running:
        yield running


@pytest.fixture
def visits(server: Server, visiting: Callable[[str], Visits]) -> Visits:
    return visiting(server.url)


def test_a_visitor_asks_the_desk_from_the_page(visits: Visits, server: Server) -> None:
    chat = visits.shop()
    chat.button("Ask the help desk").click()
    expect(chat.say("hello")).to_contain_text("You said: hello")
    assert server.desk.askers["conversation-0"].role.value == "consumer"


def test_one_can_play_the_photographer_and_a_customer(visits: Visits, server: Server) -> None:
    chat = visits.shop()
    page = chat.page
    player = page.get_by_label("You are")
    player.select_option(label="Kaisa")
    expect(page.locator("[data-facts]")).to_contain_text("Signed in as the photographer of lumi")
    page.wait_for_function("() => document.querySelector('photodesk-chat').identity")
    chat.open().say("hello")
    assert server.desk.askers["conversation-0"].role.value == "photographer"
    player.select_option(label="Aino (customer of lumi)")
    expect(chat.said).to_have_count(0)
    page.get_by_role("button", name="PC-104223").click()
    page.get_by_role("button", name="aino@example.com").click()
    expect(chat.box).to_have_value("PC-104223 aino@example.com")
    expect(chat.box).to_be_focused()
    chat.box.press("Enter")
    expect(chat.answers).to_have_count(1)
    asker = server.desk.askers["conversation-1"]
    assert (asker.role.value, asker.proven_email) == ("consumer", None)
    page.reload()
    expect(player.locator("option:checked")).to_have_text("Aino (customer of lumi)")
    expect(chat.said).to_have_count(2)


def test_a_failure_inside_reads_as_an_answer(visits: Visits, server: Server) -> None:
    chat = visits.shop().open()
    server.desk.breaks = RuntimeError("inside")
    expect(chat.say("hello")).to_contain_text("I could not look that up. The reference is")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_pages_fit_a_phone_are_readable_in_the_dark_and_accessible(
    visits: Visits, server: Server, width: int, scheme: str
) -> None:
    page = visits.shop(viewport={"width": width, "height": 640}, color_scheme=scheme).page
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    lightness = sum(int(each) for each in background[4:-1].split(",")) / 3
    assert (lightness > 200) if scheme == "light" else (lightness < 60)
    page.get_by_label("You are").select_option("0")
    for path in ("", "/kb", f"/kb/cancel_order?version={server.desk.older.version}#fees", "/kb/unknown"):
        if path:
            page.goto(server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        audit(page)
    visits.forgive("404")


def test_the_articles_can_be_read_without_scripts(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("link", name="Help articles", exact=True).click()
    page.get_by_role("link", name="Can an order be cancelled?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Can an order be cancelled?")
    context.close()
