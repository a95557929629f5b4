"""Who sits in an engagement: added, ended, succeeded; auditors for a limited time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Engagement, Institution, Member, Person
from srf_policy.domain.errors import NotAllowed, NotFound, Problem, refused
from srf_policy.engine.vocabulary import ROLES
from srf_policy.languages.messages import msg
from srf_policy.store import people

from . import authority, find, leaving
from .handing_over import tell_heir
from .people import known_or_new
from .runner import verb
from .welcoming import welcome
from .words import words
from .work import Work

AUDITOR = "auditor"
WHOLE_FACILITY = frozenset({"administrator", "staff"})
SEATS = tuple(role for role in ROLES if role not in WHOLE_FACILITY)
"""Roles that are held in one engagement."""

_FACILITY_SEATS = frozenset({"lead_expert", "expert", "translator", AUDITOR})


@verb(facility=True)
def add_member(
    work: Work,
    *,
    institution: str,
    role: str,
    person: str | None = None,
    address: str = "",
    name: Mapping[str, str] | None = None,
    language: str = "en",
    department: str = "",
    until: date | None = None,
) -> dict[str, Any]:
    """Give a role for one institution to a person: by opaque number, or by address.

    Who is not known by the address is made, and then needs a name. `until`: the day on which an
    auditor's reading ends.
    """
    authority.require_manager(work)
    if role not in SEATS:
        raise refused("refused.unknown_role", "role", role=role)
    if role == AUDITOR:
        authority.require_opener(work)
    _check_until(role, until)
    seat = find.institution(work, institution)
    refuse_role(seat, role)
    found = known_or_new(work, person, address, name, language)
    take_seat(work, found, seat, role, words(department, "department", limit=120), until)
    return {"person": found.number}


def _check_until(role: str, until: date | None) -> None:
    if (role == AUDITOR) != (until is not None):
        code = "auditor_without_end" if role == AUDITOR else "only_auditors_end"
        raise refused(f"refused.{code}", "until")
    if until is not None and until <= clock.today():
        raise refused("refused.end_in_past", "until", today=clock.today())


def refuse_role(seat: Institution, role: str) -> None:
    """Experts and translators are the Facility's, for they see what every institution has sent."""
    if role in _FACILITY_SEATS and seat.role != "facility":
        raise refused(
            "refused.role_of_institution", "role", role=msg(f"role.{role}"), institution=seat.name
        )


def take_seat(
    work: Work, person: Person, seat: Institution, role: str, department: str = "",
    until: date | None = None,
) -> None:  # fmt: skip
    """Write the seat and its event, as `add_member`."""
    _hold(work, person, seat, role, department, until)
    work.record(
        f"member:{person.number}", as_verb="add_member", person=person.number,
        institution=seat.code, role=role, department=department, until=until,
    )  # fmt: skip
    welcome(work, person, seat, role)


def _hold(
    work: Work, person: Person, seat: Institution, role: str, department: str,
    until: date | None = None,
) -> None:  # fmt: skip
    _refuse_second_seat(work, person, seat, role)
    if work.occurred_on < seat.started_on:
        raise refused("refused.before_institution", "occurred_on", since=seat.started_on)
    work.session.add(
        Member(
            engagement_id=work.engagement.id, person_id=person.id, institution_id=seat.id,
            role=role, department=department, started_on=work.occurred_on, ended_on=until,
        )
    )  # fmt: skip


def _refuse_second_seat(work: Work, person: Person, seat: Institution, role: str) -> None:
    held = work.session.scalars(
        select(Member).where(
            Member.engagement_id == work.engagement.id,
            Member.person_id == person.id,
            find.active(Member, clock.today()),
        )
    ).all()
    if any(m.role == role for m in held):
        raise refused("refused.member_already", "address", role=msg(f"role.{role}"))
    if any(m.institution_id != seat.id for m in held):
        raise refused("refused.member_elsewhere", "institution")


