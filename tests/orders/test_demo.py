"""Can every kind of answer be tried with the demo orders?"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

from photodesk.orders.demo import demo_orders
from photodesk.orders.record import ChargeState, Kind, Order, OrderState, Production
from photodesk.orders.states import oddity

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
ORDERS = demo_orders(NOW)


def charge_pattern(order: Order) -> tuple[str, ...]:
    return tuple(charge.state.value for charge in order.charges)


def test_both_shops_have_orders_and_no_number_is_there_twice() -> None:
    assert {order.shop for order in ORDERS} == {"lumi", "fjord"}
    assert len({order.number for order in ORDERS}) == len(ORDERS)


def test_ainos_order_of_the_contract_is_there() -> None:
    (order,) = (order for order in ORDERS if order.number == "PC-104223")
    assert (order.shop, order.email, order.postcode) == ("lumi", "aino@example.com", "00100")
    assert order.state is OrderState.IN_PRODUCTION
    assert order.total == Decimal("25.80")


def test_every_state_maker_kind_and_way_of_paying_can_be_tried() -> None:
    assert {order.state for order in ORDERS} == set(OrderState)
    assert {order.production for order in ORDERS} == {*Production, None}
    assert {line.kind for order in ORDERS for line in order.lines} == set(Kind)
    assert {order.payment_method for order in ORDERS} == {"card", "instalment", "invoice", "mobilepay", None}


def test_every_pattern_of_charges_can_be_tried() -> None:
    assert {charge_pattern(order) for order in ORDERS} == {
        (),
        ("authorised",),
        ("captured",),
        ("captured", "captured"),
        ("captured", "authorised"),
        ("captured", "refunded"),
        ("refunded",),
    }
    twice = [order for order in ORDERS if charge_pattern(order) == ("captured", "captured")]
    captured = {order.number: sum(charge.amount for charge in order.charges) for order in twice}
    assert any(captured[order.number] > (order.total or 0) for order in twice), "charged twice"
    assert any(captured[order.number] == order.total for order in twice), "charged in parts"


def test_files_and_galleries_of_every_case_can_be_tried() -> None:
    with_files = [order for order in ORDERS if any(line.kind is Kind.FILES for line in order.lines)]
    assert any(order.files.sent_at is None for order in with_files)
    assert any(order.files.link_expires_at and order.files.link_expires_at > NOW for order in with_files)
    assert any(order.files.link_expires_at and order.files.link_expires_at < NOW for order in with_files)
    today = NOW.date()
    galleries = [order.gallery for order in ORDERS]
    assert any(gallery.available_until and gallery.available_until > today for gallery in galleries)
    closed = [gallery for gallery in galleries if gallery.available_until and gallery.available_until < today]
    assert {gallery.backed_up_at is None for gallery in closed} == {True, False}
    assert any(gallery.code is None for gallery in galleries)


def test_both_sides_of_the_14_days_can_be_tried() -> None:
    days = {(NOW - order.delivered_at).days for order in ORDERS if order.delivered_at}
    assert {3, 20} <= days


def test_one_customer_has_several_orders() -> None:
    assert Counter(order.email for order in ORDERS)["aino@example.com"] > 2


def test_no_demo_order_contradicts_itself() -> None:
    for order in ORDERS:
        states = [entry.state for entry in order.history]
        assert states[-1] is order.state, order.number
        assert [oddity(*pair) for pair in pairwise(states)] == [None] * (len(states) - 1), order.number
        assert all(order.placed_at <= entry.at <= NOW for entry in order.history), order.number
        assert (order.delivered_at is not None) == (order.state is OrderState.DELIVERED), order.number
        assert all(charge.amount == order.total or len(order.charges) == 2 for charge in order.charges), order.number


def test_the_demo_is_as_old_as_the_day_it_is_loaded() -> None:
    later = demo_orders(NOW + timedelta(days=30))
    assert [order.number for order in later] == [order.number for order in ORDERS]
    assert all(new.placed_at - old.placed_at == timedelta(days=30) for old, new in zip(ORDERS, later))


def test_money_that_was_given_back_is_dated_after_it_was_taken() -> None:
    for order in ORDERS:
        for charge in order.charges:
            if charge.state is ChargeState.REFUNDED:
                assert charge.at is not None
                assert charge.at > order.placed_at
