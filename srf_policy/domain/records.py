"""Facts on record: papers, meetings, agreements, presentations, adoption, seals, ballots."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Row, Stated
from .consultation import one_of

PAPER_KINDS = ("request", "memorandum", "letter", "reply", "clearance", "position")
MEETING_KINDS = (
    "consultation_workshop", "drafting_workshop", "working_group",
    "validation_workshop", "presentation", "bilateral",
)  # fmt: skip
POSITIONS = ("endorse", "no_objection", "reservation", "abstain", "not_competent")
OUTCOMES = ("noted", "endorsed", "endorsed_with_changes", "returned")
COMPARISONS = ("identical", "differs", "not_seen")


class Correctable:
    """A record that a later one can correct, with a reason; the old one stays visible."""

    correction_reason: Mapped[str] = mapped_column(default="")


class Paper(Row, Stated, Correctable, Base):
    """A letter, request, memorandum, reply, clearance or position on file; dated `occurred_on`."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("engagement_id", "ref"),
        CheckConstraint(one_of("kind", PAPER_KINDS), name="kind_known"),
    )

    ref: Mapped[str]
    kind: Mapped[str]
    sender: Mapped[str]
    addressee: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    title: Mapped[dict[str, str]]
    restricted: Mapped[bool] = mapped_column(default=False)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))


class Meeting(Row, Stated, Correctable, Base):
    """Held from `occurred_on` until `until`. Attendance is not stated where it is empty."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint(one_of("kind", MEETING_KINDS), name="kind_known"),
        CheckConstraint("until >= occurred_on", name="ends_after_start"),
        CheckConstraint("women IS NULL OR women <= attendance", name="women_attend"),
    )

    number: Mapped[int]
    kind: Mapped[str]
    until: Mapped[date]
    place: Mapped[str]
    title: Mapped[dict[str, str]]
    institutions: Mapped[list[str]]
    attendance: Mapped[int | None]
    women: Mapped[int | None]
    list_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))


class Minutes(Row, Stated, Base):
    """The minutes of one meeting; `approved_on` is empty until they are approved."""

    __tablename__ = "minutes"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    words: Mapped[dict[str, str]]
    approved_on: Mapped[date | None]
    approved_by: Mapped[str | None]
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    version: Mapped[int] = mapped_column(default=1)


class Agreement(Row, Stated, Correctable, Base):
    """The lead institution agrees that one revision makes one move."""

    __tablename__ = "agreement"

    move: Mapped[str]
    revision_number: Mapped[int]
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    recorded_by: Mapped[str]


class Ballot(Row, Stated, Base):
    """The validation of one revision. Void ballots stay on record."""

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint("closes_on > occurred_on", name="closes_after_opening"),
    )

    number: Mapped[int]
    revision_number: Mapped[int]
    closes_on: Mapped[date]
    voided_on: Mapped[date | None]


class Position(Row, Stated, Base):
    """What one institution says of one ballot; a later one follows, it replaces nothing.

    `by_letter`: it came on paper, and the Facility recorded it.
    """

    __tablename__ = "ballot_position"
    __table_args__ = (
        CheckConstraint(one_of("position", POSITIONS), name="position_known"),
        CheckConstraint(
            "position <> 'reservation' OR words IS NOT NULL", name="reservation_has_text"
        ),
        CheckConstraint("NOT by_letter OR paper_id IS NOT NULL", name="letter_is_named"),
    )

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    position: Mapped[str]
    words: Mapped[str | None]
    language: Mapped[str]
    lifts_id: Mapped[int | None] = mapped_column(ForeignKey("ballot_position.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    by_letter: Mapped[bool] = mapped_column(default=False)
    taken_by: Mapped[str]


class Presentation(Row, Stated, Correctable, Base):
    """The draft put before one body. Presented is not adopted."""

    __tablename__ = "presentation"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint("outcome IS NULL OR " + one_of("outcome", OUTCOMES), name="outcome_known"),
    )

    number: Mapped[int]
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    revision_number: Mapped[int]
    chair: Mapped[dict[str, str]]
    place: Mapped[str]
    outcome: Mapped[str | None]
    outcome_on: Mapped[date | None]
    disputes: Mapped[list[int]] = mapped_column(JSON, default=list)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    outcome_paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("presentation.id"))
    version: Mapped[int] = mapped_column(default=1)


class Condition(Row, Base):
    """What a body asked for when it endorsed with changes."""

    __tablename__ = "presentation_condition"

    presentation_id: Mapped[int] = mapped_column(ForeignKey("presentation.id"), index=True)
    number: Mapped[int]
    words: Mapped[str]
    met_on: Mapped[date | None]
    how_met: Mapped[str] = mapped_column(default="")


class Adoption(Row, Stated, Correctable, Base):
    """The formal act of an authority, dated `occurred_on`; corrected only by a further record."""

    __tablename__ = "adoption"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint(one_of("compared", COMPARISONS), name="comparison_known"),
        CheckConstraint(
            "(compared = 'not_seen') = (revision_number IS NULL)", name="compared_with_revision"
        ),
    )

    number: Mapped[int]
    authority: Mapped[dict[str, str]]
    decision: Mapped[str]
    gazette: Mapped[str] = mapped_column(default="")
    gazetted_on: Mapped[date | None]
    compared: Mapped[str]
    revision_number: Mapped[int | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("adoption.id"))
    recorded_by: Mapped[str]


class Seal(Row, Base):
    """The proof of an ended engagement: the sealed bytes, their SHA-256, and who signed them.

    Seals from before there was a signing key have no signature.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("engagement_id", "number"),)

    number: Mapped[int]
    revision_number: Mapped[int]
    event_count: Mapped[int]
    history_head: Mapped[str]
    sealed_at: Mapped[datetime]
    canonical: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    signing_key: Mapped[str | None]
    signature: Mapped[str | None]
