"""What the page of one engagement shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Engagement,
    HistoryEvent,
    Institution,
    LanguageText,
    Member,
    Revision,
    Seal,
    WorkflowDefinition,
)
from srf_policy.domain.viewer import Viewer

from .. import scope
from . import me, moving, records, rounds
from .engagements import Standing, standing

_NEWEST_EVENTS = 8
BEGINS = frozenset({"open_engagement", "make_move"})
RENAMES = frozenset({"migrate_workflow", "revert_migration"})


@dataclass(frozen=True)
class Sheet:
    """Everything on record about one engagement, as the viewer may see it.

    `languages`: of translations of each revision. `stale`: provisions of the newest revision
    out of date, by language. `entries`: events that began a stage or renamed it, oldest first.
    `people`: roles with their institutions.
    """

    standing: Standing
    revisions: Sequence[Revision]
    languages: dict[int, list[str]]
    stale: dict[str, int]
    entries: Sequence[HistoryEvent]
    events: Sequence[HistoryEvent]
    exceptions: Sequence[moving.Waived]
    institutions: Sequence[Institution]
    people: dict[str, list[Institution]]
    papers: Sequence[records.Filed]
    meetings: Sequence[records.Held]
    presentations: Sequence[records.Presented]
    rounds: Sequence[rounds.Held]
    adoptions: Sequence[records.Adopted]
    seals: Sequence[Seal]
    contacts: Sequence[records.Contacted]


def find(session: Session, viewer: Viewer, code: str) -> Engagement:
    """One engagement by its code; NotFound when there is none or it is not the viewer's."""
    return scope.engagement(session, viewer, code)


def sheet(session: Session, viewer: Viewer, engagement: Engagement, today: date) -> Sheet:
    """The sheet of an engagement that was found through the scope."""
    visible = scope.events(viewer, engagement)
    newest = visible.order_by(HistoryEvent.seq.desc()).limit(_NEWEST_EVENTS)
    return Sheet(
        standing=standing(session, engagement, today),
        revisions=session.scalars(
            select(Revision)
            .where(Revision.engagement_id == engagement.id)
            .order_by(Revision.number.desc())
        ).all(),
        languages=_languages(session, engagement),
        stale=me.stale(session, [engagement]).get(engagement.id, {}),
        entries=entries(session, engagement),
        events=session.scalars(newest).all(),
        exceptions=moving.exceptions(session, engagement),
        institutions=records.institutions(session, engagement),
        people=_people(session, engagement, today),
        papers=records.papers(session, viewer, engagement),
        meetings=records.meetings(session, engagement),
        presentations=records.presentations(session, engagement),
        rounds=rounds.rounds(session, viewer, engagement, today),
        adoptions=records.adoptions(session, engagement),
        seals=records.seals(session, engagement),
        contacts=records.contacts(session, viewer, [engagement.id]).get(engagement.id, []),
    )


def entries(session: Session, engagement: Engagement) -> Sequence[HistoryEvent]:
    """The events that began a stage or gave it another name, oldest first.

    What an engagement went through is public, though not everything that these events tell.
    """
    query = select(HistoryEvent).where(
        HistoryEvent.chain == engagement.code, HistoryEvent.verb.in_(BEGINS | RENAMES)
    )
    return session.scalars(query.order_by(HistoryEvent.seq)).all()


def canonical(session: Session, engagement: Engagement) -> bytes:
    """The bytes of the workflow that the engagement is pinned to."""
    return session.get_one(WorkflowDefinition, engagement.workflow_sha256).canonical


def _languages(session: Session, engagement: Engagement) -> dict[int, list[str]]:
    """By number of the revision: the languages of its text, the source first.

    A translation serves every later revision too: what it no longer fits is out of date.
    """
    first = session.execute(
        select(LanguageText.language, func.min(Revision.number))
        .join(Revision, Revision.id == LanguageText.revision_id)
        .where(LanguageText.engagement_id == engagement.id)
        .group_by(LanguageText.language)
    ).all()
    since = dict(first)
    order = [tag for tag in engagement.languages if tag in since]
    numbers = session.scalars(
        select(Revision.number).where(Revision.engagement_id == engagement.id)
    )
    source = engagement.source_language
    return {n: [source, *(tag for tag in order if since[tag] <= n)] for n in numbers}


def _people(session: Session, engagement: Engagement, today: date) -> dict[str, list[Institution]]:
    rows = session.execute(
        select(Member.role, Institution)
        .join(Institution, Institution.id == Member.institution_id)
        .where(
            Member.engagement_id == engagement.id,
            Member.started_on <= today,
            or_(Member.ended_on.is_(None), Member.ended_on > today),
        )
        .order_by(Member.id)
    )
    people: dict[str, list[Institution]] = {}
    for role, institution in rows:
        held = people.setdefault(role, [])
        if institution not in held:
            held.append(institution)
    return people
