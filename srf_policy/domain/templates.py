"""Kinds of Word files, and the templates that take the place of the shipped ones."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base
from .consultation import one_of
from .exports import KINDS

EVERYWHERE = ""
"""The scope of a template for the whole Facility."""


class WordTemplate(Base):
    """One version of an uploaded template; its bytes lie in the data folder under their hash.

    `scope` is a country ("AF"), the code of an engagement, or `EVERYWHERE`. The newest version of a
    scope, kind and language that was not withdrawn is used. One in English serves every language
    that has none of its own: the other directions and fonts are derived from it.
    """

    __tablename__ = "word_template"
    __table_args__ = (
        UniqueConstraint("scope", "kind", "language", "version"),
        CheckConstraint(one_of("kind", KINDS), name="kind_known"),
        CheckConstraint("version >= 1", name="version_counted"),
        CheckConstraint("size >= 0", name="size_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str]
    kind: Mapped[str]
    language: Mapped[str]
    version: Mapped[int]
    sha256: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    entered_on: Mapped[date]
    withdrawn_on: Mapped[date | None]

    @property
    def label(self) -> str:
        """How a file says which template it was made from."""
        where = self.scope or "facility"
        return f"{where}/{self.kind}/{self.language}/{self.version} {self.sha256[:12]}"
