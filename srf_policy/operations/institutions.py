"""The institutions of an engagement: added, renamed, given another role, ended; all with dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from srf_policy.domain import Institution, InstitutionName
from srf_policy.domain.errors import Stale, refused
from srf_policy.domain.participation import STAKEHOLDERS

from . import authority, find, leaving
from .runner import verb
from .words import keep, local, words
from .work import Work

ROLES = ("lead", "required", "invited", "observer")
"""What an institution can be in an engagement; `facility` is the Facility's own."""

FACILITY = "facility"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.&_-]{0,39}")


@verb()
def add_institution(
    work: Work,
    *,
    code: str,
    name: Mapping[str, str],
    role: str,
    parent: str | None = None,
    kind: str = "government",
) -> dict[str, Any]:
    """Add an institution, under `parent` if it is a part of another; only one may lead."""
    authority.require_manager(work)
    if role not in (*ROLES, FACILITY):
        raise refused("refused.unknown_institution_role", "role", role=role)
    if kind not in STAKEHOLDERS:
        raise refused("refused.unknown_choice", "kind", value=kind)
    short = checked_code(code)
    _refuse_known(work, short, role)
    above = find.institution(work, parent, "parent") if parent else None
    row = Institution(
        engagement_id=work.engagement.id,
        code=short,
        name=local(name, "name", required=True),
        role=role,
        kind=kind,
        parent_id=above.id if above else None,
        started_on=work.occurred_on,
    )
    work.session.add(row)
    work.record(
        f"institution:{short}", code=short, name=row.name, institution_role=role,
        parent=parent or None, stakeholder=kind,
    )  # fmt: skip
    return {"code": short}


def checked_code(code: str) -> str:
    """A short name such as `MoFA`, as it may stand in addresses of pages."""
    short = words(code, "code", required=True, limit=40)
    if not _CODE.fullmatch(short):
        raise refused("refused.bad_institution_code", "code", code=short)
    return short


def _refuse_known(work: Work, code: str, role: str) -> None:
    known = work.session.scalars(
        select(Institution).where(Institution.engagement_id == work.engagement.id)
    ).all()
    if any(i.code.lower() == code.lower() for i in known):
        raise refused("refused.institution_known", "code", code=code)
    if role == "lead" and any(i.role == "lead" and i.ended_on is None for i in known):
        raise refused("refused.second_lead", "role")


@verb()
def rename_institution(work: Work, *, code: str, name: Mapping[str, str]) -> dict[str, Any]:
    """Give an institution another name from the stated day on; the old one is kept with its dates."""
    authority.require_manager(work)
    row = _standing(work, code)
    named = local(name, "name", required=True)
    if named == row.name:
        raise refused("refused.same_name", "name")
    since = _named_since(work, row)
    if work.occurred_on < since:
        raise refused("refused.before_institution", "occurred_on", since=since)
    old = row.name
    work.session.add(
        InstitutionName(
            engagement_id=work.engagement.id, institution_id=row.id, name=old,
            until=work.occurred_on,
        )
    )  # fmt: skip
    row.name = named
    work.record(f"institution:{row.code}", code=row.code, name=named, was=old)
    return {"code": row.code}


def _named_since(work: Work, row: Institution) -> date:
    """The day from which the present name holds."""
    last: date | None = work.session.scalar(
        select(func.max(InstitutionName.until)).where(InstitutionName.institution_id == row.id)
    )
    return last or row.started_on


@verb()
def set_institution_role(
    work: Work, *, code: str, role: str, former_lead: str = "required"
) -> dict[str, Any]:
    """Give an institution another role. A new lead takes over: the one before gets `former_lead`."""
    authority.require_manager(work)
    row = _standing(work, code)
    if role not in ROLES or former_lead not in ROLES[1:]:
        raise refused("refused.unknown_institution_role", "role", role=role)
    if row.role == FACILITY:
        raise refused("refused.facility_stays", "role")
    if row.role == role:
        raise refused("refused.same_role", "role")
    if row.role == "lead":
        raise refused("refused.only_lead", "role", institution=row.name)
    if work.occurred_on < row.started_on:
        raise refused("refused.before_institution", "occurred_on", since=row.started_on)
    before = _lead(work) if role == "lead" else None
    if before is not None:
        before.role = former_lead
    was, row.role = row.role, role
    work.record(
        f"institution:{row.code}", code=row.code, name=row.name, institution_role=role, was_role=was,
        former_lead=before.code if before else None,
        former_lead_role=before.role if before else None,
    )  # fmt: skip
    return {"code": row.code}


def _lead(work: Work) -> Institution | None:
    found: Institution | None = work.session.scalar(
        select(Institution).where(
            Institution.engagement_id == work.engagement.id,
            Institution.role == "lead",
            Institution.ended_on.is_(None),
        )
    )
    return found


@verb()
def end_institution(work: Work, *, code: str, reason: str) -> dict[str, Any]:
    """End the part of an institution on the stated day; its members' seats end with it."""
    authority.require_opener(work)
    row = _standing(work, code)
    if row.role == FACILITY:
        raise refused("refused.facility_stays")
    if row.role == "lead":
        raise refused("refused.only_lead", institution=row.name)
    text = words(reason, "reason", required=True, limit=4000)
    since = _named_since(work, row)
    if work.occurred_on < since:
        raise refused("refused.before_institution", "occurred_on", since=since)
    row.ended_on = work.occurred_on
    seats = leaving.seats_of(work, row)
    work.record(
        f"institution:{row.code}", code=row.code, name=row.name, members=len(seats),
        texts={"reason": keep(work.session, work.engagement.id, text)},
    )  # fmt: skip
    for member, number in seats:
        leaving.leave(work, member, number, row, text)
    return {"code": row.code, "members": len(seats)}


def _standing(work: Work, code: str) -> Institution:
    """An institution that has not ended, at the version that was shown."""
    row = work.session.scalar(
        select(Institution).where(
            Institution.engagement_id == work.engagement.id, Institution.code == code
        )
    )
    if row is None:
        raise refused("refused.unknown_institution", "institution", code=code)
    subject = f"institution:{code}"
    work.expect(find.version(work, subject), subject)
    if row.ended_on is not None:
        stale: Stale = work.stale(subject)
        raise stale
    return row
