"""In which tables is everything kept?

The tables are made by the migrations in `migrations/`; a test holds the two equal on both databases.
"""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class Money(TypeDecorator[Decimal]):
    """A sum with two decimals: NUMERIC, and whole cents on SQLite, which has no exact decimals.

    Parts of a cent are refused on the way in; PostgreSQL would round them away in silence.
    """

    impl = Numeric(12, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return BigInteger() if dialect.name == "sqlite" else Numeric(12, 2)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        if value is None:
            return None
        cents = value.scaleb(2)
        if cents != cents.to_integral_value():
            raise ValueError(f"{value} has parts of a cent")
        return int(cents) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value).scaleb(-2) if dialect.name == "sqlite" else Decimal(value)


class UtcTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on the way out; one without an offset is refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no offset")
        in_utc = value.astimezone(timezone.utc)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


metadata = MetaData()

orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("shop", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("number_key", Text, nullable=False),  # normalise_number: how "pc 104 223" finds PC-104223
    Column("number_digits", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("postcode", Text),
    Column("locale", Text),
    Column("state", Text, nullable=False),
    Column("placed_at", UtcTime, nullable=False),
    Column("production", Text),
    Column("currency", Text),
    Column("delivery_fee", Money),
    Column("payment_method", Text),
    Column("files_sent_to", Text),
    Column("files_sent_at", UtcTime),
    Column("files_link_expires_at", UtcTime),
    Column("gallery_code", Text),
    Column("gallery_available_until", Date),
    Column("gallery_backed_up_at", UtcTime),
    Column("received_digest", Text, nullable=False),  # of the record as it came
    Column("stored_digest", Text, nullable=False),  # of the order as it is kept, with the importer's notes
    UniqueConstraint("shop", "number", name="uq_orders_shop_number"),
    Index("ix_orders_shop_number_key", "shop", "number_key"),
    Index("ix_orders_shop_number_digits", "shop", "number_digits"),
    Index("ix_orders_shop_email", "shop", "email_key", "placed_at"),
)


def _of_an_order() -> tuple[Column[Any], Column[Any]]:
    return (
        Column("order_id", Integer, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
    )


order_lines = Table(
    "order_lines",
    metadata,
    *_of_an_order(),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", Money, nullable=False),
    Column("photo_code", Text),
)

charges = Table(
    "charges",
    metadata,
    *_of_an_order(),
    Column("reference", Text, nullable=False),
    Column("amount", Money, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", UtcTime),
)

shipments = Table(
    "shipments",
    metadata,
    *_of_an_order(),
    Column("carrier", Text),
    Column("tracking", Text),
    Column("shipped_at", UtcTime),
    Column("delivered_at", UtcTime),
)

order_history = Table(
    "order_history",
    metadata,
    *_of_an_order(),
    Column("state", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("note", Text),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("subject", Text),
    Column("email", Text),
    Column("locale", Text),
    Column("context", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
)


def _of_a_conversation() -> tuple[Column[Any], Column[Any]]:
    return (
        Column("id", Integer, primary_key=True),
        Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    )


messages = Table(
    "messages",
    metadata,
    *_of_a_conversation(),
    Column("at", UtcTime, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("client_id", Text),  # of what the asker says: the id that the client gave it
    Index("ix_messages_conversation", "conversation_id", "id"),
    Index("uq_messages_client", "conversation_id", "client_id", unique=True),
    sqlite_autoincrement=True,  # a page resumes after an id: none may come a second time
)

feedback = Table(
    "feedback",
    metadata,
    Column(
        "message_id",
        Integer,
        ForeignKey("messages.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("helpful", Boolean(create_constraint=False), nullable=False),
    Column("at", UtcTime, nullable=False),
)

rate_limits = Table(
    "rate_limits",
    metadata,
    Column("key", Text, primary_key=True),
    Column("free_at", Float(53), nullable=False),  # seconds since 1970
    Index("ix_rate_limits_free_at", "free_at"),
)

handovers = Table(
    "handovers",
    metadata,
    *_of_a_conversation(),
    Column("shop", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Index("ix_handovers_conversation", "conversation_id"),
    Index("ix_handovers_shop_state", "shop", "state"),
    sqlite_autoincrement=True,
)

proof_attempts = Table(
    "proof_attempts",
    metadata,
    *_of_a_conversation(),
    Column("shop", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("succeeded", Boolean(create_constraint=False), nullable=False),
    Index("ix_proof_attempts_conversation", "conversation_id"),
    Index("ix_proof_attempts_shop_number", "shop", "number", "at"),
    sqlite_autoincrement=True,
)

article_versions = Table(
    "article_versions",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
)
