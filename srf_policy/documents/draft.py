"""The policy draft of one revision in one language, as a Word file."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from srf_policy.domain.errors import refused
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import choose, normalise
from srf_policy.store.queries.exporting import Exported, revision_to_export
from srf_policy.word.draft import write_draft
from srf_policy.word.model import Origin, WordFile

from .content import Content
from .files import WORD, NamedFile, Tools, Wanted
from .frame import frame
from .templates import template_for
from .values import cover_values

COVERS = (("Covers", "1"),)
"""Says of a draft that such a list is in it: signed, so that nobody takes the list out unnoticed."""

SMALL = 400
"""Provisions of a draft that is made while the reader waits; a larger one is the worker's."""


def draft_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """The draft of a revision (the newest one) in a language (the source language).

    Raises NotFound, and Refused for a language in which the engagement is not written.
    """
    found = revision_to_export(session, viewer, code, wanted.revision)
    tag = written_in(found, wanted.language)
    template = template_for(session, found.engagement, "draft", tag, tools)
    file = draft_content(found, tag, tools, template.version)
    name = f"{code}-revision-{found.revision.number}-{tag}.docx"
    return NamedFile(name, WORD, write_draft(template.content, file))


def written_in(found: Exported, language: str | None) -> str:
    """The language asked for, or the source's; refused where the engagement is not written in it."""
    tag = normalise(language or found.engagement.source_language)
    if tag is None or tag not in found.engagement.languages:
        raise refused("refused.not_written_in", "language", tag=language or "")
    return tag


def draft_content(found: Exported, language: str, tools: Tools, template: str) -> WordFile:
    """A revision with its cover, provisions, action plan and acronyms."""
    content = Content(found, language, tools.kept)
    return WordFile(
        **frame(language, origin_of(found, language, tools, COVERS), tools, template),
        values=cover_values(found, language, content.translated()),
        provisions=content.provisions(),
        plan=content.plan(),
        acronyms=tuple(
            (row.code, choose(row.name, language)[0])
            for row in sorted(found.institutions, key=lambda row: row.code)
        ),
    )


def origin_of(
    found: Exported, language: str, tools: Tools, more: Sequence[tuple[str, str]] = ()
) -> Origin:
    """What the file says about itself, signed: engagement, revision, language, text and kind.

    `more` are the properties that only its kind has; they are signed too, in their order.
    """
    engagement, revision = found.engagement, found.revision
    told = signed_of(found, language, tools.kind)
    return Origin(
        engagement.code,
        revision.number,
        tools.sign("|".join([*told, *(f"{name}={value}" for name, value in more)])),
        revision.occurred_on,
        say(msg("facility.name"), language),
        more,
        lambda digest: tools.sign("|".join([*told, outside_as_signed(digest)])),
    )


def outside_as_signed(digest: str) -> str:
    """How the list of the paragraphs outside the provisions is signed, behind what every file has."""
    return f"Outside={digest}"


def signed_of(found: Exported, language: str, kind: str) -> list[str]:
    """What is signed of every file. A draft names no kind: there were no others at first."""
    told = [found.engagement.code, str(found.revision.number), language, found.revision.sha256]
    return told if kind == "draft" else [*told, f"Kind={kind}"]
