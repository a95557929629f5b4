"""workflow simulate: a definition walked without a database, by a file of facts and steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from srf_policy.engine.definition import Definition, stage_title
from srf_policy.engine.loading import load, shipped
from srf_policy.engine.reading import Text
from srf_policy.engine.script import read_script
from srf_policy.engine.simulation import Outcome, walk

from .cli_base import App, as_json, in_language, show_json
from .cli_telling import tell_move


@click.command("simulate")
@click.argument("workflow", metavar="ID|FILE")
@click.option(
    "--facts", "file", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help="How it begins, and the steps.",
)  # fmt: skip
@as_json
@in_language
@click.pass_obj
@click.pass_context
def simulate(ctx: click.Context, app: App, workflow: str, file: Path, as_json: bool) -> None:
    """Walk a workflow without a database: after each step, what is open and what is missing."""
    definition = _definition(workflow)
    script, text = read_script(file, definition)
    sound, told = True, []
    for outcome in walk(definition, script):
        for why in outcome.wrong:
            sound = False
            app.complain(f"{file}:{_line(text, outcome.number)}: {app.words(why)}")
        if as_json:
            told.append(_as_plain(app, outcome))
        else:
            _tell(app, outcome)
    if as_json:
        show_json(told)
    if not sound:
        ctx.exit(1)


def _definition(workflow: str) -> Definition:
    """A file by its path; what is no path is the name of a shipped workflow."""
    is_file = "/" in workflow or workflow.endswith((".yaml", ".yml"))
    return load(Path(workflow)) if is_file else shipped(workflow)


def _line(text: Text, number: int) -> int:
    return text.line(("steps", number - 1) if number else ("facts",))


def _tell(app: App, outcome: Outcome) -> None:
    facts = outcome.facts
    app.say(
        "cli.simulate.step", number=outcome.number, day=facts.today, stage=stage_title(facts.stage)
    )
    for done in outcome.done:
        click.echo(f"  {app.words(done)}")
    for move in outcome.stands.moves:
        tell_move(app, move)
    if not outcome.stands.moves:
        app.say("cli.explain.no_moves")


def _as_plain(app: App, outcome: Outcome) -> dict[str, Any]:
    return {
        "step": outcome.number,
        "date": outcome.facts.today,
        "stage": outcome.facts.stage,
        "done": [app.words(said) for said in outcome.done],
        "as_expected": not outcome.wrong,
        "moves": [
            {
                "move": move.move,
                "to": move.to,
                "allowed": move.allowed,
                "missing": [
                    {"code": m.code, "says": app.words(m.message), "count": m.count}
                    for m in move.missing
                ],
            }
            for move in outcome.stands.moves
        ],
    }
