"""The secret address under which a person's calendar program reads the due days."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import CalendarLink
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.viewer import Viewer
from srf_policy.store import people
from srf_policy.store.queries import days

from .runner import verb
from .work import Work


@verb(of_engagement=False, dated=False)
def make_calendar_link(work: Work, *, token_hash: str) -> dict[str, Any]:
    """Make the actor's link; one that was made before opens nothing any more.

    The token itself is known to the person alone: it is made outside, and only its hash comes in.
    """
    row = work.session.get(CalendarLink, _person(work)) or CalendarLink(person_id=_person(work))
    row.token_hash, row.made_at = token_hash, clock.now()
    work.session.add(row)
    work.record(f"person:{work.actor.number}", person=work.actor.number)
    return {"person": work.actor.number}


@verb(of_engagement=False, dated=False)
def revoke_calendar_link(work: Work) -> dict[str, Any]:
    """Take the actor's link back: from now on it answers like one that never was."""
    row = work.session.get(CalendarLink, _person(work))
    if row is None:
        raise refused("refused.no_calendar_link")
    work.session.delete(row)
    work.record(f"person:{work.actor.number}", person=work.actor.number)
    return {"person": work.actor.number}


def _person(work: Work) -> int:
    if not work.actor.person_id:
        raise NotFound
    return work.actor.person_id


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def owner(session: Session, token: str) -> Viewer | None:
    """Who reads with this token, as they stand today; None for all that opens nothing.

    A token that never was, one taken back, and that of somebody who has left take the same way.
    """
    wanted = hash_of(token)
    found = days.owner_of(session, wanted)
    kept = found[1].token_hash if found is not None else hash_of("")
    if not hmac.compare_digest(kept, wanted) or found is None:
        return None
    viewer = people.viewer(session, found[0], clock.today())
    return viewer if viewer.seats or viewer.facility_roles else None
