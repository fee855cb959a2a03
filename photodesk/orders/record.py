"""What is an order, and how is its record read and written?

The shape of the record is the contract's. `parse_order` is the only place that reads it, `order_to_dict` the
only one that writes it.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import TypeVar

_CENT = Decimal("0.01")
_LONGEST_NAME = 64  # shop and number: both stand in one database index
_LONGEST_EMAIL = 254  # RFC 5321
_LONGEST_TEXT = 1000
_MOST_PIECES = 1_000_000  # far above any order, far below what a database integer holds

_MONEY = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2}0*)?")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(:(?P<second>[0-9]{2})([.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<offset>[Zz]|(?P<sign>[+-])(?P<off_hour>[0-9]{2}):?(?P<off_minute>[0-5][0-9])?)?"
)


class OrderState(str, Enum):
    CART = "cart"
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    AWAITING_RETOUCH = "awaiting_retouch"
    IN_PRODUCTION = "in_production"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    FILES_SENT = "files_sent"
    REFUNDED = "refunded"


class Production(str, Enum):
    OWN = "own"
    PARTNER_LAB = "partner_lab"


class Kind(str, Enum):
    PRINT = "print"
    PRODUCT = "product"
    FILES = "files"
    GIFT_CARD = "gift_card"


class ChargeState(str, Enum):
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    REFUNDED = "refunded"


class InvalidRecord(ValueError):  # noqa: N818  (it is the record that is invalid)
    """A record that is no order: which field, what is wrong with it, and how it is mended."""

    def __init__(self, field: str, problem: str, mend: str) -> None:
        super().__init__(f"{field} {problem}: {mend}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    kind: Kind
    quantity: int
    unit_price: Decimal
    photo_code: str | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    reference: str
    amount: Decimal
    state: ChargeState
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    carrier: str | None = None
    tracking: str | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Files:
    sent_to: str | None = None
    sent_at: datetime | None = None
    link_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gallery:
    code: str | None = None
    available_until: date | None = None
    backed_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    state: OrderState
    at: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order as its record tells it; every time is in UTC, every sum has two decimals."""

    shop: str
    number: str
    email: str
    state: OrderState
    placed_at: datetime
    postcode: str | None = None
    locale: str | None = None
    production: Production | None = None
    currency: str | None = None
    delivery_fee: Decimal | None = None
    payment_method: str | None = None
    lines: tuple[Line, ...] = ()
    charges: tuple[Charge, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    files: Files = Files()
    gallery: Gallery = Gallery()
    history: tuple[HistoryEntry, ...] = ()

    @property
    def total(self) -> Decimal | None:
        """Lines and delivery fee together; None when the record lists no lines."""
        if not self.lines:
            return None
        goods = sum((line.quantity * line.unit_price for line in self.lines), Decimal("0.00"))
        return goods + (self.delivery_fee or Decimal("0.00"))

    @property
    def shipped_at(self) -> datetime | None:
        """When the latest of the parcels left."""
        return max((one.shipped_at for one in self.shipments if one.shipped_at), default=None)

    @property
    def delivered_at(self) -> datetime | None:
        """When the latest of the delivered parcels arrived; days since delivery count from here."""
        return max((one.delivered_at for one in self.shipments if one.delivered_at), default=None)


def normalise_number(text: str) -> str:
    """Reduce an order number to its letters, upper-case, and digits: "pc 104 223" is "PC104223"."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).upper() if character.isalnum())


def number_digits(text: str) -> str:
    """Reduce an order number to its digits, for people who leave the prefix out: "PC-104223" is "104223"."""
    return "".join(character for character in normalise_number(text) if character.isdecimal())


def email_key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def postcode_key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def parse_time(text: str) -> datetime:
    """Read an ISO 8601 time, which must carry an offset, to UTC.

    Raises ValueError with a sentence that says what is wrong and how to mend it.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{_short(text)}" is no ISO 8601 time: write it like 2026-11-02T10:15:00Z')
    if match["offset"] is None:
        raise ValueError(f'"{_short(text)}" has no offset: end it with Z or an offset such as +02:00')
    offset = timedelta(hours=int(match["off_hour"] or 0), minutes=int(match["off_minute"] or 0))
    microsecond = int((match["fraction"] or "0").ljust(6, "0")[:6])
    try:
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0), microsecond)
        zone = timezone(-offset if match["sign"] == "-" else offset)
        local = datetime.combine(date.fromisoformat(match["date"]), clock, zone)
        return local.astimezone(timezone.utc)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f'"{_short(text)}" does not exist ({error}): check the date, the time and the offset'
        ) from None


