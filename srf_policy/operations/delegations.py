"""A role handed to another member for a period: given, ended, and over with the giver's seat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Delegation, Engagement, Institution, Member, Person
from srf_policy.domain.errors import NotAllowed, NotFound, Problem, refused
from srf_policy.engine.vocabulary import ROLES
from srf_policy.languages.messages import msg

from . import authority, find
from .notices import Addressee, Announcement, announce, tells, write
from .runner import verb
from .words import keep, words
from .work import Work

KEPT = frozenset({"auditor"})
"""Roles that are given for a time already, and by administrators alone."""


@verb(dated=False)
def delegate_role(
    work: Work,
    *,
    role: str,
    to: str,
    until: date | None,
    reason: str,
    starts_on: date | None = None,
) -> dict[str, Any]:
    """Hand a role that one holds to a member of the same institution, from a day until another.

    `to` is the deputy's opaque number; both days are included. What is held for another cannot
    be handed on.
    """
    if role not in ROLES:
        raise refused("refused.unknown_role", "role", role=role[:40])
    seat = work.actor.seat_in(work.engagement.id)
    if seat is None or role not in seat.roles:
        raise _not_held(work, role)
    if role in KEPT:
        raise refused("refused.role_stays", "role", role=msg(f"role.{role}"))
    here = work.session.get_one(Institution, seat.institution_id)
    deputy = _deputy(work, here, to, role)
    first = starts_on or clock.today()
    _check_period(first, until)
    assert until is not None
    _refuse_overlap(work, deputy, role, first, until)
    text = words(reason, "reason", required=True, limit=4000)
    row = Delegation(
        engagement_id=work.engagement.id, number=find.next_number(work, Delegation),
        giver_id=work.actor.person_id, deputy_id=deputy.id, institution_id=here.id, role=role,
        starts_on=first, until=until, reason=text, occurred_on=work.occurred_on,
        seq=work.next_seq, illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"delegation:{row.number}", number=row.number, person=work.actor.number, role=role,
        deputy=deputy.number, institution=here.code, starts_on=first, until=until,
        texts={"reason": keep(work.session, work.engagement.id, text)},
    )  # fmt: skip
    announce(work, role=role, to=deputy.number, institution=here.code, starts_on=first, until=until)
    return {"delegation": row.number}


@tells("delegate_role")
def _handed(
    session: Session, engagement: Engagement, *, role: str, to: str, institution: str,
    starts_on: date | None, until: date | None, language: str = "en",
) -> Iterator[Announcement]:  # fmt: skip
    """The deputy, in the role that is handed on. Without role where the form is not complete yet."""
    spoken = session.scalar(
        select(Person.language)
        .join(Member, Member.person_id == Person.id)
        .join(Institution, Institution.id == Member.institution_id)
        .where(
            Person.number == to, Institution.code == institution,
            Member.engagement_id == engagement.id,
        )
        .limit(1)
    )  # fmt: skip
    if spoken is None or until is None:
        yield Announcement("role_delegated", {}, (Addressee("", "", "", language),))
        return
    days = {"day": (starts_on or clock.today()).isoformat(), "until": until.isoformat()}
    told = (Addressee(to, role, institution, spoken),)
    yield Announcement("role_delegated", {"role": role, **days}, told)


def _not_held(work: Work, role: str) -> NotAllowed:
    lent = {held.role for held in work.actor.lent_in(work.engagement.id)}
    named = msg(f"role.{role}")
    if role in lent:
        return NotAllowed([Problem(msg("refused.delegated_on", role=named), "role")])
    return NotAllowed([Problem(msg("refused.role_not_held", role=named), "role")])


def _deputy(work: Work, here: Institution, number: str, role: str) -> Person:
    """A member of the same institution who does not hold the role."""
    if not number:
        raise refused("refused.empty.deputy", "to")
    if number == work.actor.number:
        raise refused("refused.deputy_is_same", "to")
    seats = work.session.execute(
        select(Person, Member.role)
        .join(Member, Member.person_id == Person.id)
        .where(
            Person.number == number,
            Member.engagement_id == work.engagement.id,
            Member.institution_id == here.id,
            Member.role.not_in(KEPT),
            find.active(Member, clock.today()),
        )
    ).all()
    if not seats:
        raise refused("refused.deputy_elsewhere", "to", institution=here.name)
    if role in {held for _, held in seats}:
        raise refused("refused.deputy_holds_it", "to", role=msg(f"role.{role}"))
    return seats[0][0]


def _check_period(first: date, until: date | None) -> None:
    if first < clock.today():
        raise refused("refused.delegation_in_past", "starts_on", today=clock.today())
    if until is None:
        raise refused("refused.empty.delegation_until", "until")
    if until < first:
        raise refused("refused.delegation_ends_first", "until", starts=first)


def _refuse_overlap(work: Work, deputy: Person, role: str, first: date, until: date) -> None:
    held = work.session.scalar(
        select(Delegation.until).where(
            Delegation.engagement_id == work.engagement.id,
            Delegation.giver_id == work.actor.person_id,
            Delegation.deputy_id == deputy.id,
            Delegation.role == role,
            Delegation.starts_on <= until,
            Delegation.until >= first,
            or_(Delegation.revoked_on.is_(None), Delegation.revoked_on > first),
        )
    )
    if held is not None:
        raise refused("refused.delegated_already", "to", until=held)


@verb()
def end_delegation(work: Work, *, delegation: int) -> dict[str, Any]:
    """End a delegation before its day: who gave it, who holds it, or who looks after members."""
    row: Delegation = find.numbered(work, Delegation, delegation)
    if work.actor.person_id not in (row.giver_id, row.deputy_id):
        if not work.actor.is_facility(work.engagement.id):
            raise NotFound
        authority.require_manager(work)
    if row.revoked_on is not None:
        raise work.stale(f"delegation:{delegation}")
    if row.until < clock.today():
        raise refused("refused.delegation_over", until=row.until)
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_delegation", "occurred_on", given=row.occurred_on)
    _end(work, row)
    return {"delegation": delegation}


def end_with_seat(work: Work, seat: Member) -> None:
    """What a member gave in this role, and what was given to who has no seat left, is over."""
    work.session.flush()
    left = select(Member.id).where(
        Member.person_id == seat.person_id,
        Member.institution_id == seat.institution_id,
        Member.role.not_in(KEPT),
        find.active(Member, clock.today()),
    )
    gone = work.session.scalar(left.limit(1)) is None
    taken = Delegation.deputy_id == seat.person_id
    given = (Delegation.giver_id == seat.person_id) & (Delegation.role == seat.role)
    rows = work.session.scalars(
        select(Delegation)
        .where(
            Delegation.engagement_id == seat.engagement_id,
            Delegation.institution_id == seat.institution_id,
            or_(given, taken) if gone else given,
            Delegation.revoked_on.is_(None),
            Delegation.until >= clock.today(),
        )
        .order_by(Delegation.number)
    ).all()
    for row in rows:
        _end(work, row)


def _end(work: Work, row: Delegation) -> None:
    row.revoked_on = work.occurred_on
    giver, deputy = _numbers(work, (row.giver_id, row.deputy_id))
    work.record(
        f"delegation:{row.number}", as_verb="end_delegation", number=row.number, person=giver,
        deputy=deputy, role=row.role,
    )  # fmt: skip
    # Whoever did not do it is told; of who has left the engagement nothing more is asked.
    for number in {giver, deputy} - {work.actor.number}:
        write(
            work, "delegation_ended", number, {"role": row.role, "day": row.revoked_on.isoformat()}
        )


def _numbers(work: Work, persons: Iterable[int]) -> list[str]:
    return [work.session.get_one(Person, person).number for person in persons]
