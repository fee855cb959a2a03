"""Which ways may an order go, where is this one on its way, and what is odd about a step?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from photodesk.orders.record import Kind, Order, OrderState

_S = OrderState

# The next states of each state. In a mixed order the files may be sent before or after the goods are made.
NEXT_STATES: dict[OrderState, frozenset[OrderState]] = {
    _S.CART: frozenset({_S.AWAITING_PAYMENT}),
    _S.AWAITING_PAYMENT: frozenset({_S.PAID}),
    _S.PAID: frozenset({_S.AWAITING_RETOUCH, _S.IN_PRODUCTION, _S.FILES_SENT, _S.REFUNDED}),
    _S.AWAITING_RETOUCH: frozenset({_S.IN_PRODUCTION, _S.FILES_SENT, _S.REFUNDED}),
    _S.IN_PRODUCTION: frozenset({_S.SHIPPED, _S.FILES_SENT, _S.REFUNDED}),
    _S.SHIPPED: frozenset({_S.DELIVERED, _S.FILES_SENT, _S.REFUNDED}),
    _S.DELIVERED: frozenset({_S.FILES_SENT, _S.REFUNDED}),
    _S.FILES_SENT: frozenset({_S.IN_PRODUCTION, _S.SHIPPED, _S.DELIVERED, _S.REFUNDED}),
    _S.REFUNDED: frozenset(),
}


def reachable(before: OrderState) -> frozenset[OrderState]:
    """Every state that may follow, at once or later.

    The way never leads on through `files_sent`, or a delivered order could go back to be shipped again; what
    comes after it can be reached without it.
    """
    found: set[OrderState] = set()
    waiting = [before]
    while waiting:
        state = waiting.pop()
        if state is OrderState.FILES_SENT and state is not before:
            continue
        waiting += NEXT_STATES[state] - found
        found |= NEXT_STATES[state]
    return frozenset(found)


def oddity(before: OrderState, after: OrderState) -> str | None:
    """Say what is odd about finding an order in `after` that was last seen in `before`; None when nothing is.

    Two looks at an order may miss states in between, so a jump forward is no oddity; a way back is.
    """
    if before is after or after in reachable(before):
        return None
    if before is OrderState.REFUNDED:
        return f"went from refunded to {after.value}, though refunded is final"
    return f"went back from {before.value} to {after.value}"


@dataclass(frozen=True)
class Step:
    """One state on an order's way: since when, where that is known, and whether it is behind the order.

    What is waited for or made is done when the order has gone on; what happens at once, such as a payment, when it has
    happened.
    """

    state: OrderState
    at: datetime | None
    done: bool


_GOODS_WAY = (_S.IN_PRODUCTION, _S.SHIPPED, _S.DELIVERED)
_MAIN_WAY = (_S.CART, _S.AWAITING_PAYMENT, _S.PAID, _S.AWAITING_RETOUCH, *_GOODS_WAY)
_LASTING = frozenset({_S.CART, _S.AWAITING_PAYMENT, _S.AWAITING_RETOUCH, _S.IN_PRODUCTION})


def way(order: Order) -> tuple[Step, ...]:
    """The states that the order came through, the one it is in, and those still to come, in this order.

    What it must have come through is there even if nobody noted it. A cart, a payment waited for and retouching are
    there only if the order is or was in them: nobody knows beforehand. Who makes the goods changes nothing.
    """
    reached = _reached(order)
    kinds = {line.kind for line in order.lines}
    has_goods = bool(kinds & {Kind.PRINT, Kind.PRODUCT} or (Kind.FILES not in kinds and reached & set(_GOODS_WAY)))
    is_refunded, is_files_sent = order.state is _S.REFUNDED, order.state is _S.FILES_SENT

    to_come = {_S.PAID, *(_GOODS_WAY if has_goods else ())} if not is_refunded else set()
    main = [state for state in _MAIN_WAY if state in reached | to_come]
    furthest = max((place for place, state in enumerate(main) if state in reached), default=-1)

    def is_done(place: int, state: OrderState) -> bool:
        if state not in _LASTING:
            return state in reached
        # Files may be sent while the goods are still being made.
        is_left = is_refunded or (is_files_sent and not (has_goods and state is _S.IN_PRODUCTION))
        return is_left or place < furthest

    steps = [
        Step(state, _since(order, state) if state in reached else None, is_done(place, state))
        for place, state in enumerate(main)
    ]
    if _S.FILES_SENT in reached:
        sent = Step(_S.FILES_SENT, _since(order, _S.FILES_SENT), True)
        steps.insert(sum(step.done and not _is_later(step, sent) for step in steps), sent)
    elif Kind.FILES in kinds and not is_refunded:
        steps.insert(max(furthest, main.index(_S.PAID)) + 1, Step(_S.FILES_SENT, None, False))
    if is_refunded:
        steps.append(Step(_S.REFUNDED, _since(order, _S.REFUNDED), True))
    return tuple(steps)


def _reached(order: Order) -> frozenset[OrderState]:
    """The states that the order is in or has come through; of those before the payment only the one it is in."""
    noted = {entry.state for entry in order.history} | ({_S.FILES_SENT} if order.files.sent_at else set())
    if order.state in _MAIN_WAY:
        furthest = order.state  # whatever is noted of one parcel, the order as a whole is here
    else:
        if any(one.shipped_at for one in order.shipments):
            noted.add(_S.SHIPPED)
        if order.shipments and all(one.delivered_at for one in order.shipments):
            noted.add(_S.DELIVERED)
        furthest = max({_S.PAID} | (noted & set(_MAIN_WAY)), key=_MAIN_WAY.index)
    passed = set(_MAIN_WAY[_MAIN_WAY.index(_S.PAID) : _MAIN_WAY.index(furthest)])
    if _S.AWAITING_RETOUCH not in noted:
        passed.discard(_S.AWAITING_RETOUCH)
    return frozenset(passed | {furthest, order.state} | (noted & {_S.FILES_SENT}))


def _since(order: Order, state: OrderState) -> datetime | None:
    told = {_S.SHIPPED: order.shipped_at, _S.DELIVERED: order.delivered_at, _S.FILES_SENT: order.files.sent_at}
    noted = (entry.at for entry in order.history if entry.state is state)
    return told.get(state) or max(noted, default=None)


def _is_later(one: Step, other: Step) -> bool:
    return bool(one.at and other.at and one.at > other.at)
