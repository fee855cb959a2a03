"""Can the widget speak another language, all of it?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.widget.browsing import Visits
from tests.widget.test_host_page import element, tag

SOURCE = Path(__file__).parents[2] / "widget" / "src"
LANGUAGES = SOURCE / "languages"


@pytest.mark.parametrize("name", ["chat.ts", "said.ts"])
def test_no_word_that_is_read_stands_outside_of_the_languages(name: str) -> None:
    markup = re.sub(r"\$\{[^{}]*\}", "", (SOURCE / name).read_text())
    shown = re.findall(r">\s*([A-Za-z][a-z]+(?: [a-z]+)*)[^>{}$;()=]*</", markup)
    labels = re.findall(r"(?:aria-label|placeholder|title)=\"([^\"]*[a-z]{3}[^\"]*)\"", markup)
    assert shown + labels == []


def test_every_word_is_used() -> None:
    words = re.findall(r"^  (\w+):", (LANGUAGES / "en.ts").read_text(), re.MULTILINE)
    assert len(words) > 60
    source = "".join(path.read_text() for path in SOURCE.glob("*.ts"))
    assert [word for word in words if not re.search(rf"\b{word}\b", source)] == []


def test_a_page_brings_words_of_its_own(visits: Visits) -> None:
    chat = visits.host(tag(visits))
    chat.open()
    element(chat).evaluate(
        "(e) => { e.words = { language: 'fi', title: 'Asiakaspalvelu', send: 'Lähetä', states: { paid: 'Maksettu' } } }"
    )
    dialog = chat.page.get_by_role("dialog", name="Asiakaspalvelu")
    expect(dialog).to_be_visible()
    expect(chat.button("Lähetä")).to_be_visible()
    expect(chat.button("Talk to a person")).to_be_visible()
    assert dialog.evaluate("(e) => e.parentElement.lang") == "fi"
    answer = chat.say("PC-104223 aino@example.com, can I cancel it?")
    expect(answer.get_by_role("listitem")).to_contain_text(["Maksettu", "In production", "Shipped", "Delivered"])


def test_it_speaks_the_pages_language_unless_told_otherwise(visits: Visits) -> None:
    chat = visits.host(tag(visits), head="<script>document.documentElement.lang = 'sv-FI'</script>").open()
    with chat.page.expect_request("**/chat/sessions") as opening:
        chat.say("hello")
    assert opening.value.post_data_json == {"shop": "lumi", "locale": "sv-FI"}
    assert chat.page.get_by_role("dialog").evaluate("(e) => e.parentElement.lang") == "en"
