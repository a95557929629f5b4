"""`/e/<code>/p/<provision>`: one provision's life, and what stands in brackets on it."""

from __future__ import annotations

from flask import Response

from srf_policy.domain.numbering import label
from srf_policy.languages.messages import Message
from srf_policy.store.queries import disputes as brackets
from srf_policy.store.queries import life as queries
from srf_policy.store.queries import texts
from srf_policy.store.queries.life import Life, Wording
from srf_policy.store.queries.texts import Draft

from . import context, disputing, rights
from .prose import Prose
from .redline import redline
from .rendering import page
from .routing import Route
from .say import path

_NAMES = ("heading", "words", "alt", "responsible", "partners", "start", "end", "indicator",
          "budget_eur", "source")  # fmt: skip


def show(code: str, provision: str) -> Response:
    """Every wording with its number, by whom, when and why; comments; disputes and their forms."""
    engagement, viewer = context.engagement(), context.viewer()
    forms = disputing.Forms(provision)
    if (answer := forms.act(code)) is not None:
        return answer
    session = context.reader()
    found = queries.life(session, viewer, engagement, provision)
    prose = Prose(_newest(found), path("life", code=code, provision="{}"))
    return page(
        "life.html",
        engagement=engagement,
        found=found,
        prose=prose,
        name=_name(found),
        rows=[(w, _lines(found, place, prose)) for place, w in enumerate(found.wordings)],
        forms=forms.ready(found),
        writes=rights.may("edit") or rights.may("edit_editorial"),
        illustrative=engagement.illustrative,
    )


def _newest(found: Life) -> Draft:
    """The text in which references are named: the newest draft that is published."""
    engagement = context.engagement()
    newest = texts.revision(context.reader(), engagement.id)
    if newest is None:
        return texts.of_working(context.reader(), engagement)
    return texts.of_revision(context.reader(), newest)


def _name(found: Life) -> Message:
    last = found.wordings[-1] if found.wordings else None
    number = last.number if last else ""
    return label(found.provision.kind, number)


def _lines(found: Life, place: int, prose: Prose) -> list[tuple[str, object]]:
    """What the source says, against the wording before it where it was changed."""
    now = _source(found.wordings[place])
    before = _source(found.wordings[place - 1]) if place else now
    return [
        (name, redline(before.get(name, ""), now.get(name, ""), prose, prose))
        for name in _NAMES
        if name in now or name in before
    ]


def _source(wording: Wording) -> dict[str, str]:
    return {s.field: s.words for s in wording.said if s.day is None}


def disputes(code: str) -> Response:
    """All that stands in brackets, and all that was decided."""
    engagement = context.engagement()
    found = brackets.disputes(context.reader(), context.viewer(), engagement.id)
    draft = _newest_draft()
    return page(
        "disputes.html",
        engagement=engagement,
        found=found,
        mine=rights.may("edit") or rights.may("record"),
        prose=Prose(draft, path("life", code=code, provision="{}")),
        illustrative=engagement.illustrative,
    )


def _newest_draft() -> Draft:
    return texts.of_working(context.reader(), context.engagement())


routes = [
    Route("/e/<code>/p/<provision>", show, "engagement", ("GET", "POST")),
    Route("/e/<code>/disputes", disputes, "lead_or_facility"),
]
