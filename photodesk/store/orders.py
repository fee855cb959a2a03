"""How are orders found, imported and exported?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, tuple_
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import StatementError

from photodesk.orders.book import Owner, ProvenCustomer, ShopScope, order_meant, proof_holds
from photodesk.orders.importing import Accepted, Item, Rejected
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
    email_key,
    normalise_number,
    number_digits,
    record_digest,
)
from photodesk.orders.states import oddity
from photodesk.store.database import Turn, reading, utc_now, writing
from photodesk.store.tables import charges, order_history, order_lines, orders, shipments

_EXPORT_PAGE = 500

# The queries of a chat's turn are built once: building one takes longer than running it.
_IN_SHOPS = orders.c.shop.in_(bindparam("shops", expanding=True))
_OF_CUSTOMER = (orders.c.shop == bindparam("shop")) & (orders.c.email_key == bindparam("email_key"))
_NUMBERED = or_(orders.c.number_key == bindparam("number_key"), orders.c.number_digits == bindparam("number_key"))
_NUMBERED_IN_SHOPS = select(orders).where(_IN_SHOPS, _NUMBERED)
_NUMBERED_OF_CUSTOMER = select(orders).where(_OF_CUSTOMER, _NUMBERED)
_NEWEST_OF_CUSTOMER = (
    select(orders).where(_OF_CUSTOMER).order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(bindparam("most"))
)
_CODED_IN_SHOPS = (
    select(orders)
    .where(
        _IN_SHOPS,
        or_(
            orders.c.gallery_code == bindparam("code"),
            orders.c.id.in_(select(order_lines.c.order_id).where(order_lines.c.photo_code == bindparam("code"))),
        ),
    )
    .order_by(orders.c.placed_at.desc(), orders.c.id.desc())
    .limit(bindparam("most"))
)
_LINES, _CHARGES, _SHIPMENTS, _HISTORY = (
    select(table)
    .where(table.c.order_id.in_(bindparam("ids", expanding=True)))
    .order_by(table.c.order_id, table.c.position)
    for table in (order_lines, charges, shipments, order_history)
)


class SqlOrderBook:
    """The OrderBook over the database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prove(self, shop: str, number: str, *, email: str | None = None, postcode: str | None = None) -> Order | None:
        with reading(self._engine) as connection:
            row = _meant(connection, number, ShopScope(frozenset({shop})))
            if not proof_holds(
                row["email"] if row else None,
                row["postcode"] if row else None,
                email=email,
                postcode=postcode,
            ):
                return None
            assert row is not None  # no proof holds for no order
            return _whole(connection, [row])[0]

    def find(self, number: str, owner: Owner) -> Order | None:
        with reading(self._engine) as connection:
            row = _meant(connection, number, owner)
            return _whole(connection, [row])[0] if row else None

    def orders_of(self, owner: ProvenCustomer, limit: int = 10) -> tuple[Order, ...]:
        with reading(self._engine) as connection:
            found = connection.execute(_NEWEST_OF_CUSTOMER, {**_customer(owner), "most": limit})
            return tuple(_whole(connection, found.mappings().all()))

    def with_code(self, code: str, owner: ShopScope, limit: int = 10) -> tuple[Order, ...]:
        with reading(self._engine) as connection:
            of = {"code": code.strip().upper(), "shops": sorted(owner.shops), "most": limit}
            return tuple(_whole(connection, connection.execute(_CODED_IN_SHOPS, of).mappings().all()))


def orders_numbered(engine: Engine, number: str, *, shop: str | None = None) -> list[Order]:
    """The order of each shop, or of one, that this number means; for the command line, where nobody owns orders."""
    with reading(engine) as connection:
        shops = connection.execute(select(orders.c.shop).distinct().order_by(orders.c.shop)).scalars().all()
    book = SqlOrderBook(engine)
    found = (book.find(number, ShopScope(frozenset({one}))) for one in shops if shop in (None, one))
    return [order for order in found if order]


