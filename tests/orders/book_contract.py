"""What every order book promises, the real one and the fake alike; a test class inherits it and says how one opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from photodesk.orders.book import OrderBook, ProvenCustomer, ShopScope
from photodesk.orders.demo import demo_orders
from photodesk.orders.record import Order

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
ORDERS = {order.number: order for order in demo_orders(NOW)}
AINOS = ORDERS["PC-104223"]
MIKKOS = ORDERS["PC-104301"]
INGRIDS = ORDERS["PC-208801"]
AINO = ProvenCustomer("lumi", "aino@example.com")
LUMI = ShopScope(frozenset({"lumi"}))

OpenBook = Callable[..., OrderBook]


class OrderBookContract:
    @pytest.fixture
    def open_book(self) -> OpenBook:
        """Opens a book with the orders that it is given."""
        raise NotImplementedError

    @pytest.fixture
    def book(self, open_book: OpenBook) -> OrderBook:
        return open_book(*ORDERS.values())

    def test_a_customer_proves_an_order_with_the_address_on_it(self, book: OrderBook) -> None:
        assert book.prove("lumi", "PC-104223", email="aino@example.com") == AINOS

    def test_a_customer_proves_an_order_with_the_postcode_on_it(self, book: OrderBook) -> None:
        assert book.prove("lumi", "PC-104223", postcode="00100") == AINOS

    @pytest.mark.parametrize("typed", ["pc 104 223", "#104223", "104223", "PC-104223."])
    def test_however_a_number_is_typed_it_finds_the_order(self, book: OrderBook, typed: str) -> None:
        assert book.prove("lumi", typed, email=" AINO@example.com ") == AINOS
        assert book.find(typed, AINO) == AINOS

    @pytest.mark.parametrize(
        "proof",
        [
            {},
            {"email": "mikko@example.org"},
            {"email": ""},
            {"postcode": "33100"},
            {"postcode": ""},
            {"email": "aino@example.com", "postcode": "33100"},
            {"email": "mikko@example.org", "postcode": "00100"},
            {"email": "aino@example.c\0m"},
            {"email": "\ud800"},
        ],
        ids=str,
    )
    def test_whoever_has_not_the_right_proof_gets_nothing(self, book: OrderBook, proof: dict[str, str]) -> None:
        assert book.prove("lumi", "PC-104223", **proof) is None

    def test_an_order_without_a_postcode_is_not_proved_by_none(self, open_book: OpenBook) -> None:
        book = open_book(replace(AINOS, postcode=None))
        assert book.prove("lumi", "PC-104223", postcode="") is None
        assert book.prove("lumi", "PC-104223", postcode="\0") is None
        assert book.prove("lumi", "PC-104223", postcode=" ") is None
        assert book.prove("lumi", "PC-104223", postcode="None") is None

    @pytest.mark.parametrize("number", ["PC-999999", "", "---", "PC-104223-1", "PC", "\0", "\ud800", "9" * 4000])
    def test_a_number_that_no_order_has_finds_nothing(self, book: OrderBook, number: str) -> None:
        assert book.prove("lumi", number, email="aino@example.com") is None
        assert book.prove("lumi", number, email="", postcode="\0") is None
        assert book.find(number, AINO) is None
        assert book.find(number, LUMI) is None

    def test_a_shops_order_is_not_found_in_another_shop(self, book: OrderBook) -> None:
        assert book.prove("fjord", "PC-104223", email="aino@example.com") is None
        assert book.find("PC-104223", ShopScope(frozenset({"fjord"}))) is None
        assert book.find("PC-104223", ProvenCustomer("fjord", "aino@example.com")) is None

    def test_a_customer_does_not_find_anothers_order(self, book: OrderBook) -> None:
        assert book.find(MIKKOS.number, AINO) is None

    def test_a_shop_finds_all_its_orders_and_only_these(self, book: OrderBook) -> None:
        assert book.find(AINOS.number, LUMI) == AINOS
        assert book.find(MIKKOS.number, LUMI) == MIKKOS
        assert book.find(INGRIDS.number, LUMI) is None
        assert book.find(INGRIDS.number, ShopScope(frozenset({"lumi", "fjord"}))) == INGRIDS
        assert book.find(AINOS.number, ShopScope(frozenset())) is None

    def test_digits_that_two_orders_share_find_neither(self, open_book: OpenBook) -> None:
        book = open_book(AINOS, replace(AINOS, number="LM-104223"))
        assert book.find("104223", LUMI) is None
        assert book.prove("lumi", "104223", email="aino@example.com") is None
        assert book.find("lm 104223", LUMI) == replace(AINOS, number="LM-104223")

    def test_a_number_written_exactly_so_is_meant_before_one_written_otherwise(self, open_book: OpenBook) -> None:
        bare, spaced = replace(AINOS, number="104223"), replace(AINOS, number="PC 104223")
        book = open_book(AINOS, bare, spaced)
        assert book.find("104223", LUMI) == bare
        assert book.find("PC 104223", LUMI) == spaced
        assert book.find("PC-104223", LUMI) == AINOS
        assert book.find("pc104223", LUMI) is None

    def test_a_number_of_two_shops_is_not_guessed(self, open_book: OpenBook) -> None:
        book = open_book(AINOS, replace(AINOS, shop="fjord"))
        assert book.find("PC-104223", ShopScope(frozenset({"lumi", "fjord"}))) is None
        assert book.find("PC-104223", LUMI) == AINOS

    def test_a_customer_sees_their_own_orders_the_newest_first(self, book: OrderBook) -> None:
        found = book.orders_of(ProvenCustomer("lumi", "Aino@Example.com"), limit=10)
        own = [order for order in ORDERS.values() if order.email == "aino@example.com"]
        assert list(found) == sorted(own, key=lambda order: order.placed_at, reverse=True)

    def test_a_customer_sees_no_more_orders_than_asked_for(self, book: OrderBook) -> None:
        assert [order.number for order in book.orders_of(AINO, limit=2)] == ["PC-104228", "PC-104223"]

    def test_a_stranger_has_no_orders(self, book: OrderBook) -> None:
        assert book.orders_of(ProvenCustomer("lumi", "eve@example.com"), limit=5) == ()
        assert book.orders_of(ProvenCustomer("fjord", "aino@example.com"), limit=5) == ()

    def test_an_order_comes_back_with_every_part_in_its_order(self, open_book: OpenBook) -> None:
        order = replace(
            AINOS,
            lines=tuple(replace(AINOS.lines[0], title=title) for title in "zyxabc"),
            charges=tuple(replace(AINOS.charges[0], at=None, reference=name) for name in "cab"),
            placed_at=NOW + timedelta(microseconds=1),
            history=(*AINOS.history, replace(AINOS.history[0], note="looked at by hand")),
        )
        assert open_book(order).find(order.number, LUMI) == order

    def test_an_order_with_the_least_in_it_comes_back_as_it_was(self, open_book: OpenBook) -> None:
        order = Order("lumi", "PC-1", "aino@example.com", AINOS.state, NOW)
        assert open_book(order).find("PC-1", LUMI) == order

    def test_the_orders_of_a_code_are_the_shops_own(self, book: OrderBook) -> None:
        code = AINOS.lines[0].photo_code
        assert code is not None
        assert AINOS in book.with_code(f" {code.lower()} ", LUMI, limit=99)
        assert {order.shop for order in book.with_code(code, LUMI, limit=99)} == {"lumi"}
        assert {order.shop for order in book.with_code(code, ShopScope(frozenset({"fjord"})))} == {"fjord"}
        assert book.with_code("NOSUCH", LUMI) == ()
        assert len(book.with_code(code, LUMI, limit=1)) == 1
