"""How far the making of a file is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Jobs of before are over or have not begun."""
    for name in ("steps_done", "steps"):
        op.add_column(
            "job", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
    op.create_index(op.f("ix_job_asked"), "job", ["requested_by", "kind"], unique=False)
