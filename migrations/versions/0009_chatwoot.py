"""What came from Chatwoot and is to be seen to; which conversation there is which here."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "chatwoot_links",
        sa.Column("inbox", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("opened_at", TIME),
    )
    op.create_index("ix_chatwoot_links_conversation", "chatwoot_links", ["conversation_id"])
    op.create_table(
        "chatwoot_jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="CASCADE")),
        sa.Column("inbox", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("due_at", TIME),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("event", sa.JSON),
        sa.Column("calls", sa.JSON),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_chatwoot_jobs_key", "chatwoot_jobs", ["inbox", "key"], unique=True)
    op.create_index("ix_chatwoot_jobs_due", "chatwoot_jobs", ["due_at"])
    op.create_index("ix_chatwoot_jobs_number", "chatwoot_jobs", ["inbox", "number", "due_at"])
    op.create_index("ix_chatwoot_jobs_conversation", "chatwoot_jobs", ["conversation_id"])
