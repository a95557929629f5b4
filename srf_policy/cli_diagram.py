"""`workflow diagram`: a workflow as a picture, by itself or with an engagement's own path."""

from __future__ import annotations

from pathlib import Path

import click

from srf_policy.engine import loading
from srf_policy.engine.definition import Definition
from srf_policy.engine.diagram import Step, diagram, steps_of
from srf_policy.engine.diagram_svg import svg
from srf_policy.engine.mermaid import mermaid
from srf_policy.languages.messages import msg
from srf_policy.store import scope
from srf_policy.store.queries import engagement as queries

from .cli_base import App, as_person, in_language, write_whole


@click.command("diagram")
@click.argument("workflow", type=click.Choice(loading.shipped_names()), required=False)
@click.option("--engagement", "code", help="Draw the way of this engagement, with its dates.")
@click.option("--format", "kind", type=click.Choice(("svg", "mermaid")), default="svg")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write.")
@as_person
@in_language
@click.pass_obj
def diagram_command(
    app: App, workflow: str | None, code: str | None, kind: str, output: Path | None,
    address: str | None,
) -> None:  # fmt: skip
    """Draw WORKFLOW, or the workflow of one engagement with its own way (svg)."""
    if (workflow is None) == (code is None):
        raise click.UsageError(app.words(msg("cli.workflow.which_diagram")))
    definition, walk, country = _of_engagement(app, code, address) if code else _shipped(workflow)
    if kind == "mermaid":
        drawn = mermaid(definition, app.language)
    else:
        drawn = svg(diagram(definition, app.language, walk=walk, country=country))
    if output is None:
        click.echo(drawn, nl=False)
    else:
        write_whole(output, drawn.encode())


def _shipped(workflow: str | None) -> tuple[Definition, list[Step], str | None]:
    return loading.shipped(workflow or ""), [], None


def _of_engagement(
    app: App, code: str, address: str | None
) -> tuple[Definition, list[Step], str | None]:
    with app.store.database.reading() as session:
        viewer = app.viewer(address)
        found = scope.engagement(session, viewer, code)
        entries = queries.entries(session, found)
        definition = loading.from_canonical(queries.canonical(session, found))
        walk = steps_of(definition, ((e.payload, e.occurred_on) for e in entries))
        return definition, walk, found.country
