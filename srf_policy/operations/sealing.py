"""The seal of an adopted text: what was adopted, and where the history stood, under one hash."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Adoption, Seal, StoredFile
from srf_policy.domain.chain import canonical_json
from srf_policy.domain.errors import refused
from srf_policy.store import signing
from srf_policy.store.queries import texts

from . import find
from .work import Work


def seal(work: Work) -> Seal:
    """Seal the newest revision in all its languages, with the history's head, count and time."""
    revision = find.newest_revision(work)
    if revision is None:
        raise refused("refused.seal_without_revision")
    draft = texts.of_revision(work.session, revision)
    moment = clock.now()
    content: dict[str, Any] = {
        "engagement": work.engagement.code,
        "revision": revision.number,
        "revision_sha256": revision.sha256,
        "texts": [
            [n.id, n.kind, n.parent, n.position, _texts(n.fields)]
            for n in (*draft.nodes, *draft.plan)
        ],
        "adoption": _adoption(work),
        "history_head": work.engagement.history_head,
        "event_count": work.engagement.event_count,
        "sealed_at": moment,
    }
    canonical = canonical_json(content)
    row = Seal(
        engagement_id=work.engagement.id, number=find.next_number(work, Seal),
        revision_number=revision.number, event_count=work.engagement.event_count,
        history_head=work.engagement.history_head, sealed_at=moment, canonical=canonical,
        sha256=hashlib.sha256(canonical).hexdigest(), signing_key=work.keys.signer.id,
        signature=work.keys.signer.sign(signing.SEAL, canonical),
    )  # fmt: skip
    work.session.add(row)
    work.engagement.sealed_at = moment
    work.record(
        f"seal:{row.number}", as_verb="seal", number=row.number, sha256=row.sha256,
        revision=revision.number, event_count=row.event_count, head=row.history_head,
    )  # fmt: skip
    return row


def _texts(fields: Any) -> dict[str, dict[str, str]]:
    return {f: {tag: t.words for tag, t in languages.items()} for f, languages in fields.items()}


def _adoption(work: Work) -> dict[str, Any] | None:
    row = work.session.scalar(
        select(Adoption)
        .where(Adoption.engagement_id == work.engagement.id)
        .order_by(Adoption.number.desc())
        .limit(1)
    )
    if row is None:
        return None
    earlier = work.session.get(Adoption, row.corrects_id) if row.corrects_id else None
    return {
        "number": row.number, "authority": row.authority, "decision": row.decision,
        "adopted_on": row.occurred_on, "gazette": row.gazette, "compared": row.compared,
        "revision": row.revision_number, "gazetted_copy": _sha256_of(work, row.file_id),
        "corrects": earlier.number if earlier else None, "correction_reason": row.correction_reason,
    }  # fmt: skip


def _sha256_of(work: Work, file_id: int | None) -> str | None:
    return work.session.get_one(StoredFile, file_id).sha256 if file_id else None
