"""Letters, requests, memoranda, clearances and replies on file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Paper
from srf_policy.domain.errors import refused
from srf_policy.domain.records import PAPER_KINDS

from . import attaching, corrections, find
from .runner import verb
from .words import hashes, local, words
from .work import Work


@verb("record")
def file_paper(
    work: Work,
    *,
    kind: str,
    sender: str,
    addressee: str,
    title: Mapping[str, str],
    reference: str = "",
    ref: str | None = None,
    restricted: bool = False,
    file: attaching.Attachment | None = None,
    keep_file: bool = True,
    known: bool = False,
    corrects: str | None = None,
    correction_reason: str = "",
) -> dict[str, Any]:
    """Put a paper on file, dated the stated day. `ref` is its short name (`l-07`), made if absent.

    A correction keeps the file of the paper that it corrects unless it brings one, or says not to.
    """
    if kind not in PAPER_KINDS:
        raise refused("refused.unknown_choice", "kind", value=kind)
    earlier = find.paper(work, corrects, "corrects")
    reason = corrections.reason_of(work, earlier, correction_reason, lambda paper: paper.ref)
    name = words(ref, "ref", limit=40) or _next_ref(work)
    _refuse_taken(work, name)
    old_file = earlier.file_id if earlier and keep_file else None
    kept = attaching.attach_or_keep(work, file, old_file, restricted=restricted)
    row = Paper(
        engagement_id=work.engagement.id, ref=name, kind=kind,
        sender=words(sender, "sender", required=True, limit=200),
        addressee=words(addressee, "addressee", required=True, limit=200),
        reference=words(reference, "reference", limit=200),
        title=local(title, "title", required=True), restricted=restricted,
        file_id=kept.id if kept else None, corrects_id=earlier.id if earlier else None,
        correction_reason=reason, occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative and not known,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"paper:{name}", ref=name, kind=kind, sender=row.sender, addressee=row.addressee,
        reference=row.reference, title_sha256=hashes(row.title), restricted=restricted,
        file=attaching.told(kept), corrects=corrects or None, known=known,
        texts={"correction_reason": corrections.hashed(reason)},
    )  # fmt: skip
    return {"paper": name}


def _refuse_taken(work: Work, name: str) -> None:
    held = (Paper.engagement_id == work.engagement.id, Paper.ref == name)
    if work.session.scalar(select(Paper.id).where(*held)) is not None:
        raise refused("refused.paper_known", "ref", paper=name)


def _next_ref(work: Work) -> str:
    """`p-04` after three papers; the next number where somebody has taken that name."""
    held = set(
        work.session.scalars(select(Paper.ref).where(Paper.engagement_id == work.engagement.id))
    )
    number = len(held) + 1
    while f"p-{number:02}" in held:
        number += 1
    return f"p-{number:02}"
