"""Hand-made stand-ins, behind the same ports as the real things."""

from __future__ import annotations

from collections.abc import Iterable

from photodesk.orders.book import Owner, ProvenCustomer, ShopScope, order_meant, proof_holds
from photodesk.orders.record import Order, email_key


class InMemoryOrderBook:
    """Orders in a list."""

    def __init__(self, orders: Iterable[Order]) -> None:
        self.orders = list(orders)

    def prove(self, shop: str, number: str, *, email: str | None = None, postcode: str | None = None) -> Order | None:
        order = order_meant(number, [each for each in self.orders if each.shop == shop], lambda each: each.number)
        kept = (order.email, order.postcode) if order else (None, None)
        return order if proof_holds(*kept, email=email, postcode=postcode) else None

    def find(self, number: str, owner: Owner) -> Order | None:
        return order_meant(number, [order for order in self.orders if _owns(owner, order)], lambda each: each.number)

    def orders_of(self, owner: ProvenCustomer, limit: int = 10) -> tuple[Order, ...]:
        own = [order for order in self.orders if _owns(owner, order)]
        return tuple(sorted(own, key=lambda order: order.placed_at, reverse=True)[:limit])

    def with_code(self, code: str, owner: ShopScope, limit: int = 10) -> tuple[Order, ...]:
        key = code.strip().upper()
        coded = [
            order
            for order in self.orders
            if _owns(owner, order) and key in (order.gallery.code, *(line.photo_code for line in order.lines))
        ]
        return tuple(sorted(coded, key=lambda order: order.placed_at, reverse=True)[:limit])


def _owns(owner: Owner, order: Order) -> bool:
    if isinstance(owner, ProvenCustomer):
        return order.shop == owner.shop and email_key(order.email) == email_key(owner.email)
    return order.shop in owner.shops
