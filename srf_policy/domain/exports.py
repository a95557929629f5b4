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

ALIKE = frozenset({"draft", "translation"})
"""The same file for everybody who may read its revision: nothing in it depends on who asks."""

INTO = frozenset({"translation"})
"""Kinds that lead from the source into another language: one file for each of those."""

WATERMARK = 40
"""Letters across a page: more cannot be read."""

MANY = 60
"""Files of one .zip."""

MORE = ("revision", "beside", "base", "round", "institution")
"""What some kinds are given beside a language."""


def may_have(viewer: Viewer, kind: str, engagement_id: int | None) -> bool:
    """Whether this person may be given files of this kind, of that engagement or of all."""
    if engagement_id is None or kind in WHOLE:
        return engagement_id is None and kind in WHOLE and may_have_whole(viewer)
    if viewer.sees_all_comments(engagement_id):
        return True
    return _has_comments(viewer, engagement_id) if kind == "matrix" else kind not in RESTRICTED


def may_share(viewer: Viewer, kind: str, engagement_id: int) -> bool:
    """Whether this person may have a file that was made with the Facility's eyes.

    Of kinds that tell some more than others, only who sees all that was sent.
    """
    alike = kind in ALIKE or viewer.sees_all_comments(engagement_id)
    return alike and may_have(viewer, kind, engagement_id)


def _has_comments(viewer: Viewer, engagement_id: int) -> bool:
    """A matrix holds what its reader may see: for an institution that is asked, its own comments."""
    seat = viewer.seat_in(engagement_id)
    return seat is not None and seat.institution_role not in ("facility", "observer")


def may_have_whole(viewer: Viewer) -> bool:
    """Whether there is an engagement of which this person sees all that a file about many tells."""
    wide = bool(viewer.facility_roles & FACILITY_ROLES)
    return wide or any(viewer.sees_all_comments(number) for number in viewer.seats)


def eyes(viewer: Viewer, engagement_id: int | None) -> dict[str, dict[str, Any]]:
    """With what rights somebody sees one engagement, or all of them: kept with a file that is made."""
    places = sorted(viewer.seats) if engagement_id is None else [engagement_id]
    found = {str(number): _rights(viewer, number) for number in places}
    if engagement_id is None:
        found[""] = {"seat": [], "roles": sorted(viewer.facility_roles)}
    return found


def _rights(viewer: Viewer, number: int) -> dict[str, Any]:
    seat = viewer.seat_in(number)
    return {
        "seat": [seat.institution, seat.department] if seat else [],
        "roles": sorted(viewer.roles_in(number)),
    }


def still_sees(viewer: Viewer, engagement_id: int | None, then: dict[str, Any]) -> bool:
    """Whether no right has gone since: who has moved on asks anew, and gets what is theirs now."""
    now = eyes(viewer, engagement_id)
    return all(
        place in now
        and now[place]["seat"] == held["seat"]
        and set(held["roles"]) <= set(now[place]["roles"])
        for place, held in then.items()
    )


def move_of(arguments: dict[str, Any]) -> str:
    """The move that had this file made; "" where a person asked for it."""
    return str(arguments.get("move", ""))


def files_of(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """The files that a job makes, from its arguments: several for a .zip."""
    many = arguments.get("files")
    return list(many) if many is not None else [arguments]
