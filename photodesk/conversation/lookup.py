"""Which order is meant, and may this person see it?

The order number is worth nothing by itself. A consumer proves an order with the e-mail address or postcode on it;
a photographer's and an agent's token names their shop. Whether a number exists is never told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from photodesk.asking import Role
from photodesk.conversation.context import Context
from photodesk.orders.book import OrderBook, Owner, ProvenCustomer
from photodesk.orders.record import Order

MOST_WRONG_PROOFS = 5
MOST_ORDERS_OFFERED = 5


class Need(str, Enum):
    """What is still missing before the order can be opened."""

    NUMBER = "number"
    PROOF = "proof"
    NUMBER_FOR_PROOF = "number_for_proof"
    CHOICE = "choice"
    RIGHT_NUMBER_OR_PROOF = "right_number_or_proof"
    PERSON = "person"


@dataclass(frozen=True)
class Lookup:
    """The order, or what is needed to find it."""

    context: Context
    order: Order | None = None
    need: Need | None = None
    choices: tuple[Order, ...] = ()
    attempted: tuple[str, bool] | None = None
    """The number for which a proof was tried in this turn, and whether it held; for the audit log."""


Guessed = Callable[[str, str], bool]
"""Whether proofs for a shop's order number have failed so often, in whatever conversations, that it is guessing."""


def look_up(book: OrderBook, context: Context, guessed: Guessed) -> Lookup:
    """Find the order that the conversation is about; a proof that failed is not tried again as it stands."""
    owner = context.asker.owner()
    if context.number is None:
        return _without_number(book, context, owner)
    if owner is not None:
        order = book.find(context.number, owner)
        if order is not None:
            return Lookup(replace(context, number=order.number), order)
        if context.asker.role is not Role.CONSUMER:
            return Lookup(context, need=Need.RIGHT_NUMBER_OR_PROOF)
    if context.wrong_proofs >= MOST_WRONG_PROOFS or guessed(context.asker.shop, context.number):
        return Lookup(context, need=Need.PERSON)
    if context.email is None and context.postcode is None:
        return Lookup(context, need=Need.PROOF)
    if context.tried:
        return Lookup(context, need=Need.RIGHT_NUMBER_OR_PROOF)
    return _prove(book, context, context.number)


def _prove(book: OrderBook, context: Context, number: str) -> Lookup:
    order = book.prove(context.asker.shop, number, email=context.email, postcode=context.postcode)
    if order is not None:
        proven = replace(
            context,
            asker=context.asker.with_proof(order.email),
            number=order.number,
            email=None,
            postcode=None,
            wrong_proofs=0,
        )
        return Lookup(proven, order, attempted=(number, True))
    wrong = replace(context, wrong_proofs=context.wrong_proofs + 1, tried=True)
    need = Need.PERSON if wrong.wrong_proofs >= MOST_WRONG_PROOFS else Need.RIGHT_NUMBER_OR_PROOF
    return Lookup(wrong, need=need, attempted=(number, False))


def _without_number(book: OrderBook, context: Context, owner: Owner | None) -> Lookup:
    if isinstance(owner, ProvenCustomer):
        orders = book.orders_of(owner, MOST_ORDERS_OFFERED)
        if len(orders) == 1:
            return Lookup(replace(context, number=orders[0].number), orders[0])
        if orders:
            return Lookup(context, need=Need.CHOICE, choices=orders)
    if context.email is not None or context.postcode is not None:
        return Lookup(context, need=Need.NUMBER_FOR_PROOF)
    return Lookup(context, need=Need.NUMBER)
