"""Asking for a large Word file: the worker makes it after the commit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from srf_policy.domain import Job, Revision
from srf_policy.domain.errors import refused
from srf_policy.languages.tags import normalise

from . import find
from .runner import verb
from .work import Work


@verb(dated=False)
def request_export(work: Work, *, revision: int, language: str) -> dict[str, Any]:
    """Ask for the draft of a revision as a Word file; gives the job that makes it.

    Everybody who may read the revision may ask.
    """
    find.numbered(work, Revision, revision)
    tag = normalise(language)
    if tag is None or tag not in work.engagement.languages:
        raise refused("refused.unknown_language", "language", tag=language)
    key = _ask(work, "draft", revision, tag)
    work.session.flush()
    job = work.session.scalar(select(Job.id).where(Job.key == key))
    return {"job": job}


def make_document(work: Work, template: str) -> None:
    """As an effect of a move: of the newest revision in its own language; nothing without one.

    A replay asks for none, for nothing would make it.
    """
    revision = find.newest_revision(work)
    if revision is not None and work.origin != "seed":
        _ask(work, template, revision.number, work.engagement.source_language)


def _ask(work: Work, document: str, revision: int, language: str) -> str:
    """The key of the job that makes the document."""
    key = f"export:{work.engagement.code}:{work.next_seq}"
    work.record(
        f"revision:{revision}", as_verb="request_export", number=revision, language=language
    )
    work.enqueue("export", key, document=document, revision=revision, language=language)
    return key
