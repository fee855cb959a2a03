"""A client's own id on each message, so that a resend is known; whether an answer was helpful."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("messages", sa.Column("client_id", sa.Text))
    op.create_index("uq_messages_client", "messages", ["conversation_id", "client_id"], unique=True)
    op.create_table(
        "feedback",
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("helpful", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("at", TIME, nullable=False),
    )
