"""Which order is a letter about?

An agent may see every order of the shop, so nothing is proven here: the letter is held against the order book, and what
does not agree is told. Two orders that fit are shown, and neither is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from photodesk.orders.book import OrderBook, ProvenCustomer, ShopScope
from photodesk.orders.record import Order, email_key
from photodesk.understanding.reading import Reading

MOST_SHOWN = 3
SEVERAL_ORDERS = "several_orders"


@dataclass(frozen=True)
class Caution:
    """Something that an agent should know before sending; `code` is for programs, `text` for people."""

    code: str
    text: str

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True)
class Found:
    """The one order, or those that it could be, and by what it was found."""

    order: Order | None = None
    candidates: tuple[Order, ...] = ()
    by: str | None = None
    """`number`, `address` or `code`."""
    cautions: tuple[Caution, ...] = ()

    @property
    def is_strangers(self) -> bool:
        """Whether the letter comes from an address that is not on the order."""
        return any(caution.code == "address_differs" for caution in self.cautions)


def find_order(book: OrderBook, shop: str, reading: Reading, *, number: str | None, sender: str | None) -> Found:
    """Look for a number that was given or stands in the text, else for the sender's address, else for a photo code."""
    scope = ShopScope(frozenset({shop}))
    numbers = (number,) if number else reading.values("order_number")
    if numbers:
        return _numbered(book, scope, numbers, sender)
    addresses = tuple(dict.fromkeys([sender] if sender else reading.values("email")))
    orders = [order for address in addresses for order in book.orders_of(ProvenCustomer(shop, address), MOST_SHOWN + 1)]
    by = "address"
    codes = reading.values("photo_code")
    if codes:
        coded = [order for code in codes for order in book.with_code(code, scope, MOST_SHOWN + 1)]
        both = [order for order in coded if order in orders]
        if both or not orders:
            orders, by = both or coded, "code"
    return _of(tuple(dict.fromkeys(orders)), by, sender)


def _numbered(book: OrderBook, scope: ShopScope, numbers: tuple[str, ...], sender: str | None) -> Found:
    found = {number: book.find(number, scope) for number in numbers}
    missing = tuple(
        Caution("order_not_found", f"There is no order {number} in this shop.")
        for number, order in found.items()
        if order is None
    )
    orders = tuple(dict.fromkeys(order for order in found.values() if order is not None))
    one = _of(orders, "number", sender)
    return Found(one.order, one.candidates, one.by, (*missing, *one.cautions))


def _of(orders: tuple[Order, ...], by: str, sender: str | None) -> Found:
    if not orders:
        return Found()
    if len(orders) > 1:
        listed = ", ".join(f"{order.number} ({order.state.value.replace('_', ' ')})" for order in orders[:MOST_SHOWN])
        more = " and more" if len(orders) > MOST_SHOWN else ""
        text = f"Several orders fit: {listed}{more}. Choose the one that is meant."
        return Found(candidates=orders[:MOST_SHOWN], by=by, cautions=(Caution(SEVERAL_ORDERS, text),))
    [order] = orders
    if sender is not None and email_key(sender) != email_key(order.email):
        text = f"The letter does not come from the address on order {order.number}: make sure whose order it is."
        return Found(order, by=by, cautions=(Caution("address_differs", text),))
    return Found(order, by=by)
