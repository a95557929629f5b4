"""Disputes: a provision in brackets, who holds which wording, and how it was decided."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Row, Stated


class Dispute(Row, Stated, Base):
    """An open question on one provision. `decision` is the hash of the words that settled it."""

    __tablename__ = "dispute"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint("(decided_on IS NULL) = (decision IS NULL)", name="decided_has_words"),
        CheckConstraint("(referred_on IS NULL) = (referred_to IS NULL)", name="referred_has_body"),
    )

    number: Mapped[int]
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    question: Mapped[str]
    meetings: Mapped[list[str]]
    referred_to: Mapped[str | None]
    referred_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    decision: Mapped[str | None]
    chosen: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class Alternative(Row, Stated, Base):
    """One wording that stands in brackets, with the codes of the institutions that hold it."""

    __tablename__ = "alternative"
    __table_args__ = (UniqueConstraint("dispute_id", "number"),)

    dispute_id: Mapped[int] = mapped_column(ForeignKey("dispute.id"), index=True)
    number: Mapped[int]
    words: Mapped[str]
    language: Mapped[str]
    holders: Mapped[list[str]]
