"""`numbering show|set CODE`: how an engagement numbers its text."""

from __future__ import annotations

from datetime import datetime

import click

from srf_policy.domain.errors import refused
from srf_policy.domain.schemes import numbering_of
from srf_policy.languages.messages import msg
from srf_policy.operations import perform
from srf_policy.store import scope
from srf_policy.store.queries import drafting
from srf_policy.store.queries.printing import first_numbers

from .cli_base import App, as_json, as_person, in_language, show_json


@click.group("numbering")
def numbering_group() -> None:
    """How a text is numbered: show, set."""


@numbering_group.command("show")
@click.argument("code")
@as_person
@as_json
@in_language
@click.pass_obj
def show_command(app: App, code: str, address: str | None, as_json: bool) -> None:
    """The scheme, and the first numbers in each language as the working draft has them."""
    viewer = app.viewer(address)
    with app.store.database.reading() as session:
        engagement = scope.engagement(session, viewer, code)
        nodes = drafting.draft(session, viewer, engagement).nodes
        numbering = numbering_of(engagement.numbering)
        first = first_numbers(nodes, numbering, engagement.languages)
    if as_json:
        styles = numbering.kept().get("languages", {})
        show_json({"scheme": numbering.scheme.name, "languages": styles, "first": first})
        return
    scheme = msg(f"numbering.{numbering.scheme.name}")
    app.say("cli.numbering.now", engagement=engagement.code, scheme=scheme)
    for tag, numbers in first.items():
        click.echo(f"{tag}: {'  '.join(filter(None, numbers))}")


@numbering_group.command("set")
@click.argument("code")
@click.argument("scheme")
@click.option("--letters", multiple=True, metavar="TAG=latin|own", help="Letters of items.")
@click.option("--digits", multiple=True, metavar="TAG=latin|native", help="Digits of a language.")
@click.option("--reason", required=True, help="Who asked for it, and why.")
@click.option("--paper", help="The letter in which they asked, by its short name.")
@click.option("--occurred", type=click.DateTime(["%Y-%m-%d"]), help="The day it was decided.")
@as_person
@in_language
@click.pass_obj
def set_command(
    app: App, code: str, scheme: str, letters: tuple[str, ...], digits: tuple[str, ...],
    reason: str, paper: str | None, occurred: datetime | None, address: str | None,
) -> None:  # fmt: skip
    """Number the text by SCHEME from now on: decimal, articles or by_area."""
    languages: dict[str, dict[str, str]] = {}
    for name, given in [("letters", one) for one in letters] + [("digits", one) for one in digits]:
        tag, sign, value = given.partition("=")
        if not (tag and sign and value):
            raise refused("cli.numbering.how", given=given)
        languages.setdefault(tag, {})[name] = value
    perform(
        app.store, "set_numbering", actor=app.viewer(address), engagement=code, origin="cli",
        occurred_on=occurred.date() if occurred else None, scheme=scheme, languages=languages,
        reason=reason, paper=paper,
    )  # fmt: skip
    app.say("numbering.done")
