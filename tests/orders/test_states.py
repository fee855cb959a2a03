"""Is it told when an order goes a way that no order goes?"""

from __future__ import annotations

import pytest

from photodesk.orders.record import OrderState
from photodesk.orders.states import NEXT_STATES, oddity

S = OrderState


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.CART, S.AWAITING_PAYMENT),
        (S.PAID, S.AWAITING_RETOUCH),
        (S.AWAITING_RETOUCH, S.IN_PRODUCTION),
        (S.SHIPPED, S.DELIVERED),
        (S.PAID, S.PAID),
    ],
)
def test_an_order_on_its_way_is_nothing_odd(before: OrderState, after: OrderState) -> None:
    assert oddity(before, after) is None


@pytest.mark.parametrize("after", [S.IN_PRODUCTION, S.DELIVERED, S.FILES_SENT, S.REFUNDED])
def test_states_missed_between_two_imports_are_nothing_odd(after: OrderState) -> None:
    assert oddity(S.CART, after) is None


@pytest.mark.parametrize("goods", [S.SHIPPED, S.DELIVERED])
def test_files_of_a_mixed_order_may_come_before_or_after_the_goods(goods: OrderState) -> None:
    assert oddity(goods, S.FILES_SENT) is None
    assert oddity(S.FILES_SENT, goods) is None


@pytest.mark.parametrize("before", set(S) - {S.REFUNDED})
def test_any_order_may_end_refunded(before: OrderState) -> None:
    assert oddity(before, S.REFUNDED) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (S.DELIVERED, S.SHIPPED),
        (S.DELIVERED, S.PAID),
        (S.SHIPPED, S.IN_PRODUCTION),
        (S.IN_PRODUCTION, S.AWAITING_RETOUCH),
        (S.PAID, S.CART),
        (S.FILES_SENT, S.PAID),
    ],
)
def test_an_order_that_goes_back_is_odd(before: OrderState, after: OrderState) -> None:
    assert oddity(before, after) == f"went back from {before.value} to {after.value}"


@pytest.mark.parametrize("after", set(S) - {S.REFUNDED})
def test_a_refunded_order_goes_nowhere(after: OrderState) -> None:
    assert oddity(S.REFUNDED, after) == f"went from refunded to {after.value}, though refunded is final"


def test_every_state_has_its_next_states() -> None:
    assert set(NEXT_STATES) == set(S)
