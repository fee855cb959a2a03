"""Does an import leave the database as the file says, however often and however broken the file?"""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.engine import Engine

from photodesk.orders.demo import demo_orders
from photodesk.orders.importing import Accepted, Item, Rejected, read_orders
from photodesk.orders.record import HistoryEntry, Order, OrderState, order_to_dict
from photodesk.store.database import UnusableDatabaseError, open_database
from photodesk.store.orders import ImportReport, export_orders, import_orders, orders_numbered
from tests.store.test_order_book import statements

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
ORDERS = demo_orders(NOW)
AINOS = ORDERS[0]
DELIVERED = replace(AINOS, state=OrderState.DELIVERED)
BACK_TO_PAID = replace(AINOS, state=OrderState.PAID)


def imported(engine: Engine, *orders: Order, now: datetime = NOW, batch: int = 500) -> ImportReport:
    items = [Accepted(line_number, order) for line_number, order in enumerate(orders, start=1)]
    return import_orders(engine, items, batch=batch, clock=lambda: now)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, len(report.rejected)


def as_file(orders: Iterable[Order]) -> io.BytesIO:
    return io.BytesIO("".join(json.dumps(order_to_dict(order)) + "\n" for order in orders).encode())


@pytest.mark.parametrize("batch", [1, 7, 500])
def test_every_order_is_stored_as_the_file_has_it(engine: Engine, batch: int) -> None:
    assert counts(imported(engine, *ORDERS, batch=batch)) == (len(ORDERS), 0, 0, 0)
    assert tuple(export_orders(engine)) == ORDERS


def test_a_second_import_changes_nothing(engine: Engine) -> None:
    imported(engine, *ORDERS)
    assert counts(imported(engine, *ORDERS)) == (0, 0, len(ORDERS), 0)
    assert tuple(export_orders(engine)) == ORDERS


def test_only_what_changed_is_updated_and_all_of_it(engine: Engine) -> None:
    imported(engine, *ORDERS)
    shipped = replace(AINOS, state=OrderState.SHIPPED, lines=AINOS.lines * 2, charges=(), postcode=None)
    assert counts(imported(engine, shipped, *ORDERS[1:])) == (0, 1, len(ORDERS) - 1, 0)
    assert tuple(export_orders(engine)) == (shipped, *ORDERS[1:])


def test_an_export_imported_again_changes_nothing(engine: Engine) -> None:
    imported(engine, *ORDERS)
    imported(engine, DELIVERED)
    imported(engine, BACK_TO_PAID)
    exported = as_file(export_orders(engine))
    assert counts(import_orders(engine, read_orders(exported))) == (0, 0, len(ORDERS), 0)


def test_more_orders_than_a_page_are_all_exported(engine: Engine) -> None:
    many = [replace(AINOS, number=f"PC-{number}") for number in range(1, 1_102)]
    imported(engine, *many)
    assert list(export_orders(engine)) == many


def test_an_order_that_goes_back_is_stored_and_the_oddity_noted(engine: Engine) -> None:
    imported(engine, DELIVERED)
    report = imported(engine, BACK_TO_PAID)
    assert counts(report) == (0, 1, 0, 0)
    assert [str(notice) for notice in report.notices] == [
        "line 1: PC-104223: the order went back from delivered to paid"
    ]
    (stored,) = orders_numbered(engine, "PC-104223")
    assert stored.state is OrderState.PAID
    note = HistoryEntry(OrderState.PAID, NOW, "the order went back from delivered to paid; the record was kept")
    assert stored.history == (*BACK_TO_PAID.history, note)


def test_the_same_odd_record_again_is_unchanged(engine: Engine) -> None:
    imported(engine, DELIVERED)
    imported(engine, BACK_TO_PAID)
    report = imported(engine, BACK_TO_PAID)
    assert counts(report) == (0, 0, 1, 0)
    assert report.notices == []


