"""Publishing a revision: the working draft becomes a numbered, immutable state of the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, insert, select, update

from srf_policy.domain import (
    Change,
    Comment,
    PrintedNumber,
    Revision,
    RevisionProvision,
    RevisionText,
)
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.domain.numbering import fingerprint, label
from srf_policy.domain.wording import references
from srf_policy.languages.messages import msg
from srf_policy.store.queries import texts
from srf_policy.store.queries.comparing import changes, source
from srf_policy.store.queries.promises import unkept
from srf_policy.store.queries.texts import Draft
from srf_policy.store.seals import text_seal

from . import find
from .ballots import renew_ballot
from .runner import verb
from .translations import append, new_translations
from .words import hashes, local
from .work import Work


@verb()
def publish_revision(
    work: Work,
    *,
    label: Mapping[str, str],
    note: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Publish the working draft as the next revision.

    Refused where nothing has changed and where a cross-reference leads nowhere. The answer's
    `unkept` lists comments that were promised a change here and whose provision stayed as it
    was (the change may stand elsewhere: a person must look). `expected` is the number of the
    newest revision that was shown.
    """
    _require_publishing(work)
    before = find.newest_revision(work)
    shown = before.number if before else 0
    work.expect(shown, f"revision:{shown}")
    if before is not None and work.occurred_on < before.occurred_on:
        raise refused("refused.before_revision", "occurred_on", published=before.occurred_on)
    draft = texts.of_working(work.session, work.engagement)
    _check(work, draft)
    old = texts.of_revision(work.session, before) if before else None
    changed = changes(old, draft)
    translated = new_translations(work)
    renumbered = before is not None and before.numbering != work.engagement.numbering
    if not any(changed.values()) and not translated and not renumbered:
        raise refused("refused.nothing_to_publish")
    number = shown + 1
    found = unkept(work.session, _all_comments(work), number, changed)
    broken_promises = [promise.number for promise in found]
    row = _store(work, number, draft, local(label, "label", required=True), local(note, "note"))
    causes = _settle_changes(work, number)
    append(work, row, translated)
    work.record(
        f"revision:{number}", number=number, sha256=row.sha256, label=row.label,
        provisions=row.provisions, language=row.language, changed=changed["changed"],
        added=changed["added"], removed=changed["removed"], moved=changed["moved"],
        without_cause=causes, unkept=broken_promises, translations=len(translated),
        numbering=row.numbering, numbers=_print(work, row, draft), texts={"note": hashes(row.note)},
    )  # fmt: skip
    renew_ballot(work, number)
    return {"revision": number, "unkept": broken_promises}


def _require_publishing(work: Work) -> None:
    if not work.may("edit_editorial"):
        work.require("edit")


def _check(work: Work, draft: Draft) -> None:
    if not draft.nodes:
        raise refused("refused.empty_draft")
    known = {n.id for n in (*draft.nodes, *draft.plan)}
    lost = [(n, n.about) for n in draft.plan if n.about and n.about not in known]
    referred = [
        (n, target)
        for n in (*draft.nodes, *draft.plan)
        for languages in n.fields.values()
        for text in languages.values()
        for target in references(text.words)
        if target not in known
    ]
    broken = [
        Problem(msg("refused.broken_reference", provision=label(n.kind, n.number), target=target))
        for n, target in (*lost, *referred)
    ]
    if broken:
        raise Refused(broken)


def _all_comments(work: Work) -> Select[Comment]:
    """Promises bind whoever publishes, whatever that person may see."""
    return select(Comment).where(Comment.engagement_id == work.engagement.id)


def _store(
    work: Work, number: int, draft: Draft, label: dict[str, str], note: dict[str, str]
) -> Revision:
    row = Revision(
        engagement_id=work.engagement.id, number=number, label=label, note=note,
        language=draft.language, sha256=text_seal(draft),
        provisions=sum(n.kind not in ("row", "cell") for n in draft.nodes),
        published_by=work.actor.number, numbering=work.engagement.numbering,
        occurred_on=work.occurred_on, seq=work.next_seq, illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    nodes = (*draft.nodes, *draft.plan)
    ids = {n.id: n.provision_id for n in nodes}
    common = {"engagement_id": work.engagement.id, "revision_id": row.id}
    work.session.add_all(
        RevisionProvision(
            **common, provision_id=n.provision_id, parent_id=ids.get(n.parent or ""),
            position=n.position, kind=n.kind, printed=n.number,
        )
        for n in nodes
    )  # fmt: skip
    work.session.add_all(
        RevisionText(**common, provision_id=n.provision_id, field=name, sha256=sha)
        for n in nodes
        for name, sha in source(n, draft.language).items()
    )
    work.session.flush()
    return row


def _print(work: Work, revision: Revision, draft: Draft) -> str | None:
    """Keep what each language of the engagement prints for each number; the fingerprint of it all."""
    numbers = [
        (n, {tag: n.number.in_language(tag) for tag in work.engagement.languages})
        for n in (*draft.nodes, *draft.plan)
        if n.number
    ]
    common = {"engagement_id": work.engagement.id, "revision_id": revision.id}
    rows = [
        {**common, "provision_id": n.provision_id, "language": tag, "number": number}
        for n, by in numbers
        for tag, number in by.items()
    ]
    if not rows:
        return None
    work.session.execute(insert(PrintedNumber), rows)
    return fingerprint((n.id, n.number.logical, by) for n, by in numbers)


def _settle_changes(work: Work, number: int) -> int:
    """Give the open changes their revision; how many have no cause."""
    opened = (Change.engagement_id == work.engagement.id, Change.revision_number.is_(None))
    without = work.session.scalars(
        select(Change.id).where(*opened, Change.cause_kind == "none")
    ).all()
    work.session.execute(update(Change).where(*opened).values(revision_number=number))
    return len(without)
