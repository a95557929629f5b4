"""Opening an engagement; the institutions it concerns; who sits in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import (
    Body,
    Engagement,
    Institution,
    Member,
    Person,
    WorkflowDefinition,
)
from srf_policy.domain.errors import NotAllowed, NotFound, Problem, refused
from srf_policy.engine.definition import Definition
from srf_policy.engine.loading import DefinitionErrors, shipped
from srf_policy.engine.vocabulary import ROLES
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import normalise

from . import find
from .runner import verb
from .words import local, words
from .work import Work

_CODE = re.compile(r"[A-Z]{3}-[A-Z0-9]{2,12}")
_INSTITUTION_ROLES = ("lead", "required", "invited", "observer", "facility")
_FACILITY_SEATS = frozenset({"lead_expert", "expert", "translator"})
_WHOLE_FACILITY = frozenset({"administrator", "staff"})
_OPENERS = frozenset({"administrator", "staff"})


@verb(of_engagement=False)
def open_engagement(
    work: Work,
    *,
    code: str,
    country: str,
    instrument: str,
    workflow: str,
    title: Mapping[str, str],
    languages: Sequence[str],
    official_languages: Sequence[str] = (),
    approving_body: Mapping[str, str] | None = None,
    bodies: Sequence[Mapping[str, Any]] = (),
    priorities: Sequence[str] = (),
) -> dict[str, Any]:
    """Open an engagement in the first stage of its workflow; administrators and staff may.

    `languages`: the first is the one the draft is written in. `bodies`: key and name, in sequence.
    """
    if not work.actor.facility_roles & _OPENERS:
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
    definition = _definition(workflow)
    _check_code(work, code)
    row = Engagement(
        code=code,
        country=country,
        instrument=instrument,
        workflow_sha256=_pin(work, definition),
        title=local(title, "title", required=True),
        languages=_tags(languages, "languages"),
        official_languages=_tags(official_languages, "official_languages"),
        approving_body=local(approving_body, "approving_body"),
        priorities=list(priorities),
        opened_on=work.occurred_on,
        stage=definition.start,
        stage_entered_on=work.occurred_on,
        stage_entered_seq=1,
        illustrative=work.illustrative,
        event_count=0,
        history_head="",
    )
    work.session.add(row)
    work.session.flush()
    work.engagement_or_none = row
    _add_bodies(work, bodies)
    work.record(
        "engagement", code=code, country=country, instrument=instrument, workflow=workflow,
        version=definition.version, definition=definition.hash, title=row.title, stage=row.stage,
        languages=row.languages, official_languages=row.official_languages,
        approving_body=row.approving_body, priorities=row.priorities,
        bodies=[{"key": b["key"], "name": dict(b["name"])} for b in bodies],
    )  # fmt: skip
    return {"code": code}


def _definition(workflow: str) -> Definition:
    try:
        return shipped(workflow)
    except DefinitionErrors:
        raise refused("refused.unknown_workflow", "workflow", workflow=workflow) from None


def _check_code(work: Work, code: str) -> None:
    if not _CODE.fullmatch(code):
        raise refused("refused.bad_code", "code", code=code)
    if work.session.scalar(select(Engagement.id).where(Engagement.code == code)) is not None:
        raise refused("refused.code_taken", "code", code=code)


def _tags(tags: Sequence[str], field: str) -> list[str]:
    known = [normalise(tag) for tag in tags]
    for tag, found in zip(tags, known, strict=True):
        if found is None:
            raise refused("refused.unknown_language", field, tag=tag)
    if field == "languages" and not known:
        raise refused("refused.empty.languages", field)
    return [tag for tag in known if tag]


def _pin(work: Work, definition: Definition) -> str:
    """Store the meaning of the definition once; the engagement stays on it whatever the file says."""
    if work.session.get(WorkflowDefinition, definition.hash) is None:
        work.session.add(
            WorkflowDefinition(
                sha256=definition.hash,
                name=definition.workflow,
                version=definition.version,
                canonical=definition.canonical,
                stored_at=clock.now(),
            )
        )
        work.session.flush()
    return definition.hash


def _add_bodies(work: Work, bodies: Sequence[Mapping[str, Any]]) -> None:
    for position, row in enumerate(bodies, 1):
        name = local(row["name"], "bodies", required=True)
        work.session.add(
            Body(engagement_id=work.engagement.id, key=row["key"], position=position, name=name)
        )


def _administrator(work: Work) -> None:
    if not work.actor.facility_roles & _OPENERS and "lead_expert" not in work.roles:
        raise NotAllowed([Problem(msg("refused.not_your_role"))])


@verb()
def add_institution(
    work: Work, *, code: str, name: Mapping[str, str], role: str, parent: str | None = None
) -> dict[str, Any]:
    """Add an institution; only one may lead. Administrators, staff and the lead expert may."""
    _administrator(work)
    if role not in _INSTITUTION_ROLES:
        raise refused("refused.unknown_institution_role", "role", role=role)
    known = work.session.scalars(
        select(Institution).where(Institution.engagement_id == work.engagement.id)
    ).all()
    if any(i.code == code for i in known):
        raise refused("refused.institution_known", "code", code=code)
    if role == "lead" and any(i.role == "lead" and i.ended_on is None for i in known):
        raise refused("refused.second_lead", "role")
    above = find.institution(work, parent, "parent") if parent else None
    row = Institution(
        engagement_id=work.engagement.id,
        code=words(code, "code", required=True, limit=40),
        name=local(name, "name", required=True),
        role=role,
        parent_id=above.id if above else None,
        started_on=work.occurred_on,
    )
    work.session.add(row)
    work.record(
        f"institution:{code}", code=code, name=row.name, institution_role=role, parent=parent
    )
    return {"code": code}


@verb()
def add_member(
    work: Work, *, person: str, institution: str, role: str, department: str = ""
) -> dict[str, Any]:
    """Give a person (by opaque number) a role for one institution."""
    _administrator(work)
    if role not in ROLES or role in _WHOLE_FACILITY:
        raise refused("refused.unknown_role", "role", role=role)
    found = work.session.scalar(select(Person).where(Person.number == person))
    if found is None:
        raise NotFound
    seat = find.institution(work, institution)
    _refuse_role(seat, role)
    _refuse_second_seat(work, found, seat, role)
    row = Member(
        engagement_id=work.engagement.id,
        person_id=found.id,
        institution_id=seat.id,
        role=role,
        department=words(department, "department", limit=120),
        started_on=work.occurred_on,
    )
    work.session.add(row)
    work.record(
        f"member:{person}", person=person, institution=institution, role=role,
        department=row.department,
    )  # fmt: skip
    return {"person": person}


def _refuse_role(seat: Institution, role: str) -> None:
    """Experts and translators are the Facility's, for they see what every institution has sent."""
    if role in _FACILITY_SEATS and seat.role != "facility":
        raise refused(
            "refused.role_of_institution", "role", role=msg(f"role.{role}"), institution=seat.name
        )


def _refuse_second_seat(work: Work, person: Person, seat: Institution, role: str) -> None:
    held = work.session.scalars(
        select(Member).where(
            Member.engagement_id == work.engagement.id,
            Member.person_id == person.id,
            Member.ended_on.is_(None),
        )
    ).all()
    if any(m.role == role for m in held):
        raise refused("refused.member_already", "person", role=msg(f"role.{role}"))
    if any(m.institution_id != seat.id for m in held):
        raise refused("refused.member_elsewhere", "institution")
