"""Is it told where an order is on its way, and when it goes a way that no order goes?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import chain, combinations, product

import pytest

from photodesk.orders.record import Files, HistoryEntry, Kind, Line, Order, OrderState, Production, Shipment
from photodesk.orders.states import NEXT_STATES, oddity, way

S = OrderState
PLACED = datetime(2026, 11, 2, 10, 15, tzinfo=timezone.utc)
PRINT, PRODUCT, FILES, GIFT_CARD = Kind


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


@pytest.mark.parametrize("before", sorted(set(S) - {S.REFUNDED}))
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


@pytest.mark.parametrize("after", sorted(set(S) - {S.REFUNDED}))
def test_a_refunded_order_goes_nowhere(after: OrderState) -> None:
    assert oddity(S.REFUNDED, after) == f"went from refunded to {after.value}, though refunded is final"


def test_every_state_has_its_next_states() -> None:
    assert set(NEXT_STATES) == set(S)


def an_order(
    state: OrderState,
    *kinds: Kind,
    history: Iterable[OrderState] = (),
    shipments: tuple[Shipment, ...] = (),
    files: Files = Files(),  # noqa: B008  (a frozen value)
    production: Production | None = None,
) -> Order:
    """One whose history notes a state each day."""
    return Order(
        "lumi",
        "PC-104223",
        "aino@example.com",
        state,
        PLACED,
        lines=tuple(Line("Class photo 20x30", kind, 1, Decimal("19.90")) for kind in kinds),
        history=tuple(HistoryEntry(noted, day(place)) for place, noted in enumerate(history)),
        shipments=shipments,
        files=files,
        production=production,
    )


def day(number: int) -> datetime:
    return PLACED + timedelta(days=number)


def shown(order: Order) -> str:
    """The way in words; what is behind the order is marked."""
    return ", ".join(f"{step.state.value}{' ✓' if step.done else ''}" for step in way(order))


PAID_MADE = "paid ✓, in_production ✓"
MAKING = "in_production, shipped, delivered"


@pytest.mark.parametrize(
    ("state", "goods", "files", "both"),
    [
        (S.CART, f"cart, paid, {MAKING}", "cart, paid, files_sent", f"cart, paid, files_sent, {MAKING}"),
        (
            S.AWAITING_PAYMENT,
            f"awaiting_payment, paid, {MAKING}",
            "awaiting_payment, paid, files_sent",
            f"awaiting_payment, paid, files_sent, {MAKING}",
        ),
        (S.PAID, f"paid ✓, {MAKING}", "paid ✓, files_sent", f"paid ✓, files_sent, {MAKING}"),
        (
            S.AWAITING_RETOUCH,
            f"paid ✓, awaiting_retouch, {MAKING}",
            "paid ✓, awaiting_retouch, files_sent",
            f"paid ✓, awaiting_retouch, files_sent, {MAKING}",
        ),
        (
            S.IN_PRODUCTION,
            f"paid ✓, {MAKING}",
            "paid ✓, in_production, files_sent",
            "paid ✓, in_production, files_sent, shipped, delivered",
        ),
        (
            S.SHIPPED,
            f"{PAID_MADE}, shipped ✓, delivered",
            f"{PAID_MADE}, shipped ✓, files_sent",
            f"{PAID_MADE}, shipped ✓, files_sent, delivered",
        ),
        (
            S.DELIVERED,
            f"{PAID_MADE}, shipped ✓, delivered ✓",
            f"{PAID_MADE}, shipped ✓, delivered ✓, files_sent",
            f"{PAID_MADE}, shipped ✓, delivered ✓, files_sent",
        ),
        (
            S.FILES_SENT,
            f"paid ✓, files_sent ✓, {MAKING}",
            "paid ✓, files_sent ✓",
            f"paid ✓, files_sent ✓, {MAKING}",
        ),
        (S.REFUNDED, *["paid ✓, refunded ✓"] * 3),
    ],
)
def test_the_state_and_what_was_ordered_tell_the_way_even_without_a_history(
    state: OrderState, goods: str, files: str, both: str
) -> None:
    assert {shown(an_order(state, kind)) for kind in (PRINT, PRODUCT)} == {goods}
    assert shown(an_order(state, FILES)) == files
    assert shown(an_order(state, FILES, PRINT)) == both


def test_a_gift_card_is_paid_for_and_has_no_way_to_go() -> None:
    assert shown(an_order(S.PAID, GIFT_CARD)) == "paid ✓"
    assert shown(an_order(S.CART, GIFT_CARD)) == "cart, paid"
    assert shown(an_order(S.PAID, GIFT_CARD, PRODUCT)) == f"paid ✓, {MAKING}"


def test_of_an_order_without_lines_only_what_its_state_tells_is_promised() -> None:
    assert shown(an_order(S.PAID)) == "paid ✓"
    assert shown(an_order(S.SHIPPED)) == f"{PAID_MADE}, shipped ✓, delivered"
    assert shown(an_order(S.FILES_SENT)) == "paid ✓, files_sent ✓"


KINDS = list(chain.from_iterable(combinations(Kind, count) for count in range(len(Kind) + 1)))


@pytest.mark.parametrize(("state", "kinds"), product(S, KINDS))
def test_every_order_is_on_its_own_way_once_and_nothing_to_come_is_done_or_dated(
    state: OrderState, kinds: tuple[Kind, ...]
) -> None:
    ways = [way(an_order(state, *kinds, history=(S.PAID, state), production=made)) for made in (None, *Production)]
    assert ways[0] == ways[1] == ways[2], "who makes it changes nothing"
    states = [step.state for step in ways[0]]
    assert states.count(state) == 1
    assert len(set(states)) == len(states)
    to_come = ways[0][states.index(state) + 1 :]
    going_on = S.IN_PRODUCTION if state is S.FILES_SENT else None
    assert not any(step.done or (step.at and step.state is not going_on) for step in to_come)


def test_each_step_tells_since_when() -> None:
    parcels = (Shipment(shipped_at=day(4), delivered_at=day(6)), Shipment(shipped_at=day(5), delivered_at=day(7)))
    noted = (S.PAID, S.AWAITING_RETOUCH, S.IN_PRODUCTION, S.SHIPPED, S.DELIVERED)
    order = an_order(S.DELIVERED, PRINT, history=noted, shipments=parcels)
    assert [(step.state, step.at) for step in way(order)] == [
        (S.PAID, day(0)),
        (S.AWAITING_RETOUCH, day(1)),
        (S.IN_PRODUCTION, day(2)),
        (S.SHIPPED, day(5)),  # the last parcel's, as everywhere
        (S.DELIVERED, day(7)),
    ]


def test_a_parcel_that_went_ahead_does_not_take_the_order_with_it() -> None:
    parcels = (Shipment(shipped_at=day(2), delivered_at=day(3)), Shipment())
    order = an_order(S.IN_PRODUCTION, PRINT, history=(S.PAID, S.IN_PRODUCTION, S.SHIPPED), shipments=parcels)
    assert shown(order) == f"paid ✓, {MAKING}"
    assert [step.at for step in way(order)] == [day(0), day(1), None, None]


@pytest.mark.parametrize(
    ("sent", "steps"),
    [
        (1, "paid ✓, files_sent ✓, in_production ✓, shipped ✓, delivered ✓"),
        (9, "paid ✓, in_production ✓, shipped ✓, delivered ✓, files_sent ✓"),
    ],
)
def test_files_of_a_mixed_order_stand_where_they_were_sent(sent: int, steps: str) -> None:
    noted = (S.PAID, S.PAID, S.IN_PRODUCTION, S.SHIPPED, S.DELIVERED)
    order = an_order(S.DELIVERED, PRINT, FILES, history=noted, files=Files(sent_at=day(sent)))
    assert shown(order) == steps


def test_goods_may_still_be_made_when_the_files_are_sent() -> None:
    noted = (S.PAID, S.AWAITING_RETOUCH, S.IN_PRODUCTION, S.FILES_SENT)
    order = an_order(S.FILES_SENT, PRINT, FILES, history=noted)
    assert shown(order) == f"paid ✓, awaiting_retouch ✓, files_sent ✓, {MAKING}"
    parcels = (Shipment(shipped_at=day(2)),)
    order = an_order(S.FILES_SENT, PRINT, FILES, history=(S.PAID,), shipments=parcels, files=Files(sent_at=day(1)))
    assert shown(order) == "paid ✓, in_production ✓, files_sent ✓, shipped ✓, delivered"


def test_retouching_ends_when_the_files_are_sent() -> None:
    order = an_order(S.FILES_SENT, FILES, history=(S.PAID, S.AWAITING_RETOUCH, S.FILES_SENT))
    assert shown(order) == "paid ✓, awaiting_retouch ✓, files_sent ✓"


def test_a_refund_comes_after_whatever_the_order_had_come_through() -> None:
    parcels = (Shipment(shipped_at=day(2), delivered_at=day(3)),)
    order = an_order(S.REFUNDED, PRINT, FILES, history=(S.PAID, S.REFUNDED), shipments=parcels)
    assert shown(order) == f"{PAID_MADE}, shipped ✓, delivered ✓, refunded ✓"
    order = an_order(S.REFUNDED, PRINT, history=(S.AWAITING_PAYMENT, S.PAID, S.IN_PRODUCTION, S.REFUNDED))
    assert shown(order) == f"{PAID_MADE}, refunded ✓"