def orders_under(engine: Engine, email: str) -> list[Order]:
    """The orders of all shops that have this address, however it is spelt; for the command line as well."""
    query = select(orders).where(orders.c.email_key == email_key(email)).order_by(orders.c.placed_at, orders.c.id)
    with reading(engine) as connection:
        return _whole(connection, connection.execute(query).mappings().all())


def export_orders(engine: Engine) -> Iterator[Order]:
    """Every order, in the order of their first import, a page at a time: flat in memory and holding no lock.

    Each order is whole; one that is imported meanwhile may or may not be among them.
    """
    last_id = 0
    while True:
        page = select(orders).where(orders.c.id > last_id).order_by(orders.c.id).limit(_EXPORT_PAGE)
        with reading(engine) as connection:
            rows = connection.execute(page).mappings().all()
            found = _whole(connection, rows)
        if not rows:
            return
        yield from found
        last_id = rows[-1]["id"]


def _meant(connection: Connection, number: str, owner: Owner) -> Any | None:
    """The row of the order that the number means among those of the owner."""
    key = {"number_key": normalise_number(number)}
    if isinstance(owner, ProvenCustomer):
        alike = connection.execute(_NUMBERED_OF_CUSTOMER, {**_customer(owner), **key})
    else:
        alike = connection.execute(_NUMBERED_IN_SHOPS, {"shops": sorted(owner.shops), **key})
    return order_meant(number, alike.mappings().all(), _number_of)


def _customer(owner: ProvenCustomer) -> dict[str, Any]:
    return {"shop": owner.shop, "email_key": email_key(owner.email)}


def _number_of(row: Any) -> str:
    return str(row["number"])


