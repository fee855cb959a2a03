"""Accounts of those who answer, and who is signed in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("shown_as", sa.Text),
        sa.Column("queues", sa.JSON, nullable=False),
        sa.Column("is_lead", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("known_by", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME),
    )
    op.create_index("uq_accounts_known_by", "accounts", ["known_by"], unique=True)
    op.create_index("uq_accounts_subject", "accounts", ["subject"], unique=True)
    op.create_table(
        "desk_sessions",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("began_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=False),
    )
    op.create_index("ix_desk_sessions_account", "desk_sessions", ["account"])
    op.create_index("ix_desk_sessions_began_at", "desk_sessions", ["began_at"])
