"""Orders, conversations and article versions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Frozen here on purpose: a migration must not change when the program's column types do.
MONEY = sa.Numeric(12, 2).with_variant(sa.BigInteger(), "sqlite")
TIME = sa.DateTime(timezone=True)


def of_an_order() -> tuple[sa.Column, sa.Column]:
    return (
        sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    )


def of_a_conversation() -> tuple[sa.Column, sa.Column]:
    return (
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("shop", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("number_key", sa.Text, nullable=False),
        sa.Column("number_digits", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_key", sa.Text, nullable=False),
        sa.Column("postcode", sa.Text),
        sa.Column("locale", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("placed_at", TIME, nullable=False),
        sa.Column("production", sa.Text),
        sa.Column("currency", sa.Text),
        sa.Column("delivery_fee", MONEY),
        sa.Column("payment_method", sa.Text),
        sa.Column("files_sent_to", sa.Text),
        sa.Column("files_sent_at", TIME),
        sa.Column("files_link_expires_at", TIME),
        sa.Column("gallery_code", sa.Text),
        sa.Column("gallery_available_until", sa.Date),
        sa.Column("gallery_backed_up_at", TIME),
        sa.Column("received_digest", sa.Text, nullable=False),
        sa.Column("stored_digest", sa.Text, nullable=False),
        sa.UniqueConstraint("shop", "number", name="uq_orders_shop_number"),
    )
    op.create_index("ix_orders_shop_number_key", "orders", ["shop", "number_key"])
    op.create_index("ix_orders_shop_number_digits", "orders", ["shop", "number_digits"])
    op.create_index("ix_orders_shop_email", "orders", ["shop", "email_key", "placed_at"])
    op.create_table(
        "order_lines",
        *of_an_order(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("unit_price", MONEY, nullable=False),
        sa.Column("photo_code", sa.Text),
    )
    op.create_table(
        "charges",
        *of_an_order(),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", TIME),
    )
    op.create_table(
        "shipments",
        *of_an_order(),
        sa.Column("carrier", sa.Text),
        sa.Column("tracking", sa.Text),
        sa.Column("shipped_at", TIME),
        sa.Column("delivered_at", TIME),
    )
    op.create_table(
        "order_history",
        *of_an_order(),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("note", sa.Text),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("shop", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("locale", sa.Text),
        sa.Column("context", sa.JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("expires_at", TIME),
    )
    op.create_table(
        "messages",
        *of_a_conversation(),
        sa.Column("at", TIME, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("answer", sa.JSON),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_conversation", "messages", ["conversation_id", "id"])
    op.create_table(
        "handovers",
        *of_a_conversation(),
        sa.Column("shop", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_handovers_conversation", "handovers", ["conversation_id"])
    op.create_index("ix_handovers_shop_state", "handovers", ["shop", "state"])
    op.create_table(
        "proof_attempts",
        *of_a_conversation(),
        sa.Column("shop", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("succeeded", sa.Boolean(create_constraint=False), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proof_attempts_conversation", "proof_attempts", ["conversation_id"])
    op.create_index("ix_proof_attempts_shop_number", "proof_attempts", ["shop", "number", "at"])
    op.create_table(
        "article_versions",
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("first_seen_at", TIME, nullable=False),
    )
