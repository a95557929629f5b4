"""Disputes as the tables hold them, in the shape of `rebuild.State`."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Alternative, Dispute, Provision
from srf_policy.domain.wording import text_hash

from .state import Payload


def disputes(session: Session, engagement_id: int) -> dict[int, Payload]:
    code = {p.id: p.code for p in session.scalars(select(Provision))}
    rows = session.scalars(select(Dispute).where(Dispute.engagement_id == engagement_id))
    return {row.number: _dispute(session, row, code[row.provision_id]) for row in rows}


def _dispute(session: Session, row: Dispute, code: str) -> Payload:
    alternatives = session.scalars(select(Alternative).where(Alternative.dispute_id == row.id))
    decided = (text_hash(row.decision), row.chosen, row.decided_on) if row.decision else None
    return {
        "provision": code, "question": text_hash(row.question), "meetings": row.meetings,
        "referred": (row.referred_to, row.referred_on) if row.referred_to else None,
        "decided": decided,
        "alternatives": {
            a.number: {"number": a.number, "words": text_hash(a.words), "holders": a.holders}
            for a in alternatives
        },
        "on": row.occurred_on, "seq": row.seq, "illustrative": row.illustrative,
    }  # fmt: skip
