"""Does an order's record mean the same to everybody who writes and reads it?"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photodesk.orders.demo import demo_orders
from photodesk.orders.record import (
    InvalidRecord,
    Kind,
    OrderState,
    Production,
    email_key,
    normalise_number,
    number_digits,
    order_to_dict,
    parse_order,
    parse_time,
    postcode_key,
    record_digest,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)

# The record of the contract, key for key.
AINOS_RECORD = """
{"shop": "lumi", "number": "PC-104223", "email": "aino@example.com", "postcode": "00100", "locale": "fi",
 "state": "in_production", "placed_at": "2026-11-02T10:15:00Z", "production": "own",
 "currency": "EUR", "delivery_fee": "5.90", "payment_method": "card",
 "lines": [{"title": "Class photo 20x30", "kind": "print", "quantity": 1, "unit_price": "19.90",
            "photo_code": "K7M2Q9"}],
 "charges": [{"reference": "ch_1", "amount": "25.80", "state": "captured", "at": "2026-11-02T10:15:04Z"}],
 "shipments": [{"carrier": "Posti", "tracking": "JJFI123", "shipped_at": null, "delivered_at": null}],
 "files": {"sent_to": null, "sent_at": null, "link_expires_at": null},
 "gallery": {"code": "K7M2Q9", "available_until": "2027-01-30", "backed_up_at": null},
 "history": [{"state": "paid", "at": "2026-11-02T10:15:04Z"}]}
