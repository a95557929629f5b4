"""The formal act that adopts the text, as it happened; a mistaken record gets a second seal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Adoption, Revision
from srf_policy.domain.errors import refused
from srf_policy.domain.records import COMPARISONS

from . import attaching, corrections, find, packaging
from .runner import verb
from .sealing import seal
from .words import local, words
from .work import Work


@verb("record")
def record_adoption(
    work: Work,
    *,
    authority: Mapping[str, str],
    decision: str,
    compared: str,
    revision: int | None = None,
    gazette: str = "",
    gazetted_on: date | None = None,
    file: attaching.Attachment | None = None,
    keep_file: bool = True,
    paper: str | None = None,
    known: bool = False,
    corrects: int | None = None,
    correction_reason: str = "",
) -> dict[str, Any]:
    """Record the formal act of an authority on the stated day; the move to "adopted" follows it.

    `compared`: the adopted text is identical to `revision`, differs from it (then the gazetted
    copy is attached), or was not seen. `paper`: the letter that told of it. Correcting the record
    of a sealed engagement seals again.
    """
    revision = _revision(work, compared, revision)
    if gazetted_on is not None and gazetted_on < work.occurred_on:
        raise refused("refused.gazetted_before_adoption", "gazetted_on", adopted=work.occurred_on)
    earlier = _earlier(work, corrects)
    reason = corrections.reason_of(work, earlier, correction_reason)
    old_file = earlier.file_id if earlier and keep_file else None
    copy = attaching.attach_or_keep(work, file, old_file, restricted=False)
    if compared == "differs" and copy is None:
        raise refused("refused.gazetted_copy_needed", "file")
    ground = find.paper(work, paper)
    row = Adoption(
        engagement_id=work.engagement.id, number=find.next_number(work, Adoption),
        authority=local(authority, "authority", required=True),
        decision=words(decision, "decision", required=True, limit=200),
        gazette=words(gazette, "gazette", limit=200), gazetted_on=gazetted_on, compared=compared,
        revision_number=revision, file_id=copy.id if copy else None,
        paper_id=ground.id if ground else None,
        corrects_id=earlier.id if earlier else None, correction_reason=reason,
        recorded_by=work.actor.number, occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative and not known,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"adoption:{row.number}", number=row.number, authority=row.authority,
        decision=row.decision, gazette=row.gazette, gazetted_on=gazetted_on, compared=compared,
        revision=revision, file=attaching.told(copy), corrects=corrects, known=known,
        paper=ground.ref if ground else None,
        texts={"correction_reason": corrections.hashed(reason)},
    )  # fmt: skip
    if work.engagement.sealed_at is not None:
        seal(work)
        packaging.at_the_end(work)
    return {"adoption": row.number}


def _revision(work: Work, compared: str, revision: int | None) -> int | None:
    if compared not in COMPARISONS:
        raise refused("refused.choose_comparison", "compared")
    if compared == "not_seen":
        return None
    if revision is None:
        raise refused("refused.compared_with_what", "revision")
    find.numbered(work, Revision, revision)
    return revision


def _earlier(work: Work, corrects: int | None) -> Adoption | None:
    """The record that is corrected; a second act beside the first would leave two truths."""
    if corrects is not None:
        found: Adoption = find.numbered(work, Adoption, corrects)
        return found
    newest = work.session.scalar(
        select(Adoption)
        .where(Adoption.engagement_id == work.engagement.id)
        .order_by(Adoption.number.desc())
        .limit(1)
    )
    if newest is not None:
        raise refused("refused.adoption_known", record=newest.number)
    return None
