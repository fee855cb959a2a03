"""Which ways may an order go, and what is odd about a step?"""

from __future__ import annotations

from photodesk.orders.record import OrderState

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
