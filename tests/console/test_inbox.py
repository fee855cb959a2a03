"""Does an agent find the conversation that they look for, and their way back to it?"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.console.working import Office

ORDER = "Where is my order PC-104223? aino@example.com"


def test_one_shop_is_looked_at_alone_and_the_address_remembers_it(office: Office) -> None:
    office.asker("Where is my order?")
    theirs = office.asker("Where is my order PC-208801?", shop="fjord")
    desk = office.sit_down("Lena")
    shop = desk.page.get_by_role("combobox", name="Shop")
    expect(desk.items.filter(has_text="lumi").first).to_be_visible()
    all_there_are = int(desk.button("Open").locator("b").inner_text())
    expect(shop).to_have_value("")

    desk.button("Previous").focus()
    desk.press("Tab")
    expect(shop).to_be_focused()
    desk.press("f")  # for fjord, and no key of the page
    expect(desk.page).to_have_url(f"{office.server.base}/desk?view=open&shop=fjord")
    expect(desk.items.filter(has_text="lumi")).to_have_count(0)
    expect(desk.items.filter(has_text="fjord")).not_to_have_count(0)
    count = desk.items.count()
    expect(desk.button("Open").locator("b")).to_have_text(str(count))
    assert count < all_there_are
    expect(shop).to_be_focused()

    desk.open(theirs.conversation)
    expect(desk.page).to_have_url(f"{office.server.base}/desk/c/{theirs.conversation}?view=open&shop=fjord")
    desk.page.reload()
    expect(shop).to_have_value("fjord")
    expect(desk.items).to_have_count(count)
    office.asker("Where is my order?")
    desk.view("Live")
    expect(desk.page).to_have_url(re.compile(r"\?view=live&shop=fjord$"))
    shop.select_option("All shops")
    expect(desk.items.filter(has_text="lumi").first).to_be_visible()
    expect(desk.page.get_by_role("log")).not_to_contain_text("open")  # more are shown, and none is new


def test_who_answers_for_one_shop_chooses_none(office: Office) -> None:
    office.asker("Where is my order?")
    desk = office.sit_down()
    expect(desk.items.first).to_be_visible()
    expect(desk.page.get_by_role("combobox")).to_have_count(0)


def test_a_glimpse_shows_what_was_asked_and_of_which_order(office: Office) -> None:
    asker = office.asker(ORDER)
    desk = office.sit_down()
    item = desk.page.locator(f'.item[href="/desk/c/{asker.conversation}"]')
    expect(item.locator(".last")).to_have_text("I want to talk to a person")
    expect(item).to_contain_text("PC-104223")


def test_the_way_back_leads_to_where_one_was(office: Office) -> None:
    asker, _ = office.asker(ORDER), office.asker(ORDER)
    desk = office.sit_down()
    item = desk.page.locator(f'.item[href="/desk/c/{asker.conversation}"]')
    desk.open(asker.conversation)
    desk.press("u")
    expect(item).to_be_focused()
    desk.press("Enter")
    desk.view("Live")
    desk.open(asker.conversation)
    desk.page.get_by_role("link", name="Inbox", exact=True).click()
    expect(desk.page).to_have_url(re.compile(r"/desk\?view=live$"))
    expect(item).to_be_focused()
    desk.page.go_back()
    desk.page.go_back()
    desk.page.go_back()
    expect(desk.page).to_have_url(re.compile(r"/desk\?view=open$"))
    expect(desk.button("Open")).to_have_attribute("aria-pressed", "true")
