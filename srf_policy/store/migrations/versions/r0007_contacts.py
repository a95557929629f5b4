"""Contact notes can be corrected as every other record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact_note") as table:
        table.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("correction_reason", sa.String(), nullable=False, server_default="")
        )
        table.create_foreign_key(
            op.f("fk_contact_note_corrects_id"), "contact_note", ["corrects_id"], ["id"]
        )
