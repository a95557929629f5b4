"""`/e/<code>/handover/<number>`: what was open where somebody left, to be printed."""

from __future__ import annotations

from flask import Response

from srf_policy import clock
from srf_policy.engine.explain import MoveAnswer
from srf_policy.store.queries import handover as queries

from . import context
from .me import days_ahead
from .persons import shown
from .rendering import page
from .routing import Route
from .standing import Stand, stand


def handover(code: str, number: int) -> Response:
    """The note, as things stand today."""
    held = queries.note(
        context.reader(), context.store().keys, context.viewer(), context.engagement(), number,
        clock.today(),
    )  # fmt: skip
    standing = stand(held.standing, context.viewer())
    return page(
        "handover.html",
        engagement=context.engagement(),
        note=held,
        shown=standing,
        person=shown,
        moves=_lacking(standing) if held.own else [],
        days=days_ahead(context.engagement()),
        now=clock.now(),
        illustrative=context.engagement().illustrative,
    )


def _lacking(standing: Stand) -> list[MoveAnswer]:
    """The moves that still lack something that can be mended."""
    return [a for a in standing.explanation.moves if any(m.waivable for m in a.missing)]


routes = [Route("/e/<code>/handover/<int:number>", handover, "engagement")]
