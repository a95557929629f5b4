"""Consultation: rounds, invitations, submissions, comments and the answers they get."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Row, Stated

DISPOSITIONS = (
    "accepted", "accepted_in_part", "noted", "not_accepted",
    "deferred", "out_of_scope", "duplicate", "withdrawn",
)  # fmt: skip
OWES_REASON = frozenset({"not_accepted", "accepted_in_part", "deferred", "out_of_scope"})
"""Dispositions that owe the institution a reason in words."""

ANSWERS = ("agree", "proposal", "remark", "not_competent")
LAYERS = ("department", "institution", "engagement")
VIAS = ("form", "word", "letter", "meeting")
COMMENT_KINDS = ("general", "substantive", "legal", "editorial")
SEVERITIES = ("critical", "major", "minor")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The SQL of "this column holds one of these words"."""
    return f"{column} IN ({','.join(repr(v) for v in values)})"


class Round(Row, Stated, Base):
    """A window in which invited institutions comment on one revision."""

    __tablename__ = "consultation_round"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint("closes_on > occurred_on", name="closes_after_opening"),
    )

    number: Mapped[int]
    revision_number: Mapped[int]
    closes_on: Mapped[date]
    closed_on: Mapped[date | None]
    questions: Mapped[list[dict[str, str]]]


class Invitation(Row, Base):
    """`no_reply_on`: the day on which the Facility recorded that no answer came.

    `closes_on`: the institution's own day, where it was given more time than the round has.
    """

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("round_id", "institution_id"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("consultation_round.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    no_reply_on: Mapped[date | None]
    closes_on: Mapped[date | None]


class Submission(Row, Base):
    """One institution's envelope in one round. Its comments are the institution's once it is sent."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("round_id", "institution_id"),
        CheckConstraint("(sent_on IS NULL) = (sent_seq IS NULL)", name="sent_has_event"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("consultation_round.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    sent_on: Mapped[date | None]
    sent_seq: Mapped[int | None]
    late: Mapped[bool] = mapped_column(default=False)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))


class Comment(Row, Stated, Base):
    """One remark on one provision (or on the whole text). Texts are hashes into `text`.

    `layer` says who may see it; `author` is an opaque person number; `version` is what the form
    that changes it carries; `response_id` is the answer that counts now.
    """

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("engagement_id", "number"),
        CheckConstraint(one_of("layer", LAYERS), name="layer_known"),
        CheckConstraint(one_of("answer", ANSWERS), name="answer_known"),
        CheckConstraint(one_of("via", VIAS), name="via_known"),
        CheckConstraint(one_of("kind", COMMENT_KINDS), name="kind_known"),
        CheckConstraint(one_of("severity", SEVERITIES), name="severity_known"),
        CheckConstraint(
            "answer IN ('agree','not_competent') OR words IS NOT NULL OR proposed IS NOT NULL",
            name="says_something",
        ),
        Index("ix_comment_open", "engagement_id", "layer", "response_id"),
    )

    number: Mapped[int]
    reference: Mapped[str | None]
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    provision_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"))
    layer: Mapped[str]
    author: Mapped[str]
    department: Mapped[str] = mapped_column(default="")
    answer: Mapped[str]
    via: Mapped[str] = mapped_column(default="form")
    kind: Mapped[str] = mapped_column(default="substantive")
    severity: Mapped[str] = mapped_column(default="minor")
    language: Mapped[str]
    words: Mapped[str | None]
    proposed: Mapped[str | None]
    justification: Mapped[str | None]
    late: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    response_id: Mapped[int | None]

    @property
    def wants_answer(self) -> bool:
        """Agreement and "not within our mandate" ask for no written answer."""
        return self.answer in ("proposal", "remark")


def reply_version(ready: Iterable[Comment]) -> str:
    """The version of a reply that is not sent: another as soon as anything of it changes."""
    versions = [comment.version for comment in ready]
    return f"{len(versions)}.{sum(versions)}"


class Response(Row, Stated, Base):
    """The words given back for one comment; append-only, the newest one counts."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint(one_of("disposition", DISPOSITIONS), name="disposition_known"),
        CheckConstraint(
            "(disposition = 'duplicate') = (duplicate_of IS NOT NULL)", name="duplicate_names_one"
        ),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    disposition: Mapped[str]
    words: Mapped[str | None]
    language: Mapped[str]
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    resulting_revision: Mapped[int | None]
    answered_by: Mapped[str]
