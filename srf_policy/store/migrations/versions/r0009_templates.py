"""Word templates of the Facility, a country or an engagement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KINDS = (
    "kind IN ('draft','bilingual','redline','matrix','form','translation','report','transmittal',"
    "'record','portfolio')"
)


def upgrade() -> None:
    op.create_table(
        "word_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint(_KINDS, name=op.f("ck_word_template_kind_known")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_word_template_version_counted")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_word_template_size_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_template")),
        sa.UniqueConstraint(
            "scope",
            "kind",
            "language",
            "version",
            name=op.f("uq_word_template_scope_kind_language_version"),
        ),
    )
