"""What does a reader see who follows a citation?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from web_desk import FakeDesk, Server, serving

from photodesk.knowledge.articles import SUBJECTS
from photodesk.knowledge.base import load
from photodesk.web.pages import HERE, Pages, markdown


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("kb")) as running:
        yield running


class Outline(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_an_article_is_read_as_a_page_with_a_place_for_each_section(server: Server) -> None:
    reply = server.get("/kb/cancel_order")
    page = Outline(reply.text)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    assert [section["id"] for section in page.all("section")] == ["no-right", "fees"]
    assert "55.00" in page.words
    assert "24 November 2026" in page.words
    assert f"Version{server.desk.articles['cancel_order'].version}, the current one" in page.words
    assert "earlier version" not in page.words


def test_a_cited_version_stays_readable_after_the_article_has_changed(server: Server) -> None:
    older, newer = server.desk.older.version, server.desk.articles["cancel_order"].version
    page = Outline(server.get(f"/kb/cancel_order?version={older}&lang=en").text)
    assert "This is an earlier version" in page.words
    assert "no such right" in page.words
    assert older in page.words
    assert newer in page.words
    assert {"href": "/kb/cancel_order?lang=en"} in page.all("a")


def test_the_current_version_named_in_the_address_is_not_called_old(server: Server) -> None:
    version = server.desk.articles["cancel_order"].version
    assert "earlier version" not in server.get(f"/kb/cancel_order?version={version}").text


@pytest.mark.parametrize(
    "path",
    [
        "/kb/no_such_topic",
        "/kb/cancel_order?version=000000000000",
        "/kb/cancel_order?version=latest",
        "/kb/cancel_order?version=%00",
        "/kb/cancel_order?version=" + "a" * 999,
        "/kb/..%2f..%2fetc%2fpasswd",
        "/kb/CANCEL",
        "/kb/%ff",
        "/kb/a/b",
    ],
)
def test_an_unknown_article_or_version_is_a_page_that_leads_on(server: Server, path: str) -> None:
    reply = server.get(path)
    assert reply.status == 404
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert {"href": "/kb"} in Outline(reply.text).all("a")


@pytest.mark.parametrize("language", ["fi", "tlh", "", "..", "%00", "x" * 3000])
def test_a_language_without_pages_reads_english(server: Server, language: str) -> None:
    assert server.get(f"/kb/cancel_order?lang={language}").status == 200
    assert server.desk.knowledge.missing == {}, "what strangers type must not be counted without end"


def test_markup_in_an_article_is_shown_as_text(server: Server) -> None:
    reply = server.get("/kb/return_product")
    page = Outline(reply.text)
    assert page.all("script") == []
    assert all(image["src"] == server.app.ctx.service.pages.assets["mark.svg"].url for image in page.all("img"))
    assert page.all("b") == page.all("i") == []
    links = [link["href"] for link in page.all("a")]
    assert "https://example.com/a" in links
    assert all(link and link.startswith(("/", "#", "https://")) for link in links)
    assert "<script>alert('text')</script>" in page.words
    assert "<script>alert('title')</script> & more" in page.words
    assert "no complete written answer" in page.words


@pytest.mark.parametrize(
    "text",
    [
        "<svg onload=alert(1)>",
        "a <b onclick=x>b</b>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](//evil.example)",
        "[a](http://plain.example)",
        "<javascript:alert(1)>",
        "![a](https://evil.example/p.png)",
        "[a]: javascript:alert(1)\n\n[a]",
        '[a](https://x.example "onmouseover=alert(1)")',
    ],
)
def test_markdown_brings_no_script_along(text: str) -> None:
    page = Outline(str(markdown(text)))
    assert {tag for tag, _ in page.elements} <= {"p", "a"}
    for link in page.all("a"):
        assert set(link) <= {"href", "title", "rel"}
        assert str(link["href"]).startswith("https://")


def test_a_subject_without_articles_is_not_shown(server: Server) -> None:
    page = Outline(server.get("/kb").text)
    assert len(page.all("h2")) == 1
    assert "Changing and returning" in page.words
    assert {"href": "/kb/cancel_order"} in page.all("a")
    assert {"href": "/kb/return_product"} in page.all("a")
    assert "a person answers" in page.words


def test_every_article_is_listed_once_under_its_subject(tmp_path: Path) -> None:
    desk = FakeDesk()
    desk.knowledge = load(Path(__file__).parents[2] / "kb")
    with serving(tmp_path, desk) as server:
        groups = server.get("/kb").text.split("<section")[1:]
    assert [Outline(f"<section{group}").all("section")[0]["id"] for group in groups] == list(SUBJECTS)
    listed = {}
    for subject, group in zip(SUBJECTS, groups):
        page = Outline(f"<section{group}")
        assert desk.knowledge.words("en")[f"subject-{subject}"] in page.words
        titles = [desk.knowledge.article(str(link["href"]).removeprefix("/kb/"), "en").title for link in page.all("a")]
        assert titles == sorted(titles, key=str.casefold)
        listed.update({str(link["href"]).removeprefix("/kb/"): subject for link in page.all("a")})
    articles = desk.knowledge.languages["en"].articles.values()
    assert listed == {article.topic: article.subject for article in articles}
    assert sum(group.count("<li>") for group in groups) == len(articles)


@pytest.mark.parametrize("path", ["/", "/kb", "/kb/cancel_order", "/kb/unknown"])
def test_a_page_allows_nothing_but_this_servers_own_files(server: Server, path: str) -> None:
    reply = server.get(path)
    policy = dict(directive.partition(" ")[::2] for directive in reply.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert reply.headers["referrer-policy"] == "same-origin"
    assert reply.headers["cross-origin-opener-policy"] == "same-origin"
    page = Outline(reply.text)
    assert page.all("style") == []
    assert not any(name == "style" or name.startswith("on") for _, given in page.elements for name in given)
    assert all(script.get("src") for script in page.all("script"))


def test_every_file_that_a_page_loads_is_there_and_may_be_kept(server: Server) -> None:
    pages = [Outline(server.get(path).text) for path in ("/", "/kb", "/chat/window/lumi")]
    addresses = {
        str(given.get("src") or given.get("href"))
        for page in pages
        for tag, given in page.elements
        if tag in ("link", "script", "img")
    }
    addresses.remove("/widget/photodesk-chat.js")  # shops name it in their pages, so its address does not change
    assets = Pages().assets
    assert addresses < {asset.url for asset in assets.values()}
    named = set(re.findall(r"asset\('([^']+)'\)", "".join(path.read_text() for path in (HERE / "templates").iterdir())))
    assert named == set(assets), "no page loads what is not there, and nothing is there that no page loads"
    for address in addresses:
        reply = server.get(address)
        assert reply.status == 200
        assert reply.headers["content-type"].endswith("; charset=utf-8")
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert server.get(address.partition("?")[0]).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["none.css", "..%2fapp.py", "%2e%2e%2fapp.py", "desk.css%00", ".css"])
def test_only_the_files_of_the_pages_are_given_out(server: Server, name: str) -> None:
    assert server.get(f"/static/{name}").status == 404


def test_no_page_asks_another_server_for_anything() -> None:
    folder = Path(__file__).parents[2] / "photodesk" / "web"
    for file in [*folder.glob("templates/*"), *folder.glob("static/*.css"), *folder.glob("static/*.js")]:
        text = file.read_text(encoding="utf-8")
        for address in ("http://", "//cdn", "@import", "url("):
            assert address not in text, f"{file.name} has {address}"
