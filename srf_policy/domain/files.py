"""Files as they came: the record of one; the bytes lie in the data folder under their hash."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Row, Stated


class StoredFile(Row, Stated, Base):
    """A letter's scan, a signed list, a gazetted copy. Served only as a download.

    `name` is the name it came with; `media_type` what it was said to be, never trusted.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        UniqueConstraint("engagement_id", "sha256"),
        CheckConstraint("size >= 0", name="size_counted"),
    )

    sha256: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    restricted: Mapped[bool] = mapped_column(default=False)
