"""The lead institution's agreement to a move with one revision."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from srf_policy.domain import Agreement, Institution, Paper
from srf_policy.domain.errors import NotAllowed, NotFound, Problem, refused
from srf_policy.languages.messages import msg

from . import corrections, find
from .runner import verb
from .work import Work


@verb()
def record_agreement(
    work: Work,
    *,
    move: str,
    paper: str | None = None,
    corrects: int | None = None,
    correction_reason: str = "",
) -> dict[str, Any]:
    """Record that the lead institution agrees to a move with the newest revision of the stated day.

    Its own focal point may say so; the Facility needs the letter in which it was said.
    `corrects` counts the engagement's agreements from 1, in the order of their recording.
    """
    if corrects is None or not _may_record(work):
        work.require("agree")
    if work.definition.move(move) is None:
        raise refused("refused.unknown_move", "move", move=move)
    earlier = _numbered(work, corrects) if corrects is not None else None
    reason = corrections.reason_of(work, earlier, correction_reason, lambda a: _place(work, a))
    lead = _lead(work)
    letter = find.paper(work, paper)
    _check_says_so(work, lead, letter)
    revision = find.newest_revision(work, work.occurred_on)
    if revision is None:
        raise refused("refused.agreement_without_revision")
    row = Agreement(
        engagement_id=work.engagement.id, move=move, revision_number=revision.number,
        institution_id=lead.id, paper_id=letter.id if letter else None,
        corrects_id=earlier.id if earlier else None, correction_reason=reason,
        recorded_by=work.actor.number, occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"agreement:{move}", move=move, revision=revision.number, institution=lead.code,
        paper=letter.ref if letter else None, corrects=corrects,
        texts={"correction_reason": corrections.hashed(reason)},
    )  # fmt: skip
    return {"move": move, "revision": revision.number}


def _may_record(work: Work) -> bool:
    """Records stay open for correction in ended stages, where nobody agrees to a move any more."""
    return work.may("record")


def _check_says_so(work: Work, lead: Institution, letter: Paper | None) -> None:
    seat = work.actor.seat_in(work.engagement.id)
    own = seat is not None and seat.institution_id == lead.id
    if not own and "focal_point" in work.roles:
        raise NotAllowed([Problem(msg("refused.lead_agrees_itself", institution=lead.name))])
    if not own and letter is None:
        raise refused("refused.agreement_without_letter", "paper", institution=lead.name)


def _all(work: Work) -> list[Agreement]:
    query = select(Agreement).where(Agreement.engagement_id == work.engagement.id)
    return list(work.session.scalars(query.order_by(Agreement.id)))


def _numbered(work: Work, number: int) -> Agreement:
    found = _all(work)
    if not 1 <= number <= len(found):
        raise NotFound
    return found[number - 1]


def _place(work: Work, row: Agreement) -> int:
    return _all(work).index(row) + 1


def _lead(work: Work) -> Institution:
    found = work.session.scalar(
        select(Institution).where(
            Institution.engagement_id == work.engagement.id,
            Institution.role == "lead",
            Institution.ended_on.is_(None),
        )
    )
    if found is None:
        raise refused("refused.no_lead")
    return found
