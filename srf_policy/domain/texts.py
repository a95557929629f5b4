"""The text of a policy: words stored once, immutable revisions, append-only translations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Row, Stated

KINDS = (
    "part", "area", "section", "objective", "measure", "paragraph", "item", "definition",
    "annex", "table", "row", "cell", "figure", "footnote", "action",
)  # fmt: skip
KIND_CHECK = "kind IN (" + ",".join(f"'{k}'" for k in KINDS) + ")"

ACTION_FIELDS = (
    "words",
    "responsible",
    "partners",
    "start",
    "end",
    "indicator",
    "budget_eur",
    "source",
)
"""Fields of an action line; `words` is its activity, `measure` stands as its `about`."""

FIGURE_FIELDS = ("heading", "alt", "image")
"""Fields of a figure: caption, alternative text, and the SHA-256 of the picture's file."""

TRANSLATED_FIELDS = ("heading", "words", "alt", "indicator", "source")
"""Other fields stand under the source language only. `about` is one of them: the provision to
which an action line belongs, where it is no longer the one it was written for."""

TABLE_CELLS = 2000
"""Cells of one table; a larger one is an annex of its own."""


class Text(Base):
    """Words, stored once per engagement under their SHA-256; never shared across engagements."""

    __tablename__ = "text"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]


def _text(*columns: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(list(columns), ["text.engagement_id", "text.sha256"])


class Provision(Row, Base):
    """The permanent identity of a provision: its id on screens, its mark in Word files.

    `about` is the provision an action line belongs to.
    """

    __tablename__ = "provision"
    __table_args__ = (
        UniqueConstraint("engagement_id", "code"),
        UniqueConstraint("engagement_id", "mark"),
        CheckConstraint(KIND_CHECK, name="kind_known"),
    )

    code: Mapped[str]
    mark: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str | None]


class Revision(Row, Stated, Base):
    """A numbered, immutable state of the text. `sha256` seals all its source texts.

    `numbering` is that of the engagement when it was published.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("engagement_id", "number"),)

    number: Mapped[int]
    label: Mapped[dict[str, str]]
    note: Mapped[dict[str, str]]
    language: Mapped[str]
    sha256: Mapped[str]
    provisions: Mapped[int]
    published_by: Mapped[str]
    numbering: Mapped[dict[str, Any]] = mapped_column(default=dict)


class RevisionProvision(Row, Base):
    """Where a provision stands in a revision; `position` counts among its siblings from 1.

    `printed` is its number in ASCII digits, as `numbering.number` computed it at publishing.
    """

    __tablename__ = "revision_provision"
    __table_args__ = (
        UniqueConstraint("revision_id", "provision_id"),
        CheckConstraint(KIND_CHECK, name="kind_known"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"))
    position: Mapped[int]
    kind: Mapped[str]
    printed: Mapped[str]


class PrintedNumber(Base):
    """What one language prints for the number of a provision in a revision, within a sentence:
    `17`, `(أ)`, `Article 5`. Provisions without number have none, and revisions from before."""

    __tablename__ = "printed_number"

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), primary_key=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]


class RevisionText(Row, Base):
    """One field of one provision in the revision's source language."""

    __tablename__ = "revision_text"
    __table_args__ = (
        UniqueConstraint("revision_id", "provision_id", "field"),
        _text("engagement_id", "sha256"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"))
    field: Mapped[str]
    sha256: Mapped[str]


class LanguageText(Row, Stated, Base):
    """A translation of one field, beside a revision and after it; append-only.

    `follows` is the hash of the source text it translates: where the revision's text has another
    hash, the translation is out of date. The newest row of the newest revision up to the one
    shown counts.
    """

    __tablename__ = "language_text"
    __table_args__ = (
        _text("engagement_id", "sha256"),
        UniqueConstraint("revision_id", "provision_id", "field", "language", "seq"),
    )

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"))
    field: Mapped[str]
    language: Mapped[str]
    sha256: Mapped[str]
    follows: Mapped[str]


class WorkingProvision(Row, Base):
    """The draft that is being written: the newest revision plus the edits since.

    `version` is what edit forms carry. `parent_id` and `position` as in a revision.
    """

    __tablename__ = "working_provision"
    __table_args__ = (
        UniqueConstraint("engagement_id", "provision_id"),
        CheckConstraint(KIND_CHECK, name="kind_known"),
    )

    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("provision.id"))
    position: Mapped[int]
    kind: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class WorkingText(Row, Base):
    """One field of the working draft in one language; `follows` as in `LanguageText`."""

    __tablename__ = "working_text"
    __table_args__ = (
        UniqueConstraint("provision_id", "field", "language"),
        _text("engagement_id", "sha256"),
    )

    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    field: Mapped[str]
    language: Mapped[str]
    sha256: Mapped[str]
    follows: Mapped[str] = mapped_column(default="")


class Change(Row, Stated, Base):
    """Why a provision of the working draft was changed: its cause, kept with the revision it led to.

    `cause_kind`: comment, minutes, letter or note; `cause` names the record of that kind.
    `revision_number` is the revision that published it, empty until then.
    """

    __tablename__ = "change"
    __table_args__ = (
        CheckConstraint(
            "cause_kind IN ('none','comment','minutes','letter','note')", name="cause_known"
        ),
    )

    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), index=True)
    action: Mapped[str]
    cause_kind: Mapped[str] = mapped_column(default="none")
    cause: Mapped[str] = mapped_column(default="")
    editorial: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str]
    revision_number: Mapped[int | None]
