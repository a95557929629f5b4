"""What a sealed package holds, as the person who asks may see it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, HistoryEvent, Revision, Seal
from srf_policy.domain.viewer import Viewer

from .. import scope
from . import records, texts, validation
from .texts import Draft


@dataclass(frozen=True)
class Told:
    """One event: its bytes, or only its hash where the viewer may not read it."""

    seq: int
    hash: str
    canonical: bytes | None


@dataclass(frozen=True)
class Packed:
    """An engagement with all that goes into a package. `whole`: as the Facility and the lead see it."""

    engagement: Engagement
    revision: Revision | None
    draft: Draft | None
    seals: list[Seal]
    events: list[Told]
    last: HistoryEvent
    whole: bool
    meetings: list[records.Held]
    papers: list[records.Filed]
    agreements: list[records.Agreed]
    presentations: list[records.Presented]
    adoptions: list[records.Adopted]
    positions: list[validation.Taken]


def to_pack(session: Session, viewer: Viewer, code: str) -> Packed:
    """The sealed text, or the newest one where there is no seal. NotFound when it is not theirs."""
    engagement = scope.engagement(session, viewer, code)
    seals = list(reversed(records.seals(session, engagement)))
    sealed = seals[-1] if seals else None
    number = sealed.revision_number if sealed else None
    revision = texts.revision(session, engagement.id, number)
    until = sealed.event_count if sealed else None
    events = list(
        session.scalars(
            select(HistoryEvent)
            .where(HistoryEvent.chain == engagement.code)
            .order_by(HistoryEvent.seq)
        )
    )
    readable = set(
        session.scalars(scope.events(viewer, engagement).with_only_columns(HistoryEvent.seq))
    )
    return Packed(
        engagement=engagement,
        revision=revision,
        draft=texts.of_revision(session, revision, until=until) if revision else None,
        seals=seals,
        events=[
            Told(e.seq, e.hash, e.canonical if _may_read(e, readable) else None) for e in events
        ],
        last=events[-1],
        whole=viewer.sees_all_comments(engagement.id),
        meetings=records.meetings(session, engagement),
        papers=records.papers(session, viewer, engagement),
        agreements=records.agreements(session, engagement),
        presentations=records.presentations(session, engagement),
        adoptions=records.adoptions(session, engagement),
        positions=validation.positions(session, viewer, engagement, _closed(session, engagement)),
    )


def _may_read(event: HistoryEvent, readable: set[int]) -> bool:
    """The event of a seal holds only hashes that the package proves: it is never withheld."""
    return event.seq in readable or event.verb == "seal"


def _closed(session: Session, engagement: Engagement) -> bool:
    """Whether no ballot is running: then everybody may see all positions."""
    ballot = validation.ballot(session, engagement)
    return ballot is None or validation.is_closed(ballot, clock.today())
