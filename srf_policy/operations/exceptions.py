"""Exceptions: an unmet need waived by two people with a reason, and shown for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, GuardException
from srf_policy.domain.errors import NotAllowed, Problem, Refused, refused
from srf_policy.domain.wording import text_hash
from srf_policy.engine.explain import UnknownMove, check_move
from srf_policy.languages.messages import msg

from . import find
from .authority import refuse_both_seats
from .notices import Said, announce, tells
from .runner import verb
from .words import words
from .work import Work


@verb("waive")
def propose_exception(
    work: Work,
    *,
    move: str,
    guard: str,
    reason: str,
    items: list[str] | None = None,
    paper: str | None = None,
) -> dict[str, Any]:
    """The lead expert proposes to waive what is missing now (all of it, or the named items)."""
    if not work.acts_as("lead_expert"):
        raise NotAllowed([Problem(msg("refused.lead_expert_proposes"))])
    text = words(reason, "reason", required=True, limit=4000)
    missing = _missing(work, move, guard)
    wanted = [k for k in missing if items is None or k in items]
    if not wanted:
        raise refused("refused.nothing_to_waive", "items")
    ground = find.paper(work, paper)
    row = GuardException(
        engagement_id=work.engagement.id, number=find.next_number(work, GuardException),
        move=move, guard=guard, items=wanted, reason=text, proposed_by=work.actor.number,
        proposed_for=work.behalf,
        paper_id=ground.id if ground else None,
        occurred_on=work.occurred_on, seq=work.next_seq, illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"exception:{row.number}", number=row.number, move=move, guard=guard, items=wanted,
        paper=ground.ref if ground else None, texts={"reason": text_hash(text)},
    )  # fmt: skip
    announce(work, move=move)
    return {"exception": row.number}


@tells("propose_exception")
def _told_of_exception(_: Session, __: Engagement, *, move: str) -> Iterator[Said]:
    yield Said("please_confirm_exception", ("expert", "administrator"), params={"move": move})


def _missing(work: Work, move: str, guard: str) -> list[str]:
    try:
        answer = check_move(work.definition, work.facts(), move, None, None)
    except UnknownMove as error:
        raise Refused([Problem(error.message, "move")]) from None
    found = [m for m in answer.missing if m.guard == guard and m.waivable]
    if not found:
        raise refused("refused.nothing_to_waive", "guard")
    return [item.key for m in found for item in m.items]


@verb("waive")
def confirm_exception(work: Work, *, exception: int) -> dict[str, Any]:
    """A second person confirms; from now on the need is waived for this move."""
    row: GuardException = find.numbered(work, GuardException, exception)
    if row.confirmed_by is not None:
        raise refused("refused.exception_confirmed")
    refuse_both_seats(work, row.proposed_by, row.proposed_for)
    row.confirmed_by, row.confirmed_on = work.actor.number, work.occurred_on
    row.confirmed_for = work.behalf
    work.record(
        f"exception:{exception}", number=exception, move=row.move, guard=row.guard,
        items=row.items, proposed_by=row.proposed_by, texts={"reason": text_hash(row.reason)},
    )  # fmt: skip
    return {"exception": exception}
