"""Are the facts of an order put into the right words?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from photodesk.orders.record import (
    Charge,
    ChargeState,
    Files,
    Gallery,
    Kind,
    Line,
    Order,
    OrderState,
    Production,
    Shipment,
)
from photodesk.policy.situation import COLUMNS, charge_pattern, situation_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
PRINT = Line("Class photo 20x30", Kind.PRINT, 1, Decimal("19.90"), "K7M2Q9")
ORDER = Order(
    shop="lumi",
    number="PC-104223",
    email="aino@example.com",
    state=OrderState.IN_PRODUCTION,
    placed_at=NOW - timedelta(days=3),
    lines=(PRINT,),
    delivery_fee=Decimal("5.90"),
)


def charge(amount: str, state: ChargeState) -> Charge:
    return Charge("ch", Decimal(amount), state, NOW)


def test_without_an_order_every_column_of_it_is_not_applicable() -> None:
    values = situation_of("consumer", None, NOW).values
    assert values["order"] == "unknown"
    assert {values[column] for column in COLUMNS if column not in ("asker", "order")} == {"-"}


def test_an_order_says_only_words_that_the_tables_know() -> None:
    values = situation_of("photographer", replace(ORDER, production=Production.PARTNER_LAB), NOW).values
    assert values["made by"] == "partner_lab"
    assert all(values[column] in words for column, words in COLUMNS.items())


@pytest.mark.parametrize(
    ("kinds", "word"),
    [
        ((Kind.PRINT, Kind.PRODUCT), "goods"),
        ((Kind.FILES,), "files"),
        ((Kind.GIFT_CARD,), "gift_card"),
        ((Kind.PRINT, Kind.FILES), "mixed"),
        ((), "unstated"),
    ],
)
def test_kinds_of_lines_are_one_word(kinds: tuple[Kind, ...], word: str) -> None:
    lines = tuple(replace(PRINT, kind=kind) for kind in kinds)
    assert situation_of("consumer", replace(ORDER, lines=lines), NOW)["kind"] == word


@pytest.mark.parametrize(("hours", "days"), [(1, "0"), (24 * 14 + 23, "14"), (24 * 15, "15"), (-5, "0")])
def test_days_since_delivery_are_whole_days(hours: int, days: str) -> None:
    shipment = Shipment("Posti", "JJFI1", NOW - timedelta(days=40), NOW - timedelta(hours=hours))
    assert situation_of("consumer", replace(ORDER, shipments=(shipment,)), NOW)["days"] == days


@pytest.mark.parametrize(
    ("charges", "pattern"),
    [
        ((), "none"),
        ((("25.80", ChargeState.CAPTURED),), "captured"),
        ((("25.80", ChargeState.CAPTURED), ("25.80", ChargeState.CAPTURED)), "captured_twice"),
        ((("19.90", ChargeState.CAPTURED), ("5.90", ChargeState.CAPTURED)), "captured_in_parts"),
        ((("25.80", ChargeState.CAPTURED), ("25.80", ChargeState.AUTHORISED)), "captured_authorised"),
        ((("25.80", ChargeState.CAPTURED), ("25.80", ChargeState.REFUNDED)), "captured_refunded"),
        ((("25.80", ChargeState.AUTHORISED),), "authorised"),
        ((("25.80", ChargeState.REFUNDED),), "refunded"),
    ],
)
def test_the_pattern_of_charges(charges: tuple[tuple[str, ChargeState], ...], pattern: str) -> None:
    assert charge_pattern(replace(ORDER, charges=tuple(charge(*each) for each in charges))) == pattern


def test_two_captures_are_double_when_the_total_is_not_known() -> None:
    twice = (charge("5.00", ChargeState.CAPTURED), charge("5.00", ChargeState.CAPTURED))
    assert charge_pattern(replace(ORDER, lines=(), charges=twice)) == "captured_twice"


@pytest.mark.parametrize(
    ("files", "word"),
    [
        (Files(), "not_sent"),
        (Files("a@example.com", NOW - timedelta(days=1), NOW + timedelta(days=1)), "sent"),
        (Files("a@example.com", NOW - timedelta(days=9), NOW - timedelta(days=1)), "expired"),
        (Files("a@example.com", NOW - timedelta(days=9), None), "sent"),
    ],
)
def test_files_are_sent_or_not_or_expired(files: Files, word: str) -> None:
    order = replace(ORDER, lines=(replace(PRINT, kind=Kind.FILES),), files=files)
    assert situation_of("consumer", order, NOW)["files"] == word


def test_an_order_of_prints_has_no_files() -> None:
    assert situation_of("consumer", ORDER, NOW)["files"] == "no_files"


@pytest.mark.parametrize(
    ("gallery", "word"),
    [
        (Gallery(), "unstated"),
        (Gallery("K7M2Q9", date(2026, 11, 24)), "open"),
        (Gallery("K7M2Q9", date(2026, 11, 23)), "closed"),
        (Gallery("K7M2Q9", date(2026, 8, 1), NOW - timedelta(days=30)), "backed_up"),
    ],
)
def test_the_gallery_is_open_through_its_last_day(gallery: Gallery, word: str) -> None:
    assert situation_of("consumer", replace(ORDER, gallery=gallery), NOW)["gallery"] == word


@pytest.mark.parametrize(("method", "word"), [("instalment", "instalment"), ("card", "other"), (None, "unstated")])
def test_payment_is_by_instalments_or_not(method: str | None, word: str) -> None:
    assert situation_of("consumer", replace(ORDER, payment_method=method), NOW)["payment"] == word
