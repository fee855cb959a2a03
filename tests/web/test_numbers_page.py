"""Can those who answer read the numbers and mend the gaps, and does nobody else see either, nor who asked?"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from test_sign_in import Browser as Client
from test_sign_in import desk_in
from web_desk import Server

from photodesk.learning.numbers import DEFINITIONS
from photodesk.store import tables
from photodesk.store.database import open_database, reading
from photodesk.tokens import mint_identity
from tests.learning.history import live
from tests.widget.browsing import SCREENSHOTS, audit, browser

__all__ = ["browser"]

SEEN: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 400, "height": 800}},
    "dark-phone": {"viewport": {"width": 400, "height": 800}, "color_scheme": "dark"},
}
PERSONAL = re.compile(r"anna|virtanen|pekka|lehtonen|mannerheim|@example|104223|123 4567", re.IGNORECASE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("numbers")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with desk_in(folder, PHOTODESK_RATE_FACTOR="0") as running:
        engine = open_database(f"sqlite:///{folder / 'desk.db'}")
        live(engine, datetime.now(timezone.utc))
        engine.dispose()
        yield running


def page_of(browser: Browser, server: Server, who: str = "Lena", **given: Any) -> Page:
    page = browser.new_context(base_url=server.url, java_script_enabled=given.pop("scripts", True), **given).new_page()
    page.goto("/desk/sign-in?next=/desk/numbers")
    page.get_by_role("button", name=f"Sign in as {who}").click()
    expect(page.get_by_role("heading", name="Numbers", level=1)).to_be_visible()
    return page


def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def looks_right(page: Page, name: str) -> None:
    audit(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    picture(page, name)


@pytest.mark.parametrize("seen", SEEN)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(server: Server, browser: Browser, seen: str) -> None:
    page = page_of(browser, server, **SEEN[seen])
    looks_right(page, f"numbers-{seen}")
    page.locator("details").first.locator("summary").click()
    looks_right(page, f"numbers-{seen}-table")
    page.get_by_role("link", name="90 days").click()
    expect(page.get_by_role("link", name="90 days")).to_have_attribute("aria-current", "page")
    looks_right(page, f"numbers-{seen}-90")
    page.get_by_role("link", name="Gaps").click()
    expect(page.get_by_role("heading", name="Gaps", level=1)).to_be_visible()
    looks_right(page, f"gaps-{seen}")
    page.context.close()


def test_without_a_script_one_looks_at_a_shop_and_drafts_what_is_missing(
    server: Server, browser: Browser, folder: Path
) -> None:
    page = page_of(browser, server, scripts=False)
    page.get_by_label("Shop").select_option("fjord")
    page.get_by_role("button", name="Show").click()
    assert "shop=fjord" in page.url
    page.goto("/desk/gaps")
    assert not PERSONAL.search(page.content())
    assert "film" in page.content()
    gap = page.get_by_role("article").filter(has_text="film").first
    gap.get_by_label("Topic").fill("film_development")
    gap.get_by_role("button", name="Draft an article").click()
    expect(page.get_by_role("heading", name="A draft, for review")).to_be_visible()
    picture(page, "gaps-draft")
    [patch] = (folder / "drafts").glob("article-film_development-*.patch")
    assert "+topic: film_development" in patch.read_text()
    assert not PERSONAL.search(patch.read_text())
    page.context.close()


# Over HTTP


def signed_in(server: Server, who: str = "lena") -> Client:
    client = Client(server)
    assert client.submit("/demo/sign-in", name=who).status == 303
    return client


def agents_token(server: Server, shop: str) -> str:
    return mint_identity(server.settings, "agent", shop, "maija")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_who_is_not_signed_in_is_sent_to_do_so(server: Server) -> None:
    client = Client(server)
    for path in ("/desk/numbers", "/desk/gaps"):
        reply = client.get(f"{path}?days=7")
        assert (reply.status, reply.headers["location"]) == (303, f"/desk/sign-in?next={path}%3Fdays%3D7")
    assert client.get("/desk/numbers.csv").status == 401


def test_the_csv_has_the_numbers_of_the_page(server: Server) -> None:
    client = signed_in(server)
    reply = client.get("/desk/numbers.csv?days=30")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="photodesk-[0-9-]+\.csv"', reply.headers["content-disposition"])
    found = rows(reply.text)
    assert list(found[0]) == ["day", "topic", *DEFINITIONS, "median_minutes_to_first_reply"]
    assert len({row["day"] for row in found}) <= 30
    asked = sum(int(row["questions"]) for row in found)
    assert f"<strong>{asked:,}</strong> <span>asked of the desk</span>" in client.get("/desk/numbers?days=30").text
    helped = ("confirmed", "not_helpful", "assumed", "went_on", "too_early")
    for row in found:
        assert int(row["answered"]) == sum(int(row[name]) for name in helped)


def test_an_agent_sees_the_own_queue_alone_and_no_gaps(server: Server) -> None:
    maija = signed_in(server, "maija")
    assert maija.get("/desk/numbers").status == 200
    assert "/desk/gaps" not in maija.get("/desk/numbers").text
    assert maija.get("/desk/gaps").status == 403
    assert maija.get("/desk/numbers?queue=fjord").status == 403
    assert rows(maija.get("/desk/numbers.csv?shop=fjord").text) == []
    lumi, fjord = (server.get("/desk/numbers.csv", token=agents_token(server, shop)).text for shop in ("lumi", "fjord"))
    assert rows(maija.get("/desk/numbers.csv").text) == rows(lumi) != rows(fjord)


@pytest.mark.parametrize("query", ["days=8", "days=x", "days=-7", f"shop={'x' * 65}", "shop=a%00b"])
def test_what_cannot_be_meant_is_told(server: Server, query: str) -> None:
    assert signed_in(server).get(f"/desk/numbers?{query}").status in (403, 422)


def test_a_draft_needs_the_token_of_the_page_and_a_gap_that_is_there(server: Server, folder: Path) -> None:
    client = signed_in(server)
    page = client.get("/desk/gaps").text
    [id, *_] = re.findall(r'action="/desk/gaps/([0-9a-f]{12})/draft"', page)
    fields = {"what": "examples", "topic": "frames", "days": "90"}
    assert client.submit(f"/desk/gaps/{id}/draft", csrf="wrong", **fields).status == 403
    assert client.submit(f"/desk/gaps/{'0' * 12}/draft", csrf=client.csrf, **fields).status == 404
    assert client.submit(f"/desk/gaps/{id}/draft", csrf=client.csrf, **{**fields, "topic": "../x"}).status == 422
    assert client.submit(f"/desk/gaps/{id}/draft", csrf=client.csrf, **{**fields, "what": "all"}).status == 422
    as_agent = signed_in(server, "maija")
    assert as_agent.submit(f"/desk/gaps/{id}/draft", csrf=as_agent.csrf, **fields).status == 403
    body, headers = json.dumps(fields).encode(), {"X-CSRF-Token": client.csrf, "Content-Type": "application/json"}
    made = client.call("POST", f"/desk/gaps/{id}/draft", body, headers)
    assert made.status == 201, made.text
    assert (folder / "drafts" / made.json["file"]).read_text() == made.json["patch"]
    assert "+- intent: frames\n" in made.json["patch"]
    with reading(open_database(f"sqlite:///{folder / 'desk.db'}")) as connection:
        log = tables.audit.c
        noted = connection.execute(select(log.actor, log.action).where(log.action.like("gaps.%"))).all()
    assert {("lena", "gaps.read"), ("lena", "gaps.draft")} == set(noted)
