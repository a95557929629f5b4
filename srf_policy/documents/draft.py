"""The policy draft of one revision in one language, as a Word file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from sqlalchemy.orm import Session

from srf_policy.domain.errors import refused
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import choose, normalise
from srf_policy.store.queries.exporting import Exported, revision_to_export
from srf_policy.word.derive import derive
from srf_policy.word.draft import write_draft
from srf_policy.word.model import DraftFile, Labels, Origin

from .content import Content
from .values import cover_values

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SMALL = 400
"""Provisions of a draft that is made while the reader waits; a larger one is the worker's."""


@dataclass(frozen=True)
class NamedFile:
    """A finished file. The name is plain ASCII, so that every mail program keeps it."""

    name: str
    media_type: str
    content: bytes


def draft_file(
    session: Session,
    viewer: Viewer,
    code: str,
    *,
    sign: Callable[[str], str],
    revision: int | None = None,
    language: str | None = None,
    picture: Callable[[str], bytes | None] | None = None,
) -> NamedFile:
    """The draft of a revision (the newest one) in a language (the source language).

    `sign` gives the token that the file carries, so that its origin can be proved when it comes
    back; `picture` the bytes of a figure's file by their SHA-256. Raises NotFound, and Refused for
    a language in which the engagement is not written.
    """
    found = revision_to_export(session, viewer, code, revision)
    tag = normalise(language or found.engagement.source_language)
    if tag is None or tag not in found.engagement.languages:
        raise refused("refused.not_written_in", "language", tag=language or "")
    file = _file(found, tag, sign, picture)
    name = f"{code}-revision-{found.revision.number}-{tag}.docx"
    return NamedFile(name, WORD, write_draft(_template(tag), file))


def _file(
    found: Exported,
    language: str,
    sign: Callable[[str], str],
    picture: Callable[[str], bytes | None] | None,
) -> DraftFile:
    content = Content(found, language, picture)
    engagement, revision = found.engagement, found.revision
    signed = f"{engagement.code}|{revision.number}|{language}|{revision.sha256}"
    return DraftFile(
        language=language,
        origin=Origin(
            engagement.code,
            revision.number,
            sign(signed),
            revision.occurred_on,
            say(msg("facility.name"), language),
        ),
        labels=_labels(language),
        values=cover_values(found, language, content.translated()),
        provisions=content.provisions(),
        plan=content.plan(),
        acronyms=tuple(
            (row.code, choose(row.name, language)[0])
            for row in sorted(found.institutions, key=lambda row: row.code)
        ),
    )


@lru_cache(maxsize=32)
def _template(language: str) -> bytes:
    shipped = files("srf_policy.templates").joinpath("docx/draft.docx").read_bytes()
    return shipped if language == "en" else derive(shipped, language)


@lru_cache(maxsize=32)
def _labels(language: str) -> Labels:
    return Labels(
        not_recorded=say(msg("common.not_recorded"), language),
        no_plan=say(msg("document.no_plan"), language),
        no_acronyms=say(msg("document.no_acronyms"), language),
        acronyms=say(msg("word.standing.acronyms"), language),
        acronym=say(msg("document.acronym"), language),
        meaning=say(msg("document.meaning"), language),
    )