"""


def ainos_record(**changed: Any) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(AINOS_RECORD)
    return record | changed


def ainos_line(**changed: Any) -> dict[str, Any]:
    line: dict[str, Any] = ainos_record()["lines"][0]
    return {"lines": [line | changed]}


def test_the_contracts_record_is_written_back_as_it_was_read() -> None:
    assert order_to_dict(parse_order(ainos_record())) == ainos_record()


def test_the_contracts_record_says_what_aino_ordered() -> None:
    order = parse_order(ainos_record())
    assert order.state is OrderState.IN_PRODUCTION
    assert order.production is Production.OWN
    assert order.placed_at == datetime(2026, 11, 2, 10, 15, tzinfo=timezone.utc)
    assert order.lines[0].kind is Kind.PRINT
    assert order.lines[0].unit_price == Decimal("19.90")
    assert order.total == Decimal("25.80")
    assert order.gallery.available_until == date(2027, 1, 30)
    assert order.shipments[0].tracking == "JJFI123"
    assert (order.shipped_at, order.delivered_at) == (None, None)


@pytest.mark.parametrize("order", demo_orders(NOW), ids=lambda order: order.number)
def test_every_demo_order_survives_being_written_and_read(order: Any) -> None:
    assert parse_order(json.loads(json.dumps(order_to_dict(order)))) == order


def test_five_fields_make_an_order_and_unknown_keys_are_passed_over() -> None:
    required = {key: ainos_record()[key] for key in ("shop", "number", "email", "state", "placed_at")}
    order = parse_order(required | {"colour": "green", "lines": None, "postcode": ""})
    assert order.lines == ()
    assert order.total is None
    assert order.postcode is None


@pytest.mark.parametrize("missing", ["shop", "number", "email", "state", "placed_at"])
@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_an_order_without_a_required_field_is_refused(missing: str, nothing: str | None) -> None:
    with pytest.raises(InvalidRecord, match=f"{missing} is missing: it is required") as refusal:
        parse_order(ainos_record(**{missing: nothing}))
    assert refusal.value.field == missing


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"state": "lost"}, 'state is "lost": it must be one of cart, awaiting_payment, paid'),
        ({"number": "---"}, 'number is "---": an order number has letters or digits'),
        ({"number": "9" * 65}, "number has 65 characters: at most 64 are kept"),
        ({"number": 104223}, "number is a number: write it as text, in quotes"),
        ({"email": "aino.example.com"}, "email has no @: write an address"),
        ({"email": "aino@"}, "email is no e-mail address"),
        ({"email": "aino @example.com"}, "email is no e-mail address"),
        ({"locale": "in Finnish"}, 'locale is "in Finnish": write a language tag'),
        ({"currency": "euros"}, 'currency is "euros": write a three-letter code'),
        ({"production": "elsewhere"}, 'production is "elsewhere": it must be one of own, partner_lab'),
        ({"placed_at": "2026-11-02T10:15:00"}, "has no offset: end it with Z or an offset such as"),
        ({"placed_at": "yesterday"}, "is no ISO 8601 time: write it like 2026-11-02T10:15:00Z"),
        ({"placed_at": "2026-02-30T10:15:00Z"}, "does not exist"),
        ({"placed_at": "2026-11-02T25:15:00Z"}, "does not exist"),
        ({"placed_at": "2026-11-02T10:15:00+02:99"}, "is no ISO 8601 time"),
        ({"placed_at": "0001-01-01T00:00:00+14:00"}, "does not exist"),
        ({"placed_at": "2026-11-02"}, "is no ISO 8601 time"),
        ({"delivery_fee": 5.9}, 'delivery_fee is a number: write money as a decimal string, such as "19.90"'),
        ({"delivery_fee": "-5.90"}, 'delivery_fee is "-5.90": money in a record is never negative'),
        ({"delivery_fee": "5,90"}, "with a point and at most two decimals"),
        ({"delivery_fee": "NaN"}, "with a point and at most two decimals"),
        ({"delivery_fee": "1e3"}, "with a point and at most two decimals"),
        ({"delivery_fee": "5.905"}, "with a point and at most two decimals"),
        ({"delivery_fee": "12345678901"}, "with a point and at most two decimals"),
        (ainos_line(unit_price=None), r"lines\[0\].unit_price is missing"),
        (ainos_line(unit_price=19.9), r"lines\[0\].unit_price is a number: write money as a decimal string"),
        (ainos_line(quantity=0), r"lines\[0\].quantity is 0: it must be between 1 and"),
        (ainos_line(quantity=-3), r"lines\[0\].quantity is -3: it must be between 1 and"),
        (ainos_line(quantity=10**30), r"lines\[0\].quantity is 1000000000\d*: it must be between 1 and"),
        (ainos_line(quantity="1"), r"lines\[0\].quantity is text: write a whole number, without quotes"),
        (ainos_line(quantity=True), r"lines\[0\].quantity is true: write a whole number"),
        (ainos_line(quantity=1.5), r"lines\[0\].quantity is a number: write a whole number"),
        (ainos_line(kind="poster"), r'lines\[0\].kind is "poster": it must be one of print, product, files, gift_card'),
        (ainos_line(title=["Class", "photo"]), r"lines\[0\].title is a list: write it as text"),
        ({"lines": {"title": "Class photo"}}, "lines is an object: it must be a list of objects"),
        ({"lines": ["Class photo"]}, r"lines\[0\] is text: it must be an object"),
        ({"files": "sent"}, "files is text: it must be an object"),
        ({"gallery": {"available_until": "30.1.2027"}}, "gallery.available_until is .*: write a date such as"),
        ({"gallery": {"available_until": "2027-02-30"}}, "gallery.available_until is .*: write a date such as"),
        ({"history": [{"state": "paid"}]}, r"history\[0\].at is missing"),
        ({"charges": [{"reference": "ch_1", "amount": "1.00", "state": "lost"}]}, r'charges\[0\].state is "lost"'),
        ({"payment_method": "ca\0rd"}, "payment_method holds a character that is no text"),
        ({"payment_method": "ca\ud800rd"}, "payment_method holds a character that is no text"),
    ],
)
def test_a_wrong_field_is_named_with_what_is_wrong_and_the_mend(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRecord, match=message):
        parse_order(ainos_record(**changed))


def test_a_customers_address_is_not_repeated_in_a_refusal() -> None:
    with pytest.raises(InvalidRecord) as refusal:
        parse_order(ainos_record(email="aino virtanen@example.com"))
    assert "virtanen" not in str(refusal.value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(field=st.sampled_from(sorted(ainos_record())), value=_JSON)
def test_whatever_stands_in_a_field_it_is_read_or_refused_by_name(field: str, value: Any) -> None:
    refused = ""
    try:
        order = parse_order(ainos_record(**{field: value}))
    except InvalidRecord as refusal:
        refused = refusal.field
    assert refused.startswith(field) if refused else parse_order(order_to_dict(order)) == order


@given(
    moment=st.datetimes(
        min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(timezone.utc)
    ),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_a_time_means_the_same_moment_in_every_offset(moment: datetime, minutes: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(minutes=minutes)))
    assert parse_time(elsewhere.isoformat()) == moment
    assert parse_time(elsewhere.isoformat()).tzinfo is timezone.utc


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2026-11-02T10:15:00Z", datetime(2026, 11, 2, 10, 15, tzinfo=timezone.utc)),
        ("2026-11-02 12:15+02:00", datetime(2026, 11, 2, 10, 15, tzinfo=timezone.utc)),
        ("2026-11-02T05:45:00-0430", datetime(2026, 11, 2, 10, 15, tzinfo=timezone.utc)),
        ("2026-11-02T12:15:00+02", datetime(2026, 11, 2, 10, 15, tzinfo=timezone.utc)),
        ("2026-11-02T10:15:00.5z", datetime(2026, 11, 2, 10, 15, 0, 500_000, tzinfo=timezone.utc)),
        ("2026-11-02T10:15:00.123456789Z", datetime(2026, 11, 2, 10, 15, 0, 123_456, tzinfo=timezone.utc)),
    ],
)
def test_the_usual_ways_to_write_a_time_are_understood(written: str, means: datetime) -> None:
    assert parse_time(written) == means


def test_an_order_delivered_in_two_parcels_counts_from_the_later_one() -> None:
    first, second = NOW - timedelta(days=6), NOW - timedelta(days=2)
    parcels = [
        {"shipped_at": second.isoformat(), "delivered_at": NOW.isoformat()},
        {"shipped_at": first.isoformat(), "delivered_at": second.isoformat()},
        {"shipped_at": None, "delivered_at": None},
    ]
    order = parse_order(ainos_record(shipments=parcels))
    assert (order.shipped_at, order.delivered_at) == (second, NOW)


def test_the_same_record_written_differently_has_the_same_digest() -> None:
    differently = ainos_record(placed_at="2026-11-02T12:15:00+02:00", delivery_fee="5.9", email=" aino@example.com ")
    assert record_digest(parse_order(dict(reversed(differently.items())))) == record_digest(parse_order(ainos_record()))


@pytest.mark.parametrize(
    "changed",
    [{"state": "shipped"}, {"delivery_fee": "5.91"}, {"shipments": []}, {"postcode": "00101"}, {"lines": []}],
)
def test_a_record_that_says_something_else_has_another_digest(changed: dict[str, Any]) -> None:
    assert record_digest(parse_order(ainos_record(**changed))) != record_digest(parse_order(ainos_record()))


@pytest.mark.parametrize(
    "typed", ["PC-104223", "pc 104 223", "PC–104223.", " pc104223 ", "ＰＣ-１０４２２３", "#pc_104223"]
)
def test_an_order_number_is_matched_however_it_is_typed(typed: str) -> None:
    assert normalise_number(typed) == normalise_number("PC-104223")
    assert number_digits(typed) == "104223"


def test_addresses_and_postcodes_are_matched_however_they_are_typed() -> None:
    assert email_key(" Aino@Example.COM ") == email_key("aino@example.com")
    assert postcode_key("sw1a 1aa") == postcode_key("SW1A1AA ")
    assert postcode_key("114 55") == postcode_key("11455")
