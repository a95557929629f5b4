"""The validation of one revision: the ballot, the positions and the reservations that stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from srf_policy.domain import Ballot, Engagement, Institution, Position, Text
from srf_policy.domain.viewer import Viewer

from .. import scope


@dataclass(frozen=True)
class Taken:
    """One position as it was stated; `late`: after the closing date; `paper`: a letter one may see."""

    position: Position
    institution: Institution
    words: str
    ballot: int
    late: bool
    paper: str | None = None


def ballot(session: Session, engagement: Engagement) -> Ballot | None:
    """The one ballot that is not void."""
    return session.scalar(
        select(Ballot)
        .where(Ballot.engagement_id == engagement.id, Ballot.voided_on.is_(None))
        .order_by(Ballot.number.desc())
        .limit(1)
    )


def positions(
    session: Session, viewer: Viewer, engagement: Engagement, closed: bool
) -> list[Taken]:
    """Every position that the viewer may see, on whatever ballot, newest first."""
    letters = scope.papers(viewer, engagement.id).subquery()
    rows = session.execute(
        scope.positions(viewer, engagement.id, closed)
        .add_columns(Institution, Ballot, Text.words, letters.c.ref)
        .outerjoin(letters, letters.c.id == Position.paper_id)
        .join(Institution, Institution.id == Position.institution_id)
        .join(Ballot, Ballot.id == Position.ballot_id)
        .outerjoin(
            Text,
            and_(
                Text.engagement_id == Position.engagement_id,
                Text.sha256 == Position.words,
            ),
        )
        .order_by(Position.id.desc())
    )
    return [_taken(row) for row in rows]


def _taken(row: Any) -> Taken:
    position, institution, held, words, paper = row
    late = position.occurred_on > held.closes_on
    return Taken(position, institution, words or "", held.number, late, paper)


def latest(taken: Sequence[Taken], ballot_number: int | None = None) -> dict[str, Taken]:
    """The newest position of each institution; on one ballot where it is named."""
    found: dict[str, Taken] = {}
    for entry in taken:
        if ballot_number is None or entry.ballot == ballot_number:
            found.setdefault(entry.institution.code, entry)
    return found


def voters(session: Session, engagement: Engagement) -> list[Institution]:
    """The institutions that may take a position."""
    return list(
        session.scalars(
            select(Institution)
            .where(
                Institution.engagement_id == engagement.id,
                Institution.ended_on.is_(None),
                Institution.role.in_(("lead", "required", "invited")),
            )
            .order_by(Institution.id)
        )
    )


def is_closed(held: Ballot | None, today: date) -> bool:
    """Whether the stated date has passed; then everybody may see every position."""
    return held is not None and held.closes_on < today
