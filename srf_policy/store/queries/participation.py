"""Who took part in what: people at meetings, by engagement, meeting, institution and stakeholder."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import Attendance, Engagement, Institution, Meeting
from srf_policy.domain.participation import STAKEHOLDERS
from srf_policy.domain.viewer import Viewer

from .. import scope
from . import days
from .days import Extended

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Came:
    """People of one institution, or of one kind of stakeholder, at one meeting.

    Where a meeting states no more than how many came, `institution` and `kind` are None.
    """

    engagement: Engagement
    meeting: Meeting
    institution: Institution | None
    kind: str | None
    women: int
    men: int
    not_stated: int


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """People added up. `key` is what they are counted by."""

    key: Key
    meetings: int
    women: int
    men: int
    not_stated: int

    @property
    def people(self) -> int:
        return self.women + self.men + self.not_stated


@dataclass(frozen=True)
class Participation:
    """`silent`: meetings of which nobody recorded how many came. Corrected records do not count.
    `extensions`: more time for a round, of others as far as it is shown to the viewer.
    """

    engagements: Sequence[Engagement]
    rows: Sequence[Came]
    silent: Sequence[tuple[Engagement, Meeting]]
    extensions: Sequence[tuple[Engagement, Extended]] = ()

    def total(self) -> Sum[None]:
        """Everybody."""
        return next(iter(_sums(self.rows, lambda row: None)), Sum(None, 0, 0, 0, 0))

    def by_engagement(self) -> list[Sum[Engagement]]:
        """In the order of their codes."""
        return _sums(self.rows, lambda row: row.engagement)

    def by_meeting(self) -> list[Sum[tuple[Engagement, Meeting]]]:
        """By code, then by day."""
        return _sums(self.rows, lambda row: (row.engagement, row.meeting))

    def by_institution(self) -> list[Sum[tuple[Engagement, Institution | None]]]:
        """None: not recorded by institution."""
        found = _sums(self.rows, lambda row: (row.engagement, row.institution))
        return sorted(found, key=lambda s: (s.key[0].code, s.key[1] is None, -s.people))

    def by_kind(self) -> list[Sum[str | None]]:
        """In the order of `STAKEHOLDERS`; None: not recorded by kind."""
        order = {kind: place for place, kind in enumerate(STAKEHOLDERS)}
        found = _sums(self.rows, lambda row: row.kind)
        return sorted(found, key=lambda s: order.get(s.key or "", len(order)))


def _sums(rows: Iterable[Came], key: Callable[[Came], Key]) -> list[Sum[Key]]:
    groups: dict[Key, list[Came]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [
        Sum(
            name,
            len({row.meeting.id for row in held}),
            sum(row.women for row in held),
            sum(row.men for row in held),
            sum(row.not_stated for row in held),
        )
        for name, held in groups.items()
    ]


def participation(session: Session, viewer: Viewer, code: str | None = None) -> Participation:
    """Of all engagements whose evidence the viewer may see, or of one. Four statements."""
    query = scope.evidence(viewer).order_by(Engagement.code)
    if code is not None:
        query = query.where(Engagement.code == code)
    found = list(session.scalars(query))
    engagements = {row.id: row for row in found}
    meetings = _standing(session, engagements)
    came = _rows(session, engagements, {meeting.id: meeting for meeting in meetings})
    told = {row.meeting.id for row in came}
    rows, silent = list(came), []
    for meeting in meetings:
        of = engagements[meeting.engagement_id]
        if meeting.id not in told and meeting.attendance is not None:
            rows.append(_whole(of, meeting, meeting.attendance))
        elif meeting.id not in told:
            silent.append((of, meeting))
    rows.sort(key=lambda r: (r.engagement.code, r.meeting.occurred_on, r.meeting.number))
    more = days.all_extensions(session, viewer, engagements)
    return Participation(found, rows, silent, [(engagements[e.row.engagement_id], e) for e in more])


def _standing(session: Session, engagements: dict[int, Engagement]) -> Sequence[Meeting]:
    """Meetings that no further record corrects."""
    later = aliased(Meeting)
    corrected = select(later.id).where(later.corrects_id == Meeting.id).exists()
    query = select(Meeting).where(Meeting.engagement_id.in_(engagements), ~corrected)
    return session.scalars(query.order_by(Meeting.occurred_on, Meeting.number)).all()


def _rows(
    session: Session, engagements: dict[int, Engagement], meetings: dict[int, Meeting]
) -> list[Came]:
    found = session.execute(
        select(Attendance, Institution)
        .outerjoin(Institution, Institution.id == Attendance.institution_id)
        .where(Attendance.engagement_id.in_(engagements))
        .order_by(Attendance.id)
    )
    return [
        Came(engagements[row.engagement_id], meetings[row.meeting_id], institution, row.kind,
             row.women, row.men, row.not_stated)
        for row, institution in found
        if row.meeting_id in meetings
    ]  # fmt: skip


def _whole(engagement: Engagement, meeting: Meeting, attendance: int) -> Came:
    """A meeting that says how many came: who counted the women counted the men as well."""
    if meeting.women is None:
        return Came(engagement, meeting, None, None, 0, 0, attendance)
    return Came(engagement, meeting, None, None, meeting.women, attendance - meeting.women, 0)
