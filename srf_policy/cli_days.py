"""Commands about days: the holidays of a country, and the due days made anew."""

from __future__ import annotations

from pathlib import Path

import click

from srf_policy.domain.engagements import COUNTRIES
from srf_policy.languages.messages import Numeral
from srf_policy.languages.tags import country_name
from srf_policy.operations import deadlines, perform
from srf_policy.store.queries import days

from .cli_base import App, as_json, as_person, in_language, show_json


@click.group("holidays")
def holidays_group() -> None:
    """Public holidays: set, list."""


@holidays_group.command("set")
@click.argument("country", type=click.Choice(COUNTRIES))
@click.argument("year", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_person
@in_language
@click.pass_obj
def set_command(app: App, country: str, year: int, file: Path, address: str | None) -> None:
    """Enter the holidays of YEAR from FILE, one a line: 2020-03-21 Nawruz."""
    answer = perform(
        app.store, "set_holidays", actor=app.viewer(address), origin="cli", country=country,
        year=year, days=file.read_text("utf-8-sig", errors="replace"),
    )  # fmt: skip
    app.say("cli.holidays.entered", country=country_name(country, app.language),
            year=Numeral(year), count=answer.values["count"])  # fmt: skip


@holidays_group.command("list")
@as_json
@in_language
@click.pass_obj
def list_command(app: App, as_json: bool) -> None:
    """The holidays that were entered."""
    with app.store.database.reading() as session:
        lists = days.holiday_lists(session)
        if as_json:
            show_json([{"country": r.country, "year": r.year, "days": r.days} for r in lists])
            return
        for row in lists:
            for holiday in row.days:
                click.echo(f"{row.country} {holiday['day']} {holiday['name']}".rstrip())


@click.command("deadlines")
@in_language
@click.pass_obj
def deadlines_command(app: App) -> None:
    """Make the due days of all running engagements anew from their histories."""
    with app.store.database.writing() as session:
        count = deadlines.rebuild(session)
    app.say("cli.deadlines.rebuilt", count=count)
