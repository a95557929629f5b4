"""Deadlines, extensions of a round, planned presentations, holidays, and calendar links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_KINDS = (
    "kind IN ('round_closes','ballot_closes','stage_target','presentation','suspension_review',"
    "'activity')"
)


def upgrade() -> None:
    """New tables, and the own day of an invited institution."""
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column("closes_on", sa.Date(), nullable=True))
    _deadline()
    _round_extension()
    _planned_presentation()
    _holiday_list()
    _calendar_link()


def _of_engagement(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f(f"fk_{table}_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _stated() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
    )


def _indexed(table: str) -> None:
    op.create_index(op.f(f"ix_{table}_engagement_id"), table, ["engagement_id"], unique=False)


def _deadline() -> None:
    op.create_table(
        "deadline",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("acted", sa.JSON(), nullable=False),
        sa.Column("reminded_at", _MOMENT, nullable=True),
        sa.Column("escalated_at", _MOMENT, nullable=True),
        sa.Column("proposed_at", _MOMENT, nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("set_at", _MOMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *_of_engagement("deadline"),
        sa.UniqueConstraint(
            "engagement_id", "kind", "subject", "day",
            name=op.f("uq_deadline_engagement_id_kind_subject_day"),
        ),
        sa.CheckConstraint(_KINDS, name=op.f("ck_deadline_kind_known")),
        sa.CheckConstraint(
            "state IN ('open','done','void')", name=op.f("ck_deadline_state_known")
        ),
    )  # fmt: skip
    _indexed("deadline")
    op.create_index(op.f("ix_deadline_open"), "deadline", ["state", "due_at"], unique=False)


def _round_extension() -> None:
    op.create_table(
        "round_extension",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("was", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("extended_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *_stated(),
        *_of_engagement("round_extension"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["consultation_round.id"], name=op.f("fk_round_extension_round_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_round_extension_institution_id")
        ),
        sa.CheckConstraint("closes_on > was", name=op.f("ck_round_extension_is_later")),
    )
    _indexed("round_extension")
    op.create_index(
        op.f("ix_round_extension_round_id"), "round_extension", ["round_id"], unique=False
    )


def _planned_presentation() -> None:
    op.create_table(
        "planned_presentation",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        *_stated(),
        *_of_engagement("planned_presentation"),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_planned_presentation_body_id")
        ),
        sa.UniqueConstraint(
            "engagement_id", "body_id", name=op.f("uq_planned_presentation_engagement_id_body_id")
        ),
    )
    _indexed("planned_presentation")


def _holiday_list() -> None:
    op.create_table(
        "holiday_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday_list")),
        sa.UniqueConstraint("country", "year", name=op.f("uq_holiday_list_country_year")),
    )


def _calendar_link() -> None:
    op.create_table(
        "calendar_link",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_link")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_link_person_id")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_link_token_hash")),
    )
