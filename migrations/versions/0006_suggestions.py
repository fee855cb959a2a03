"""Suggestions to agents and what became of them; notes, who has seen what, who looks; orders by a photo's code."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id", ondelete="CASCADE")),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("drafts", sa.JSON, nullable=False),
        sa.Column("topic", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("judged_at", TIME),
        sa.Column("judged", sa.JSON),
        sa.Column("similarity", sa.Float),
    )
    op.create_index("ix_suggestions_at", "suggestions", ["at"])
    op.create_index("ix_suggestions_case", "suggestions", ["case_id"])
    op.create_index("ix_order_lines_photo_code", "order_lines", ["photo_code"])
    op.create_index("ix_orders_gallery_code", "orders", ["gallery_code"])
    op.create_table(
        "case_notes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_notes_case", "case_notes", ["case_id"])
    op.create_table(
        "seen",
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("agent", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Integer, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("writes", sa.Boolean(create_constraint=False), nullable=False),
    )
    op.add_column("conversations", sa.Column("queue", sa.Text))
    op.execute("UPDATE conversations SET queue = CASE role WHEN 'photographer' THEN 'service' ELSE shop END")
    op.create_index("ix_conversations_queue", "conversations", ["queue", "updated_at"])
