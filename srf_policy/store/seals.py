"""What a revision's hash and a seal are made of; made again from the rows to check them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Adoption, Engagement, Revision, StoredFile
from srf_policy.domain.chain import canonical_json

from .queries import texts
from .queries.comparing import source
from .queries.texts import Draft, Words


def text_seal(draft: Draft) -> str:
    """SHA-256 over the canonical JSON of all source texts in reading order."""
    rows = [
        [n.id, n.kind, n.parent, n.position, source(n, draft.language)]
        for n in (*draft.nodes, *draft.plan)
    ]
    return hashlib.sha256(canonical_json(rows)).hexdigest()


def content(
    session: Session,
    engagement: Engagement,
    revision: Revision,
    adoption: Adoption | None,
    *,
    event_count: int,
    history_head: str,
    sealed_at: datetime,
) -> bytes:
    """The bytes of a seal: the text in all its languages as it stood after that many events."""
    draft = texts.of_revision(session, revision, until=event_count)
    return canonical_json(
        {
            "engagement": engagement.code,
            "revision": revision.number,
            "revision_sha256": revision.sha256,
            "texts": [
                [n.id, n.kind, n.parent, n.position, _words(n.fields)]
                for n in (*draft.nodes, *draft.plan)
            ],
            "adoption": _adoption(session, adoption),
            "history_head": history_head,
            "event_count": event_count,
            "sealed_at": sealed_at,
        }
    )


def adoption_then(session: Session, engagement_id: int, event_count: int) -> Adoption | None:
    """The newest record of the formal act after that many events."""
    return session.scalar(
        select(Adoption)
        .where(Adoption.engagement_id == engagement_id, Adoption.seq <= event_count)
        .order_by(Adoption.number.desc())
        .limit(1)
    )


def _words(fields: Mapping[str, Mapping[str, Words]]) -> dict[str, dict[str, str]]:
    return {f: {tag: t.words for tag, t in languages.items()} for f, languages in fields.items()}


def _adoption(session: Session, row: Adoption | None) -> dict[str, Any] | None:
    if row is None:
        return None
    earlier = session.get(Adoption, row.corrects_id) if row.corrects_id else None
    copy = session.get_one(StoredFile, row.file_id).sha256 if row.file_id else None
    return {
        "number": row.number, "authority": row.authority, "decision": row.decision,
        "adopted_on": row.occurred_on, "gazette": row.gazette, "compared": row.compared,
        "revision": row.revision_number, "gazetted_copy": copy,
        "corrects": earlier.number if earlier else None, "correction_reason": row.correction_reason,
    }  # fmt: skip
