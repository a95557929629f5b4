"""Jobs that were cancelled, whom a mail tells, and what mail servers refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """More columns of `job`, and the state of a job that was cancelled."""
    with op.batch_alter_table("job") as table:
        table.add_column(sa.Column("person", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        table.drop_constraint(op.f("ck_job_state_known"), type_="check")
        table.create_check_constraint(
            op.f("ck_job_state_known"), "state IN ('waiting','done','failed','cancelled')"
        )
    with op.batch_alter_table("job") as table:
        # What is lacking in a new row is an error of ours, as everywhere else.
        table.alter_column("person", server_default=None, existing_type=sa.String())
    op.create_index("ix_job_person", "job", ["engagement_id", "person"], unique=False)