def parse_order(raw: Mapping[str, object]) -> Order:
    """Read a record in the contract's shape; keys that the contract does not name are passed over.

    Raises InvalidRecord at the first field that is wrong.
    """
    record = _Fields(raw)
    number = record.required_text("number", longest=_LONGEST_NAME)
    if not normalise_number(number):
        raise InvalidRecord("number", f'is "{_short(number)}"', "an order number has letters or digits")
    files = record.part("files")
    gallery = record.part("gallery")
    return Order(
        shop=record.required_text("shop", longest=_LONGEST_NAME),
        number=number,
        email=record.email("email"),
        state=record.required_word("state", OrderState),
        placed_at=record.required_time("placed_at"),
        postcode=record.text("postcode", longest=_LONGEST_NAME),
        locale=record.locale("locale"),
        production=record.word("production", Production),
        currency=record.currency("currency"),
        delivery_fee=record.money("delivery_fee"),
        payment_method=record.text("payment_method"),
        lines=tuple(
            Line(
                title=line.required_text("title"),
                kind=line.required_word("kind", Kind),
                quantity=line.quantity("quantity"),
                unit_price=line.required_money("unit_price"),
                photo_code=line.text("photo_code"),
            )
            for line in record.parts("lines")
        ),
        charges=tuple(
            Charge(
                reference=charge.required_text("reference"),
                amount=charge.required_money("amount"),
                state=charge.required_word("state", ChargeState),
                at=charge.time("at"),
            )
            for charge in record.parts("charges")
        ),
        shipments=tuple(
            Shipment(
                carrier=shipment.text("carrier"),
                tracking=shipment.text("tracking"),
                shipped_at=shipment.time("shipped_at"),
                delivered_at=shipment.time("delivered_at"),
            )
            for shipment in record.parts("shipments")
        ),
        files=Files(files.text("sent_to"), files.time("sent_at"), files.time("link_expires_at")),
        gallery=Gallery(gallery.text("code"), gallery.day("available_until"), gallery.time("backed_up_at")),
        history=tuple(
            HistoryEntry(
                state=entry.required_word("state", OrderState),
                at=entry.required_time("at"),
                note=entry.text("note"),
            )
            for entry in record.parts("history")
        ),
    )


_Word = TypeVar("_Word", bound=Enum)
_Value = TypeVar("_Value")


