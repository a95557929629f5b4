"""Opening an engagement: with the letter that asked for it, its lead institution and lead expert."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Body, Engagement, Institution
from srf_policy.domain.engagements import HOUSE, HOUSE_NAME
from srf_policy.domain.errors import NotFound, Problem, Refused, refused
from srf_policy.engine.definition import Definition
from srf_policy.engine.loading import DefinitionErrors, shipped
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import normalise

from . import authority, letters, memberships
from .institutions import FACILITY, add_institution, checked_code
from .people import check_address, check_name, known_or_new
from .pinning import pin
from .runner import verb
from .words import local, words
from .work import Work

_CODE = re.compile(r"[A-Z]{3}-[A-Z0-9]{2,12}")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


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
    lead: Mapping[str, Any] | None = None,
    lead_expert: Mapping[str, Any] | None = None,
    request: Mapping[str, Any] | None = None,
    reply: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Open an engagement in the first stage of its workflow; administrators and staff may.

    `languages`: the first is the one the draft is written in. `bodies`: key and name, in sequence.
    `lead`: code and name of the lead institution; `lead_expert`: person, or address, name and
    language, with whom the Facility takes its own seat. `request`: dated, sender, reference, title
    and file of the letter that asked; `reply`: dated, reference and file of the answer.
    Everything that is wrong is told at once.
    """
    authority.require_opener(work)
    row = _checked(
        work, code, country, instrument, workflow, title, languages, official_languages,
        approving_body, bodies, lead, lead_expert, request, reply,
    )  # fmt: skip
    row.priorities = list(priorities)
    work.session.add(row)
    work.session.flush()
    work.engagement_or_none = row
    _add_bodies(work, bodies)
    definition = shipped(workflow)
    work.record(
        "engagement", code=code, country=country, instrument=instrument, workflow=workflow,
        version=definition.version, definition=definition.hash, title=row.title, stage=row.stage,
        languages=row.languages, official_languages=row.official_languages,
        approving_body=row.approving_body, priorities=row.priorities,
        bodies=[{"key": b["key"], "name": local(b["name"], "bodies")} for b in bodies],
    )  # fmt: skip
    _furnish(work, lead, lead_expert)
    letters.file_opening(work, row, request, reply, HOUSE)
    return {"code": code}


def _furnish(
    work: Work, lead: Mapping[str, Any] | None, lead_expert: Mapping[str, Any] | None
) -> None:
    """The institutions with which an engagement begins, and who leads it for the Facility."""
    adding = work.following("add_institution")
    if lead is not None:
        add_institution(adding, code=lead["code"], name=lead["name"], role="lead")
    if lead_expert is not None:
        add_institution(adding, code=HOUSE, name=HOUSE_NAME, role=FACILITY, kind="international")
        work.session.flush()
        person = known_or_new(
            work, lead_expert.get("person"), lead_expert.get("address", ""),
            lead_expert.get("name"), lead_expert.get("language", "en"),
        )  # fmt: skip
        seat = work.session.scalars(
            select(Institution).where(
                Institution.engagement_id == work.engagement.id, Institution.code == HOUSE
            )
        ).one()
        memberships.take_seat(work, person, seat, "lead_expert")


