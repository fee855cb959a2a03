"""Whose orders may be looked up, and how is an order proved to be somebody's own?

Every query takes an owner, so that no caller can forget to ask whose order it is.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, TypeVar

from photodesk.orders.record import Order, email_key, normalise_number, number_digits, postcode_key


@dataclass(frozen=True, slots=True)
class ProvenCustomer:
    """A consumer who proved an order or signed in: sees the orders of this address in this shop."""

    shop: str
    email: str


@dataclass(frozen=True, slots=True)
class ShopScope:
    """A photographer or an agent: sees every order of these shops."""

    shops: frozenset[str]


Owner: TypeAlias = ProvenCustomer | ShopScope


class OrderBook(Protocol):
    """Where orders are looked up.

    A number may be typed as people type it ("pc 104 223", "#104223"); one that fits two orders finds neither.
    """

    def prove(self, shop: str, number: str, *, email: str | None = None, postcode: str | None = None) -> Order | None:
        """Find the order that the number and the e-mail address or postcode on it prove to be the asker's.

        Every proof given must hold, and at least one must be given. An unknown number and a wrong proof are
        answered alike, with the same work, so that nobody learns which numbers exist.
        """

    def find(self, number: str, owner: Owner) -> Order | None:
        """Find an order among those that the owner may see; another's order is as if it were not there."""

    def orders_of(self, owner: ProvenCustomer, limit: int = 10) -> tuple[Order, ...]:
        """The customer's orders, the newest first."""

    def with_code(self, code: str, owner: ShopScope, limit: int = 10) -> tuple[Order, ...]:
        """The shop's orders of a gallery or of a photo with this code, the newest first."""


_Candidate = TypeVar("_Candidate")


def order_meant(
    typed: str, candidates: Sequence[_Candidate], number_of: Callable[[_Candidate], str]
) -> _Candidate | None:
    """Choose the order whose number was typed: written so, else with the same letters and digits, else with
    these digits. Two that fit equally well give None rather than a guess."""
    key = normalise_number(typed)
    if not key:
        return None
    for fits in (
        [one for one in candidates if number_of(one) == typed.strip()],
        [one for one in candidates if normalise_number(number_of(one)) == key],
        [one for one in candidates if key.isdecimal() and number_digits(number_of(one)) == key],
    ):
        if fits:
            return fits[0] if len(fits) == 1 else None
    return None


def proof_holds(
    order_email: str | None, order_postcode: str | None, *, email: str | None, postcode: str | None
) -> bool:
    """Compare what was typed with what is on the order, in constant time; an order that does not exist has None and
    is compared all the same."""
    email_agrees = _agrees(email_key(email or ""), email_key(order_email or ""))
    postcode_agrees = _agrees(postcode_key(postcode or ""), postcode_key(order_postcode or ""))
    if email is None and postcode is None:
        return False
    return (email is None or email_agrees) and (postcode is None or postcode_agrees)


def _agrees(typed: str, kept: str) -> bool:
    equal = hmac.compare_digest(typed.encode("utf-8", "surrogatepass"), kept.encode("utf-8", "surrogatepass"))
    return equal and kept != ""  # nothing typed proves nothing, though it equals a postcode that is not there
