"""Which situations questions were answered in, and by which rule."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "situations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.Text, sa.ForeignKey("conversations.id", ondelete="SET NULL")),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("shop", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("situation", sa.JSON, nullable=False),
        sa.Column("rule", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_situations_conversation", "situations", ["conversation_id"])
