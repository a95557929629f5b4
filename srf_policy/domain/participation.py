"""Who took part: attendance by institution and sex; whom the Facility asked after presentation."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Row, Stated
from .consultation import one_of

STAKEHOLDERS = (
    "government", "province", "parliament", "civil_society", "employers", "diaspora",
    "returnees", "international",
)  # fmt: skip
"""Kinds of stakeholder that donors and auditors ask about."""


class Attendance(Row, Base):
    """How many came to one meeting from one institution, or of one kind where none is named."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint(one_of("kind", STAKEHOLDERS), name="kind_known"),
        CheckConstraint("women >= 0 AND men >= 0 AND not_stated >= 0", name="counts"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    kind: Mapped[str]
    women: Mapped[int] = mapped_column(default=0)
    men: Mapped[int] = mapped_column(default=0)
    not_stated: Mapped[int] = mapped_column(default=0)


class ContactNote(Row, Stated, Base):
    """Presented, not adopted: whom the Facility asked, on `occurred_on`, and what was answered."""

    __tablename__ = "contact_note"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint("(answered_on IS NULL) = (answer = '')", name="answered_has_words"),
    )

    number: Mapped[int]
    asked: Mapped[str]
    question: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    noted_by: Mapped[str]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("contact_note.id"))
    correction_reason: Mapped[str] = mapped_column(default="", server_default="")


class InstitutionName(Row, Base):
    """What an institution was called until a day; its row holds the name of today."""

    __tablename__ = "institution_name"

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    name: Mapped[dict[str, str]]
    until: Mapped[date]
