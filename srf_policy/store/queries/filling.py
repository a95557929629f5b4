"""What Word files that are to be filled need: the round, who was invited, what was translated."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, Institution, Invitation, Round, Text
from srf_policy.domain.viewer import Viewer

from .rounds import round_of


def newest_round(
    session: Session, viewer: Viewer, engagement: Engagement, revision: int | None
) -> Round | None:
    """The newest open round (on this revision) that the viewer may know of."""
    query = select(Round.number).where(
        Round.engagement_id == engagement.id, Round.closed_on.is_(None)
    )
    if revision is not None:
        query = query.where(Round.revision_number == revision)
    for number in session.scalars(query.order_by(Round.number.desc())):
        round_ = round_of(session, viewer, engagement, number)
        if round_ is not None:
            return round_
    return None


def invited(session: Session, round_: Round, code: str) -> tuple[Institution, date | None] | None:
    """An invited institution with its own closing day, where it has one; None for any other."""
    row = session.execute(
        select(Institution, Invitation.closes_on)
        .join(Invitation, Invitation.institution_id == Institution.id)
        .where(Invitation.round_id == round_.id, Institution.code == code)
    ).first()
    return (row[0], row[1]) if row is not None else None


def words_of(session: Session, engagement: Engagement, hashes: Collection[str]) -> dict[str, str]:
    """Texts of an engagement by their hash, those of older revisions too. One statement."""
    rows = session.execute(
        select(Text.sha256, Text.words).where(
            Text.engagement_id == engagement.id, Text.sha256.in_(hashes)
        )
    )
    return {row.sha256: row.words for row in rows}
