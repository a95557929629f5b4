"""Signed heads of the histories, and sealed packages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Public keys of the installation; who signed a seal (nobody, for those from before)."""
    op.create_table(
        "signing_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("former", sa.JSON(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    with op.batch_alter_table("seal") as batch:
        batch.add_column(sa.Column("signing_key", sa.String(), nullable=True))
        batch.add_column(sa.Column("signature", sa.String(), nullable=True))
    # What was moved, and when it stood still, is asked of many engagements at once.
    op.create_index("ix_history_event_verb", "history_event", ["engagement_id", "verb"])
    op.drop_index(op.f("ix_history_event_engagement_id"), "history_event")
