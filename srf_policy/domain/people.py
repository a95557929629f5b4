"""People as the system knows them: an opaque number, roles, and one sealed row with the name."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Row, Stated

FACILITY_ROLES = ("administrator", "staff", "translator", "auditor")


def _held_once(table: str, *columns: str) -> Index:
    """A role is held once at a time; who has left may come back."""
    held = text("ended_on IS NULL")
    name = f"uq_{table}_held"
    return Index(name, *columns, unique=True, sqlite_where=held, postgresql_where=held)


class Person(Base):
    """`number` is what events, files and logs carry instead of a name."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[datetime]


class Identity(Base):
    """Name and address of a person, encrypted under that person's own key.

    `lookup` is a keyed hash of the address, so that signing in needs no plain address on disk.
    """

    __tablename__ = "identity"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    lookup: Mapped[str] = mapped_column(unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Credential(Base):
    __tablename__ = "credential"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str]
    changed_at: Mapped[datetime]


class FacilityMember(Base):
    """A role in the whole Facility. Auditors read only the engagements they are members of."""

    __tablename__ = "facility_member"
    __table_args__ = (
        CheckConstraint(
            "role IN ('administrator','staff','translator','auditor')", name="role_known"
        ),
        _held_once("facility_member", "person_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class Member(Base):
    """A role of one person in one engagement, for one institution (and one of its departments)."""

    __tablename__ = "member"
    __table_args__ = (
        _held_once("member", "engagement_id", "person_id", "role"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after_started"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    role: Mapped[str]
    department: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")
    successor: Mapped[str | None]


class Delegation(Row, Stated, Base):
    """A role that one member hands to another from `starts_on` to `until`, both days included.

    It gives nothing from the day of `revoked_on` on, and nothing once one of the two has left.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint("until >= starts_on", name="ends_after_start"),
        CheckConstraint("giver_id <> deputy_id", name="to_another"),
    )

    number: Mapped[int]
    giver_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    role: Mapped[str]
    starts_on: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str]
    revoked_on: Mapped[date | None]


class WebSession(Base):
    """A signed-in browser. Only the hash of its token is kept; times are real, not shifted."""

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SignInTry(Base):
    """A failed sign-in, counted per address and per place; hashes only."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(index=True)
    tried_at: Mapped[datetime]
