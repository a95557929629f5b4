"""Numbering schemes, and the printed number of each provision by revision and language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Revisions from before keep no printed numbers: the first scheme gives what they printed."""
    for table in ("engagement", "revision"):
        op.add_column(
            table, sa.Column("numbering", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )
    op.create_table(
        "printed_number",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_printed_number_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_printed_number_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_printed_number_provision_id")
        ),
        sa.PrimaryKeyConstraint(
            "revision_id", "provision_id", "language", name=op.f("pk_printed_number")
        ),
    )
    op.create_index(op.f("ix_printed_number_engagement_id"), "printed_number", ["engagement_id"])
