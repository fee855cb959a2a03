"""Does an answer show of an order what its reader needs, and nothing else?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from photodesk.desk import Answer, order_card
from photodesk.orders.demo import demo_orders
from photodesk.orders.record import Order
from photodesk.policy.table import Outcome

NOW = datetime(2026, 11, 25, 12, tzinfo=timezone.utc)
ORDERS = {order.number: order for order in demo_orders(NOW)}


def test_a_card_tells_what_was_ordered_and_how_far_it_is() -> None:
    card = order_card(ORDERS["PC-208807"])
    assert card["title"] == "Wall calendar"
    assert card["more"] == 1
    assert card["steps"][0] == {"state": "paid", "at": "2026-11-15T12:00:00+00:00", "done": True}
    assert [(step["state"], step["done"]) for step in card["steps"][1:]] == [
        ("in_production", True),
        ("shipped", True),
        ("delivered", False),
    ]
    assert card["shipped_at"] == card["steps"][2]["at"] == "2026-11-23T12:00:00+00:00"
    assert order_card(ORDERS["PC-208806"])["title"] == "2 × Portrait 13x18"
    assert order_card(ORDERS["PC-104226"])["files_sent_at"] == "2026-11-20T12:00:00+00:00"


def test_a_card_of_an_order_without_lines_has_no_title() -> None:
    card = order_card(replace(ORDERS["PC-104223"], lines=()))
    assert (card["title"], card["more"]) == (None, 0)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_an_answer_never_shows_whose_an_order_is_or_how_it_was_paid(order: Order) -> None:
    shown = json.dumps(Answer(Outcome.ORDER_FACTS, "Here it is.", order=order).as_dict())
    secrets = [order.email, order.postcode, order.files.sent_to, *(charge.reference for charge in order.charges)]
    assert not [secret for secret in secrets if secret and secret in shown]
    assert json.loads(shown)["order"]["number"] == order.number
    assert json.loads(shown)["order"]["state"] == order.state.value
