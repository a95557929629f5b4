"""Seals, made again from the stored texts and compared with what was sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, HistoryEvent, Revision, Seal
from srf_policy.languages.messages import Message, msg

from . import seals, signing


def first_wrong(
    session: Session, engagement: Engagement, keys: Mapping[str, str]
) -> Message | None:
    """The first thing that is wrong with the seals of an engagement.

    Seals from before there was a signing key have no signature, and their event names no key.
    """
    query = select(Seal).where(Seal.engagement_id == engagement.id).order_by(Seal.number)
    rows = session.scalars(query).all()
    told = {e.payload["number"]: e for e in _events(session, engagement)}
    lost = min(told.keys() ^ {row.number for row in rows}, default=None)
    if lost is not None:
        return msg("verify.seal_lost", chain=engagement.code, number=lost)
    for row in rows:
        code = _wrong(session, engagement, row, told[row.number], keys)
        if code is not None:
            return msg(code, chain=engagement.code, number=row.number, seq=told[row.number].seq)
    newest = rows[-1] if rows else None
    if engagement.sealed_at != (newest.sealed_at if newest else None):
        return msg("verify.table", chain=engagement.code, part="engagement", item="sealed_at")
    return None


def _events(session: Session, engagement: Engagement) -> list[HistoryEvent]:
    query = select(HistoryEvent).where(
        HistoryEvent.chain == engagement.code, HistoryEvent.verb == "seal"
    )
    return list(session.scalars(query.order_by(HistoryEvent.seq)))


def _wrong(
    session: Session,
    engagement: Engagement,
    row: Seal,
    event: HistoryEvent,
    keys: Mapping[str, str],
) -> str | None:
    if hashlib.sha256(row.canonical).hexdigest() != row.sha256:
        return "verify.seal_altered"
    said = event.payload
    held = (row.sha256, row.revision_number, row.event_count, row.history_head, row.signing_key)
    names = ("sha256", "revision", "event_count", "head", "signing_key")
    if held != tuple(said.get(name) for name in names):
        return "verify.seal_differs"
    if _again(session, engagement, row) != row.canonical:
        return "verify.seal_text"
    if row.signing_key is None:
        return None if row.signature is None else "verify.seal_differs"
    if row.signing_key not in keys:
        return "verify.seal_key"
    public = keys[row.signing_key]
    genuine = signing.genuine(public, signing.SEAL, row.canonical, row.signature or "")
    return None if genuine else "verify.seal_forged"


def _again(session: Session, engagement: Engagement, row: Seal) -> bytes | None:
    revision = session.scalar(
        select(Revision).where(
            Revision.engagement_id == engagement.id, Revision.number == row.revision_number
        )
    )
    if revision is None:
        return None
    return seals.content(
        session, engagement, revision,
        seals.adoption_then(session, engagement.id, row.event_count),
        event_count=row.event_count, history_head=row.history_head, sealed_at=row.sealed_at,
    )  # fmt: skip
