"""Is the plainest question understood, whatever number stands in it?"""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import Ask


@pytest.mark.parametrize("number", ["PC-900004", "#900004", "pc 900 004", "order PC-900004", "my order PC-900004"])
@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("where is {}", "order_status"),
        ("Where is {}?", "order_status"),
        ("when will {} arrive", "order_status"),
        ("can I cancel {}", "cancel_order"),
        ("please cancel {}", "cancel_order"),
        ("can I still change {}", "modify_order"),
        ("I want to return {}", "return_product"),
        ("I want my money back for {}", "refund"),
        ("I was charged twice for {}", "charged_twice"),
    ],
)
def test_a_plain_question_stays_itself_whatever_number_is_in_it(
    ask: Ask, question: str, topic: str, number: str
) -> None:
    assert ask(question.format(number))["topic"] == topic


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Can I still cancel it? And when will it be delivered?", ["cancel_order", "order_status"]),
        ("Can I return it? How do I get my money back?", ["return_product", "refund"]),
        ("Hello! Where is my order? And can I still add photos to it? Thanks, Aino", ["order_status", "add_photos"]),
    ],
)
def test_two_plain_questions_are_both_answered(ask: Ask, text: str, topics: list[str]) -> None:
    assert [part["topic"] for part in ask(text).get("parts", [])] == topics
