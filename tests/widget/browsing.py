"""A browser, and in it somebody who talks with the desk through the widget."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect, sync_playwright

expect.set_options(timeout=15_000)  # a busy machine takes longer than the five seconds that are usual

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"


ARGUMENTS = [
    "--no-sandbox",
    # A page of a shop's asks a desk on this machine, which a browser takes for an attack on it.
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
]

WATCH = """() => {
    window.heard = [];
    const region = document.querySelector('photodesk-chat').shadowRoot.querySelector('[role=log]');
    new MutationObserver((seen) => seen.forEach(({addedNodes}) => addedNodes.forEach((node) =>
        node.localName === 'p' && heard.push(node.textContent)))).observe(region, {childList: true});
}"""
"""Collects in `heard` what the live region says."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no chromium: install Debian's package")
        pytest.skip("there is no chromium on this machine, so nothing is tried in a browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


def audit(page: Page, within: str = "html") -> None:
    """Look for what WCAG and good practice forbid, in the page as it is."""
    violations = Axe().run(page, context=within).response["violations"]
    found = [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in violations for node in one["nodes"]]
    assert not found, "\n".join(found)


def picture(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


@dataclass
class Chat:
    """The widget on one page, as a person uses it."""

    page: Page

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Your message")

    @property
    def said(self) -> Locator:
        return self.page.locator(".said")

    @property
    def answers(self) -> Locator:
        return self.page.locator(".from-desk")

    def open(self) -> Chat:
        self.button(re.compile("Open the help desk")).click()
        expect(self.page.get_by_role("dialog", name="Help desk")).to_be_visible()
        return self

    def settle(self) -> None:
        """Wait until nothing moves any more but what moves for ever."""
        self.page.get_by_role("dialog").evaluate(
            "(panel) => Promise.all(panel.getAnimations({subtree: true})"
            ".filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished))"
        )

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name).last

    def send(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def say(self, text: str) -> Locator:
        """Send a text and wait for its answer."""
        before = self.answers.count()
        self.send(text)
        expect(self.answers).to_have_count(before + 1)
        return self.answers.nth(before)

    def choose(self, item: str) -> None:
        """Choose something in the menu."""
        self.button("More").click()
        self.button(item).click()

    def sessions(self) -> list[str]:
        """The conversations that the browser keeps."""
        kept = "Object.values(localStorage).map((text) => JSON.parse(text).session)"
        found: list[str] = self.page.evaluate(kept)
        return found

    def transcript(self) -> list[str]:
        return [" ".join(words.split()) for words in self.page.locator(".said .words").all_inner_texts()]

    def audit(self, name: str, within: str = "html") -> None:
        """Nothing is wrong with this state of it, and nothing scrolls sideways; a picture is kept."""
        if self.page.get_by_role("dialog").count():
            self.settle()
        picture(self.page, name)
        audit(self.page, within)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"


@dataclass
class Visits:
    """Opens pages for visitors; in the end no browser may have had anything to complain of."""

    browser: Browser
    base: str
    complaints: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def visitor(self, **given: Any) -> BrowserContext:
        context = self.browser.new_context(**given)
        context.set_default_timeout(10_000)
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        return context

    def shop(self, context: BrowserContext | None = None, **given: Any) -> Chat:
        """The demo shop's page, for a new visitor or in another tab of one."""
        page = (context or self.visitor(**given)).new_page()
        page.on("request", lambda request: re.match(rf"{self.base}|blob:", request.url) or self.fail(request.url))
        page.goto(self.base)
        expect(page.locator("[data-ready]")).to_be_attached()
        return Chat(page)

    def host(self, body: str, policy: str = "", head: str = "", **given: Any) -> Chat:
        """A page of somebody else's, of another origin than the desk."""
        page = self.visitor(**given).new_page()
        headers = {"Content-Security-Policy": policy} if policy else {}
        html = f'<!doctype html><html lang="en"><title>A shop</title>{head}<body><main><h1>A shop</h1></main>{body}'

        def give(route: Route) -> None:
            route.fulfill(body=html, content_type="text/html", headers=headers)

        page.route("http://shop.example/", give)
        page.goto("http://shop.example/")
        return Chat(page)

    def fail(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def forgive(self, *patterns: str) -> None:
        """These complaints are to be expected."""
        self.forgiven.extend(patterns)

    @property
    def grievances(self) -> list[str]:
        return [each for each in self.complaints if not any(re.search(one, each) for one in self.forgiven)]


@pytest.fixture
def visiting(browser: Browser) -> Iterator[Callable[[str], Visits]]:
    all_visits: list[Visits] = []

    def begin(base: str) -> Visits:
        all_visits.append(Visits(browser, base))
        return all_visits[-1]

    yield begin
    for visits in all_visits:
        for context in visits.contexts:
            context.close()
        assert not visits.grievances, visits.grievances
