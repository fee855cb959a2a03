"""What may be used once and has been."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "spent",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("until", sa.Float(53), nullable=False),
    )
    op.create_index("ix_spent_until", "spent", ["until"])
