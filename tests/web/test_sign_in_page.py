"""Can everybody sign in: by keyboard, with a screen reader, on a phone, in the dark, without a script?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from test_sign_in import desk_in
from web_desk import Server

from tests.accounts.provider import FakeProvider
from tests.accounts.signing import PASSWORD
from tests.widget.browsing import audit, browser, picture

__all__ = ["browser"]

SEEN: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "java_script_enabled": True},
    "contrast": {"forced_colors": "active"},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {**FakeProvider(port=9).settings(), "PHOTODESK_RATE_FACTOR": "0"}
    with desk_in(tmp_path_factory.mktemp("sign-in-page"), **settings) as running:
        yield running


def sign_in(page: Page, password: str) -> None:
    name = page.get_by_label("Name", exact=True)
    expect(name).to_be_focused()  # as it is by itself, a moment after the page has come
    page.keyboard.insert_text("maija")
    expect(name).to_have_value("maija")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(password)
    page.keyboard.press("Enter")


def sees_no_edge(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("seen", SEEN)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(server: Server, browser: Browser, seen: str) -> None:
    page = browser.new_context(base_url=server.url, **SEEN[seen]).new_page()
    page.goto("/desk/sign-in")
    audit(page)
    assert sees_no_edge(page)
    picture(page, f"sign-in-{seen}")
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    audit(page)
    assert sees_no_edge(page)
    picture(page, f"sign-in-{seen}-turned-down")
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_keyboard_and_no_script_is_enough(server: Server, browser: Browser, tmp_path: Path, scripts: bool) -> None:
    page = browser.new_context(base_url=server.url, java_script_enabled=scripts).new_page()
    page.goto("/desk/sign-in?next=/desk/me")
    expect(page.get_by_label("Name")).to_be_focused()
    sign_in(page, "wrong")
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("That name and password do not go together, or the account is disabled.")
    expect(alert).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("maija")
    page.keyboard.press("Tab")
    sign_in(page, PASSWORD)
    page.wait_for_url("**/desk/me")
    assert '"name":"maija"' in page.content()
    page.context.close()


def test_the_page_for_another_password_is_no_harder(server: Server, browser: Browser) -> None:
    page = browser.new_context(base_url=server.url, **SEEN["phone"]).new_page()
    page.goto("/desk/sign-in?next=/desk/password")
    sign_in(page, PASSWORD)
    expect(page.get_by_label("The password that you have now")).to_be_focused()
    audit(page)
    assert sees_no_edge(page)
    page.keyboard.insert_text("wrong")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("three blue boats turn")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    audit(page)
    picture(page, "password-phone-turned-down")
    page.context.close()


def test_one_press_makes_one_a_demo_person(server: Server, browser: Browser) -> None:
    page = browser.new_context(base_url=server.url).new_page()
    page.goto("/desk/sign-in?next=/desk/me")
    page.get_by_role("button", name="Sign in as Lena").click()
    page.wait_for_url("**/desk/me")
    assert '"is_lead":true' in page.content()
    page.context.close()
