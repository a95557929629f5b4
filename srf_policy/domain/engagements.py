"""The engagement, the definition it is pinned to, and the institutions it concerns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Row, Stated

COUNTRIES = ("AF", "BD", "IR", "IQ", "KZ", "KG", "PK", "TJ", "TM", "UZ")
"""The ten countries of the Facility, as ISO 3166 codes."""

INSTRUMENTS = ("policy", "strategic_plan")

HOUSE = "ICMPD"
HOUSE_NAME = {
    "en": "International Centre for Migration Policy Development",
    "ar": "المركز الدولي لتطوير سياسات الهجرة",
    "fa-AF": "مرکز بین‌المللی انکشاف پالیسی مهاجرت",
    "ps": "د کډوالۍ د پالیسۍ پراختیا نړیوال مرکز",
    "ckb": "ناوەندی نێودەوڵەتی بۆ گەشەپێدانی سیاسەتی کۆچ",
    "ur": "بین الاقوامی مرکز برائے مائیگریشن پالیسی ڈویلپمنٹ",
}
"""The Facility as an institution of each engagement; its experts sit there."""


class WorkflowDefinition(Base):
    """The canonical bytes of a definition, stored when it is first used and never changed."""

    __tablename__ = "workflow_definition"
    __table_args__ = (UniqueConstraint("name", "version"),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    canonical: Mapped[bytes] = mapped_column(LargeBinary)
    stored_at: Mapped[datetime]


class Engagement(Base):
    """One country's piece of work with the Facility: the thing a workflow moves.

    `moves` counts moves and is the version that move forms carry. `history_head` and
    `event_count` are kept in the same transaction as the events they count. `suspension_paper`:
    short name of the paper on which the suspension rests. `numbering`: as `Numbering.kept` gives
    it, for revisions that are published from now on.
    """

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint("(ended_on IS NULL) OR (ended_on >= opened_on)", name="ended_after_opened"),
        CheckConstraint(
            "(suspended_on IS NULL) = (suspension_reason IS NULL)", name="suspension_has_reason"
        ),
        CheckConstraint("(sealed_at IS NULL) OR (ended_on IS NOT NULL)", name="sealed_when_ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str]
    instrument: Mapped[str]
    workflow_sha256: Mapped[str] = mapped_column(ForeignKey("workflow_definition.sha256"))
    title: Mapped[dict[str, str]]
    languages: Mapped[list[str]]
    official_languages: Mapped[list[str]]
    approving_body: Mapped[dict[str, str]]
    priorities: Mapped[list[str]]
    opened_on: Mapped[date]
    stage: Mapped[str]
    stage_entered_on: Mapped[date]
    stage_entered_seq: Mapped[int] = mapped_column(default=0)
    moves: Mapped[int] = mapped_column(default=0)
    suspended_on: Mapped[date | None]
    suspension_reason: Mapped[str | None]
    suspension_paper: Mapped[str | None]
    review_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None]
    sealed_at: Mapped[datetime | None]
    illustrative: Mapped[bool] = mapped_column(default=False)
    event_count: Mapped[int] = mapped_column(default=0)
    history_head: Mapped[str] = mapped_column(default="")
    comment_count: Mapped[int] = mapped_column(default=0)
    numbering: Mapped[dict[str, Any]] = mapped_column(default=dict)

    @property
    def source_language(self) -> str:
        """The language in which the draft is written; the others are translations."""
        return self.languages[0]

    def end_suspension(self) -> None:
        """From now on the engagement is not suspended; what was said of it is in the history."""
        self.suspended_on = self.review_on = None
        self.suspension_reason = self.suspension_paper = None


class Institution(Row, Base):
    """An institution as one engagement knows it. `role`: lead, required, invited, observer, facility."""

    __tablename__ = "institution"
    __table_args__ = (
        UniqueConstraint("engagement_id", "code"),
        CheckConstraint(
            "role IN ('lead','required','invited','observer','facility')", name="role_known"
        ),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after_started"),
    )

    code: Mapped[str]
    name: Mapped[dict[str, str]]
    role: Mapped[str]
    kind: Mapped[str] = mapped_column(default="government")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class Body(Row, Base):
    """A body the draft goes to, in sequence by `position`."""

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("engagement_id", "key"),)

    key: Mapped[str]
    position: Mapped[int]
    name: Mapped[dict[str, str]]


class ProposedMove(Row, Stated, Base):
    """A move that one person proposed and another must confirm. `state` names what became of it.

    `proposed_for`: whose role it was, where a delegate proposed it.
    """

    __tablename__ = "proposed_move"
    __table_args__ = (
        CheckConstraint("state IN ('open','confirmed','lapsed','taken_back')", name="state_known"),
    )

    move: Mapped[str]
    proposed_by: Mapped[str]
    proposed_for: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")


class GuardException(Row, Stated, Base):
    """A named unmet need of one move, waived by two people with a reason; shown for ever.

    `proposed_for`, `confirmed_for`: whose role it was, where a delegate acted.
    """

    __tablename__ = "guard_exception"
    __table_args__ = (
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="two_people"),
        CheckConstraint(
            "confirmed_by IS NULL OR (confirmed_by <> COALESCE(proposed_for, '')"
            " AND COALESCE(confirmed_for, '') <> COALESCE(proposed_for, proposed_by))",
            name="two_people_behind",
        ),
        CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_on IS NULL)", name="confirmed_has_date"
        ),
    )

    number: Mapped[int]
    move: Mapped[str]
    guard: Mapped[str]
    items: Mapped[list[str]]
    reason: Mapped[str]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    proposed_by: Mapped[str]
    proposed_for: Mapped[str | None]
    confirmed_by: Mapped[str | None]
    confirmed_for: Mapped[str | None]
    confirmed_on: Mapped[date | None]
