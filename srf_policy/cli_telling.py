"""How commands tell what each move still lacks."""

from __future__ import annotations

from collections.abc import Callable

import click

from srf_policy.engine.definition import move_title, stage_title
from srf_policy.engine.explain import MoveAnswer
from srf_policy.engine.guards import Missing
from srf_policy.languages.messages import msg

from .cli_base import App


def tell_move(app: App, move: MoveAnswer, link: Callable[[Missing], str] | None = None) -> None:
    """One move: whether it is open and, if not, everything that is missing, each with its link."""
    name = {"move": move_title(move.move), "to": stage_title(move.to)}
    if move.awaiting:
        app.say("cli.explain.awaiting", **name, since=move.awaiting.proposed_on)
    elif not move.permitted:
        app.say("cli.explain.other_role", **name, roles=[msg(f"role.{r}") for r in move.by])
    if move.permitted and move.through:
        app.say("cli.explain.through", **name, role=msg(f"role.{move.through}"))
    if move.allowed:
        app.say("cli.explain.open", **name)
    elif move.missing:
        app.say("cli.explain.missing", **name)
    for missing in move.missing:
        click.echo(f"  {app.words(missing.message)}")
        for item in missing.details:
            click.echo(f"    - {app.words(item.message)}")
        if link is not None:
            click.echo(f"    {link(missing)}")
