"""Is what a sender wrote told from quoted mail and signature, and is nothing lost?"""

from __future__ import annotations

import time

import pytest

from photodesk.understanding.mail import Span, sentences, written_by_sender


def kept(text: str) -> str:
    return "".join(text[span.start : span.end] for span in written_by_sender(text)).strip()


def split(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 2 Nov 2026 at 09:12, Lumi Foto <desk@example.com> wrote:\n> Hi Lena\n> we looked into it",
        "On Mon, 2 Nov 2026 at 09:12,\nLumi Foto <desk@example.com> wrote:\n> Hi Lena",
        "Den mån 2 nov. 2026 kl 09:12 skrev Lumi Foto:\n> Hej Lena",
        "-----Original Message-----\nFrom: Lumi Foto\nSent: Monday\nSubject: your order\n\nHi Lena",
        "From: Lumi Foto <desk@example.com>\nSent: Monday, 2 November 2026\nTo: Lena\n\nHi Lena",
        "________________________________\nFrom: Lumi\n\nHi Lena",
    ],
)
def test_quoted_mail_below_the_answer_is_set_aside(quoted: str) -> None:
    assert kept(f"Where is my refund?\n\n{quoted}") == "Where is my refund?"


def test_an_answer_below_the_quoted_mail_is_read() -> None:
    text = "Hello,\n\nOn Tue, 18 Nov 2025 at 09:12, the desk wrote:\n> There is no return right.\n\nWhy is that so?"
    assert kept(text).split() == ["Hello,", "Why", "is", "that", "so?"]


@pytest.mark.parametrize(
    "signature",
    [
        "Kind regards\nAino Korhonen\n+358 40 1234567",
        "Best regards, Aino",
        "With regards\nErik Sandelin\n20100 Turku",
        "Thanks,\nAino",
        "Med vänlig hälsning\nAnna\nFoto Norr AB",
        "-- \nMika Laine\nLaine Photo Oy\nPL 12, 20101 Turku",
        "Sent from my iPhone",
    ],
)
def test_a_signature_is_set_aside(signature: str) -> None:
    assert kept(f"The mug is broken. Can I have a new one?\n\n{signature}").endswith("a new one?")


def test_a_question_after_the_thanks_is_not_lost() -> None:
    text = "The mug is broken.\nThanks\nAnd can I still add a print to the order?"
    assert "add a print" in kept(text)


def test_a_postscript_below_the_signature_is_read() -> None:
    assert "gift card" in kept("The mug is broken.\n\nBest regards\nAino\n\nPS. Do you sell a gift card?")


def test_when_everything_is_quoted_the_quote_is_the_message() -> None:
    assert "refund" in kept("> where is my refund?\n> Lena")


def test_a_forwarded_mail_without_a_word_above_is_the_message() -> None:
    text = "---------- Forwarded message ----------\nFrom: Lena\nTo: Studio\n\nThe mug is broken."
    assert kept(text) == "The mug is broken."


def test_abbreviations_and_dates_end_no_sentence() -> None:
    assert split("Order no. 104223 from 3.11. came broken. Can I have a new one?") == [
        "Order no. 104223 from 3.11. came broken.",
        "Can I have a new one?",
    ]


def test_a_line_break_inside_a_sentence_does_not_end_it() -> None:
    assert split("I ordered the class\nphotos last week.\n\nWhere are they?") == [
        "I ordered the class\nphotos last week.",
        "Where are they?",
    ]


@pytest.mark.parametrize("piece", ["\n", "> ", "From: a\n", "on ", "a ' ", "no. ", "regards ", "thank you "])
def test_4000_hostile_signs_take_less_than_a_second(piece: str) -> None:
    text = (piece * 4000)[:4000]
    start = time.process_time()
    for span in written_by_sender(text):
        sentences(text, span)
    assert time.process_time() - start < 1
