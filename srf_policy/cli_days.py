"""Commands about days: the holidays and weekends of a country, and the due days made anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from srf_policy.domain.engagements import COUNTRIES
from srf_policy.languages.messages import Message, Numeral, msg
from srf_policy.languages.tags import country_name
from srf_policy.languages.weeks import day_name
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


@click.group("weekend")
def weekend_group() -> None:
    """The weekend of a country, where it is not the one that is built in: set, withdraw, list."""


_since = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _context, _option, moment: moment.date() if moment else None,
    help="The first day on which it holds; without it, before all that have one.",
)  # fmt: skip


@weekend_group.command("set")
@click.argument("country", type=click.Choice(COUNTRIES))
@click.argument("days", nargs=-1, required=True, metavar="DAY...")
@_since
@click.option("--reason", required=True, help="The decree or other source that says so.")
@as_person
@in_language
@click.pass_obj
def set_weekend_command(
    app: App, country: str, days: tuple[str, ...], since: date | None, reason: str,
    address: str | None,
) -> None:  # fmt: skip
    """State the days of rest: srf-policy weekend set IQ friday saturday --reason "Decree 12"."""
    answer = perform(
        app.store, "set_weekend", actor=app.viewer(address), origin="cli", country=country,
        rest=[one.lower() for one in days], since=since, reason=reason,
    )  # fmt: skip
    click.echo(app.words(_stated(app, country, since, answer.values["rest"])))


@weekend_group.command("withdraw")
@click.argument("country", type=click.Choice(COUNTRIES))
@_since
@as_person
@in_language
@click.pass_obj
def withdraw_weekend_command(
    app: App, country: str, since: date | None, address: str | None
) -> None:
    """Take back what was stated: the weekend before it counts again, or the one built in."""
    perform(
        app.store, "take_back_weekend", actor=app.viewer(address), origin="cli", country=country,
        since=since,
    )  # fmt: skip
    app.say("weekends.taken_back", country=country_name(country, app.language))


@weekend_group.command("list")
@as_json
@in_language
@click.pass_obj
def list_weekends_command(app: App, as_json: bool) -> None:
    """The weekends that were stated, with their sources."""
    with app.store.database.reading() as session:
        rows = days.weekends(session)
        if as_json:
            show_json([{"country": r.country, "since": r.since and r.since.isoformat(),
                        "rest": r.rest, "reason": r.reason} for r in rows])  # fmt: skip
            return
        for row in rows:
            told = app.words(_stated(app, row.country, row.since, row.rest))
            click.echo(f"{told} {row.reason}")


def _stated(app: App, country: str, since: date | None, rest: Sequence[str]) -> Message:
    code = "weekends.stated_since" if since else "weekends.stated"
    return msg(code, country=country_name(country, app.language), date=since,
               days=[day_name(day) for day in rest])  # fmt: skip


@click.command("deadlines")
@in_language
@click.pass_obj
def deadlines_command(app: App) -> None:
    """Make the due days of all engagements anew from their histories."""
    with app.store.database.writing() as session:
        count = deadlines.rebuild(session)
    app.say("cli.deadlines.rebuilt", count=count)
