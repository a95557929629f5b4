"""Records are corrected by new ones with a reason; the old ones stay, and nothing is corrected twice."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import select

from srf_policy.domain.errors import refused
from srf_policy.domain.wording import text_hash

from .words import words
from .work import Work

Record = TypeVar("Record")


def reason_of(work: Work, earlier: Any | None, reason: str, name: Any = None) -> str:
    """The reason for correcting `earlier`, "" where nothing is corrected.

    Refused for a record that has been corrected already; `name(row)` is what the newest is called.
    """
    if earlier is None:
        return ""
    newest = newest_of(work, earlier)
    if newest is not earlier:
        called = name(newest) if name else newest.number
        raise refused("refused.corrected_already", record=called)
    return words(reason, "correction_reason", required=True, limit=4000)


def newest_of(work: Work, row: Record) -> Record:
    """The record that stands in the place of this one: itself, or its last correction."""
    model: Any = type(row)
    while True:
        here: Any = row
        later = work.session.scalar(select(model).where(model.corrects_id == here.id))
        if later is None:
            return row
        row = later


def hashed(reason: str) -> str | None:
    """A reason as events hold it."""
    return text_hash(reason) if reason else None