def _whole(connection: Connection, rows: Sequence[Any]) -> list[Order]:
    """Read the rest of these orders, with one query for each kind of part however many orders there are."""
    if not rows:
        return []
    ids = {"ids": [row["id"] for row in rows]}

    def parts(query: Any) -> dict[int, list[Any]]:
        grouped: dict[int, list[Any]] = defaultdict(list)
        for part in connection.execute(query, ids).mappings():
            grouped[part["order_id"]].append(part)
        return grouped

    lines_of, charges_of, shipments_of, history_of = map(parts, (_LINES, _CHARGES, _SHIPMENTS, _HISTORY))
    return [
        Order(
            shop=row["shop"],
            number=row["number"],
            email=row["email"],
            state=OrderState(row["state"]),
            placed_at=row["placed_at"],
            postcode=row["postcode"],
            locale=row["locale"],
            production=Production(row["production"]) if row["production"] else None,
            currency=row["currency"],
            delivery_fee=row["delivery_fee"],
            payment_method=row["payment_method"],
            lines=tuple(
                Line(one["title"], Kind(one["kind"]), one["quantity"], one["unit_price"], one["photo_code"])
                for one in lines_of[row["id"]]
            ),
            charges=tuple(
                Charge(one["reference"], one["amount"], ChargeState(one["state"]), one["at"])
                for one in charges_of[row["id"]]
            ),
            shipments=tuple(
                Shipment(one["carrier"], one["tracking"], one["shipped_at"], one["delivered_at"])
                for one in shipments_of[row["id"]]
            ),
            files=Files(row["files_sent_to"], row["files_sent_at"], row["files_link_expires_at"]),
            gallery=Gallery(row["gallery_code"], row["gallery_available_until"], row["gallery_backed_up_at"]),
            history=tuple(
                HistoryEntry(OrderState(one["state"]), one["at"], one["note"]) for one in history_of[row["id"]]
            ),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Notice:
    """An order that was stored as the record has it, though something about it is odd."""

    line_number: int
    order: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line_number}: {self.order}: {self.text}"


@dataclass(slots=True)
class ImportReport:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def add(self, other: ImportReport) -> None:
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.rejected += other.rejected
        self.notices += other.notices


# What a database raises for a value that it does not take; that it cannot be reached is told otherwise.
_REFUSALS = (StatementError, ValueError, OverflowError)


def import_orders(
    engine: Engine,
    items: Iterable[Item],
    *,
    progress: Callable[[int], object] | None = None,
    batch: int = 500,
    clock: Callable[[], datetime] = utc_now,
) -> ImportReport:
    """Create or update each order by shop and number, all or nothing per order; leave an unchanged one alone.

    The record always wins. Where its state cannot follow the stored one, the history gets an entry
    that says so, and the report a notice; notes in a stored history outlive every later record. Rejected
    items are passed on to the report, and an order that the database refuses joins them. `progress` hears
    after each batch how many items were in it.
    """
    report = ImportReport()
    remaining = iter(items)
    while chunk := list(islice(remaining, batch)):
        report.rejected += [item for item in chunk if isinstance(item, Rejected)]
        accepted = [item for item in chunk if isinstance(item, Accepted)]
        try:
            report.add(_store(engine, accepted, clock()))
        except _REFUSALS:
            for one in accepted:
                report.add(_store_alone(engine, one, clock()))
        if progress:
            progress(len(chunk))
    report.rejected.sort(key=lambda item: item.line_number)
    return report


def _store_alone(engine: Engine, accepted: Accepted, now: datetime) -> ImportReport:
    try:
        return _store(engine, [accepted], now)
    except _REFUSALS as error:
        cause = error.orig if isinstance(error, StatementError) and error.orig else error
        reason = (str(cause).strip() or type(cause).__name__).splitlines()[0]
        return ImportReport(rejected=[Rejected(accepted.line_number, f"cannot be stored: {reason}")])


def _store(engine: Engine, accepted: Sequence[Accepted], now: datetime) -> ImportReport:
    """Store these orders in one transaction, with a handful of statements however many they are."""
    with writing(engine, turn=Turn.IMPORT) as connection:
        stored = _stored(connection, accepted)
        created: list[_Arrival] = []
        updated: list[_Arrival] = []
        for item in accepted:
            digest = record_digest(item.order)
            before = stored.get((item.order.shop, item.order.number))
            if before is None:
                created.append(_Arrival(item, digest, digest))
            elif digest not in (before["received_digest"], before["stored_digest"]):
                updated.append(_Arrival(item, digest, digest, before["id"], OrderState(before["state"])))
        unchanged = len(accepted) - len(created) - len(updated)
        notices = _take_over_notes(connection, updated, now)
        _write(connection, created, updated)
    return ImportReport(len(created), len(updated), unchanged, notices=notices)


@dataclass(slots=True)
class _Arrival:
    """An accepted order on its way into the tables, and what is stored of it already."""

    item: Accepted
    received_digest: str
    stored_digest: str
    id: int | None = None
    state_before: OrderState | None = None

    @property
    def order(self) -> Order:
        return self.item.order


def _stored(connection: Connection, accepted: Sequence[Accepted]) -> dict[tuple[str, str], Any]:
    query = select(
        orders.c.id,
        orders.c.shop,
        orders.c.number,
        orders.c.state,
        orders.c.received_digest,
        orders.c.stored_digest,
    ).where(tuple_(orders.c.shop, orders.c.number).in_([(item.order.shop, item.order.number) for item in accepted]))
    return {(row["shop"], row["number"]): row for row in connection.execute(query).mappings()}


def _take_over_notes(connection: Connection, updated: Sequence[_Arrival], now: datetime) -> list[Notice]:
    """Add to each order the notes of the one it replaces, and a new one where its state cannot follow."""
    notices = []
    notes = _notes(connection, [arrival.id for arrival in updated if arrival.id is not None])
    for arrival in updated:
        order = arrival.order
        added = [note for note in notes[arrival.id] if note not in order.history]
        odd = oddity(arrival.state_before, order.state) if arrival.state_before else None
        if odd:
            added.append(HistoryEntry(order.state, now, f"the order {odd}; the record was kept"))
            notices.append(Notice(arrival.item.line_number, order.number, f"the order {odd}"))
        if added:
            noted = replace(order, history=(*order.history, *added))
            arrival.item = replace(arrival.item, order=noted)
            arrival.stored_digest = record_digest(noted)
    return notices


def _write(connection: Connection, created: Sequence[_Arrival], updated: Sequence[_Arrival]) -> None:
    """Replace the updated orders under their ids, add the new ones, and then the parts of both."""
    if updated:
        connection.execute(delete(orders).where(orders.c.id.in_([arrival.id for arrival in updated])))
        connection.execute(insert(orders), [{"id": arrival.id, **_order_row(arrival)} for arrival in updated])
    if created:
        connection.execute(insert(orders), [_order_row(arrival) for arrival in created])
        stored = _stored(connection, [arrival.item for arrival in created])
        for arrival in created:
            arrival.id = stored[arrival.order.shop, arrival.order.number]["id"]
    for table, part_rows in _PARTS:
        rows = [
            {"order_id": arrival.id, "position": position, **row}
            for arrival in (*created, *updated)
            for position, row in enumerate(part_rows(arrival.order))
        ]
        if rows:
            connection.execute(insert(table), rows)


def _notes(connection: Connection, ids: Sequence[int]) -> dict[int | None, list[HistoryEntry]]:
    notes: dict[int | None, list[HistoryEntry]] = defaultdict(list)
    if ids:
        query = (
            select(order_history)
            .where(order_history.c.order_id.in_(ids), order_history.c.note.is_not(None))
            .order_by(order_history.c.order_id, order_history.c.position)
        )
        for row in connection.execute(query).mappings():
            notes[row["order_id"]].append(HistoryEntry(OrderState(row["state"]), row["at"], row["note"]))
    return notes


def _order_row(arrival: _Arrival) -> dict[str, Any]:
    order = arrival.order
    return {
        "shop": order.shop,
        "number": order.number,
        "number_key": normalise_number(order.number),
        "number_digits": number_digits(order.number),
        "email": order.email,
        "email_key": email_key(order.email),
        "postcode": order.postcode,
        "locale": order.locale,
        "state": order.state.value,
        "placed_at": order.placed_at,
        "production": order.production.value if order.production else None,
        "currency": order.currency,
        "delivery_fee": order.delivery_fee,
        "payment_method": order.payment_method,
        "files_sent_to": order.files.sent_to,
        "files_sent_at": order.files.sent_at,
        "files_link_expires_at": order.files.link_expires_at,
        "gallery_code": order.gallery.code,
        "gallery_available_until": order.gallery.available_until,
        "gallery_backed_up_at": order.gallery.backed_up_at,
        "received_digest": arrival.received_digest,
        "stored_digest": arrival.stored_digest,
    }


def _line_rows(order: Order) -> Iterator[dict[str, Any]]:
    for one in order.lines:
        yield {
            "title": one.title,
            "kind": one.kind.value,
            "quantity": one.quantity,
            "unit_price": one.unit_price,
            "photo_code": one.photo_code,
        }


def _charge_rows(order: Order) -> Iterator[dict[str, Any]]:
    for one in order.charges:
        yield {"reference": one.reference, "amount": one.amount, "state": one.state.value, "at": one.at}


def _shipment_rows(order: Order) -> Iterator[dict[str, Any]]:
    for one in order.shipments:
        yield {
            "carrier": one.carrier,
            "tracking": one.tracking,
            "shipped_at": one.shipped_at,
            "delivered_at": one.delivered_at,
        }


def _history_rows(order: Order) -> Iterator[dict[str, Any]]:
    for one in order.history:
        yield {"state": one.state.value, "at": one.at, "note": one.note}


_PARTS: tuple[tuple[Any, Callable[[Order], Iterator[dict[str, Any]]]], ...] = (
    (order_lines, _line_rows),
    (charges, _charge_rows),
    (shipments, _shipment_rows),
    (order_history, _history_rows),
)
