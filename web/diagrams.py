"""Workflows as pictures and in words: all of them for administrators, one with its own path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request

from srf_policy.domain.errors import NotFound
from srf_policy.engine import loading
from srf_policy.engine.definition import Definition
from srf_policy.engine.diagram import Step, diagram, steps_of
from srf_policy.engine.diagram_svg import svg
from srf_policy.engine.problems import DefinitionErrors, Problem
from srf_policy.engine.wording import in_words, workflow_name
from srf_policy.store.queries import engagement as queries
from srf_policy.store.queries import workflows

from . import context
from .rendering import page
from .routing import Route


@dataclass(frozen=True)
class Shown:
    """A version of a workflow. `offered`: new engagements can begin on it."""

    definition: Definition
    offered: bool
    engagements: int
    running: int
    problems: Sequence[Problem]


def admin_workflows() -> Response:
    """Every version that is offered or in use, with what the check finds."""
    language = context.language()
    return page(
        "admin_workflows.html", rows=_shown(),
        workflow_name=lambda w: workflow_name(w, language), in_words=lambda w: in_words(w, language),
    )  # fmt: skip


def workflow_picture() -> Response:
    """The picture of one version (`?name=`, `?version=`), whether offered or only in use."""
    wanted = request.args.get("name", ""), request.args.get("version", "")
    for row in _shown():
        if (row.definition.workflow, str(row.definition.version)) == wanted:
            return _picture(svg(diagram(row.definition, context.language())))
    raise NotFound


def engagement_picture(code: str) -> Response:
    """The picture of an engagement's workflow with its own path and dates."""
    definition, steps = _walked()
    drawn = diagram(definition, context.language(), walk=steps, country=context.country())
    return _picture(svg(drawn))


def way(code: str) -> Response:
    """The same as a page, with everything in words."""
    definition, steps = _walked()
    told = in_words(definition, context.language())
    return page("way.html", engagement=context.engagement(), steps=steps, told=told)


def _walked() -> tuple[Definition, list[Step]]:
    """The workflow of the engagement, and the stages that it came to."""
    session, found = context.reader(), context.engagement()
    entries = queries.entries(session, found)
    definition = loading.from_canonical(queries.canonical(session, found))
    return definition, steps_of(definition, ((e.payload, e.occurred_on) for e in entries))


def _picture(drawn: str) -> Response:
    return Response(drawn, content_type="image/svg+xml; charset=utf-8")


def _shown() -> list[Shown]:
    """Shipped files first as they are now, then versions that only older engagements use."""
    counts = {
        (u.definition.name, u.definition.version): u for u in workflows.used(context.reader())
    }
    rows = [_offered(name, counts) for name in loading.shipped_names()]
    current = {(row.definition.workflow, row.definition.version) for row in rows}
    older = [u for key, u in counts.items() if key not in current]
    return rows + [
        Shown(loading.from_canonical(u.definition.canonical), False, u.engagements, u.running, ())
        for u in older
    ]


def _offered(name: str, counts: dict[tuple[str, int], workflows.Used]) -> Shown:
    definition = loading.shipped(name)
    found = counts.get((definition.workflow, definition.version))
    try:
        loading.check(name)
        problems: Sequence[Problem] = ()
    except DefinitionErrors as error:
        problems = error.problems
    engagements, running = (found.engagements, found.running) if found else (0, 0)
    return Shown(definition, True, engagements, running, problems)


routes = [
    Route("/admin/workflows", admin_workflows, "administrator"),
    Route("/admin/workflow.svg", workflow_picture, "administrator"),
    Route("/e/<code>/way", way, "engagement"),
    Route("/e/<code>/diagram.svg", engagement_picture, "engagement"),
]
