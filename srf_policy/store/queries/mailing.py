"""What a message to one person needs to know, asked when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import literal, or_, select, true
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Engagement, FacilityMember, Institution, Member, Person
from srf_policy.domain.engagements import HOUSE
from srf_policy.store.keys import KeyRing
from srf_policy.store.people import names


@dataclass(frozen=True)
class Recipient:
    """`address` is empty where it was erased; `code` and the rest where it is no member's mail."""

    number: str
    language: str
    role: str
    institution: str
    code: str
    title: Mapping[str, str]
    address: str


def recipient(
    session: Session, keys: KeyRing, engagement_id: int | None, number: str, *, left: bool = False
) -> Recipient | None:
    """The person as a member of the engagement; None where the membership or the person is gone.

    `left`: as what the person was last, whether that has ended or not.
    """
    active = or_(Member.ended_on.is_(None), Member.ended_on > clock.today())
    standing = true() if left else active
    row = session.execute(
        select(Person.language, Member.role, Institution.code, Engagement.code, Engagement.title)
        .join(Member, Member.person_id == Person.id)
        .join(Institution, Institution.id == Member.institution_id)
        .join(Engagement, Engagement.id == Member.engagement_id)
        .where(
            Member.engagement_id == engagement_id,
            standing,
            Person.number == number,
        )
        .order_by(Member.id.desc() if left else Member.id)
        .limit(1)
    ).first()
    row = row or _of_facility(session, engagement_id, number)
    if row is None:
        return None
    named = names(session, keys, [number]).get(number)
    language, role, institution, code, title = row
    address = named.address if named else ""
    return Recipient(number, language, role, institution, code, title, address)


def _of_facility(session: Session, engagement_id: int | None, number: str) -> Any:
    """Administrators and staff are told of engagements in which they have no seat."""
    return session.execute(
        select(
            Person.language, FacilityMember.role, literal(HOUSE), Engagement.code, Engagement.title
        )
        .join(FacilityMember, FacilityMember.person_id == Person.id)
        .join(Engagement, Engagement.id == engagement_id)
        .where(
            Person.number == number, FacilityMember.ended_on.is_(None),
            FacilityMember.role.in_(("administrator", "staff")),
        )
        .order_by(FacilityMember.id)
        .limit(1)
    ).first()  # fmt: skip


def person(session: Session, keys: KeyRing, number: str) -> Recipient | None:
    """The person as such, for mail that is about no engagement."""
    language = session.scalar(select(Person.language).where(Person.number == number))
    if language is None:
        return None
    named = names(session, keys, [number]).get(number)
    return Recipient(number, language, "", "", "", {}, named.address if named else "")
