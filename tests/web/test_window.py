"""Does a shop that can only embed a frame, or give a link, have the chat all the same, and nobody else's page?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from web_desk import Server, serving, settings_in

from photodesk.settings import Settings
from tests.widget.browsing import Chat, Visits, audit
from tests.widget.browsing import browser as browser
from tests.widget.browsing import visiting as visiting

LUMI, LUMI_TOO, FJORD = "https://lumi.example", "https://www.lumi.example:8443", "https://fjord.example"


def knowing(folder: Path, **shops: list[str]) -> Settings:
    """The settings of a server that knows the pages of these shops."""
    origins = folder / "origins.json"
    origins.write_text(json.dumps(shops))
    return settings_in(folder, PHOTODESK_SHOP_ORIGINS=str(origins))


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, settings=knowing(tmp_path, lumi=[LUMI_TOO, LUMI], fjord=[FJORD], linked=[])) as server:
        yield server


def framing(server: Server, shop: str) -> str:
    """Who may frame the page, as its Content-Security-Policy says."""
    policy = server.get(f"/chat/window/{shop}").headers["content-security-policy"]
    [found] = [each for each in policy.split("; ") if each.startswith("frame-ancestors ")]
    return found.removeprefix("frame-ancestors ")


def test_each_shops_own_pages_may_frame_its_chat_and_no_others(strict: Server) -> None:
    assert framing(strict, "lumi") == f"{LUMI} {LUMI_TOO}"
    assert framing(strict, "fjord") == FJORD


def test_a_shop_without_pages_can_give_a_link(strict: Server) -> None:
    assert strict.get("/chat/window/linked").status == 200
    assert framing(strict, "linked") == "'none'"


def test_in_development_every_page_may_frame_it(server: Server) -> None:
    assert framing(server, "lumi") == "*"


def test_the_page_loads_nothing_but_the_servers_own_files(strict: Server) -> None:
    reply = strict.get("/chat/window/lumi")
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    policy = reply.headers["content-security-policy"]
    for strict_one in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"):
        assert strict_one in policy.split("; ")
    assert "unsafe" not in policy
    assert "x-frame-options" not in reply.headers


@pytest.mark.parametrize("shop", ["nowhere", "Lumi", "lumi%22%3E", "x" * 65, "..%2flumi", "%00", "lumi%20"])
def test_a_shop_that_is_none_has_no_page(strict: Server, shop: str) -> None:
    assert strict.get(f"/chat/window/{shop}").status == 404
    lost = strict.get(f"/chat/window/{shop}", headers={"Accept": "text/html"})
    assert "This page does not exist" in lost.text
    assert "frame-ancestors 'self'" in lost.headers["content-security-policy"]


def test_in_production_there_is_none_until_the_shops_are_named(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"lumi": {"a": {"alg": "HS256", "key": "x" * 32}}}))
    given = settings_in(tmp_path, PHOTODESK_SECRET="s" * 32, PHOTODESK_SHOP_KEYS=str(keys))
    with serving(tmp_path, settings=given) as server:
        assert server.get("/chat/window/lumi").status == 404


@pytest.mark.parametrize(
    ("locale", "shown"), [("en-GB", "en-GB"), ('"><script>', "en"), ("", "en"), ("x" * 99, "en"), ("%FF", "en")]
)
def test_a_locale_comes_from_the_address_and_brings_nothing_else_along(server: Server, locale: str, shown: str) -> None:
    page = server.get(f"/chat/window/lumi?locale={locale}".replace('"><', "%22%3E%3C")).text
    assert f'<photodesk-chat shop="lumi" locale="{shown}" position="inline">' in page


# In a browser


@pytest.fixture
def visits(tmp_path: Path, visiting: Callable[[str], Visits]) -> Iterator[Visits]:
    with serving(tmp_path, settings=knowing(tmp_path, lumi=["http://shop.example"], fjord=[FJORD])) as server:
        yield visiting(server.url)


def test_somebody_who_follows_the_link_has_the_chat_on_the_whole_page(visits: Visits) -> None:
    page = visits.visitor(viewport={"width": 360, "height": 640}).new_page()
    page.goto(f"{visits.base}/chat/window/lumi")
    expect(Chat(page).say("hello")).to_contain_text("You said: hello")
    assert page.locator(".panel").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 640}
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing scrolls but what was said"
    audit(page)


def test_a_shops_page_frames_its_chat(visits: Visits) -> None:
    host = visits.host(f'<iframe title="Help desk" src="{visits.base}/chat/window/lumi" height="600"></iframe>')
    frame = host.page.frame_locator("iframe")
    frame.get_by_label("Your message").fill("hello")
    frame.get_by_label("Your message").press("Enter")
    expect(frame.locator(".from-desk")).to_contain_text("You said: hello")


def test_a_browser_shows_no_page_another_shops_chat(visits: Visits) -> None:
    visits.forgive("frame-ancestors", "chrome-error")
    host = visits.host(f'<iframe title="Help desk" src="{visits.base}/chat/window/fjord" height="600"></iframe>')
    host.page.wait_for_timeout(500)
    expect(host.page.frame_locator("iframe").locator("photodesk-chat")).to_have_count(0)
    assert any("frame-ancestors" in each for each in visits.complaints)
