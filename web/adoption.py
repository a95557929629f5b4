"""The record of the adoption: the act, its corrections and seals, the gazetted copy beside the draft."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from srf_policy.documents.adopted import Comparison, compare
from srf_policy.domain import StoredFile
from srf_policy.domain.diff import diff
from srf_policy.domain.errors import NotFound
from srf_policy.domain.numbering import label
from srf_policy.languages.messages import Message
from srf_policy.operations.attaching import location
from srf_policy.store.queries import records, texts
from srf_policy.word.package import PackageRefused

from . import context
from .rendering import page
from .routing import Route


@dataclass(frozen=True)
class Beside:
    """The copy beside the revision; `why_not` says why the two are not compared."""

    comparison: Comparison | None = None
    why_not: Message | None = None


def adoption(code: str, number: int) -> Response:
    """One record of the adoption."""
    session, engagement = context.reader(), context.engagement()
    found = records.adoptions(session, engagement)
    shown = next((a for a in found if a.adoption.number == number), None)
    if shown is None:
        raise NotFound
    return page(
        "adoption.html",
        engagement=engagement,
        shown=shown,
        records=found,
        seals=records.seals(session, engagement),
        papers=_visible(),
        beside=_beside(shown),
        label=label,
        diff=diff,
        everything=bool(request.args.get("all")),
        illustrative=shown.adoption.illustrative,
    )


def _visible() -> set[str]:
    """The papers that the reader may see."""
    found = records.papers(context.reader(), context.viewer(), context.engagement())
    return {p.paper.ref for p in found}


def _beside(shown: records.Adopted) -> Beside | None:
    """Nothing where no copy or no revision is named; only Word files can be compared."""
    session, engagement = context.reader(), context.engagement()
    number, file = shown.adoption.revision_number, shown.file
    if file is None or number is None or not _is_word(file):
        return None
    revision = texts.revision(session, engagement.id, number)
    if revision is None:
        return None
    draft = texts.of_revision(session, revision)
    data = location(context.settings(), file.sha256).read_bytes()
    wanted = request.args.get("language", "")
    try:
        return Beside(compare(data, draft, engagement.languages, wanted))
    except PackageRefused as error:
        return Beside(why_not=error.message)


def _is_word(file: StoredFile) -> bool:
    return file.name.lower().endswith(".docx")


routes = [Route("/e/<code>/adoption/<int(max=99999):number>", adoption, "engagement")]
