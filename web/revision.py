"""`/e/<code>/r/<n>`: the text of a published draft, in one language or two side by side."""

from __future__ import annotations

from flask import Response, request

from srf_policy.domain import Engagement
from srf_policy.domain.errors import NotFound
from srf_policy.languages.tags import normalise
from srf_policy.store.queries import disputes as brackets
from srf_policy.store.queries import revision as queries
from srf_policy.store.queries.sums import sums
from srf_policy.store.queries.texts import Draft

from . import context, reading, sizes
from .prose import Prose, cell
from .rendering import page
from .routing import Route
from .say import path


def show(code: str, number: int) -> Response:
    """The text with its contents, the comments on each provision, and its action plan."""
    engagement = context.engagement()
    found = queries.shown(context.reader(), context.viewer(), engagement, number)
    tags = _languages(found.draft)
    other = next((tag for tag in tags if tag != found.draft.language), None)
    return page(
        "revision.html",
        engagement=engagement,
        found=found,
        prose=Prose(found.draft),
        tags=tags,
        size=sizes.measured(found.revision, tags[0]),
        tabs=_tabs(engagement, number, found.draft, other),
        rows=reading.rows(found.draft, tags, found.tallies),
        plan=reading.plan(found.draft, tags[0]),
        sums=sums(found.draft),
        notes=reading.notes(found.draft, tags[0]),
        brackets=brackets.in_brackets(context.reader(), context.viewer(), engagement.id),
        contents=[n for n in found.draft.nodes if n.depth == 0 and "heading" in n.fields],
        heading=lambda node: cell(node, "heading", tags[0], found.draft.language),
        other=other,
        lack=reading.lack(found.draft, other) if other else None,
        illustrative=found.revision.illustrative,
    )


def _languages(draft: Draft) -> tuple[str, ...]:
    """The source, or source and translation: the reader's own language comes first.

    Without `?language=` the reader's language is shown where the text is translated into it.
    """
    reader = context.language()
    translated = reading.translations(draft)
    asked = request.args.get("language")
    wanted = normalise(asked) if asked else reader
    if asked and wanted not in (draft.language, *translated):
        raise NotFound
    if wanted is None or wanted not in translated:
        return (draft.language,)
    return (wanted, draft.language) if wanted == reader else (draft.language, wanted)


def _tabs(
    engagement: Engagement, number: int, draft: Draft, other: str | None
) -> list[tuple[str, str | None, bool]]:
    """(URL, the translation beside the source or None, whether it is shown now)."""
    here = path("revision", code=engagement.code, number=number)
    choices = [None, *reading.translations(draft)]
    return [(f"{here}?language={tag or draft.language}", tag, tag == other) for tag in choices]


routes = [Route("/e/<code>/r/<int(max=99999):number>", show, "engagement")]
