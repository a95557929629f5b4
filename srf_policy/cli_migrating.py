"""workflow migrate: running engagements brought to another version of their workflow, or back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement
from srf_policy.domain.errors import NotAllowed, Problem, Refused, refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.changes import Changed
from srf_policy.engine.definition import move_title, stage_title
from srf_policy.languages.messages import msg
from srf_policy.operations import migrating, pinning, replaying
from srf_policy.operations.migrating import Plan
from srf_policy.operations.work import definition_of
from srf_policy.store import scope

from .cli_base import App, as_json, in_language, show_json


@click.command("migrate")
@click.argument("workflow", metavar="[ID]", required=False)
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@click.option("--from", "before", type=click.IntRange(min=1), help="The version they are on.")
@click.option("--to", "after", type=click.IntRange(min=1), help="The version they are to be on.")
@click.option(
    "--map", "maps", multiple=True, metavar="OLD=NEW", help="The new name of a stage; repeatable."
)
@click.option("--revert", metavar="CODE", help="Take this engagement's last migration back.")
@click.option("--apply", is_flag=True, help="Do it; without this it is only told.")
@click.option("--as", "address", metavar="EMAIL", required=True, help="The administrator.")
@as_json
@in_language
@click.pass_obj
def migrate(
    app: App, workflow: str | None, codes: tuple[str, ...], before: int | None, after: int | None,
    maps: tuple[str, ...], revert: str | None, apply: bool, address: str, as_json: bool,
) -> None:  # fmt: skip
    """Bring engagements to another version of the workflow ID: all that are on it, or each CODE.

    Tells for each engagement what it would do; with --apply it is done, for all of them or none.
    """
    viewer = app.viewer(address)
    if "administrator" not in viewer.facility_roles:
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
    if revert is not None:
        if workflow or before or after or maps:
            raise click.UsageError(app.words(msg("cli.migrate.revert_alone")))
        _revert(app, viewer, revert, apply, as_json)
        return
    if not (workflow and before and after):
        raise click.UsageError(app.words(msg("cli.migrate.what")))
    mapping = _mapping(app, maps)
    with app.store.database.reading() as session:
        target = pinning.version(session, workflow, after)
        _check_mapping(session, workflow, before, mapping)
        rows = _rows(session, viewer, workflow, before, codes)
        plans = [migrating.plan(session, row, target, mapping) for row in rows]
    if not plans and not as_json:
        app.say("cli.migrate.none", workflow=workflow, version=before)
        return
    _refuse_any(plans)
    if apply:
        with replaying(app.store) as step:
            for found in plans:
                step("migrate_workflow", actor=viewer, engagement=found.code, origin="cli",
                     version=after, mapping=mapping)  # fmt: skip
    _report(app, plans, after, apply, as_json)


def _report(app: App, plans: list[Plan], version: int, applied: bool, as_json: bool) -> None:
    """What was done, or would be."""
    if as_json:
        told = [_plain(app, found) for found in plans]
        show_json({"applied": applied, "version": version, "engagements": told})
        return
    for found in plans:
        _tell(app, found)
    if applied:
        app.say("cli.migrate.done", count=len(plans), version=version)
    else:
        app.say("cli.migrate.dry")


def _plain(app: App, found: Plan) -> dict[str, Any]:
    return {
        "code": found.code, "from_version": found.version, "to_version": found.target.version,
        "stage": found.stage, "becomes": found.to,
        "moves": [
            {
                "move": change.move, "there_before": change.there[0], "there_after": change.there[1],
                "missing": [app.words(item) for item in change.missing],
                "no_longer_missing": [app.words(item) for item in change.no_longer],
            }
            for change in found.changed
        ],
        "open_ballot_on_revision": found.ballot.revision if found.ballot else None,
    }  # fmt: skip


def _revert(app: App, viewer: Viewer, code: str, apply: bool, as_json: bool) -> None:
    with app.store.database.reading() as session:
        row = scope.engagement(session, viewer, code)
        found, _ = migrating.planned_revert(session, row)
    _refuse_any([found])
    if apply:
        with replaying(app.store) as step:
            step("revert_migration", actor=viewer, engagement=code, origin="cli")
    _report(app, [found], found.target.version, apply, as_json)


def _mapping(app: App, maps: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for given in maps:
        old, sign, new = given.partition("=")
        if not (old and sign and new) or old in found:
            raise click.UsageError(app.words(msg("cli.migrate.bad_map", given=given)))
        found[old] = new
    return found


def _check_mapping(session: Session, workflow: str, before: int, mapping: dict[str, str]) -> None:
    """A stage that is misspelt on the left would silently be left as it is."""
    known = [stage.id for stage in pinning.version(session, workflow, before).stages]
    for old in mapping:
        if old not in known:
            raise refused("refused.stage_not_there", stage=old, version=before, known=known)


def _rows(
    session: Session, viewer: Viewer, workflow: str, version: int, codes: tuple[str, ...]
) -> list[Engagement]:
    if not codes:
        return migrating.running_on(session, workflow, version)
    rows = [scope.engagement(session, viewer, code) for code in dict.fromkeys(codes)]
    other = []
    for row in rows:
        now = definition_of(session, row)
        if (now.workflow, now.version) != (workflow, version):
            said = msg("cli.migrate.other_version", code=row.code, workflow=now.workflow,
                       version=now.version)  # fmt: skip
            other.append(Problem(said))
    if other:
        raise Refused(other)
    return rows


def _refuse_any(plans: Iterable[Plan]) -> None:
    """Where one of them cannot be brought over, none is."""
    problems = [
        Problem(msg("cli.migrate.refused", code=found.code, why=why))
        for found in plans
        for why in found.refusals
    ]
    if problems:
        raise Refused(problems)


def _tell(app: App, found: Plan) -> None:
    code = "cli.migrate.stays" if found.to == found.stage else "cli.migrate.becomes"
    app.say(
        code, code=found.code, before=found.version, after=found.target.version,
        stage=stage_title(found.stage), to=stage_title(found.to),
    )  # fmt: skip
    for change in found.changed:
        _tell_change(app, change)
    if found.ballot is not None:
        _say(app, "cli.migrate.ballot", number=found.ballot.revision, date=found.ballot.closes_on)
    if not found.changed:
        _say(app, "cli.migrate.same")


def _tell_change(app: App, change: Changed) -> None:
    move = move_title(change.move)
    if change.there != (True, True):
        code = "cli.migrate.new_move" if change.there[1] else "cli.migrate.gone"
        _say(app, code, move=move)
    for item in change.missing:
        _say(app, "cli.migrate.missing", move=move, item=item)
    for item in change.no_longer:
        _say(app, "cli.migrate.no_longer", move=move, item=item)


def _say(app: App, code: str, /, **params: Any) -> None:
    click.echo(f"  {app.words(msg(code, **params))}")
