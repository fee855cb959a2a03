"""A hand-over becomes a case with a queue, somebody who has it, and an end; notices to be sent; who did what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("shop", sa.Text, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("agent", sa.Text),
        sa.Column("taken_at", TIME),
        sa.Column("ended_at", TIME),
        sa.Column("end_reason", sa.Text),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO cases (conversation_id, shop, queue, opened_at, reason, summary, state)"
        " SELECT conversation_id, shop, shop, at, reason, summary, state FROM handovers ORDER BY id"
    )
    op.drop_table("handovers")
    op.create_index("ix_cases_conversation", "cases", ["conversation_id", "state"])
    op.create_index("ix_cases_queue", "cases", ["queue", "state", "id"])
    op.add_column("messages", sa.Column("name", sa.Text))
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id", ondelete="CASCADE")),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("due_at", TIME),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("sent_at", TIME),
        sa.Column("error", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_due", "notices", ["due_at"])
    op.create_index("ix_notices_case", "notices", ["case_id"])
    op.create_index("ix_notices_message", "notices", ["message_id"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Text),
        sa.Column("details", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_conversation", "audit", ["conversation_id"])
    op.create_index("ix_audit_at", "audit", ["at"])
