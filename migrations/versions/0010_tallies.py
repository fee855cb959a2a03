"""What is counted of conversations, and stays when they are erased."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("shop", "queue", "what")),
        *(sa.Column(name, sa.Text) for name in ("topic", "became", "why")),
        sa.Column("helpful", sa.Boolean(create_constraint=False)),
        sa.Column("afterwards", sa.Text),
        sa.Column("minutes", sa.Integer),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id", ondelete="SET NULL")),
        sa.Column("suggestion_id", sa.Text, sa.ForeignKey("suggestions.id", ondelete="SET NULL")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tallies_day", "tallies", ["day", "queue"])
    op.create_index("ix_tallies_message", "tallies", ["message_id"])
    op.create_index("ix_tallies_suggestion", "tallies", ["suggestion_id"])
