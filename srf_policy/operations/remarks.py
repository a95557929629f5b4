"""What a remark says, and the place in the round's text that it is about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from srf_policy.domain import Provision, Revision, RevisionProvision, Round
from srf_policy.domain.consultation import ANSWERS
from srf_policy.domain.errors import refused

from .words import keep_if_any, words
from .work import Work


def said(
    work: Work, row: Round, answer: str, text: str, proposed: str, justification: str,
    provision: str | None,
) -> dict[str, Any]:  # fmt: skip
    """The hashes of what is said; refuses an answer that says nothing."""
    if answer not in ANSWERS:
        raise refused("refused.choose_answer", "answer")
    if answer == "remark":
        words(text, "text", required=True)
    if answer == "proposal":
        words(proposed, "proposed", required=True)
    says = answer in ("remark", "proposal")
    engagement_id = work.engagement.id
    kept = {
        "words": keep_if_any(work.session, engagement_id, words(text, "text") if says else ""),
        "proposed": keep_if_any(
            work.session, engagement_id, words(proposed, "proposed") if says else ""
        ),
        "justification": keep_if_any(
            work.session, engagement_id, words(justification, "justification") if says else ""
        ),
    }
    return {**kept, "provision_id": _provision_id(work, row, provision)}


def _provision_id(work: Work, row: Round, provision: str | None) -> int | None:
    """A provision of the text in the round: what stands in the working draft alone is not told."""
    if not provision:
        return None
    found = work.session.scalar(
        select(RevisionProvision.provision_id)
        .join(Revision, Revision.id == RevisionProvision.revision_id)
        .join(Provision, Provision.id == RevisionProvision.provision_id)
        .where(
            Revision.engagement_id == work.engagement.id,
            Revision.number == row.revision_number,
            Provision.code == provision,
        )
    )
    if found is None:
        raise refused("refused.unknown_provision", "provision", provision=provision)
    return found


def one_of(**choices: tuple[str, tuple[str, ...]]) -> None:
    for field, (value, known) in choices.items():
        if value not in known:
            raise refused("refused.unknown_choice", field, value=value)
