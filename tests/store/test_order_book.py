"""Does the database keep orders as they are, and show them to their owners only?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from photodesk.orders.book import OrderBook
from photodesk.orders.importing import Accepted
from photodesk.orders.record import Order
from photodesk.store.orders import SqlOrderBook, import_orders
from tests.orders.book_contract import AINO, AINOS, OpenBook, OrderBookContract


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that the database was sent meanwhile, without their parameters."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


class TestSqlOrderBook(OrderBookContract):
    @pytest.fixture
    def open_book(self, engine: Engine) -> OpenBook:
        def open_with(*orders: Order) -> OrderBook:
            report = import_orders(engine, [Accepted(number, order) for number, order in enumerate(orders)])
            assert not report.rejected
            return SqlOrderBook(engine)

        return open_with

    @pytest.mark.parametrize(
        "prove",
        [
            lambda book: book.prove("lumi", "PC-104223", email="eve@example.com"),
            lambda book: book.prove("lumi", "PC-104223", postcode="99999"),
            lambda book: book.prove("lumi", "PC-104223"),
            lambda book: book.prove("fjord", "PC-104223", email="aino@example.com"),
        ],
        ids=["wrong address", "wrong postcode", "no proof", "wrong shop"],
    )
    def test_a_wrong_proof_makes_the_same_work_as_an_unknown_number(
        self, book: OrderBook, engine: Engine, prove: Callable[[OrderBook], Order | None]
    ) -> None:
        with statements(engine) as for_an_unknown_number:
            assert book.prove("lumi", "PC-999999", email="eve@example.com") is None
        with statements(engine) as for_a_wrong_proof:
            assert prove(book) is None
        assert for_a_wrong_proof == for_an_unknown_number
        assert not any("order_lines" in statement for statement in for_a_wrong_proof)

    def test_many_orders_of_a_customer_are_read_with_few_queries(self, book: OrderBook, engine: Engine) -> None:
        with statements(engine) as for_one:
            assert len(book.orders_of(AINO, limit=1)) == 1
        with statements(engine) as for_six:
            assert len(book.orders_of(AINO, limit=6)) == 6
        assert len(for_six) == len(for_one)

    def test_an_order_found_is_one_state_of_it_even_while_it_is_imported_anew(
        self, open_book: OpenBook, engine: Engine
    ) -> None:
        """Reading an order takes several queries; an import in between must not mix old and new."""
        book = open_book(AINOS)
        changed = Order(AINOS.shop, AINOS.number, AINOS.email, AINOS.state, AINOS.placed_at)
        imported = False

        def import_in_between(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            nonlocal imported
            if "order_lines" in statement and not imported:
                imported = True
                assert import_orders(engine, [Accepted(1, changed)]).updated == 1

        event.listen(engine, "before_cursor_execute", import_in_between)
        found = book.find(AINOS.number, AINO)
        event.remove(engine, "before_cursor_execute", import_in_between)
        assert imported
        assert found == AINOS
        assert book.find(AINOS.number, AINO) == changed
