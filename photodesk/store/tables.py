"""In which tables is everything kept?

The tables are made by the migrations in `migrations/`; a test holds the two equal on both databases.
"""

from __future__ import annotations

import json
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
    column,
    table,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from photodesk.store.sealing import SEALED, seal_of


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


class SecretText(TypeDecorator[str]):
    """Words that are sealed when the engine has keys: no query can look for anything in them."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else seal_of(dialect).close(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else seal_of(dialect).open(value)


class SecretJSON(TypeDecorator[Any]):
    """An object as JSON, and as a JSON string once it is sealed, which the database takes for JSON as well."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        seal = seal_of(dialect)
        return value if value is None or not seal.keys else seal.close(json.dumps(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        is_sealed = isinstance(value, str) and value.startswith(SEALED)
        return json.loads(seal_of(dialect).open(value)) if is_sealed else value


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
    Index("ix_orders_gallery_code", "gallery_code"),
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
    Index("ix_order_lines_photo_code", "photo_code"),
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
    Column("email", SecretText),
    Column("locale", Text),
    Column("context", SecretJSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("queue", Text),  # of the people who would answer
    Index("ix_conversations_queue", "queue", "updated_at"),
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
    Column("text", SecretText, nullable=False),
    Column("answer", SecretJSON),
    Column("client_id", Text),  # of what a person says: the id that the client gave it
    Column("name", Text),  # of what an agent says: whose words they are
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

spent = Table(
    "spent",
    metadata,
    Column("key", Text, primary_key=True),
    Column("until", Float(53), nullable=False),  # seconds since 1970
    Index("ix_spent_until", "until"),
)

cases = Table(
    "cases",
    metadata,
    *_of_a_conversation(),
    Column("shop", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("reason", SecretText, nullable=False),
    Column("summary", SecretJSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("email", SecretText),  # where the asker wants the answer sent
    Column("agent", Text),
    Column("taken_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("end_reason", SecretText),
    Index("ix_cases_conversation", "conversation_id", "state"),
    Index("ix_cases_queue", "queue", "state", "id"),
    sqlite_autoincrement=True,
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("message_id", Integer, ForeignKey("messages.id", ondelete="CASCADE")),
    Column("channel", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("due_at", UtcTime),  # None: nothing is to be done any more
    Column("attempts", Integer, nullable=False),
    Column("sent_at", UtcTime),
    Column("error", SecretText),  # a mail server's words, which may have the address in them
    Index("ix_notices_due", "due_at"),
    Index("ix_notices_case", "case_id"),
    Index("ix_notices_message", "message_id"),
    sqlite_autoincrement=True,
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE")),
    Column("queue", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("asked", SecretJSON, nullable=False),
    Column("drafts", SecretJSON, nullable=False),
    Column("topic", Text),
    Column("outcome", Text, nullable=False),
    Column("verdict", Text),
    Column("judged_at", UtcTime),
    Column("judged", SecretJSON),
    Column("similarity", Float),
    Index("ix_suggestions_at", "at"),
    Index("ix_suggestions_case", "case_id"),
)

case_notes = Table(
    "case_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("agent", Text, nullable=False),
    Column("text", SecretText, nullable=False),
    Index("ix_case_notes_case", "case_id"),
    sqlite_autoincrement=True,
)

seen = Table(
    "seen",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("message_id", Integer, nullable=False),  # the last one that the agent has read
    Column("at", UtcTime, nullable=False),  # when the agent looked last
    Column("writes", Boolean(create_constraint=False), nullable=False),
)

chatwoot_links = Table(
    "chatwoot_links",
    metadata,
    Column("inbox", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("opened_at", UtcTime),  # since when people there have it
    Index("ix_chatwoot_links_conversation", "conversation_id"),
)

chatwoot_jobs = Table(
    "chatwoot_jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE")),
    Column("inbox", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("due_at", UtcTime),  # None: nothing is to be done any more
    Column("attempts", Integer, nullable=False),
    Column("event", SecretJSON),  # until it is known what to do
    Column("calls", SecretJSON),  # until they have been made
    Column("done", Integer, nullable=False),
    Column("error", SecretText),
    Index("uq_chatwoot_jobs_key", "inbox", "key", unique=True),
    Index("ix_chatwoot_jobs_due", "due_at"),
    Index("ix_chatwoot_jobs_number", "inbox", "number", "due_at"),
    Index("ix_chatwoot_jobs_conversation", "conversation_id"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("conversation_id", Text),  # no reference: that something was done outlives what it was done to
    Column("details", SecretJSON, nullable=False),
    Index("ix_audit_conversation", "conversation_id"),
    Index("ix_audit_at", "at"),
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

situations = Table(
    "situations",
    metadata,
    Column("id", Integer, primary_key=True),
    # An erased conversation leaves what was decided in it: nobody's any more, and still to be counted.
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="SET NULL")),
    Column("day", Date, nullable=False),  # and no time, by which it could be found again elsewhere
    Column("shop", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("situation", JSON, nullable=False),
    Column("rule", Text),
    Index("ix_situations_conversation", "conversation_id"),
    sqlite_autoincrement=True,
)

tallies = Table(
    "tallies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False),  # and no time, as above
    Column("shop", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("topic", Text),
    Column("became", Text),
    Column("why", Text),
    Column("helpful", Boolean(create_constraint=False)),
    Column("afterwards", Text),
    Column("minutes", Integer),
    # What is erased leaves its count: nobody's any more.
    Column("message_id", Integer, ForeignKey("messages.id", ondelete="SET NULL")),
    Column("suggestion_id", Text, ForeignKey("suggestions.id", ondelete="SET NULL")),
    Index("ix_tallies_day", "day", "queue"),
    Index("ix_tallies_message", "message_id"),
    Index("ix_tallies_suggestion", "suggestion_id"),
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

accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("shown_as", Text),
    Column("queues", JSON, nullable=False),
    Column("is_lead", Boolean(create_constraint=False), nullable=False),
    Column("password", Text),  # an argon2id hash
    Column("known_by", Text),  # to the OpenID Connect provider: an address or an id
    Column("subject", Text),  # the provider's id of whom it has vouched for, from the first time on
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    Index("uq_accounts_known_by", "known_by", unique=True),
    Index("uq_accounts_subject", "subject", unique=True),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("key", Text, primary_key=True),  # a hash of the token, which a browser alone has
    Column("account", Text, ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False),
    Column("way", Text, nullable=False),
    Column("began_at", UtcTime, nullable=False),
    Column("used_at", UtcTime, nullable=False),
    Index("ix_desk_sessions_account", "account"),
    Index("ix_desk_sessions_began_at", "began_at"),
)

events = table(
    "events",
    column("id", Integer),
    *(column(name, Text) for name in ("sender_id", "type_name", "intent_name", "action_name")),
    column("timestamp", Float),
    column("data", SecretText),
)
"""Rasa's own record of a conversation, which `serving/tracker_store.py` makes: it is none of our migrations'."""
