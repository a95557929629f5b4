"""What is on record: meetings, papers, agreements, presentations, the adoption."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Adoption,
    Agreement,
    Body,
    Condition,
    Engagement,
    Institution,
    Meeting,
    Minutes,
    Paper,
    Presentation,
    Round,
)
from srf_policy.domain.viewer import Viewer

from .. import scope


@dataclass(frozen=True)
class Held:
    """A meeting with its minutes; `corrects` and `corrected_by` are numbers of other records."""

    meeting: Meeting
    minutes: Minutes | None
    corrects: int | None
    corrected_by: int | None

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


@dataclass(frozen=True)
class Presented:
    presentation: Presentation
    body: Body
    conditions: Sequence[Condition]
    paper: str | None


@dataclass(frozen=True)
class Agreed:
    agreement: Agreement
    institution: Institution
    paper: str | None


def meetings(session: Session, engagement: Engagement) -> list[Held]:
    """All meetings, newest first."""
    rows = session.execute(
        select(Meeting, Minutes)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(Meeting.engagement_id == engagement.id)
        .order_by(Meeting.occurred_on.desc(), Meeting.number.desc())
    ).all()
    numbers = {m.id: m.number for m, _ in rows}
    later = {m.corrects_id: m.number for m, _ in sorted(rows, key=lambda row: row[0].number)}
    return [
        Held(
            m,
            minutes,
            numbers.get(m.corrects_id) if m.corrects_id else None,
            later.get(m.id),
        )
        for m, minutes in rows
    ]


def papers(session: Session, viewer: Viewer, engagement: Engagement) -> list[Filed]:
    """The papers that the viewer may see, newest first."""
    rows = session.scalars(
        scope.papers(viewer, engagement.id).order_by(Paper.occurred_on.desc(), Paper.id.desc())
    ).all()
    refs = {p.id: p.ref for p in rows}
    later = {p.corrects_id: p.ref for p in sorted(rows, key=lambda p: p.id)}
    return [
        Filed(p, refs.get(p.corrects_id) if p.corrects_id else None, later.get(p.id)) for p in rows
    ]


def agreements(session: Session, engagement: Engagement) -> list[Agreed]:
    """The agreements of the lead institution, newest first."""
    rows = session.execute(
        select(Agreement, Institution, Paper.ref)
        .join(Institution, Institution.id == Agreement.institution_id)
        .outerjoin(Paper, Paper.id == Agreement.paper_id)
        .where(Agreement.engagement_id == engagement.id)
        .order_by(Agreement.id.desc())
    )
    return [Agreed(row, institution, ref) for row, institution, ref in rows]


def presentations(session: Session, engagement: Engagement) -> list[Presented]:
    """The presentations with the changes that were asked for, newest first. Two statements."""
    asked: defaultdict[int, list[Condition]] = defaultdict(list)
    for condition in session.scalars(
        select(Condition)
        .where(Condition.engagement_id == engagement.id)
        .order_by(Condition.presentation_id, Condition.number)
    ):
        asked[condition.presentation_id].append(condition)
    rows = session.execute(
        select(Presentation, Body, Paper.ref)
        .join(Body, Body.id == Presentation.body_id)
        .outerjoin(Paper, Paper.id == Presentation.paper_id)
        .where(Presentation.engagement_id == engagement.id)
        .order_by(Presentation.number.desc())
    )
    return [Presented(row, body, asked[row.id], ref) for row, body, ref in rows]


def bodies(session: Session, engagement: Engagement) -> list[Body]:
    """The bodies to which the draft goes, in order."""
    return list(
        session.scalars(
            select(Body).where(Body.engagement_id == engagement.id).order_by(Body.position)
        )
    )


def adoptions(session: Session, engagement: Engagement) -> list[Adoption]:
    """The formal act and its corrections, newest record first."""
    return list(
        session.scalars(
            select(Adoption)
            .where(Adoption.engagement_id == engagement.id)
            .order_by(Adoption.number.desc())
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
