"""Roles handed to others: who acts for whom, until when, and what was done so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import Delegation, Engagement, HistoryEvent, Person
from srf_policy.domain.telling import acted
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import Message
from srf_policy.store.keys import KeyRing
from srf_policy.store.people import Name, names


@dataclass(frozen=True)
class Handed:
    """A delegation that is not over, with both persons; names where the viewer may see them."""

    row: Delegation
    giver: str
    deputy: str
    giver_name: Name | None
    deputy_name: Name | None

    def begun(self, today: date) -> bool:
        """Whether the deputy may act already."""
        return self.row.starts_on <= today


@dataclass(frozen=True)
class Mine:
    """A delegation of the person who looks; `taken`: held for another, else given to one."""

    row: Delegation
    code: str
    taken: bool


def handed(
    session: Session, keys: KeyRing, viewer: Viewer, engagement: Engagement, today: date
) -> list[Handed]:
    """All that are not over, for the Facility; its own for an institution. Two statements."""
    giver, deputy = aliased(Person), aliased(Person)
    query = (
        select(Delegation, giver.number, deputy.number)
        .join(giver, giver.id == Delegation.giver_id)
        .join(deputy, deputy.id == Delegation.deputy_id)
        .where(Delegation.engagement_id == engagement.id, *_not_over(today))
        .order_by(Delegation.number)
    )
    if not viewer.is_facility(engagement.id):
        seat = viewer.seat_in(engagement.id)
        own = seat.institution_id if seat else None
        query = query.where(Delegation.institution_id == own)
    rows = session.execute(query).all()
    known = names(session, keys, [n for _, *numbers in rows for n in numbers])
    return [Handed(row, g, d, known.get(g), known.get(d)) for row, g, d in rows]


def _not_over(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Delegation.until >= today, Delegation.revoked_on.is_(None))


def mine(session: Session, viewer: Viewer, today: date) -> list[Mine]:
    """What the viewer holds for others or has handed on, in all engagements. One statement."""
    rows = session.execute(
        select(Delegation, Engagement.code)
        .join(Engagement, Engagement.id == Delegation.engagement_id)
        .where(
            or_(Delegation.giver_id == viewer.person_id, Delegation.deputy_id == viewer.person_id),
            *_not_over(today),
        )
        .order_by(Delegation.until, Delegation.id)
    )
    return [Mine(row, code, row.deputy_id == viewer.person_id) for row, code in rows]


def by_delegates(
    session: Session, engagement: Engagement, seqs: Iterable[int]
) -> dict[int, Message]:
    """Of these places in the history those at which a delegate acted: who, and in whose role."""
    wanted: Sequence[int] = sorted(set(seqs))
    rows = session.execute(
        select(HistoryEvent.seq, HistoryEvent.role, HistoryEvent.payload).where(
            HistoryEvent.chain == engagement.code, HistoryEvent.seq.in_(wanted)
        )
    )
    return {seq: acted(role, told) for seq, role, told in rows if told.get("for")}
