"""Asking for files that the worker makes after the commit: one, many in a .zip, or the portfolio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Job
from srf_policy.domain.errors import NotAllowed, Problem, refused
from srf_policy.domain.exports import INTO, KINDS, MANY, WATERMARK, WHOLE, may_have
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import LANGUAGES, normalise
from srf_policy.store.queries.exporting import revision_asked, round_asked

from . import find
from .runner import verb
from .work import Work

ENDINGS = ("docx", "xlsx")
PAPERS = ("a4", "letter")
_FIELDS = (
    "document", "revision", "language", "beside", "base", "round", "institution", "ending", "pdf",
    "paper", "watermark",
)  # fmt: skip


@verb(dated=False)
def request_export(
    work: Work, *, kind: str = "draft", revision: int | None = None, language: str | None = None,
    beside: str | None = None, base: int | None = None, round: int | None = None,
    institution: str | None = None, ending: str = "docx", pdf: bool = False,
    paper: str = "a4", watermark: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Ask for one file of a revision (the newest one); gives the job that makes it.

    Everybody who may read the revision may ask, for the kinds of files that they may have.
    """
    asked = _checked(
        work, kind=kind, revision=revision, language=language, beside=beside, base=base,
        round=round, institution=institution, ending=ending, pdf=pdf, paper=paper,
        watermark=watermark,
    )  # fmt: skip
    return _job(work, _ask(work, asked))


@verb(dated=False)
def request_exports(work: Work, *, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Ask for several files in one .zip: each as `request_export` takes it. Gives the job."""
    if not files:
        raise refused("export.nothing", "kind")
    if len(files) > MANY:
        raise refused("export.too_many", "kind", count=len(files), most=MANY)
    asked = [_checked(work, **file) for file in files]
    key = f"export:{work.engagement.code}:{work.next_seq}"
    work.record("files", count=len(asked), files=[_told(one) for one in asked])
    work.enqueue("export", key, document="zip", files=asked)
    return _job(work, key)


@verb(of_engagement=False, dated=False)
def request_portfolio(
    work: Work, *, language: str = "en", ending: str = "docx", pdf: bool = False
) -> dict[str, Any]:
    """Ask for the table of all engagements that one may see; gives the job that makes it."""
    if not may_have(work.actor, "portfolio", None):
        raise NotAllowed([Problem(msg("refused.not_your_page"))])
    tag = normalise(language)
    if tag not in LANGUAGES:
        raise refused(
            "refused.no_files_in", "language", tag=language[:40], languages=list(LANGUAGES)
        )
    _require_ending(ending)
    asked = _without_defaults(
        {"document": "portfolio", "language": tag, "ending": ending, "pdf": pdf}
    )
    key = f"export::{work.next_seq}"
    work.record("portfolio", language=tag, ending=ending)
    work.enqueue("export", key, **asked)
    return _job(work, key)


def make_document(work: Work, template: str, revision: int | None = None, *, move: str) -> None:
    """As an effect of a move: of the newest revision in its own language; nothing without one.

    What leads into other languages is made for each of them.
    `revision`: its number, where that is known. A replay asks for none, for nothing would make it.
    """
    if work.origin == "seed":
        return
    if revision is None:
        newest = find.newest_revision(work)
        revision = newest.number if newest is not None else None
    if revision is not None:
        for language in _languages_of(work, template):
            asked = {"document": template, "revision": revision, "language": language}
            _ask(work, asked, move=move)


def _languages_of(work: Work, template: str) -> list[str]:
    source = work.engagement.source_language
    if template not in INTO:
        return [source]
    return [tag for tag in work.engagement.languages if tag != source]


def _checked(
    work: Work, *, kind: str = "draft", revision: int | None = None, language: str | None = None,
    beside: str | None = None, base: int | None = None, round: int | None = None,
    institution: str | None = None, ending: str = "docx", pdf: bool = False,
    paper: str = "a4", watermark: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What a job is told: all that it names is there. What its kind needs, `documents` knows."""
    if kind not in KINDS:
        raise refused("job.unknown_document", "kind", document=kind)
    if kind in WHOLE:
        raise refused("export.only_whole", "kind", kind=msg(f"export.kind.{kind}"))
    if not may_have(work.actor, kind, work.engagement.id):
        named = msg(f"export.kind.{kind}")
        raise NotAllowed([Problem(msg("export.not_yours", kind=named), "kind")])
    _require_ending(ending)
    _require_pages(paper, watermark.strip())
    found = revision_asked(work.session, work.engagement, revision)
    asked = {
        "document": kind, "revision": found.number, "language": _language(work, language, "language"),
        "beside": _language(work, beside, "beside") if beside else None, "base": base,
        "round": round, "institution": institution, "ending": ending, "pdf": pdf,
        "paper": paper, "watermark": watermark.strip(),
    }  # fmt: skip
    if asked["beside"] == asked["language"]:
        raise refused("export.same_language", "beside")
    if base == found.number:
        raise refused("export.same_draft", "base")
    if base is not None:
        revision_asked(work.session, work.engagement, base, "base")
    if round is not None:
        round_asked(work.session, work.actor, work.engagement, round)
    if institution is not None:
        find.institution(work, institution)
    return _without_defaults(asked)


def _require_ending(ending: str) -> None:
    if ending not in ENDINGS:
        raise refused("export.unknown_ending", "ending", ending=ending)


def _require_pages(paper: str, watermark: str) -> None:
    if paper not in PAPERS:
        raise refused("export.unknown_paper", "paper", paper=paper)
    if len(watermark) > WATERMARK:
        raise refused("export.watermark_long", "watermark", most=WATERMARK)


def _language(work: Work, language: str | None, field: str) -> str:
    tag = normalise(language or work.engagement.source_language)
    if tag is None or tag not in work.engagement.languages:
        raise refused("refused.unknown_language", field, tag=language or "")
    return tag


def _without_defaults(asked: dict[str, Any]) -> dict[str, Any]:
    left = {"ending": "docx", "pdf": False, "paper": "a4", "watermark": ""}
    return {
        name: asked[name]
        for name in _FIELDS
        if asked.get(name) is not None and asked[name] != left.get(name)
    }


def _ask(work: Work, asked: dict[str, Any], **more: str) -> str:
    """The key of the job that makes the file; the job is told `more`, the history is not."""
    key = f"export:{work.engagement.code}:{work.next_seq}"
    told = {"number" if name == "revision" else name: of for name, of in _told(asked).items()}
    work.record(f"revision:{asked['revision']}", as_verb="request_export", **told)
    work.enqueue("export", key, **asked, **more)
    return key


def _told(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the history for good: not the words across the pages, which may name people."""
    return {name: asked[name] for name in asked if name != "watermark"}


def _job(work: Work, key: str) -> dict[str, Any]:
    work.hand_over()
    return {"job": work.session.scalar(select(Job.id).where(Job.key == key))}
