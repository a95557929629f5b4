"""Days by which something is due, rounds that were given more time, planned presentations,
holidays, weekends, and the links under which people read their due days in a calendar program."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from srf_policy.languages.messages import Message, msg

from .base import Base, Row, Stated
from .consultation import one_of

DEADLINE_KINDS = (
    "round_closes", "ballot_closes", "stage_target", "presentation", "suspension_review",
    "activity",
)  # fmt: skip
DEADLINE_STATES = ("open", "done", "void")


def thing(kind: str, subject: str) -> Message:
    """What is due, in words that tell no names: "Consultation round 2 closes"."""
    parts = subject.split(":")
    number = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0
    return msg(f"deadline.{kind}", number=number)


class Deadline(Row, Base):
    """One day by which something is due. A thing whose day moves gets another row.

    `subject` is the thing (`round:2`, `round:2:MoFA` where an institution has its own day); `day`
    is the country's day, at whose end in `zone` it is due: `due_at`. `acted` names the rules of the
    workflow that were carried out; none is carried out twice. `seq` is the place in the history of
    what set the day, `set_at` its moment.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        UniqueConstraint("engagement_id", "kind", "subject", "day"),
        CheckConstraint(one_of("kind", DEADLINE_KINDS), name="kind_known"),
        CheckConstraint(one_of("state", DEADLINE_STATES), name="state_known"),
        Index("ix_deadline_open", "state", "due_at"),
    )

    kind: Mapped[str]
    subject: Mapped[str]
    day: Mapped[date]
    due_at: Mapped[datetime]
    zone: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    acted: Mapped[list[str]] = mapped_column(default=list)
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    proposed_at: Mapped[datetime | None]
    seq: Mapped[int]
    set_at: Mapped[datetime]


class RoundExtension(Row, Stated, Base):
    """More time for a round: for everybody, or for one institution; never changed afterwards."""

    __tablename__ = "round_extension"
    __table_args__ = (CheckConstraint("closes_on > was", name="is_later"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("consultation_round.id"), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    was: Mapped[date]
    closes_on: Mapped[date]
    reason: Mapped[str]
    extended_by: Mapped[str]


class PlannedPresentation(Row, Stated, Base):
    """The day on which the draft is to be put before a body; empty where the plan was given up."""

    __tablename__ = "planned_presentation"
    __table_args__ = (UniqueConstraint("engagement_id", "body_id"),)

    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    planned_on: Mapped[date | None]


class HolidayList(Base):
    """The public holidays of one country in one year, as an administrator entered them.

    Only where there is a list does anybody speak of working days; an empty list says that the
    year has none. `days` holds `{"day": "2019-11-10", "name": "…"}`.
    """

    __tablename__ = "holiday_list"
    __table_args__ = (UniqueConstraint("country", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    year: Mapped[int]
    days: Mapped[list[dict[str, str]]]
    entered_on: Mapped[date]


class StatedWeekend(Base):
    """The days of rest of one country as an administrator stated them, from a day on.

    Without `since` they hold for all days before the first that has one; where none holds, those
    that are built in do. `rest` names them (`friday`), in the order of the week.
    """

    __tablename__ = "stated_weekend"
    __table_args__ = (UniqueConstraint("country", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    since: Mapped[date | None]
    rest: Mapped[list[str]]
    reason: Mapped[str]
    entered_on: Mapped[date]


class CalendarLink(Base):
    """The secret address of one person's calendar feed; only the token's hash is kept."""

    __tablename__ = "calendar_link"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
