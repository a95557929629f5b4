"""What is on record: meetings, papers, agreements, presentations, the adoption."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import (
    Adoption,
    Agreement,
    Attendance,
    Body,
    Condition,
    ContactNote,
    Engagement,
    Institution,
    Meeting,
    Minutes,
    Paper,
    Presentation,
    Round,
    Seal,
    StoredFile,
)
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer

from .. import scope

Name = TypeVar("Name")


@dataclass(frozen=True)
class Came:
    """A row of attendance: an institution, or a kind of stakeholder where none is named."""

    row: Attendance
    institution: Institution | None


@dataclass(frozen=True)
class Held:
    """A meeting with its minutes; `corrects` and `corrected_by` are numbers of other records."""

    meeting: Meeting
    minutes: Minutes | None
    corrects: int | None
    corrected_by: int | None
    paper: str | None = None
    list_file: StoredFile | None = None
    attending: Sequence[Came] = ()

    @property
    def version(self) -> int:
        """What the forms about the minutes carry."""
        return self.minutes.version if self.minutes else 0


@dataclass(frozen=True)
class Filed:
    """A paper; `corrects` and `corrected_by` are short references of other papers."""

    paper: Paper
    corrects: str | None
    corrected_by: str | None
    file: StoredFile | None = None


@dataclass(frozen=True)
class Presented:
    """`paper`: the letter of the presentation; `outcome_paper`: the one that told the outcome."""

    presentation: Presentation
    body: Body
    conditions: Sequence[Condition]
    paper: str | None
    outcome_paper: str | None
    corrects: int | None
    corrected_by: int | None


@dataclass(frozen=True)
class Agreed:
    """`number` counts the engagement's agreements in the order of their recording."""

    agreement: Agreement
    institution: Institution
    paper: str | None
    number: int
    corrects: int | None
    corrected_by: int | None


@dataclass(frozen=True)
class Contacted:
    note: ContactNote
    corrects: int | None
    corrected_by: int | None


@dataclass(frozen=True)
class Adopted:
    adoption: Adoption
    file: StoredFile | None
    paper: str | None
    corrects: int | None
    corrected_by: int | None


def _links(
    named: Mapping[int, Name], rows: Iterable[Any]
) -> Callable[[Any], tuple[Name | None, Name | None]]:
    """Of each row: what the record it corrects is called, and what the one that corrects it is."""
    later = {row.corrects_id: named[row.id] for row in rows if row.corrects_id}
    return lambda row: (named.get(row.corrects_id), later.get(row.id))


def meetings(session: Session, engagement: Engagement, *, attending: bool = False) -> list[Held]:
    """All meetings, newest first; `attending`: with who came and their signed lists."""
    rows = session.execute(
        select(Meeting, Minutes, Paper.ref)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .outerjoin(Paper, Paper.id == Minutes.paper_id)
        .where(Meeting.engagement_id == engagement.id)
        .order_by(Meeting.occurred_on.desc(), Meeting.number.desc())
    ).all()
    links = _links({m.id: m.number for m, *_ in rows}, [m for m, *_ in rows])
    came = _came(session, engagement) if attending else {}
    lists = _files(session, engagement) if attending else {}
    return [
        Held(m, minutes, *links(m), ref, lists.get(m.list_file_id), came.get(m.id, ()))
        for m, minutes, ref in rows
    ]


def _came(session: Session, engagement: Engagement) -> Mapping[int, Sequence[Came]]:
    found: defaultdict[int, list[Came]] = defaultdict(list)
    for row, institution in session.execute(
        select(Attendance, Institution)
        .outerjoin(Institution, Institution.id == Attendance.institution_id)
        .where(Attendance.engagement_id == engagement.id)
        .order_by(Attendance.id)
    ):
        found[row.meeting_id].append(Came(row, institution))
    return found


def _files(session: Session, engagement: Engagement) -> Mapping[int | None, StoredFile]:
    """By id; only for who sees all of the engagement."""
    query = select(StoredFile).where(StoredFile.engagement_id == engagement.id)
    return {row.id: row for row in session.scalars(query)}


def file(session: Session, viewer: Viewer, engagement: Engagement, sha256: str) -> StoredFile:
    """A file of the engagement that the viewer may see; else NotFound."""
    query = scope.files(viewer, engagement.id).where(StoredFile.sha256 == sha256)
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def papers(session: Session, viewer: Viewer, engagement: Engagement) -> list[Filed]:
    """The papers that the viewer may see, newest first. Two statements."""
    rows = session.scalars(
        scope.papers(viewer, engagement.id).order_by(Paper.occurred_on.desc(), Paper.id.desc())
    ).all()
    kept = {f.id: f for f in session.scalars(scope.files(viewer, engagement.id))}
    links = _links({p.id: p.ref for p in rows}, rows)
    return [Filed(p, *links(p), kept.get(p.file_id or 0)) for p in rows]


