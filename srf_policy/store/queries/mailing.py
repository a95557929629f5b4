"""What a message to one person needs to know, asked when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, Institution, Member, Person
from srf_policy.store.keys import KeyRing
from srf_policy.store.people import names


@dataclass(frozen=True)
class Recipient:
    """`address` is empty where it was erased."""

    number: str
    language: str
    role: str
    institution: str
    code: str
    title: Mapping[str, str]
    address: str


def recipient(
    session: Session, keys: KeyRing, engagement_id: int | None, number: str
) -> Recipient | None:
    """The person as a member of the engagement; None where the membership or the person is gone."""
    row = session.execute(
        select(Person.language, Member.role, Institution.code, Engagement.code, Engagement.title)
        .join(Member, Member.person_id == Person.id)
        .join(Institution, Institution.id == Member.institution_id)
        .join(Engagement, Engagement.id == Member.engagement_id)
        .where(
            Member.engagement_id == engagement_id,
            Member.ended_on.is_(None),
            Person.number == number,
        )
        .order_by(Member.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    named = names(session, keys, [number]).get(number)
    return Recipient(number, *row, address=named.address if named else "")
