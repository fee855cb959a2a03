"""Does the desk say every sentence of the help article, to the person who asks for it?

Each test is one sentence of the article on changing and cancelling orders, asked in a customer's or a
photographer's words and answered by the whole desk: trained model, order book, policy and knowledge base.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.end_to_end.conftest import Ask

EMAIL = "states@example.com"


def answered(answer: dict[str, Any], topic: str, outcome: str, *words: str) -> None:
    assert answer["topic"] == topic, answer["topics"]
    assert answer["outcome"] == outcome, answer["text"]
    for word in words:
        assert word.lower() in answer["text"].lower(), f"{word!r} is not in: {answer['text']}"
    assert answer["citations"]


def test_paid_at_confirmation_with_the_delivery_fee_then_straight_to_production(ask: Ask) -> None:
    answer = ask("when do I actually pay for my order, and what about the delivery fee?")
    answered(answer, "delivery_terms", "information", "confirm", "delivery fee", "production")


def test_an_order_cannot_be_modified_afterwards(ask: Ask) -> None:
    answer = ask("I chose the wrong size, can you change it to 13x18 before it is printed?")
    answered(answer, "modify_order", "information", "cannot be changed", "production")


def test_extra_photos_are_a_new_order(ask: Ask) -> None:
    answered(ask("I forgot two pictures, can they still go into my order?"), "add_photos", "information", "new order")


def test_there_is_no_right_of_cancellation_as_they_cannot_be_resold(ask: Ask) -> None:
    answer = ask("Please cancel my order, I ordered it an hour ago", order="PC-900004", email=EMAIL)
    answered(answer, "cancel_order", "not_allowed", "PC-900004", "no right of cancellation", "anyone else")
    assert answer["order"]["state"] == "in_production"


def test_what_a_photographer_tells_a_customer_who_wants_to_cancel(ask: Ask) -> None:
    answer = ask("One of my clients wants to cancel her order. What should I tell her?", as_="photographer")
    answered(answer, "cancel_order", "information", "no right to cancel", "pay your customer back directly")


def test_the_terms_ask_to_check_before_confirming(ask: Ask) -> None:
    answer = ask("what did I agree to in the terms when I placed the order?")
    answered(answer, "delivery_terms", "information", "before", "14-day exchange")


def test_several_codes_in_one_order_save_delivery_fees(ask: Ask) -> None:
    answer = ask("I have three kids and three photo codes. Can I put them in one order and pay shipping once?")
    answered(answer, "combine_codes", "information", "one order", "delivery fees")


def test_a_defect_is_exchanged_within_fourteen_days(ask: Ask) -> None:
    answer = ask("the class photo has a stripe across it", order="PC-900107", email=EMAIL)
    answered(answer, "report_defect", "exchange", "within the 14 days", "replacement")
    assert answer["handover"], "a person arranges the replacement"


def test_a_defect_after_fourteen_days_is_not_refused_but_goes_to_a_person(ask: Ask) -> None:
    answer = ask("the class photo has a stripe across it", order="PC-900207", email=EMAIL)
    answered(answer, "report_defect", "case_by_case", "14-day exchange")
    assert answer["handover"]


def test_there_is_no_right_of_return_because_the_photos_are_personal(ask: Ask) -> None:
    answer = ask("I don't like how the print looks at home, I want to send it back", order="PC-900107", email=EMAIL)
    answered(answer, "return_product", "not_allowed", "personal", "cannot be returned")


def test_the_ombudsmans_decision_has_two_grounds_and_no_date(ask: Ask) -> None:
    answer = ask("why is there no right of return? is that even legal?")
    answered(answer, "return_reason", "information", "Consumer Ombudsman", "personal", "preview")
    assert not any(char.isdigit() for char in answer["text"].replace("14", "")), answer["text"]


@pytest.mark.parametrize("text", ["Can I still refund the customer?", "how do i give her the money back"])
def test_a_photographer_may_refund_outside_the_service(ask: Ask, text: str) -> None:
    answer = ask(text, as_="photographer", order="PC-900002")
    answered(answer, "refund", "allowed", "outside the service", "not make", "commission is still deducted")


def test_the_commission_is_deducted_all_the_same(ask: Ask) -> None:
    answer = ask("do you still take your commission if I refund an order?", as_="photographer")
    answered(answer, "refund_commission", "information", "still deducted automatically")


def test_a_partner_lab_is_talked_to_case_by_case(ask: Ask) -> None:
    answer = ask("the lab prints this one, can it still be stopped?", as_="photographer", order="PC-900304")
    answered(answer, "partner_lab", "case_by_case", "lab", "case by case")


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        ("PC-900000", "allowed"),  # cart
        ("PC-900001", "allowed"),  # awaiting payment
        ("PC-900002", "case_by_case"),  # paid: production starts at once only "in most cases"
        ("PC-900003", "case_by_case"),  # waiting to be retouched
        ("PC-900004", "not_allowed"),  # in production
        ("PC-900005", "not_allowed"),  # shipped
        ("PC-900107", "not_allowed"),  # delivered
    ],
)
def test_whether_an_order_can_be_cancelled_depends_on_its_state(ask: Ask, number: str, outcome: str) -> None:
    answer = ask("can I cancel my order?", order=number, email=EMAIL)
    answered(answer, "cancel_order", outcome)
    assert answer["order"]["number"] == number


def test_anothers_address_opens_nothing(ask: Ask) -> None:
    answer = ask("can I cancel my order?", order="PC-900004", email="eve@example.com")
    assert "order" not in answer
    assert answer["outcome"] == "needs_order"
