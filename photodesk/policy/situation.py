"""What does the policy look at?

A situation is a handful of words, one per column of the policy tables, derived once from the asker and the order
record. `COLUMNS` is the closed list of columns and of the words that each may hold; tables, walk and derivation
all read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from photodesk.orders.record import ChargeState, Kind, Order, OrderState, Production

NOT_APPLICABLE = "-"
"""What every column of an order holds while no order is known."""

UNKNOWN = "unknown"
DAYS = "days"
NO_DAYS = "none"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "asker": ("consumer", "photographer"),
    "order": (UNKNOWN, *(state.value for state in OrderState)),
    "made by": (*(production.value for production in Production), "unstated"),
    "kind": ("goods", "files", "gift_card", "mixed", "unstated"),
    "payment": ("instalment", "other", "unstated"),
    DAYS: (NO_DAYS,),  # and every whole number of days, see table.Days
    "charges": (
        "none",
        "authorised",
        "captured",
        "captured_authorised",
        "captured_twice",
        "captured_in_parts",
        "captured_refunded",
        "refunded",
    ),
    "files": ("no_files", "not_sent", "sent", "expired"),
    "gallery": ("unstated", "open", "closed", "backed_up"),
}

ORDER_COLUMNS = tuple(name for name in COLUMNS if name not in ("asker", "order"))

_INSTALMENTS = frozenset({"instalment", "instalments", "installment", "installments", "part_payment"})


@dataclass(frozen=True)
class Situation:
    """The words of one case, by column. `days` is a whole number written as text, or `none`."""

    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


def situation_of(voice: str, order: Order | None, now: datetime) -> Situation:
    """Derive the situation from facts alone: who asks, the record, and the time."""
    if order is None:
        return Situation({"asker": voice, "order": UNKNOWN} | dict.fromkeys(ORDER_COLUMNS, NOT_APPLICABLE))
    return Situation(
        {
            "asker": voice,
            "order": order.state.value,
            "made by": order.production.value if order.production else "unstated",
            "kind": _kind(order),
            "payment": _payment(order),
            DAYS: _days(order, now),
            "charges": charge_pattern(order),
            "files": _files(order, now),
            "gallery": _gallery(order, now),
        }
    )


def _kind(order: Order) -> str:
    groups = {"goods" if line.kind in (Kind.PRINT, Kind.PRODUCT) else line.kind.value for line in order.lines}
    if not groups:
        return "unstated"
    return groups.pop() if len(groups) == 1 else "mixed"


def _payment(order: Order) -> str:
    if not order.payment_method:
        return "unstated"
    return "instalment" if order.payment_method.strip().lower() in _INSTALMENTS else "other"


def days_since_delivery(order: Order, now: datetime) -> int | None:
    """Whole days from the last recorded delivery to `now`; a delivery in the future counts as today."""
    if order.delivered_at is None:
        return None
    return max(0, (now - order.delivered_at).days)


def _days(order: Order, now: datetime) -> str:
    days = days_since_delivery(order, now)
    return NO_DAYS if days is None else str(days)


def charge_pattern(order: Order) -> str:
    """Name the pattern of an order's charges; several captures that fit the total are parts, not doubles."""
    captured = [charge.amount for charge in order.charges if charge.state is ChargeState.CAPTURED]
    states = {charge.state for charge in order.charges}
    if not states:
        return "none"
    if len(captured) > 1:
        total = order.total
        fits = total is not None and sum(captured, Decimal(0)) <= total
        return "captured_in_parts" if fits else "captured_twice"
    if captured:
        if ChargeState.AUTHORISED in states:
            return "captured_authorised"
        return "captured_refunded" if ChargeState.REFUNDED in states else "captured"
    return "authorised" if ChargeState.AUTHORISED in states else "refunded"


def _files(order: Order, now: datetime) -> str:
    if order.files.sent_at is not None:
        expires = order.files.link_expires_at
        return "expired" if expires is not None and expires <= now else "sent"
    has_files = order.state is OrderState.FILES_SENT or any(line.kind is Kind.FILES for line in order.lines)
    return "not_sent" if has_files else "no_files"


def _gallery(order: Order, now: datetime) -> str:
    if order.gallery.backed_up_at is not None and order.gallery.backed_up_at <= now:
        return "backed_up"
    if order.gallery.available_until is None:
        return "unstated"
    return "open" if order.gallery.available_until >= now.date() else "closed"
