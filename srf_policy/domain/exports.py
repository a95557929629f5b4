"""Which kinds of files can be asked for, and by whom."""

from __future__ import annotations

from typing import Any

from .viewer import FACILITY_ROLES, Viewer

KINDS = (
    "draft", "bilingual", "redline", "matrix", "form", "translation", "report", "transmittal",
    "record", "portfolio",
)  # fmt: skip
"""In the order in which they are offered."""

RESTRICTED = frozenset({"report", "transmittal", "record", "portfolio"})
"""For the Facility, its auditors and the lead institution, because they tell what others said."""

WHOLE = frozenset({"portfolio"})
"""About all engagements that the reader may see; they belong to none."""

MANY = 60
"""Files of one .zip."""

MORE = ("beside", "base", "round", "institution")
"""What some kinds are given beside a revision and a language."""


def may_have(viewer: Viewer, kind: str, engagement_id: int | None) -> bool:
    """Whether this person may be given files of this kind, of that engagement or of all."""
    if engagement_id is None or kind in WHOLE:
        return engagement_id is None and kind in WHOLE and may_have_whole(viewer)
    if viewer.sees_all_comments(engagement_id):
        return True
    return _has_comments(viewer, engagement_id) if kind == "matrix" else kind not in RESTRICTED


def _has_comments(viewer: Viewer, engagement_id: int) -> bool:
    """A matrix holds what its reader may see: for an institution that is asked, its own comments."""
    seat = viewer.seat_in(engagement_id)
    return seat is not None and seat.institution_role not in ("facility", "observer")


def may_have_whole(viewer: Viewer) -> bool:
    """Whether there is an engagement of which this person sees all that a file about many tells."""
    wide = bool(viewer.facility_roles & FACILITY_ROLES)
    return wide or any(viewer.sees_all_comments(number) for number in viewer.seats)


def files_of(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """The files that a job makes, from its arguments: several for a .zip."""
    many = arguments.get("files")
    return list(many) if many is not None else [arguments]
