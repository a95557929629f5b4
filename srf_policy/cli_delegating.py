"""delegation: a role handed to a colleague for a time, ended, and who acts for whom."""

from __future__ import annotations

from datetime import datetime

import click

from srf_policy import clock
from srf_policy.domain.errors import refused
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import choose
from srf_policy.operations import perform
from srf_policy.store import people, scope
from srf_policy.store.queries import delegations
from srf_policy.store.queries.delegations import Handed

from .cli_base import App, as_json, as_person, in_language, show_json

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("delegation")
def delegation_group() -> None:
    """Roles handed to a colleague for a time: give, end, list."""


@delegation_group.command("give")
@click.argument("code")
@click.argument("role")
@click.option("--to", "deputy", metavar="EMAIL", required=True, help="Who is to act in the role.")
@click.option("--from", "starts", type=_DAY, metavar="DATE", help="The first day (today).")
@click.option("--until", type=_DAY, metavar="DATE", required=True, help="The last day.")
@click.option("--reason", required=True, help="Why, in words.")
@click.option("--as", "address", metavar="EMAIL", required=True, help="Who hands it on.")
@in_language
@click.pass_obj
def give(
    app: App, code: str, role: str, deputy: str, starts: datetime | None, until: datetime,
    reason: str, address: str,
) -> None:  # fmt: skip
    """Hand ROLE in the engagement CODE to a member of the same institution."""
    viewer = app.viewer(address)
    with app.store.database.reading() as session:
        scope.engagement(session, viewer, code)
        found = people.find_by_address(session, app.store.keys, deputy)
    if found is None:
        raise refused("cli.unknown_person", address=deputy)
    answer = perform(
        app.store, "delegate_role", actor=viewer, engagement=code, origin="cli", role=role,
        to=found.number, until=until.date(), reason=reason,
        starts_on=starts.date() if starts else None,
    )  # fmt: skip
    app.say("cli.delegation.given", code=code, number=answer.values["delegation"],
            role=msg(f"role.{role}"), until=until.date())  # fmt: skip


@delegation_group.command("end")
@click.argument("code")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--as", "address", metavar="EMAIL", required=True, help="Who ends it.")
@in_language
@click.pass_obj
def end(app: App, code: str, number: int, address: str) -> None:
    """End the delegation NUMBER of the engagement CODE before its last day."""
    perform(
        app.store, "end_delegation", actor=app.viewer(address), engagement=code, origin="cli",
        delegation=number,
    )  # fmt: skip
    app.say("cli.delegation.ended", code=code, number=number)


@delegation_group.command("list")
@click.argument("code")
@as_person
@as_json
@in_language
@click.pass_obj
def list_command(app: App, code: str, address: str | None, as_json: bool) -> None:
    """Who acts for whom in the engagement CODE, now or soon."""
    viewer = app.viewer(address)
    with app.store.database.reading() as session:
        row = scope.engagement(session, viewer, code)
        found = delegations.handed(session, app.store.keys, viewer, row, clock.today())
    if as_json:
        show_json([_plain(app, one) for one in found])
        return
    for one in found:
        click.echo(app.words(_told(app, one)))
    if not found:
        app.say("cli.delegation.none", code=code)


def _told(app: App, one: Handed) -> Message:
    return msg(
        "cli.delegation.one", number=one.row.number, deputy=_name(app, one, "deputy"),
        giver=_name(app, one, "giver"), role=msg(f"role.{one.row.role}"),
        since=one.row.starts_on, until=one.row.until, reason=one.row.reason,
    )  # fmt: skip


def _plain(app: App, one: Handed) -> dict[str, object]:
    row = one.row
    return {
        "number": row.number, "role": row.role, "giver": _name(app, one, "giver"),
        "deputy": _name(app, one, "deputy"), "from": row.starts_on, "until": row.until,
        "begun": one.begun(clock.today()), "reason": row.reason,
    }  # fmt: skip


def _name(app: App, one: Handed, side: str) -> str | None:
    """None where the name was erased."""
    found = one.giver_name if side == "giver" else one.deputy_name
    return (choose(found.name, app.language)[0] or None) if found else None
