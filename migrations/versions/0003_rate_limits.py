"""How often somebody did something."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("free_at", sa.Float(53), nullable=False),
    )
    op.create_index("ix_rate_limits_free_at", "rate_limits", ["free_at"])
