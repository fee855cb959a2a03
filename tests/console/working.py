"""Agents at work in a browser, and people who ask them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.end_to_end.serving import Server, Visitor
from tests.widget.browsing import Visits, audit, picture


@dataclass
class Asker(Visitor):
    """Somebody who asks over HTTP, as the widget does."""

    conversation: str = field(init=False)

    def __post_init__(self) -> None:
        status, session = self.server.call("POST", "/chat/sessions", {"shop": self.shop, "locale": "en"}, self.identity)
        assert status == 201, session
        self.token, self.conversation = session["token"], session["session"]

    def writes(self, text: str) -> None:
        """Say something to a person, whom the desk leaves the answer to."""
        status, body = self.server.call("POST", "/chat/messages", {"text": text}, self.token)
        assert (status, body) == (200, {"replies": []})

    def heard(self) -> list[str]:
        """What persons have answered."""
        return [message["text"] for message in self.history() if message["author"] == "agent"]


@dataclass
class Desk:
    """The agents' page, as an agent uses it."""

    page: Page

    @property
    def box(self) -> Locator:
        return self.page.get_by_label("Your answer", exact=True).and_(self.page.locator("textarea"))

    @property
    def mail(self) -> Locator:
        return self.page.get_by_label("The mail", exact=True)

    @property
    def items(self) -> Locator:
        return self.page.locator(".item")

    @property
    def said(self) -> Locator:
        return self.page.locator(".said")

    @property
    def drafts(self) -> Locator:
        return self.page.locator(".choice")

    @property
    def send(self) -> Locator:
        return self.page.locator("button.send")

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    def view(self, name: str) -> Desk:
        self.page.locator(".views").get_by_role("button", name=name).click()
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def open(self, conversation: str) -> Desk:
        self.page.locator(f'.item[href="/desk/c/{conversation}"]').click()
        expect(self.said.first).to_be_visible()
        return self

    def copied(self) -> str:
        text: str = self.page.evaluate("navigator.clipboard.readText()")
        return text

    def audit(self, name: str) -> None:
        """Nothing is wrong with this state of it, and nothing scrolls sideways; a picture is kept."""
        picture(self.page, f"desk-{name}")
        audit(self.page)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"


@dataclass
class Office:
    """Where agents sit down, and people ask."""

    server: Server
    visits: Visits

    def sit_down(
        self, name: str = "Maija", path: str = "/desk", context: BrowserContext | None = None, **given: Any
    ) -> Desk:
        """An agent signs in and opens a page of the desk."""
        if context is None:
            context = self.stranger(**given)
            sent = context.request.post(
                f"{self.server.base}/demo/sign-in", form={"name": name.lower()}, max_redirects=0
            )
            assert sent.status == 303
        page = self.page(context)
        page.goto(self.server.base + path)
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        return Desk(page)

    def stranger(self, **given: Any) -> BrowserContext:
        """A browser in which nobody is signed in."""
        given = {"viewport": {"width": 1280, "height": 800}, **given}
        return self.visits.visitor(permissions=["clipboard-read", "clipboard-write"], **given)

    def page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("request", lambda one: re.match(rf"{self.server.base}|blob:", one.url) or self.visits.fail(one.url))
        return page

    def asker(self, *texts: str, shop: str = "lumi") -> Asker:
        """Somebody who says this, and in the end wants a person."""
        asker = Asker(self.server, shop=shop)
        for text in (*texts, "I want to talk to a person"):
            asker.says(text)
        return asker
