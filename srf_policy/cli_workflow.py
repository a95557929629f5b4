"""Commands about workflow files: check, lock, simulate, migrate."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from srf_policy.engine import locking
from srf_policy.engine.definition import Definition
from srf_policy.engine.loading import DefinitionErrors, check, shipped_names

from . import cli_migrating, cli_simulating
from .cli_base import App, in_language, sentences, write_whole


@click.group("workflow")
def workflow_group() -> None:
    """Workflow files: check, lock, simulate, diagram, migrate."""


workflow_group.add_command(cli_simulating.simulate)
workflow_group.add_command(cli_migrating.migrate)


@workflow_group.command("check")
@click.argument("sources", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@in_language
@click.pass_obj
@click.pass_context
def check_command(ctx: click.Context, app: App, sources: tuple[Path, ...]) -> None:
    """Check workflow files: those named, or those that came with the program."""
    found = [_checked(app, source) for source in sources or shipped_names()]
    if None in found:
        ctx.exit(1)


def _checked(app: App, source: Path | str) -> Definition | None:
    """The definition, told as sound; None where its faults were told."""
    try:
        found = check(source)
    except DefinitionErrors as error:
        for line in sentences(error, app):
            app.complain(line)
        return None
    app.say(
        "cli.workflow.sound", file=str(source), workflow=found.workflow,
        version=found.version, stages=len(found.stages), moves=len(found.moves),
    )  # fmt: skip
    return found


@workflow_group.command("lock")
@click.argument("sources", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@in_language
@click.pass_obj
@click.pass_context
def lock_command(ctx: click.Context, app: App, sources: tuple[Path, ...]) -> None:
    """Release the present versions: from now on their meaning may not change.

    Writes versions.lock beside the files. What is released already stays as it is.
    """
    named = sources or _shipped_files()
    found = {file: _checked(app, file) for file in named}
    if None in found.values():
        ctx.exit(1)
    for folder in dict.fromkeys(file.parent for file in named):
        here = [d for file, d in found.items() if d is not None and file.parent == folder]
        _lock(app, folder / locking.NAME, here)


def _shipped_files() -> tuple[Path, ...]:
    folder = Path(str(files("srf_policy.workflows")))
    return tuple(folder / f"{name}.yaml" for name in shipped_names())


def _lock(app: App, file: Path, definitions: list[Definition]) -> None:
    held = locking.read_lock(file)
    new = [d for d in definitions if not locking.is_locked(d, held)]
    if new:
        write_whole(file, locking.written(held, new).encode())
    for definition in definitions:
        code = "cli.workflow.locked" if definition in new else "cli.workflow.locked_already"
        app.say(code, workflow=definition.workflow, version=definition.version, file=str(file))
