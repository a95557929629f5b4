"""Exceptions, outcomes, suspensions and the adoption rest on papers; positions come by letter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns alone: what was recorded before rests on no paper."""
    op.add_column("engagement", sa.Column("suspension_paper", sa.String(), nullable=True))
    _paper("guard_exception", "paper_id")
    _paper("presentation", "outcome_paper_id")
    _paper("adoption", "paper_id")
    with op.batch_alter_table("ballot_position") as table:
        table.add_column(
            sa.Column("by_letter", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.create_check_constraint(
            op.f("ck_ballot_position_letter_is_named"), "NOT by_letter OR paper_id IS NOT NULL"
        )


def _paper(table: str, column: str) -> None:
    with op.batch_alter_table(table) as changed:
        changed.add_column(sa.Column(column, sa.Integer(), nullable=True))
        changed.create_foreign_key(op.f(f"fk_{table}_{column}"), "paper", [column], ["id"])
