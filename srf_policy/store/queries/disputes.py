"""Disputes as a viewer may see them: the Facility and the lead whole, others only the brackets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Alternative, Body, Dispute, Institution, Meeting, Provision
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import LocalText


@dataclass(frozen=True)
class Held:
    """One wording in brackets, with the names of the institutions that hold it by their codes."""

    number: int
    words: str
    language: str
    holders: Mapping[str, LocalText]


@dataclass(frozen=True)
class Bracketed:
    """One dispute. Who may only see that it is there gets no words: `open_to_view` is False."""

    number: int
    provision: str
    opened_on: date
    version: int
    open_to_view: bool = False
    question: str = ""
    alternatives: tuple[Held, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    referred_to: LocalText | None = None
    referred_on: date | None = None
    decision: str = ""
    decided_on: date | None = None
    chosen: int | None = None

    @property
    def is_open(self) -> bool:
        return self.decided_on is None


def disputes(
    session: Session, viewer: Viewer, engagement_id: int, provisions: Sequence[str] | None = None
) -> list[Bracketed]:
    """All disputes of an engagement, or of these provisions. Five statements at most."""
    query = (
        select(Dispute, Provision.code)
        .join(Provision, Provision.id == Dispute.provision_id)
        .where(Dispute.engagement_id == engagement_id)
        .order_by(Dispute.number)
    )
    if provisions is not None:
        query = query.where(Provision.code.in_(provisions))
    rows = session.execute(query).all()
    seen = [_brackets(row, code) for row, code in rows]
    if not rows or not viewer.sees_all_comments(engagement_id):
        return [one for one in seen if one.is_open]
    known = _Known(session, engagement_id)
    return [known.whole(row, one) for (row, _), one in zip(rows, seen, strict=True)]


def in_brackets(session: Session, viewer: Viewer, engagement_id: int) -> dict[str, Bracketed]:
    """The open disputes by provision."""
    found = disputes(session, viewer, engagement_id)
    return {one.provision: one for one in found if one.is_open}


def _brackets(row: Dispute, code: str) -> Bracketed:
    return Bracketed(row.number, code, row.occurred_on, row.version, decided_on=row.decided_on)


class _Known:
    """What the disputes of one engagement name."""

    def __init__(self, session: Session, engagement_id: int) -> None:
        def of(model: Any) -> list[Any]:
            query = select(model).where(model.engagement_id == engagement_id)
            return list(session.scalars(query.order_by(model.id)))

        self._alternatives: defaultdict[int, list[Alternative]] = defaultdict(list)
        for one in of(Alternative):
            self._alternatives[one.dispute_id].append(one)
        self._names = {i.code: i.name for i in of(Institution)}
        self._bodies = {b.key: b.name for b in of(Body)}
        self._meetings = {str(m.number): m for m in of(Meeting)}

    def whole(self, row: Dispute, brackets: Bracketed) -> Bracketed:
        return replace(
            brackets,
            open_to_view=True,
            question=row.question,
            alternatives=tuple(self._held(one) for one in self._alternatives[row.id]),
            meetings=tuple(self._meetings[n] for n in row.meetings if n in self._meetings),
            referred_to=self._bodies.get(row.referred_to or ""),
            referred_on=row.referred_on,
            decision=row.decision or "",
            chosen=row.chosen,
        )

    def _held(self, row: Alternative) -> Held:
        names = {code: self._names.get(code, {}) for code in row.holders}
        return Held(row.number, row.words, row.language, names)


@dataclass(frozen=True)
class Choices:
    """What a dispute may name."""

    institutions: Sequence[Institution]
    bodies: Sequence[Body]
    meetings: Sequence[Meeting]


def institutions(session: Session, engagement_id: int) -> list[Institution]:
    """Those of an engagement that have not ended, but for the Facility and observers."""
    return list(
        session.scalars(
            select(Institution)
            .where(
                Institution.engagement_id == engagement_id,
                Institution.ended_on.is_(None),
                Institution.role.in_(("lead", "required", "invited")),
            )
            .order_by(Institution.code)
        )
    )


def choices(session: Session, engagement_id: int) -> Choices:
    """Institutions, bodies in their order, meetings newest first. Three statements."""
    bodies = select(Body).where(Body.engagement_id == engagement_id).order_by(Body.position)
    meetings = select(Meeting).where(Meeting.engagement_id == engagement_id)
    return Choices(
        institutions(session, engagement_id),
        list(session.scalars(bodies)),
        list(session.scalars(meetings.order_by(Meeting.occurred_on.desc()))),
    )
