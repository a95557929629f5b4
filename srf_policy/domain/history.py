"""What happened: one row an event, chained; and the rows that make a request safe to repeat."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base
from .consultation import one_of

ORIGINS = ("web", "cli", "word", "seed", "system")
FACILITY_CHAIN = "FACILITY"
JOB_STATES = ("waiting", "done", "failed", "cancelled")


class HistoryEvent(Base):
    """One thing that happened. Never updated, never deleted (triggers refuse it).

    `canonical` holds every other column but the two hashes; `hash` is SHA-256 of the previous
    hash and these bytes. `subject` is the thing it happened to (`comment:14`). People are opaque
    numbers, free text is a hash; plain values stand in `payload`.
    """

    __tablename__ = "history_event"
    __table_args__ = (
        CheckConstraint(one_of("origin", ORIGINS), name="origin_known"),
        Index("ix_history_event_subject", "chain", "subject", "seq"),
        Index("ix_history_event_verb", "engagement_id", "verb"),
    )

    chain: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    verb: Mapped[str]
    subject: Mapped[str]
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    institution: Mapped[str]
    origin: Mapped[str]
    payload: Mapped[dict[str, Any]]
    canonical: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[str]
    hash: Mapped[str]


class FacilityChain(Base):
    """Head and length of the Facility's own chain: one row, locked by who writes to it."""

    __tablename__ = "facility_chain"

    chain: Mapped[str] = mapped_column(primary_key=True)
    event_count: Mapped[int] = mapped_column(default=0)
    history_head: Mapped[str] = mapped_column(default="")
    clock_offset: Mapped[int] = mapped_column(default=0)


class SigningKey(Base):
    """A public key of the installation, and those before it, for which it vouches by its signature.

    `since` is real time; `seq` the place in the Facility's chain of the event that registered it.
    """

    __tablename__ = "signing_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    since: Mapped[datetime]
    former: Mapped[list[str]]
    signature: Mapped[str]
    seq: Mapped[int]


class IdempotencyKey(Base):
    """What a form's key was used for: same key and same arguments give the first answer again."""

    __tablename__ = "idempotency_key"

    key: Mapped[str] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(primary_key=True)
    verb: Mapped[str]
    arguments: Mapped[str]
    answer: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]


class Job(Base):
    """Work for later, written with the verb that asks for it. Times are real, not shifted.

    `fence` rises with each lease: a worker that lost its lease cannot write a result any more.
    `begun_at`: since then it is too late to cancel. `person` is whom a mail tells; `refused_at`
    when the mail server last refused it (how, stands in `result`). `steps_done` of `steps` is how
    far it is, where it has several (a .zip of many files).
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(one_of("state", JOB_STATES), name="state_known"),
        Index("ix_job_due", "state", "run_after"),
        Index("ix_job_person", "engagement_id", "person"),
        Index("ix_job_asked", "requested_by", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    requested_by: Mapped[str] = mapped_column(default="")
    person: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str] = mapped_column(default="")
    steps_done: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
