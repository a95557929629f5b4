"""Translations beside a revision: appended, never changed, each with the source text it follows."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from srf_policy.domain import LanguageText, Revision, RevisionText, WorkingText

from . import find
from .work import Work


def new_translations(work: Work) -> list[WorkingText]:
    """Translations of the working draft that are not on record yet."""
    published = _published(work)
    return [
        t
        for t in _working(work)
        if published.get((t.provision_id, t.field, t.language)) != (t.sha256, t.follows)
    ]


def append_translations(work: Work, rows: Sequence[WorkingText]) -> None:
    """Append translations made between revisions to the newest one, where they follow its text."""
    newest = find.newest_revision(work)
    if newest is None:
        return
    held = {
        (t.provision_id, t.field): t.sha256
        for t in work.session.scalars(
            select(RevisionText).where(RevisionText.revision_id == newest.id)
        )
    }
    append(work, newest, [t for t in rows if held.get((t.provision_id, t.field)) == t.follows])


def append(work: Work, revision: Revision, rows: Sequence[WorkingText]) -> None:
    """Append these translations to this revision."""
    work.session.add_all(
        LanguageText(
            engagement_id=work.engagement.id,
            revision_id=revision.id,
            provision_id=t.provision_id,
            field=t.field,
            language=t.language,
            sha256=t.sha256,
            follows=t.follows,
            occurred_on=work.occurred_on,
            seq=work.next_seq,
            illustrative=work.illustrative,
        )
        for t in rows
    )
    work.session.flush()


def _working(work: Work) -> list[WorkingText]:
    return list(
        work.session.scalars(
            select(WorkingText).where(
                WorkingText.engagement_id == work.engagement.id,
                WorkingText.language != work.engagement.source_language,
            )
        )
    )


def _published(work: Work) -> dict[tuple[int, str, str], tuple[str, str]]:
    rows = work.session.scalars(
        select(LanguageText)
        .join(Revision, Revision.id == LanguageText.revision_id)
        .where(LanguageText.engagement_id == work.engagement.id)
        .order_by(Revision.number, LanguageText.id)
    )
    return {(t.provision_id, t.field, t.language): (t.sha256, t.follows) for t in rows}
