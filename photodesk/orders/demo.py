"""Which orders does a fresh desk show, so that every answer can be tried by hand?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from photodesk.orders.record import (
    Charge,
    ChargeState,
    Files,
    Gallery,
    HistoryEntry,
    Kind,
    Line,
    Order,
    OrderState,
    Production,
    Shipment,
)

_NOTHING = Decimal("0.00")
_DELIVERY_FEES = {"EUR": Decimal("5.90"), "NOK": Decimal("59.00"), "DKK": Decimal("49.00")}

_CAPTURED = (ChargeState.CAPTURED,)
_CAPTURED_TWICE = (ChargeState.CAPTURED, ChargeState.CAPTURED)
_CAPTURED_AUTHORISED = (ChargeState.CAPTURED, ChargeState.AUTHORISED)
_AUTHORISED = (ChargeState.AUTHORISED,)
_CAPTURED_REFUNDED = (ChargeState.CAPTURED, ChargeState.REFUNDED)
_REFUNDED = (ChargeState.REFUNDED,)


@dataclass(frozen=True, slots=True)
class _Customer:
    shop: str
    email: str
    postcode: str
    locale: str
    currency: str


_AINO = _Customer("lumi", "aino@example.com", "00100", "fi", "EUR")
_MIKKO = _Customer("lumi", "mikko@example.org", "33100", "fi", "EUR")
_SARI = _Customer("lumi", "sari@example.com", "90100", "fi", "EUR")
_ELINA = _Customer("lumi", "elina@example.org", "20100", "sv", "EUR")
_JARI = _Customer("lumi", "jari@example.com", "15110", "fi", "EUR")
_INGRID = _Customer("fjord", "ingrid@example.com", "0150", "nb", "NOK")
_SOLVEIG = _Customer("fjord", "solveig@example.org", "5003", "nb", "NOK")
_OSKAR = _Customer("fjord", "oskar@example.org", "2100", "da", "DKK")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody whose part can be played; a photographer has no address and sees all orders of the shop."""

    name: str
    role: str
    shop: str
    email: str | None
    orders: tuple[str, ...]


def demo_people(now: datetime) -> tuple[DemoPerson, ...]:
    """The customers of the demo orders, each shop's photographer before them."""
    people: dict[tuple[str, str | None], list[str]] = {}
    for order in demo_orders(now):
        people.setdefault((order.shop, None), []).append(order.number)
        people.setdefault((order.shop, order.email), []).append(order.number)
    return tuple(
        DemoPerson(email.partition("@")[0].title(), "consumer", shop, email, tuple(numbers))
        if email
        else DemoPerson(f"{shop.title()}'s photographer", "photographer", shop, None, tuple(numbers))
        for (shop, email), numbers in people.items()
    )


