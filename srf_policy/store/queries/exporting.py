"""What a Word file of a revision needs beside its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, HistoryEvent, Institution, Revision, Round, Seal
from srf_policy.domain.errors import Refused, refused
from srf_policy.domain.viewer import Viewer
from srf_policy.store import scope

from . import rounds, texts
from .texts import Draft

_BEYOND = 2**31
"""No database takes such a number for that of a draft."""


@dataclass(frozen=True)
class Exported:
    """One revision with all that its cover and lists say. `draft` is empty where no text was wanted."""

    engagement: Engagement
    revision: Revision
    before: Revision | None
    draft: Draft
    institutions: Sequence[Institution]
    open_round: Round | None
    seal: Seal | None


def revision_to_export(
    session: Session,
    viewer: Viewer,
    code: str,
    number: int | None,
    *,
    text: bool = True,
    field: str = "revision",
) -> Exported:
    """A revision (the newest one without a number). NotFound where the engagement is not theirs,
    Refused where it has no such revision."""
    engagement = scope.engagement(session, viewer, code)
    revision = revision_asked(session, engagement, number, field)
    return Exported(
        engagement,
        revision,
        texts.revision(session, engagement.id, revision.number - 1),
        texts.of_revision(session, revision) if text else Draft(revision.language, (), ()),
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


def revision_asked(
    session: Session, engagement: Engagement, number: int | None, field: str = "revision"
) -> Revision:
    """The revision with this number, else the newest; Refused with what there is."""
    known = number is None or abs(number) < _BEYOND
    found = texts.revision(session, engagement.id, number) if known else None
    if found is not None:
        return found
    newest = texts.revision(session, engagement.id)
    if number is None or newest is None:
        raise refused("export.no_text")
    raise refused("refused.no_draft", field, number=number, newest=newest.number)


def round_asked(session: Session, viewer: Viewer, engagement: Engagement, number: int) -> Round:
    """The round with this number; Refused alike for one that is not there and one of others."""
    held = session.scalars(rounds.rounds_known(viewer, engagement).order_by(Round.number)).all()
    return _numbered(held, number)


def _numbered(held: Sequence[Round], number: int) -> Round:
    found = next((row for row in held if row.number == number), None)
    if found is None:
        raise _no_round(held, number)
    return found


def _no_round(held: Sequence[Round], number: int) -> Refused:
    if not held:
        return refused("refused.no_round_yet", "round")
    code = "refused.no_round" if len(held) > 1 else "refused.no_round_but_one"
    return refused(code, "round", number=number, known=[row.number for row in held])


@dataclass(frozen=True)
class Rounds:
    """One round, or all of an engagement, oldest first. `as_of`: the newest day on record."""

    found: Exported
    rounds: Sequence[Round]
    one: Round | None
    as_of: date


def rounds_to_export(
    session: Session, viewer: Viewer, code: str, number: int | None, *, latest: bool = False
) -> Rounds:
    """The round with this number, or all that the viewer may know of; without the text.

    `latest`: the newest one where no number is given. Refused where there is none.
    """
    engagement = scope.engagement(session, viewer, code)
    known = rounds.rounds_known(viewer, engagement)
    held = list(session.scalars(known.order_by(Round.number)))
    if number is not None:
        held = [_numbered(held, number)]
    elif latest:
        held = held[-1:]
        if not held:
            raise refused("refused.no_round_yet", "round")
    one = held[0] if held and (number is not None or latest) else None
    revision = one.revision_number if one else None
    found = revision_to_export(session, viewer, code, revision, text=False)
    newest = newest_day(session, viewer, [engagement])
    return Rounds(found, held, one, newest or found.revision.occurred_on)


def engagements_to_export(session: Session, viewer: Viewer) -> list[Engagement]:
    """All engagements that the viewer may see."""
    return list(session.scalars(scope.engagements(viewer)))


def newest_day(session: Session, viewer: Viewer, engagements: Sequence[Engagement]) -> date | None:
    """The day of the newest event that the viewer may see: files say it, they ask no clock."""
    if viewer.reaches_all:
        ids = [engagement.id for engagement in engagements]
        newest = func.max(HistoryEvent.occurred_on)
        found: date | None = session.scalar(
            select(newest).where(HistoryEvent.engagement_id.in_(ids))
        )
        return found
    seen = [
        scope.events(viewer, engagement).with_only_columns(HistoryEvent.occurred_on)
        for engagement in engagements
    ]
    if not seen:
        return None
    days = union_all(*seen).subquery()
    seen_last: date | None = session.scalar(select(func.max(days.c.occurred_on)))
    return seen_last
