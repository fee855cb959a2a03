"""Does the fake order book keep the promises of the real one?"""

from __future__ import annotations

import pytest

from tests.fakes import InMemoryOrderBook
from tests.orders.book_contract import OpenBook, OrderBookContract


class TestInMemoryOrderBook(OrderBookContract):
    @pytest.fixture
    def open_book(self) -> OpenBook:
        return lambda *orders: InMemoryOrderBook(orders)