def demo_orders(now: datetime) -> tuple[Order, ...]:
    """Orders of the shops lumi and fjord; days are counted back from `now`.

    Every state, maker, kind, way of paying, pattern of charges, and case of files and gallery is among them.
    """
    now = now.replace(microsecond=0)

    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    def parcel(carrier: str, tracking: str, shipped: float, delivered: float | None = None) -> Shipment:
        return Shipment(carrier, tracking, ago(shipped), None if delivered is None else ago(delivered))

    def order(
        customer: _Customer,
        number: str,
        state: OrderState,
        placed: float,
        lines: tuple[Line, ...],
        charges: tuple[ChargeState, ...] = _CAPTURED,
        *,
        in_parts: bool = False,
        payment: str | None = "card",
        production: Production | None = Production.OWN,
        shipments: tuple[Shipment, ...] = (),
        files: Files = Files(),  # noqa: B008  (a frozen value)
        gallery: Gallery | None = None,
    ) -> Order:
        placed_at = ago(placed)
        has_goods = any(line.kind in (Kind.PRINT, Kind.PRODUCT) for line in lines)
        delivery_fee = _DELIVERY_FEES[customer.currency] if has_goods else _NOTHING
        total = sum((line.quantity * line.unit_price for line in lines), delivery_fee)
        code = next((line.photo_code for line in lines if line.photo_code), None)
        made_charges = tuple(
            Charge(
                reference=f"ch_{number.removeprefix('PC-')}{position}",
                amount=total / len(charges) if in_parts else total,
                state=charge_state,
                at=ago(placed / 2) if charge_state is ChargeState.REFUNDED else ago(placed),
            )
            for position, charge_state in enumerate(charges, start=1)
        )
        return Order(
            shop=customer.shop,
            number=number,
            email=customer.email,
            state=state,
            placed_at=placed_at,
            postcode=customer.postcode,
            locale=customer.locale,
            production=production,
            currency=customer.currency,
            delivery_fee=delivery_fee,
            payment_method=payment,
            lines=lines,
            charges=made_charges,
            shipments=shipments,
            files=files,
            gallery=gallery or Gallery(code, (placed_at + timedelta(days=180)).date() if code else None),
            history=_history(state, placed_at, made_charges, shipments, files),
        )

    return (
        # Shop lumi, in Finland
        order(_AINO, "PC-104223", OrderState.IN_PRODUCTION, 0.2, (_class_photo("19.90"),)),
        order(_AINO, "PC-104224", OrderState.DELIVERED, 9, (_class_photo("19.90"), _mugs("14.50")),
              shipments=(parcel("Posti", "JJFI64300000001", 5, 3),)),
        order(_AINO, "PC-104225", OrderState.DELIVERED, 28, (_calendar("24.00"),),
              shipments=(parcel("Posti", "JJFI64300000002", 24, 20),)),
        order(_AINO, "PC-104226", OrderState.FILES_SENT, 6, (_all_files("39.00"),),
              files=Files(_AINO.email, ago(5), ago(-25))),
        order(_AINO, "PC-104227", OrderState.PAID, 1, (_class_photo("19.90"), _all_files("39.00")),
              _CAPTURED_TWICE),
        order(_AINO, "PC-104228", OrderState.CART, 0.1, (_magnets("12.00"),), (), payment=None),
        order(_MIKKO, "PC-104301", OrderState.AWAITING_RETOUCH, 2, (_portraits("9.90"),),
              _CAPTURED_AUTHORISED),
        order(_MIKKO, "PC-104302", OrderState.SHIPPED, 7, (_canvas("89.00"),),
              production=Production.PARTNER_LAB, shipments=(parcel("Posti", "JJFI64300000003", 1),)),
        order(_MIKKO, "PC-104303", OrderState.AWAITING_PAYMENT, 0.5, (_canvas("89.00"),), _AUTHORISED,
              payment="invoice"),
        order(_SARI, "PC-104304", OrderState.IN_PRODUCTION, 3, (_calendar("24.90"), _mugs("14.50")),
              _CAPTURED_TWICE, in_parts=True, payment="instalment"),
        order(_SARI, "PC-104305", OrderState.REFUNDED, 12, (_portraits("9.90"),), _CAPTURED_REFUNDED),
        order(_SARI, "PC-104306", OrderState.PAID, 0.3, (_gift_card("50.00"),)),
        order(_ELINA, "PC-104307", OrderState.PAID, 2, (_single_files("12.00"),)),
        order(_ELINA, "PC-104308", OrderState.FILES_SENT, 45, (_single_files("12.00"),),
              files=Files(_ELINA.email, ago(44), ago(14))),
        order(_ELINA, "PC-104309", OrderState.PAID, 4, (_class_photo("19.90"), _gift_card("50.00")),
              production=None, payment="mobilepay"),
        order(_JARI, "PC-104310", OrderState.DELIVERED, 120, (_team_photo("29.00"),),
              shipments=(parcel("Posti", "JJFI64300000004", 115, 112),),
              gallery=Gallery("TEAM26", ago(30).date())),
        order(_JARI, "PC-104311", OrderState.DELIVERED, 210, (_magnets("12.00"),),
              shipments=(parcel("Posti", "JJFI64300000005", 205, 203),),
              gallery=Gallery("R4T8WA", ago(20).date(), ago(19))),
        # Shop fjord, in Norway, with Danish customers too
        order(_INGRID, "PC-208801", OrderState.IN_PRODUCTION, 2, (_team_photo("349.00"),),
              production=Production.PARTNER_LAB),
        order(_INGRID, "PC-208802", OrderState.DELIVERED, 14, (_canvas("990.00"),), payment="instalment",
              production=Production.PARTNER_LAB, shipments=(parcel("PostNord", "PN70400000001", 6, 3),)),
        order(_INGRID, "PC-208803", OrderState.FILES_SENT, 5, (_single_files("129.00"), _mugs("169.00")),
              files=Files(_INGRID.email, ago(4), ago(-26))),
        order(_SOLVEIG, "PC-208804", OrderState.REFUNDED, 30, (_magnets("149.00"),), _REFUNDED),
        order(_SOLVEIG, "PC-208805", OrderState.AWAITING_PAYMENT, 0.4, (_class_photo("229.00"),), (),
              payment="invoice"),
        order(_OSKAR, "PC-208806", OrderState.PAID, 1, (_portraits("119.00"),), payment="mobilepay"),
        order(_OSKAR, "PC-208807", OrderState.SHIPPED, 10, (_calendar("279.00"), _mugs("149.00")),
              payment="mobilepay", shipments=(parcel("PostNord", "PN70400000002", 4),
                                              parcel("PostNord", "PN70400000003", 2))),
    )  # fmt: skip


