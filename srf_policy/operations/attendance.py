"""Who came to a meeting: rows by institution or kind of stakeholder, which add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from srf_policy.domain import Attendance, Institution, Meeting
from srf_policy.domain.errors import refused
from srf_policy.domain.participation import STAKEHOLDERS

from . import find
from .work import Work

_MOST = 100_000


@dataclass(frozen=True)
class Came:
    """One row: an institution, or a kind of stakeholder where none is named."""

    institution: Institution | None
    kind: str
    women: int
    men: int
    not_stated: int

    @property
    def people(self) -> int:
        return self.women + self.men + self.not_stated

    def plain(self) -> dict[str, Any]:
        """The row as events hold it."""
        code = self.institution.code if self.institution else None
        return {"institution": code, "kind": self.kind, "women": self.women, "men": self.men,
                "not_stated": self.not_stated}  # fmt: skip


def read(work: Work, rows: Sequence[Mapping[str, Any]]) -> list[Came]:
    """The rows as they were stated; refused with the place of the row that cannot be."""
    found = [_row(work, place, row) for place, row in enumerate(rows, 1)]
    seen: set[tuple[str | None, str]] = set()
    for place, came in enumerate(found, 1):
        key = (came.institution.code if came.institution else None, came.kind)
        if key in seen:
            raise refused("refused.attendance_twice", "attending", row=place)
        seen.add(key)
    return found


def _row(work: Work, place: int, row: Mapping[str, Any]) -> Came:
    code, kind = row.get("institution"), row.get("kind")
    institution = find.institution(work, code, "attending") if code else None
    if kind is None and institution is not None:
        kind = institution.kind
    if kind not in STAKEHOLDERS:
        raise refused("refused.attendance_of_whom", "attending", row=place)
    counts = [row.get(name) or 0 for name in ("women", "men", "not_stated")]
    if any(not 0 <= count <= _MOST for count in counts):
        raise refused("refused.bad_count", "attending")
    if not sum(counts):
        raise refused("refused.attendance_of_nobody", "attending", row=place)
    return Came(institution, kind, *counts)


def totals(
    rows: Sequence[Came], attendance: int | None, women: int | None
) -> tuple[int | None, int | None]:
    """Attendance and women of the meeting, as stated or as the rows add up to; refused if they differ."""
    for field, value in (("attendance", attendance), ("women", women)):
        if value is not None and not 0 <= value <= _MOST:
            raise refused("refused.bad_count", field)
    if women is not None and (attendance is None or women > attendance) and not rows:
        raise refused("refused.more_women_than_people", "women")
    if not rows:
        return attendance, women
    people, counted = sum(r.people for r in rows), sum(r.women for r in rows)
    unknown = sum(r.not_stated for r in rows)
    if attendance is not None and attendance != people:
        raise refused("refused.attendance_sum", "attendance", stated=attendance, counted=people)
    if women is not None and not counted <= women <= counted + unknown:
        raise refused("refused.women_sum", "women", stated=women, counted=counted)
    return people, counted if women is None and not unknown else women


def keep(work: Work, meeting: Meeting, rows: Sequence[Came]) -> None:
    """Store the rows of a meeting that has its number."""
    work.session.add_all(
        Attendance(
            engagement_id=work.engagement.id, meeting_id=meeting.id,
            institution_id=row.institution.id if row.institution else None, kind=row.kind,
            women=row.women, men=row.men, not_stated=row.not_stated,
        )
        for row in rows
    )  # fmt: skip