@verb(facility=True)
def end_member(
    work: Work,
    *,
    person: str,
    role: str,
    reason: str,
    successor: str | None = None,
    address: str = "",
    name: Mapping[str, str] | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """End a membership on the stated day and, where one is named, let a successor take over.

    `event` of the answer is the number of the handover note. Administrators and staff may.
    """
    authority.require_opener(work)
    row, seat = _membership(work, person, role)
    subject = f"member:{person}"
    work.expect(find.version(work, subject), subject)
    if row.ended_on is not None and row.ended_on <= clock.today():
        raise work.stale(subject)
    text = words(reason, "reason", required=True, limit=4000)
    event = leaving.leave(work, row, person, seat, text)
    heir = _heir(work, successor, address, name, language)
    if heir is not None:
        _succeed(work, row, person, seat, heir)
    return {"event": event, "successor": heir.number if heir else None}


@verb(facility=True)
def succeed_member(
    work: Work,
    *,
    person: str,
    role: str,
    successor: str | None = None,
    address: str = "",
    name: Mapping[str, str] | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """Name who takes over from a membership that has ended without a successor."""
    authority.require_opener(work)
    row, seat = _membership(work, person, role)
    subject = f"member:{person}"
    if row.ended_on is None or row.ended_on > clock.today():
        raise refused("refused.membership_open", role=msg(f"role.{role}"))
    work.expect(find.version(work, subject), subject)
    if row.successor is not None:
        raise work.stale(subject)
    if seat.ended_on is not None:
        raise refused("refused.institution_ended", institution=seat.name, ended=seat.ended_on)
    if work.occurred_on < row.ended_on:
        raise refused("refused.before_end_of_membership", "occurred_on", ended=row.ended_on)
    heir = _heir(work, successor, address, name, language)
    if heir is None:
        raise refused("refused.empty.successor", "address")
    return {"successor": heir.number, "comments": _succeed(work, row, person, seat, heir)}


def _membership(work: Work, person: str, role: str) -> tuple[Member, Institution]:
    """The newest seat of this person in this role; NotFound where there never was one."""
    found = people.latest_seat(work.session, work.engagement.id, person, role)
    if found is None:
        raise NotFound
    return found


def _heir(
    work: Work, number: str | None, address: str, name: Mapping[str, str] | None, language: str
) -> Person | None:
    if not number and not address.strip() and not name:
        return None
    return known_or_new(work, number, address, name, language)


def _succeed(work: Work, row: Member, number: str, seat: Institution, heir: Person) -> list[int]:
    """The successor gets the same role, institution and department, and what was not sent yet."""
    if heir.number == number:
        raise refused("refused.successor_is_same", "address")
    work.session.flush()
    _hold(work, heir, seat, row.role, row.department)
    row.successor = heir.number
    comments = leaving.pass_on(work, row, number, heir.number)
    work.record(
        f"member:{number}", as_verb="succeed_member", person=number, successor=heir.number,
        role=row.role, institution=seat.code, department=row.department, comments=comments,
    )  # fmt: skip
    tell_heir(work, row, number, seat, heir)
    return comments


@verb(of_engagement=False)
def grant_auditor(
    work: Work,
    *,
    engagements: Sequence[str],
    until: date | None = None,
    person: str | None = None,
    address: str = "",
    name: Mapping[str, str] | None = None,
    language: str = "en",
) -> dict[str, Any]:
    """Let an auditor read all of the named engagements until a day; administrators may."""
    authority.require_administrator(work)
    _check_until(AUDITOR, until)
    if not engagements:
        raise refused("refused.empty.engagements", "engagements")
    found = known_or_new(work, person, address, name, language)
    for code in sorted(set(engagements)):
        inside = _inside(work, code)
        take_seat(inside, found, _own_house(inside), AUDITOR, until=until)
    work.record(
        f"person:{found.number}", person=found.number, engagements=sorted(set(engagements)),
        until=until,
    )  # fmt: skip
    return {"person": found.number}


def _inside(work: Work, code: str) -> Work:
    """The same work within one engagement, locked."""
    row = work.session.scalar(select(Engagement).where(Engagement.code == code).with_for_update())
    if row is None:
        raise refused("refused.unknown_engagement", "engagements", code=code)
    if work.occurred_on < row.opened_on:
        raise refused("refused.date_before_engagement", "occurred_on", opened=row.opened_on)
    return replace(work, engagement_or_none=row)


def _own_house(work: Work) -> Institution:
    """The Facility as an institution of the engagement: auditors sit there."""
    found = work.session.scalar(
        select(Institution)
        .where(
            Institution.engagement_id == work.engagement.id,
            Institution.role == "facility",
            Institution.ended_on.is_(None),
        )
        .order_by(Institution.id)
        .limit(1)
    )
    if found is None:
        raise NotAllowed([Problem(msg("refused.no_facility", code=work.engagement.code))])
    return found
