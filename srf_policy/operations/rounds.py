"""Consultation rounds: opened on a revision, closed, and the silence that is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, Invitation, Revision, Round
from srf_policy.domain.errors import refused

from . import find
from .notices import Said, announce, tells
from .runner import verb
from .words import hashes, local
from .work import Work


@verb("manage_rounds")
def open_round(
    work: Work,
    *,
    closes_on: date,
    invited: Sequence[str],
    revision: int | None = None,
    questions: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Open a round on a revision (the newest one without it) for the invited institutions."""
    wanted = find.newest_revision(work, work.occurred_on) if revision is None else None
    number = revision if revision is not None else wanted.number if wanted else None
    if number is None:
        raise refused("refused.round_without_revision", "revision")
    find.numbered(work, Revision, number)
    if closes_on <= work.occurred_on:
        raise refused("refused.closes_before_opening", "closes_on", opens=work.occurred_on)
    if not invited:
        raise refused("refused.nobody_invited", "invited")
    row = Round(
        engagement_id=work.engagement.id,
        number=find.next_number(work, Round),
        revision_number=number,
        occurred_on=work.occurred_on,
        closes_on=closes_on,
        questions=[local(q, "questions", required=True) for q in questions],
        seq=work.next_seq,
        illustrative=work.illustrative,
    )
    work.session.add(row)
    work.session.flush()
    _invite(work, row, invited)
    work.record(
        f"round:{row.number}", round=row.number, revision=number, closes_on=closes_on,
        invited=list(dict.fromkeys(invited)),
        texts={"questions": [hashes(question) for question in row.questions]},
    )  # fmt: skip
    announce(work, invited=invited, round=row.number)
    return {"round": row.number}


@tells("open_round")
def _told_of_round(
    session: Session, engagement: Engagement, *, invited: Sequence[str], round: int | None = None
) -> Iterator[Said]:
    """`round` None: the one that would be opened now."""
    last = select(func.max(Round.number)).where(Round.engagement_id == engagement.id)
    number = round if round is not None else (session.scalar(last) or 0) + 1
    yield Said("round_opened", ("focal_point",), tuple(invited), {"round": number})


def _invite(work: Work, row: Round, invited: Sequence[str]) -> None:
    for code in dict.fromkeys(invited):
        institution = find.institution(work, code, "invited")
        work.session.add(
            Invitation(
                engagement_id=work.engagement.id, round_id=row.id, institution_id=institution.id
            )
        )


@verb("manage_rounds")
def close_round(work: Work, *, round: int) -> dict[str, Any]:
    """Close a round. Comments that come after are taken and flagged late, never lost."""
    row = find.round_(work, round)
    work.expect(_version(row), f"round:{round}")
    if work.occurred_on < row.occurred_on:
        raise refused("refused.closes_before_opening", "occurred_on", opens=row.occurred_on)
    shut(work, row)
    return {"round": round}


def shut(work: Work, row: Round, **about: Any) -> int:
    """Close an open round on the stated day; the place of the event."""
    if row.closed_on is not None:
        raise refused("refused.round_closed", closed=row.closed_on)
    row.closed_on = work.occurred_on
    return work.record(
        f"round:{row.number}", as_verb="close_round", round=row.number,
        revision=row.revision_number, **about,
    )  # fmt: skip


def _version(row: Round) -> str:
    return "closed" if row.closed_on else "open"


@verb("manage_rounds")
def record_no_reply(work: Work, *, round: int, institution: str) -> dict[str, Any]:
    """Put on record that an invited institution did not answer by the closing date."""
    row = find.round_(work, round)
    asked = find.institution(work, institution)
    invitation = find.invitation(work, row, asked)
    closes = max(invitation.closes_on or row.closes_on, row.closes_on)
    if work.occurred_on <= closes and row.closed_on is None:
        raise refused("refused.no_reply_too_early", closes=closes)
    if find.submission(work, row.id, asked.id).sent_on is not None:
        raise refused("refused.has_replied", "institution", institution=asked.name)
    if invitation.no_reply_on is not None:
        raise refused("refused.no_reply_recorded", "institution", when=invitation.no_reply_on)
    invitation.no_reply_on = work.occurred_on
    work.record(f"round:{round}", round=round, institution=institution)
    return {"round": round, "institution": institution}