def _class_photo(price: str) -> Line:
    return Line("Class photo 20x30", Kind.PRINT, 1, Decimal(price), "K7M2Q9")


def _portraits(price: str) -> Line:
    return Line("Portrait 13x18", Kind.PRINT, 2, Decimal(price), "K7M2Q9")


def _team_photo(price: str) -> Line:
    return Line("Team photo 30x40", Kind.PRINT, 1, Decimal(price), "TEAM26")


def _mugs(price: str) -> Line:
    return Line("Mug with a photo", Kind.PRODUCT, 2, Decimal(price), "K7M2Q9")


def _magnets(price: str) -> Line:
    return Line("Fridge magnets, set of 4", Kind.PRODUCT, 1, Decimal(price), "R4T8WA")


def _calendar(price: str) -> Line:
    return Line("Wall calendar", Kind.PRODUCT, 1, Decimal(price), "R4T8WA")


def _canvas(price: str) -> Line:
    return Line("Canvas 40x60", Kind.PRODUCT, 1, Decimal(price), "H3VX7D")


def _all_files(price: str) -> Line:
    return Line("All photos as files", Kind.FILES, 1, Decimal(price), "K7M2Q9")


def _single_files(price: str) -> Line:
    return Line("One photo as a file", Kind.FILES, 3, Decimal(price), "B2N6FJ")


def _gift_card(price: str) -> Line:
    return Line("Gift card", Kind.GIFT_CARD, 1, Decimal(price))


def _history(
    state: OrderState,
    placed_at: datetime,
    charges: tuple[Charge, ...],
    shipments: tuple[Shipment, ...],
    files: Files,
) -> tuple[HistoryEntry, ...]:
    """What the rest of the record says of the order's way, so that the two never disagree."""
    if state in (OrderState.CART, OrderState.AWAITING_PAYMENT):
        return (HistoryEntry(state, placed_at),)
    entries = [HistoryEntry(OrderState.PAID, placed_at)]
    if state is OrderState.AWAITING_RETOUCH:
        entries.append(HistoryEntry(state, placed_at + timedelta(minutes=1)))
    if state in (OrderState.IN_PRODUCTION, OrderState.SHIPPED, OrderState.DELIVERED):
        entries.append(HistoryEntry(OrderState.IN_PRODUCTION, placed_at + timedelta(hours=1)))
    entries += [HistoryEntry(OrderState.SHIPPED, one.shipped_at) for one in shipments if one.shipped_at]
    entries += [HistoryEntry(OrderState.DELIVERED, one.delivered_at) for one in shipments if one.delivered_at]
    entries += [HistoryEntry(OrderState.FILES_SENT, files.sent_at)] if files.sent_at else []
    entries += [
        HistoryEntry(state, charge.at)
        for charge in charges
        if charge.state is ChargeState.REFUNDED and charge.at and state is OrderState.REFUNDED
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at))
