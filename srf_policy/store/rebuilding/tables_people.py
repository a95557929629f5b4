"""Institutions and members as the tables hold them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Delegation, Institution, InstitutionName, Member, Person
from srf_policy.domain.wording import text_hash

from .state import Payload


def institutions(session: Session, engagement_id: int) -> dict[str, Payload]:
    rows = _rows(session, Institution, engagement_id)
    code = {row.id: row.code for row in rows}
    names = defaultdict(list)
    for name in _rows(session, InstitutionName, engagement_id):
        names[name.institution_id].append((name.name, name.until))
    return {
        r.code: {
            "name": r.name, "role": r.role, "parent": code.get(r.parent_id), "kind": r.kind,
            "started": r.started_on, "ended": r.ended_on, "names": names[r.id],
        }
        for r in rows
    }  # fmt: skip


def members(session: Session, engagement_id: int) -> list[Payload]:
    number = {p.id: p.number for p in session.scalars(select(Person))}
    code = {row.id: row.code for row in _rows(session, Institution, engagement_id)}
    return [
        {
            "person": number[r.person_id], "institution": code[r.institution_id], "role": r.role,
            "department": r.department, "started": r.started_on, "ended": r.ended_on,
            "reason": text_hash(r.end_reason) if r.end_reason else None, "successor": r.successor,
        }
        for r in _rows(session, Member, engagement_id)
    ]  # fmt: skip


def delegations(session: Session, engagement_id: int) -> dict[int, Payload]:
    number = {p.id: p.number for p in session.scalars(select(Person))}
    code = {row.id: row.code for row in _rows(session, Institution, engagement_id)}
    return {
        r.number: {
            "person": number[r.giver_id], "deputy": number[r.deputy_id], "role": r.role,
            "institution": code[r.institution_id], "starts_on": r.starts_on.isoformat(),
            "until": r.until.isoformat(), "reason": text_hash(r.reason), "revoked": r.revoked_on,
            "on": r.occurred_on, "seq": r.seq, "illustrative": r.illustrative,
        }
        for r in _rows(session, Delegation, engagement_id)
    }  # fmt: skip


def _rows(session: Session, model: Any, engagement_id: int) -> list[Any]:
    query = select(model).where(model.engagement_id == engagement_id).order_by(model.id)
    return list(session.scalars(query))