def test_a_note_outlives_later_records(engine: Engine) -> None:
    imported(engine, DELIVERED)
    imported(engine, BACK_TO_PAID)
    imported(engine, AINOS, now=NOW + timedelta(days=1))
    imported(engine, DELIVERED, now=NOW + timedelta(days=2))
    (stored,) = orders_numbered(engine, "PC-104223")
    assert [entry.note for entry in stored.history if entry.note] == [
        "the order went back from delivered to paid; the record was kept"
    ]


def test_an_order_that_the_database_refuses_rejects_itself_only(engine: Engine) -> None:
    refused = replace(AINOS, number="PC-1", payment_method="ca\ud800rd")
    report = imported(engine, ORDERS[1], refused, ORDERS[2])
    assert counts(report) == (2, 0, 0, 1)
    assert report.rejected[0].line_number == 2
    assert report.rejected[0].reason.startswith("cannot be stored: ")
    assert tuple(export_orders(engine)) == (ORDERS[1], ORDERS[2])


def test_an_update_that_the_database_refuses_leaves_the_order_whole(engine: Engine) -> None:
    imported(engine, AINOS)
    bad_line = replace(AINOS.lines[0], title="\ud800")
    assert counts(imported(engine, replace(AINOS, lines=(*AINOS.lines, bad_line)))) == (0, 0, 0, 1)
    assert tuple(export_orders(engine)) == (AINOS,)


def test_lines_that_were_no_orders_are_reported_in_the_files_order(engine: Engine) -> None:
    refused = replace(AINOS, number="PC-1", payment_method="\ud800")
    items: list[Item] = [Accepted(1, refused), Rejected(2, "broken JSON"), Accepted(3, AINOS), Rejected(4, "no object")]
    report = import_orders(engine, items, batch=2)
    assert [item.line_number for item in report.rejected] == [1, 2, 4]
    assert counts(report) == (1, 0, 0, 3)


def test_a_number_given_twice_ends_as_the_last_one_says(engine: Engine) -> None:
    assert counts(imported(engine, AINOS, replace(AINOS, state=OrderState.SHIPPED))) == (1, 1, 0, 0)
    assert [order.state for order in export_orders(engine)] == [OrderState.SHIPPED]


def test_progress_is_told_batch_by_batch(engine: Engine) -> None:
    told: list[int] = []
    accepted = (Accepted(number, order) for number, order in enumerate(ORDERS[:4], start=1))
    items: list[Item] = [*accepted, Rejected(5, "broken JSON")]
    import_orders(engine, iter(items), progress=told.append, batch=2)
    assert told == [2, 2, 1]


def test_two_imports_at_once_store_every_order_once(engine: Engine) -> None:
    reports: list[ImportReport] = []

    def run(orders: tuple[Order, ...]) -> None:
        reports.append(imported(engine, *orders, batch=3))

    threads = [threading.Thread(target=run, args=(orders,)) for orders in (ORDERS, ORDERS[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(report.created for report in reports) == len(ORDERS)
    assert sum(report.unchanged for report in reports) == len(ORDERS)
    assert sorted(order.number for order in export_orders(engine)) == sorted(order.number for order in ORDERS)


def test_more_orders_take_no_more_statements(engine: Engine) -> None:
    with statements(engine) as for_ten:
        imported(engine, *ORDERS[:10])
    with statements(engine) as for_all:
        imported(engine, *(replace(order, shop="other") for order in ORDERS))
    assert len(for_all) == len(for_ten)


def test_a_lost_database_ends_the_import_and_blames_no_order() -> None:
    engine = open_database("postgresql://desk@127.0.0.1:1/desk")
    with pytest.raises(UnusableDatabaseError):
        imported(engine, AINOS)


def test_a_number_is_looked_up_in_every_shop_or_in_one(engine: Engine) -> None:
    in_fjord = replace(AINOS, shop="fjord")
    imported(engine, AINOS, in_fjord, ORDERS[1])
    assert orders_numbered(engine, "104 223") == [in_fjord, AINOS]
    assert orders_numbered(engine, "104223", shop="lumi") == [AINOS]
    assert orders_numbered(engine, "104223", shop="other") == []
    assert orders_numbered(engine, "999") == []
