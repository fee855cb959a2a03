"""Are mails that came elsewhere answered faster than by hand?

Ten mixed ones are in `mails/`; the lines at their head say what an agent knows beside the text, which topics the best
draft must be about, and which order is meant where several fit.
"""

from __future__ import annotations

import email
import re
from email.message import Message
from pathlib import Path

from playwright.sync_api import expect

from tests.console.working import Desk, Office

MAILS = sorted((Path(__file__).parent / "mails").glob("*.txt"))
MOST_KEYS = 8
"""With a gap to fill and an order to choose; what is typed into a gap comes on top."""
LINKED = "Hi, can I cancel my order PC-104223? Aino, aino@example.com"


def read(path: Path) -> Message:
    return email.message_from_string(path.read_text())


def topics(desk: Desk) -> list[str]:
    """What the best draft is about, as its explanation names it."""
    found = desk.page.locator(".why li b").all_inner_texts()
    return [topic.lower().replace(" ", "_") for topic in found if topic != "No question of ours"]


def paste(desk: Desk, text: str) -> None:
    desk.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    desk.mail.focus()
    desk.press("Control+v")


def test_ten_mixed_mails_are_cleared_with_few_keys(office: Office) -> None:
    desk = office.sit_down(path="/desk/mail")
    expect(desk.mail).to_be_focused()
    assert len(MAILS) == 10
    for path in MAILS:
        mail, keys = read(path), 0
        wanted = [topic for topic in re.split(r"[,\s]+", mail["Topics"] or "") if topic]
        paste(desk, mail.get_payload())
        if mail["As"] == "photographer":
            desk.page.get_by_label("A photographer").check()
            keys += 1
        if mail["From"]:
            desk.page.get_by_label("From (address)").fill(mail["From"])
        desk.press("Control+Enter")
        expect(desk.page.get_by_role("heading", name="What you could answer")).to_be_focused()
        assert topics(desk) == wanted, path.name
        if desk.page.get_by_role("group", name="Which order is meant?").count() and mail["Order"]:
            desk.page.get_by_role("button", name=mail["Order"], exact=True).press("Enter")
            expect(desk.page.get_by_role("group", name="Which order is meant?")).to_have_count(0)
            expect(desk.page).to_have_url(re.compile(f"order={mail['Order']}"))
            keys += 1
        desk.press("i")
        expect(desk.box).to_be_focused()
        if "[…]" in desk.box.input_value():
            desk.press("Control+Enter")  # nothing is copied with a gap in it
            expect(desk.page.get_by_role("alert")).to_contain_text("first: it is written nowhere")
            desk.page.keyboard.type("I have passed this on to those who can tell.")
            keys += 1
        with desk.page.expect_request("**/feedback"):
            desk.press("Control+Enter")
        expect(desk.button("Next mail").last).to_be_focused()
        letter = desk.copied()
        assert letter.startswith("Hello,"), path.name
        assert letter.rstrip().endswith("Kind regards"), path.name
        assert "[…]" not in letter, path.name
        desk.press("Enter")
        expect(desk.mail).to_be_focused()
        expect(desk.mail).to_have_value("")
        expect(desk.box).to_have_value("")
        keys += 5  # paste, suggest, insert, copy, next
        assert keys <= MOST_KEYS, path.name


def test_each_sentence_of_each_draft_has_a_source(office: Office) -> None:
    desk = office.sit_down(path="/desk/mail")
    for path in MAILS[:3]:
        mail = read(path)
        desk.mail.fill(mail.get_payload())
        desk.mail.press("Control+Enter")
        expect(desk.drafts.first).to_be_visible()
        desk.page.locator(".sentence").first.focus()
        for _ in range(desk.page.locator(".sentence").count()):
            expect(desk.page.locator(".source b")).not_to_be_empty()
            desk.press("ArrowDown")
        desk.press("n")


def test_what_is_copied_without_links_has_none(office: Office) -> None:
    desk = office.sit_down(path="/desk/mail")
    desk.mail.fill(LINKED)
    desk.press("Control+Enter")
    expect(desk.drafts.first).to_be_visible()
    desk.press("i", "Control+Enter")
    expect(desk.page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert "http" in desk.copied()
    with desk.page.expect_request("**/feedback") as judged:
        desk.box.press("Control+Shift+Enter")
    assert judged.value.post_data_json["verdict"] == "accepted", "links are not words"
    expect(desk.page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    plain = desk.copied()
    assert "http" not in plain
    assert "You can read about it here" not in plain
    assert plain.startswith("Hello,\n\nI am sorry, but order PC-104223")
    assert plain.endswith("\n\nKind regards")


def test_the_address_tells_order_and_sender_and_never_the_text(office: Office) -> None:
    desk = office.sit_down(path="/desk/mail?order=PC-104309&as=photographer")
    expect(desk.page.get_by_label("Order number")).to_have_value("PC-104309")
    expect(desk.page.get_by_label("A photographer")).to_be_checked()
    desk.mail.fill("Can I refund her?")
    desk.press("Control+Enter")
    expect(desk.drafts.first).to_contain_text("PC-104309")
    expect(desk.drafts.first).to_contain_text("to the photographer")
    expect(desk.drafts.nth(1)).to_contain_text("for the photographer to pass on")
    desk.press("2", "i")
    assert "refund" not in desk.page.url
    expect(desk.page).to_have_url(f"{office.server.base}/desk/mail?order=PC-104309&as=photographer")
    desk.press("Control+Enter")
    desk.page.get_by_role("status").get_by_role("button", name="Next mail").click()
    expect(desk.page).to_have_url(f"{office.server.base}/desk/mail")


def test_the_mail_and_the_answer_outlive_a_reload_and_keep_their_words_marked(office: Office) -> None:
    desk = office.sit_down(path="/desk/mail")
    text = "Hi 😀,\n\nit is PC-104302. Has it been shipped yet? And if I do not like the canvas, can I send it back?"
    desk.mail.fill(text)
    desk.press("Control+Enter")
    expect(desk.page.locator(".as-read mark").filter(has_text="Has it been shipped yet?")).to_be_visible()
    desk.press("i")
    expect(desk.box).not_to_have_value("")
    desk.page.reload()
    expect(desk.mail).to_have_value(text)
    expect(desk.box).to_have_value(re.compile("PC-104302"))
    desk.page.get_by_role("link", name="Inbox").click()
    desk.press("m")
    expect(desk.mail).to_have_value(text)


def test_a_lead_of_several_shops_says_which_was_written_to(office: Office) -> None:
    desk = office.sit_down("Lena", path="/desk/mail")
    desk.mail.fill("Where is my order PC-208801?")
    desk.mail.press("Control+Enter")
    expect(desk.page.get_by_role("alert")).to_have_text("Say which shop was written to.")
    expect(desk.page.get_by_label("Shop")).to_be_focused()
    desk.page.get_by_label("Shop").select_option("fjord")
    desk.press("Control+Enter")
    expect(desk.drafts.first).to_contain_text("PC-208801")


def test_an_empty_mail_is_told_so(office: Office) -> None:
    desk = office.sit_down(path="/desk/mail")
    desk.press("Control+Enter")
    expect(desk.page.get_by_role("alert")).to_have_text("Paste the mail first.")
    expect(desk.mail).to_be_focused()
