"""What a Word file of a revision needs beside its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, Institution, Revision, Round, Seal
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer
from srf_policy.store import scope

from . import texts
from .texts import Draft


@dataclass(frozen=True)
class Exported:
    """One revision with all that its cover and lists say."""

    engagement: Engagement
    revision: Revision
    before: Revision | None
    draft: Draft
    institutions: Sequence[Institution]
    open_round: Round | None
    seal: Seal | None


def revision_to_export(session: Session, viewer: Viewer, code: str, number: int | None) -> Exported:
    """A revision (the newest one without a number). NotFound when it is not there or not theirs."""
    engagement = scope.engagement(session, viewer, code)
    revision = texts.revision(session, engagement.id, number)
    if revision is None:
        raise NotFound
    return Exported(
        engagement,
        revision,
        texts.revision(session, engagement.id, revision.number - 1),
        texts.of_revision(session, revision),
        session.scalars(
            select(Institution)
            .where(Institution.engagement_id == engagement.id)
            .order_by(Institution.id)
        ).all(),
        session.scalar(
            select(Round).where(
                Round.engagement_id == engagement.id,
                Round.revision_number == revision.number,
                Round.closed_on.is_(None),
            )
        ),
        session.scalar(
            select(Seal)
            .where(Seal.engagement_id == engagement.id, Seal.revision_number == revision.number)
            .order_by(Seal.number.desc())
            .limit(1)
        ),
    )
