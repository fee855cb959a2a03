"""Which order is a letter about?

An agent may see every order of the shop, so nothing is proven here: the letter is held against the order book, and what
does not agree is told. Two orders that fit are shown, and neither is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from photodesk.asking import Role
from photodesk.orders.book import OrderBook, ProvenCustomer, ShopScope, proof_holds
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
    """The orders that a letter is about, or those that it could be about, and by what they were found."""

    orders: tuple[Order, ...] = ()
    """The one that fits, or all that the letter names by their numbers."""
    candidates: tuple[Order, ...] = ()
    by: str | None = None
    """`number`, `address` or `code`."""
    missing: tuple[str, ...] = ()
    """Numbers of which there is no order."""
    is_strangers: bool = False
    """Whether the letter comes from an address that is not on an order that it is about, and gives no proof of it."""
    cautions: tuple[Caution, ...] = ()


def find_order(
    book: OrderBook, shop: str, reading: Reading, *, asker: Role, number: str | None, sender: str | None
) -> Found:
    """Look for a number that was given or stands in the text, else for the sender's address, else for a photo code.

    A photographer's own address is on none of the orders that they write about.
    """
    scope = ShopScope(frozenset({shop}))
    customer = sender if asker is Role.CONSUMER else None
    numbers = (number,) if number else reading.values("order_number")
    named = {each: book.find(each, scope) for each in numbers[:MOST_SHOWN]}
    missing = tuple(each for each, order in named.items() if order is None)
    orders = tuple(dict.fromkeys(order for order in named.values() if order is not None))
    if orders:
        found = _with_sender(Found(orders, by="number"), reading, customer)
        if len(orders) > 1:
            told = Caution(SEVERAL_ORDERS, f"The letter names several orders: {_listed(orders)}.")
            found = replace(found, cautions=(told, *found.cautions))
    else:
        found = _unnumbered(book, scope, shop, reading, customer)
    if missing and not orders:
        found = replace(found, orders=(), candidates=(*found.orders, *found.candidates))  # another may be meant
    not_there = tuple(Caution("order_not_found", f"There is no order {each} in this shop.") for each in missing)
    found = replace(found, missing=missing, cautions=(*not_there, *found.cautions))
    if sender is not None and customer is None and found.orders:
        text = f"Nothing tells that {sender} is this shop's photographer: make sure before you tell of an order."
        found = replace(found, cautions=(*found.cautions, Caution("sender_not_known", text)))
    return found


def _unnumbered(book: OrderBook, scope: ShopScope, shop: str, reading: Reading, sender: str | None) -> Found:
    addresses = tuple(dict.fromkeys([sender] if sender else reading.values("email")))
    orders = [order for address in addresses for order in book.orders_of(ProvenCustomer(shop, address), MOST_SHOWN + 1)]
    coded = [order for code in reading.values("photo_code") for order in book.with_code(code, scope, MOST_SHOWN + 1)]
    both, by = [order for order in coded if order in orders], "address"
    if coded and (both or not orders):
        orders, by = both or coded, "code"
    fitting = tuple(dict.fromkeys(orders))
    if not fitting:
        return Found()
    if len(fitting) == 1:
        return _with_sender(Found(fitting, by=by), reading, sender)
    more = " and more" if len(fitting) > MOST_SHOWN else ""
    text = f"Several orders fit: {_listed(fitting[:MOST_SHOWN])}{more}. Choose the one that is meant."
    return Found(candidates=fitting[:MOST_SHOWN], by=by, cautions=(Caution(SEVERAL_ORDERS, text),))


def _with_sender(found: Found, reading: Reading, sender: str | None) -> Found:
    """Tell of the orders that the letter's sender has not the address of."""
    if sender is None:
        return found
    typed: list[tuple[str | None, str | None]] = [(email, None) for email in reading.values("email")]
    typed += [(None, postcode) for postcode in reading.values("postcode")]
    for order in found.orders:
        if email_key(sender) == email_key(order.email):
            continue
        proves = any(
            proof_holds(order.email, order.postcode, email=email, postcode=postcode) for email, postcode in typed
        )
        told = "what it gives is on the order, though" if proves else "make sure whose order it is"
        text = f"The letter does not come from the address on order {order.number}: {told}."
        cautions = (*found.cautions, Caution("address_differs", text))
        found = replace(found, is_strangers=found.is_strangers or not proves, cautions=cautions)
    return found


def _listed(orders: Sequence[Order]) -> str:
    return ", ".join(f"{order.number} ({order.state.value.replace('_', ' ')})" for order in orders)
