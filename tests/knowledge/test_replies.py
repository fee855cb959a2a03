"""Are facts filled in as a reader would write them, and left out when they are not on record?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from photodesk.knowledge.articles import parse_article, version_of
from photodesk.knowledge.replies import (
    ALWAYS_KNOWN,
    FACTS,
    Reader,
    Speaker,
    fill,
    masked,
    placeholder_faults,
    plain,
    sentences,
)
from photodesk.orders.demo import demo_orders
from photodesk.orders.record import Charge, ChargeState, Kind, Line, OrderState
from tests.conversation.talking import AINOS, AINOS_SECOND, HELSINKI, NOW, knowledge

READER = Reader("en", HELSINKI, NOW, knowledge().words("en"))


def said(text: str, order: object = AINOS) -> str:
    return fill(text, order, READER, number_known=True)  # type: ignore[arg-type]


def test_facts_are_filled_in_words() -> None:
    assert said("{order.number} is {order.state}.") == "PC-104223 is in production."


def test_dates_are_written_out_and_follow_the_wall_clock() -> None:
    late = replace(AINOS, placed_at=NOW.replace(hour=23))  # 01:00 on the next day in Helsinki
    assert said("{order.placed_on}", late) == "25 November 2026"


def test_words_around_a_missing_fact_are_left_out() -> None:
    text = "It is made[[ and left on {order.shipped_on}]]."
    assert said(text) == "It is made."
    assert said(text, AINOS_SECOND) == "It is made and left on 19 November 2026."


def test_words_that_ask_for_the_order_go_once_its_number_is_known() -> None:
    text = "No. [[? What is the order number?]]"
    assert fill(text, None, READER, number_known=False) == "No. What is the order number?"
    assert fill(text, None, READER, number_known=True) == "No."


def test_charges_are_told_without_their_references() -> None:
    charges = (
        Charge("ch_secret", Decimal("25.80"), ChargeState.CAPTURED, NOW - timedelta(days=3)),
        Charge("ch_other", Decimal("25.80"), ChargeState.AUTHORISED, None),
    )
    text = said("[[{order.charges}]]", replace(AINOS, charges=charges))
    assert text == "25.80 EUR taken on 21 November 2026; 25.80 EUR reserved"


@pytest.mark.parametrize(
    ("email", "shown"),
    [("aino@example.com", "a•••o@example.com"), ("al@example.com", "a•••@example.com")],
)
def test_addresses_are_masked(email: str, shown: str) -> None:
    assert masked(email) == shown


def test_no_fact_shows_a_postcode_a_reference_or_a_whole_address() -> None:
    order = replace(
        AINOS,
        postcode="99887",
        charges=(Charge("ch_secret", Decimal(1), ChargeState.CAPTURED, NOW),),
        files=replace(AINOS.files, sent_to="aino@example.com", sent_at=NOW),
    )
    for name, fact in FACTS.items():
        shown = fact(order, READER) or ""
        assert "aino@" not in shown, name
        assert "99887" not in shown, name
        assert "ch_secret" not in shown, name


def test_many_items_are_cut_short() -> None:
    lines = tuple(Line(f"Print {number}", Kind.PRINT, number, Decimal(1), None) for number in range(1, 7))
    assert said("{order.items}", replace(AINOS, lines=lines)) == "Print 1, 2 × Print 2, 3 × Print 3 and 3 more"
    assert said("{order.items}", replace(AINOS, lines=lines[:2])) == "Print 1 and 2 × Print 2"
    assert said("{order.items}", replace(AINOS, lines=())) == "no items listed"


def test_every_state_has_words() -> None:
    for state in OrderState:
        assert "_" not in said("{order.state}", replace(AINOS, state=state))


def test_a_table_reads_as_lines() -> None:
    assert plain("| Fee | EUR |\n|---|---|\n| Storage | **5.00** |") == "- Fee, EUR\n- Storage, 5.00"


def test_a_version_changes_with_the_text_and_not_with_line_ends() -> None:
    assert version_of("a\r\nb") == version_of("a\nb") != version_of("a\nc")


def test_an_article_without_front_matter_is_refused() -> None:
    article, problems = parse_article("refund", "en", "# Refund\n", "kb/en/articles/refund.md")
    assert article is None
    assert str(problems[0]).startswith("kb/en/articles/refund.md:1: ")


def test_the_desk_says_one_thing_and_an_agent_writes_another() -> None:
    text = "It is late. [[@ A person will answer. | I have asked the lab about {order.number}. ]] Sorry."
    assert fill(text, AINOS, READER, number_known=True) == "It is late. A person will answer. Sorry."
    written = fill(text, AINOS, READER, number_known=True, speaker=Speaker.AGENT)
    assert written == "It is late. I have asked the lab about PC-104223. Sorry."
    assert fill("Yes. [[@ Ask me. | ]]", None, READER, number_known=False, speaker=Speaker.AGENT) == "Yes."


def test_a_photographer_tells_a_customer_in_words_of_their_own_where_there_are_any() -> None:
    text = "[[@ The photographer may refund you. | The photographer may refund you, I hear. | I may refund you. ]]"
    assert fill(text, None, READER, number_known=True, speaker=Speaker.PHOTOGRAPHER) == "I may refund you."
    two = "[[@ A person will answer. | I will ask. ]]"
    assert fill(two, None, READER, number_known=True, speaker=Speaker.PHOTOGRAPHER) == "I will ask."


def test_an_item_of_a_list_is_told_with_its_number() -> None:
    text = "Look here:\n1. The junk folder. It is often there.\n2. The address."
    [paragraph] = sentences(text, None, READER, number_known=True, speaker=Speaker.AGENT)
    assert [one.text for one in paragraph] == [
        "Look here:",
        "1. The junk folder.",
        "It is often there.",
        "2. The address.",
    ]


def test_no_agent_writes_of_a_person_who_will_answer() -> None:
    of_the_desk = re.compile(r"\b(a person|the person who|assistant|button)\b", re.IGNORECASE)
    for topic in knowledge().topics:
        for key, reply in knowledge().languages["en"].replies[topic].items():
            written = fill(reply.text, AINOS, READER, number_known=True, speaker=Speaker.AGENT)
            assert not of_the_desk.search(written), f"{topic}#{key}"
            assert "[…" not in written.replace("[…]", ""), f"{topic}#{key}: no space after […]"


def test_no_photographer_tells_a_customer_of_the_photographer_or_passes_a_wish_on() -> None:
    of_another = re.compile(
        r"\b(photographers?|a person|the person who|assistant|button|pass (\w+ ){1,2}on|bring(ing)? [^.]*\bto the|"
        r"write to you again|I will)\b",
        re.IGNORECASE,
    )
    for topic, table in knowledge().tables.items():
        for rule in table.rules:
            if "asker" in rule.conditions and not rule.conditions["asker"].holds("consumer"):
                continue
            for order in demo_orders(NOW):
                text = knowledge().reply(topic, rule.reply, "en")
                told = fill(text, order, READER, number_known=False, speaker=Speaker.PHOTOGRAPHER)
                assert not of_another.search(told), f"{topic}#{rule.reply}"
                assert "[…" not in told.replace("[…]", ""), f"{topic}#{rule.reply}: no space after […]"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[@ A person will answer. ]]", "has not two or three parts"),
        ("[[@ a | b | c | d ]]", "has not two or three parts"),
        ("[[@ It left on {order.shipped_on}. | ]]", "{order.shipped_on} may be missing"),
    ],
)
def test_words_for_two_speakers_are_checked(text: str, fault: str) -> None:
    [found] = placeholder_faults(text, FACTS, ALWAYS_KNOWN)
    assert fault in found
