"""Which order is a letter about?

An agent may see every order of the shop, so nothing is proven here: the letter is held against the order book, and what
does not agree is told. Two orders that fit are shown, and neither is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from photodesk.asking import Role
from photodesk.orders.book import OrderBook, ProvenCustomer, ShopScope, proof_holds
from photodesk.orders.record import Order
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
    missing: tuple[str, ...] = ()
    """Numbers of which there is no order."""
    is_strangers: bool = False
    """Whether the letter comes from an address that is not on the order, and gives no proof of it."""
    cautions: tuple[Caution, ...] = ()

    @property
    def is_in_doubt(self) -> bool:
        return bool(self.candidates or self.missing) or self.is_strangers


def find_order(
    book: OrderBook, shop: str, reading: Reading, *, asker: Role, number: str | None, sender: str | None
) -> Found:
    """Look for a number that was given or stands in the text, else for the sender's address, else for a photo code.

    A photographer's own address is on none of the orders that they write about.
    """
    scope = ShopScope(frozenset({shop}))
    customer = sender if asker is Role.CONSUMER else None
    numbers = (number,) if number else reading.values("order_number")
    asked_for = {each: book.find(each, scope) for each in numbers}
    missing = tuple(each for each, order in asked_for.items() if order is None)
    orders, by = [order for order in asked_for.values() if order is not None], "number"
    if not orders:
        orders, by = _unnumbered(book, scope, shop, reading, customer)
    found = _of(tuple(dict.fromkeys(orders)), by, reading, customer)
    if missing and found.order is not None and by != "number":
        found = replace(found, order=None, candidates=(found.order,))  # it may be another that is meant
    not_there = tuple(Caution("order_not_found", f"There is no order {each} in this shop.") for each in missing)
    found = replace(found, missing=missing, cautions=(*not_there, *found.cautions))
    if sender is not None and customer is None and found.order is not None:
        text = f"Nothing tells that {sender} is this shop's photographer: make sure before you tell of an order."
        found = replace(found, cautions=(*found.cautions, Caution("sender_not_known", text)))
    return found


def _unnumbered(
    book: OrderBook, scope: ShopScope, shop: str, reading: Reading, sender: str | None
) -> tuple[list[Order], str]:
    addresses = tuple(dict.fromkeys([sender] if sender else reading.values("email")))
    orders = [order for address in addresses for order in book.orders_of(ProvenCustomer(shop, address), MOST_SHOWN + 1)]
    coded = [order for code in reading.values("photo_code") for order in book.with_code(code, scope, MOST_SHOWN + 1)]
    both = [order for order in coded if order in orders]
    if coded and (both or not orders):
        return both or coded, "code"
    return orders, "address"


def _of(orders: tuple[Order, ...], by: str, reading: Reading, sender: str | None) -> Found:
    if not orders:
        return Found()
    if len(orders) > 1:
        listed = ", ".join(f"{order.number} ({order.state.value.replace('_', ' ')})" for order in orders[:MOST_SHOWN])
        more = " and more" if len(orders) > MOST_SHOWN else ""
        text = f"Several orders fit: {listed}{more}. Choose the one that is meant."
        return Found(candidates=orders[:MOST_SHOWN], by=by, cautions=(Caution(SEVERAL_ORDERS, text),))
    [order] = orders
    if sender is None or proof_holds(order.email, None, email=sender, postcode=None):
        return Found(order, by=by)
    proofs: list[tuple[str | None, str | None]] = [(email, None) for email in reading.values("email")]
    proofs += [(None, postcode) for postcode in reading.values("postcode")]
    gives_proof = any(
        proof_holds(order.email, order.postcode, email=email, postcode=postcode) for email, postcode in proofs
    )
    told = "what it gives is on the order, though" if gives_proof else "make sure whose order it is"
    text = f"The letter does not come from the address on order {order.number}: {told}."
    return Found(order, by=by, is_strangers=not gives_proof, cautions=(Caution("address_differs", text),))
