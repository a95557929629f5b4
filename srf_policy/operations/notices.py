"""Telling people: one mail job for each person who is to know, written with the verb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, Institution, Member, Person
from srf_policy.engine.vocabulary import EVERYONE

from . import find
from .work import Work


@dataclass(frozen=True)
class Addressee:
    """Who would be told: the person's number, role, institution and language."""

    number: str
    role: str
    institution: str
    language: str


def addressees(
    session: Session,
    engagement: Engagement,
    who: Iterable[str],
    today: date,
    institutions: Sequence[str] | None = None,
) -> list[Addressee]:
    """The members with one of these roles (`everyone`: all), of these institutions if named."""
    roles = set(who)
    rows = session.execute(
        select(Person.number, Member.role, Institution.code, Person.language)
        .join(Member, Member.person_id == Person.id)
        .join(Institution, Institution.id == Member.institution_id)
        .where(Member.engagement_id == engagement.id, find.active(Member, today))
        .order_by(Member.id)
    )
    found: dict[str, Addressee] = {}
    for number, role, code, language in rows:
        wanted = EVERYONE in roles or role in roles
        if wanted and (institutions is None or code in institutions):
            found.setdefault(number, Addressee(number, role, code, language))
    return list(found.values())


def notify(
    work: Work,
    notice: str,
    *,
    who: Iterable[str],
    institutions: Sequence[str] | None = None,
    **params: Any,
) -> None:
    """Write one mail job a person: `notify.<notice>` in the person's language."""
    for person in addressees(work.session, work.engagement, who, clock.today(), institutions):
        key = f"mail:{work.engagement.code}:{work.engagement.event_count}:{notice}:{person.number}"
        work.enqueue("mail", key, notice=notice, person=person.number, params=params)