class _Fields:
    """One object of the record; knows its place in it, so that every refusal names the field in full."""

    __slots__ = ("_place", "_raw")

    def __init__(self, raw: object, place: str = "") -> None:
        if not isinstance(raw, Mapping):
            raise InvalidRecord(place or "the record", f"is {_kind_of(raw)}", "it must be an object")
        self._raw = raw
        self._place = place

    def _name(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def _required(self, key: str, value: _Value | None) -> _Value:
        if value is None:
            raise InvalidRecord(self._name(key), "is missing", "it is required")
        return value

    def text(self, key: str, longest: int = _LONGEST_TEXT) -> str | None:
        """The text without spaces around it; nothing left counts as not given."""
        value = self._raw.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise InvalidRecord(self._name(key), f"is {_kind_of(value)}", "write it as text, in quotes")
        value = value.strip()
        if len(value) > longest:
            raise InvalidRecord(self._name(key), f"has {len(value)} characters", f"at most {longest} are kept")
        if _UNSTORABLE.search(value):
            raise InvalidRecord(
                self._name(key), "holds a character that is no text", "take NULs and half surrogates out"
            )
        return value or None

    def required_text(self, key: str, longest: int = _LONGEST_TEXT) -> str:
        return self._required(key, self.text(key, longest))

    def email(self, key: str) -> str:
        value = self.required_text(key, longest=_LONGEST_EMAIL)
        before, at, after = value.rpartition("@")
        if not at:
            raise InvalidRecord(self._name(key), "has no @", "write an address such as aino@example.com")
        if not before or not after or re.search(r"\s", value):
            raise InvalidRecord(self._name(key), "is no e-mail address", "write an address such as aino@example.com")
        return value

    def locale(self, key: str) -> str | None:
        value = self.text(key)
        if value is not None and not _LOCALE.fullmatch(value):
            raise InvalidRecord(self._name(key), f'is "{_short(value)}"', "write a language tag such as fi or sv-FI")
        return value

    def currency(self, key: str) -> str | None:
        value = self.text(key)
        if value is not None and not _CURRENCY.fullmatch(value.upper()):
            raise InvalidRecord(self._name(key), f'is "{_short(value)}"', "write a three-letter code such as EUR")
        return value.upper() if value else None

    def word(self, key: str, words: type[_Word]) -> _Word | None:
        value = self.text(key)
        if value is None:
            return None
        try:
            return words(value)
        except ValueError:
            known = ", ".join(str(word.value) for word in words)
            raise InvalidRecord(self._name(key), f'is "{_short(value)}"', f"it must be one of {known}") from None

    def required_word(self, key: str, words: type[_Word]) -> _Word:
        return self._required(key, self.word(key, words))

    def money(self, key: str) -> Decimal | None:
        value = self._raw.get(key)
        if isinstance(value, (int, float)):
            raise InvalidRecord(
                self._name(key), f"is {_kind_of(value)}", 'write money as a decimal string, such as "19.90"'
            )
        value = self.text(key)
        if value is None:
            return None
        if value.startswith(("-", "\N{MINUS SIGN}")):
            raise InvalidRecord(self._name(key), f'is "{_short(value)}"', "money in a record is never negative")
        if not _MONEY.fullmatch(value):
            mend = 'write a decimal string with a point and at most two decimals, such as "19.90"'
            raise InvalidRecord(self._name(key), f'is "{_short(value)}"', mend)
        return Decimal(value).quantize(_CENT)

    def required_money(self, key: str) -> Decimal:
        return self._required(key, self.money(key))

    def quantity(self, key: str) -> int:
        value: object = self._required(key, self._raw.get(key))
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidRecord(self._name(key), f"is {_kind_of(value)}", "write a whole number, without quotes")
        if not 1 <= value <= _MOST_PIECES:
            raise InvalidRecord(self._name(key), f"is {_short(str(value))}", f"it must be between 1 and {_MOST_PIECES}")
        return value

    def time(self, key: str) -> datetime | None:
        value = self.text(key)
        if value is None:
            return None
        try:
            return parse_time(value)
        except ValueError as error:
            problem, _, mend = str(error).rpartition(": ")
            raise InvalidRecord(self._name(key), problem, mend) from None

    def required_time(self, key: str) -> datetime:
        return self._required(key, self.time(key))

    def day(self, key: str) -> date | None:
        value = self.text(key)
        if value is None:
            return None
        try:
            if not _DATE.fullmatch(value):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            raise InvalidRecord(self._name(key), f'is "{_short(value)}"', "write a date such as 2027-01-30") from None

    def part(self, key: str) -> _Fields:
        value = self._raw.get(key)
        return _Fields({} if value is None else value, self._name(key))

    def parts(self, key: str) -> list[_Fields]:
        value = self._raw.get(key)
        if value is None:
            return []
        if not isinstance(value, (list, tuple)):
            raise InvalidRecord(self._name(key), f"is {_kind_of(value)}", "it must be a list of objects")
        return [_Fields(one, f"{self._name(key)}[{position}]") for position, one in enumerate(value)]


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _kind_of(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, (list, tuple)) else "an object"


def order_to_dict(order: Order) -> dict[str, object]:
    """Write the record that `parse_order` reads back to an equal order."""
    return {
        "shop": order.shop,
        "number": order.number,
        "email": order.email,
        "postcode": order.postcode,
        "locale": order.locale,
        "state": order.state.value,
        "placed_at": _written(order.placed_at),
        "production": order.production.value if order.production else None,
        "currency": order.currency,
        "delivery_fee": None if order.delivery_fee is None else str(order.delivery_fee.quantize(_CENT)),
        "payment_method": order.payment_method,
        "lines": [
            {
                "title": line.title,
                "kind": line.kind.value,
                "quantity": line.quantity,
                "unit_price": str(line.unit_price.quantize(_CENT)),
                "photo_code": line.photo_code,
            }
            for line in order.lines
        ],
        "charges": [
            {
                "reference": charge.reference,
                "amount": str(charge.amount.quantize(_CENT)),
                "state": charge.state.value,
                "at": _written(charge.at),
            }
            for charge in order.charges
        ],
        "shipments": [
            {
                "carrier": shipment.carrier,
                "tracking": shipment.tracking,
                "shipped_at": _written(shipment.shipped_at),
                "delivered_at": _written(shipment.delivered_at),
            }
            for shipment in order.shipments
        ],
        "files": {
            "sent_to": order.files.sent_to,
            "sent_at": _written(order.files.sent_at),
            "link_expires_at": _written(order.files.link_expires_at),
        },
        "gallery": {
            "code": order.gallery.code,
            "available_until": order.gallery.available_until.isoformat() if order.gallery.available_until else None,
            "backed_up_at": _written(order.gallery.backed_up_at),
        },
        "history": [
            {"state": entry.state.value, "at": _written(entry.at)} | ({"note": entry.note} if entry.note else {})
            for entry in order.history
        ],
    }


def record_digest(order: Order) -> str:
    """Fingerprint what the record says, however it was written: equal orders have equal digests."""
    canonical = json.dumps(order_to_dict(order), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