def _checked(
    work: Work, code: str, country: str, instrument: str, workflow: str,
    title: Mapping[str, str], languages: Sequence[str], official: Sequence[str],
    approving_body: Mapping[str, str] | None, bodies: Sequence[Mapping[str, Any]],
    lead: Mapping[str, Any] | None, lead_expert: Mapping[str, Any] | None,
    request: Mapping[str, Any] | None, reply: Mapping[str, Any] | None,
) -> Engagement:  # fmt: skip
    """The new row, not yet added. Raises Refused with everything that is wrong."""
    wrong: list[Problem] = []
    row = Engagement(
        code=code, country=country, instrument=words(instrument, "instrument", limit=40),
        opened_on=work.occurred_on, stage_entered_on=work.occurred_on, stage_entered_seq=1,
        illustrative=work.illustrative, event_count=0, history_head="",
    )  # fmt: skip
    with noting(wrong):
        _check_code(work, code)
    with noting(wrong):
        _check_country(country)
    with noting(wrong):
        row.title = local(title, "title", required=True)
    with noting(wrong):
        definition = _definition(workflow)
        row.workflow_sha256, row.stage = pin(work.session, definition), definition.start
    with noting(wrong):
        row.languages = _tags(languages, "languages")
    with noting(wrong):
        row.official_languages = _tags(official, "official_languages")
    with noting(wrong):
        row.approving_body = local(approving_body, "approving_body")
    with noting(wrong):
        _check_bodies(bodies)
    _check_lead(wrong, lead)
    _check_lead_expert(work, wrong, lead_expert)
    with noting(wrong):
        if work.occurred_on > clock.today():
            raise refused("refused.date_in_future", "occurred_on", today=clock.today())
    letters.check_opening(wrong, work.occurred_on, request, reply)
    if wrong:
        raise Refused(wrong)
    return row


@contextmanager
def noting(wrong: list[Problem], **fields: str) -> Iterator[None]:
    """Collect what a step refuses; `fields` names the form's fields where they differ."""
    try:
        yield
    except NotFound:
        raise
    except Refused as error:
        wrong.extend(Problem(p.message, fields.get(p.field or "", p.field)) for p in error.problems)


def _check_code(work: Work, code: str) -> None:
    if not _CODE.fullmatch(code):
        raise refused("refused.bad_code", "code", code=code[:40])
    if work.session.scalar(select(Engagement.id).where(Engagement.code == code)) is not None:
        raise refused("refused.code_taken", "code", code=code)


def _check_country(country: str) -> None:
    if not re.fullmatch("[A-Z]{2}", country):
        raise refused("refused.unknown_country", "country", country=country[:40])


def _definition(workflow: str) -> Definition:
    try:
        return shipped(workflow)
    except DefinitionErrors:
        raise refused("refused.unknown_workflow", "workflow", workflow=workflow[:40]) from None


def _tags(tags: Sequence[str], field: str) -> list[str]:
    known = [normalise(tag) for tag in tags]
    for tag, found in zip(tags, known, strict=True):
        if found is None:
            raise refused("refused.unknown_language", field, tag=tag)
    if field == "languages" and not known:
        raise refused("refused.empty.languages", field)
    return list(dict.fromkeys(tag for tag in known if tag))


def _check_bodies(bodies: Sequence[Mapping[str, Any]]) -> None:
    keys = [str(body["key"]) for body in bodies]
    for body in bodies:
        local(body["name"], "bodies", required=True)
        if not _KEY.fullmatch(str(body["key"])):
            raise refused("refused.bad_body_key", "bodies", key=str(body["key"])[:40])
    if len(set(keys)) != len(keys):
        raise refused("refused.body_twice", "bodies")


def _add_bodies(work: Work, bodies: Sequence[Mapping[str, Any]]) -> None:
    for position, row in enumerate(bodies, 1):
        name = local(row["name"], "bodies", required=True)
        work.session.add(
            Body(engagement_id=work.engagement.id, key=row["key"], position=position, name=name)
        )


def _check_lead(wrong: list[Problem], lead: Mapping[str, Any] | None) -> None:
    if lead is None:
        return
    with noting(wrong, code="lead_code"):
        if checked_code(lead["code"]) == HOUSE:
            raise refused("refused.institution_known", "code", code=HOUSE)
    with noting(wrong, name="lead_name"):
        local(lead["name"], "name", required=True)


def _check_lead_expert(work: Work, wrong: list[Problem], given: Mapping[str, Any] | None) -> None:
    if given is None or given.get("person"):
        return
    if not str(given.get("address", "")).strip():
        wrong.append(Problem(msg("refused.empty.lead_expert"), "lead_expert"))
        return
    with noting(wrong, address="expert_address", name="expert_name"):
        check_address(given["address"], "address")
        check_name(work, given["address"], given.get("name"))
