"""Delegations: a role handed to another for a period; four-eyes moves know who stood behind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint("until >= starts_on", name=op.f("ck_delegation_ends_after_start")),
        sa.CheckConstraint("giver_id <> deputy_id", name=op.f("ck_delegation_to_another")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_delegation_deputy_id")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_delegation_engagement_id")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_delegation_giver_id")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_delegation_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_delegation_engagement_id_number")
        ),
    )
    op.create_index(op.f("ix_delegation_deputy_id"), "delegation", ["deputy_id"], unique=False)
    op.create_index(
        op.f("ix_delegation_engagement_id"), "delegation", ["engagement_id"], unique=False
    )
    op.add_column("proposed_move", sa.Column("proposed_for", sa.String(), nullable=True))
    with op.batch_alter_table("guard_exception") as table:
        table.add_column(sa.Column("proposed_for", sa.String(), nullable=True))
        table.add_column(sa.Column("confirmed_for", sa.String(), nullable=True))
        table.create_check_constraint(
            op.f("ck_guard_exception_two_people_behind"),
            "confirmed_by IS NULL OR (confirmed_by <> COALESCE(proposed_for, '')"
            " AND COALESCE(confirmed_for, '') <> COALESCE(proposed_for, proposed_by))",
        )
