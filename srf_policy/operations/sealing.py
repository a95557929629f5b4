"""The seal of an adopted text: what was adopted, and where the history stood, signed under one hash."""

from __future__ import annotations

import hashlib

from srf_policy import clock
from srf_policy.domain import Seal
from srf_policy.domain.errors import refused
from srf_policy.store import seals, signing

from . import find
from .work import Work


def seal(work: Work) -> Seal:
    """Seal the newest revision in all its languages, with the history's head, count and time."""
    revision = find.newest_revision(work)
    if revision is None:
        raise refused("refused.seal_without_revision")
    engagement, moment, signer = work.engagement, clock.now(), work.keys.signer
    work.session.flush()
    canonical = seals.content(
        work.session, engagement, revision,
        seals.adoption_then(work.session, engagement.id, engagement.event_count),
        event_count=engagement.event_count, history_head=engagement.history_head, sealed_at=moment,
    )  # fmt: skip
    row = Seal(
        engagement_id=engagement.id, number=find.next_number(work, Seal),
        revision_number=revision.number, event_count=engagement.event_count,
        history_head=engagement.history_head, sealed_at=moment, canonical=canonical,
        sha256=hashlib.sha256(canonical).hexdigest(), signing_key=signer.id,
        signature=signer.sign(signing.SEAL, canonical),
    )  # fmt: skip
    work.session.add(row)
    engagement.sealed_at = moment
    work.record(
        f"seal:{row.number}", as_verb="seal", number=row.number, sha256=row.sha256,
        revision=revision.number, event_count=row.event_count, head=row.history_head,
        signing_key=row.signing_key,
    )  # fmt: skip
    return row