def agreements(session: Session, engagement: Engagement) -> list[Agreed]:
    """The agreements of the lead institution, newest first."""
    rows = session.execute(
        select(Agreement, Institution, Paper.ref)
        .join(Institution, Institution.id == Agreement.institution_id)
        .outerjoin(Paper, Paper.id == Agreement.paper_id)
        .where(Agreement.engagement_id == engagement.id)
        .order_by(Agreement.id)
    ).all()
    place = {row.id: n for n, (row, *_) in enumerate(rows, 1)}
    links = _links(place, [row for row, *_ in rows])
    return [
        Agreed(row, institution, ref, place[row.id], *links(row))
        for row, institution, ref in reversed(rows)
    ]


def presentations(session: Session, engagement: Engagement) -> list[Presented]:
    """The presentations with the changes that were asked for, newest first. Two statements."""
    asked: defaultdict[int, list[Condition]] = defaultdict(list)
    for condition in session.scalars(
        select(Condition)
        .where(Condition.engagement_id == engagement.id)
        .order_by(Condition.presentation_id, Condition.number)
    ):
        asked[condition.presentation_id].append(condition)
    decided = aliased(Paper)
    rows = session.execute(
        select(Presentation, Body, Paper.ref, decided.ref)
        .join(Body, Body.id == Presentation.body_id)
        .outerjoin(Paper, Paper.id == Presentation.paper_id)
        .outerjoin(decided, decided.id == Presentation.outcome_paper_id)
        .where(Presentation.engagement_id == engagement.id)
        .order_by(Presentation.number.desc())
    ).all()
    links = _links({p.id: p.number for p, *_ in rows}, [p for p, *_ in rows])
    return [
        Presented(row, body, asked[row.id], ref, told, *links(row)) for row, body, ref, told in rows
    ]


def adoptions(session: Session, engagement: Engagement) -> list[Adopted]:
    """The formal act and its corrections, newest record first."""
    rows = session.execute(
        select(Adoption, StoredFile, Paper.ref)
        .outerjoin(StoredFile, StoredFile.id == Adoption.file_id)
        .outerjoin(Paper, Paper.id == Adoption.paper_id)
        .where(Adoption.engagement_id == engagement.id)
        .order_by(Adoption.number.desc())
    ).all()
    links = _links({a.id: a.number for a, *_ in rows}, [a for a, *_ in rows])
    return [Adopted(row, kept, ref, *links(row)) for row, kept, ref in rows]


def seals(session: Session, engagement: Engagement) -> list[Seal]:
    """All seals, newest first: one more for each correction of the adoption."""
    query = select(Seal).where(Seal.engagement_id == engagement.id)
    return list(session.scalars(query.order_by(Seal.number.desc())))


def contacts(
    session: Session, viewer: Viewer, engagement_ids: Collection[int]
) -> dict[int, list[Contacted]]:
    """Whom the Facility asked after presentations, newest first, by engagement. One statement."""
    found: defaultdict[int, list[Contacted]] = defaultdict(list)
    query = scope.contacts(viewer, engagement_ids)
    order = (ContactNote.occurred_on.desc(), ContactNote.number.desc())
    rows = session.scalars(query.order_by(*order)).all()
    links = _links({row.id: row.number for row in rows}, rows)
    for row in rows:
        found[row.engagement_id].append(Contacted(row, *links(row)))
    return found


def bodies(session: Session, engagement: Engagement) -> list[Body]:
    """The bodies to which the draft goes, in order."""
    return list(
        session.scalars(
            select(Body).where(Body.engagement_id == engagement.id).order_by(Body.position)
        )
    )


def institutions(session: Session, engagement: Engagement) -> list[Institution]:
    """The institutions of the engagement that have not ended."""
    return list(
        session.scalars(
            select(Institution)
            .where(
                Institution.engagement_id == engagement.id,
                Institution.ended_on.is_(None),
            )
            .order_by(Institution.id)
        )
    )


def rounds(session: Session, engagement: Engagement) -> list[Round]:
    """All consultation rounds, newest first."""
    return list(
        session.scalars(
            select(Round).where(Round.engagement_id == engagement.id).order_by(Round.number.desc())
        )
    )


def names(found: Sequence[Institution]) -> Mapping[str, Mapping[str, str]]:
    """The institutions' names by code."""
    return {i.code: i.name for i in found}
