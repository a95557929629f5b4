"""Commands that read: engagements, and what each move still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import (
    Comment,
    Engagement,
    Institution,
    Revision,
    WorkflowDefinition,
    screens,
)
from srf_policy.domain.errors import Problem, Refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.definition import Definition, stage_title
from srf_policy.engine.explain import Explanation, MoveAnswer, explain
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards import Missing
from srf_policy.engine.supposing import NotSupposable, suppose
from srf_policy.engine.veil import veil
from srf_policy.languages.messages import LocalText, msg
from srf_policy.languages.tags import INTERFACE, choose
from srf_policy.operations.work import definition_of
from srf_policy.store import facts, scope

from .cli_base import App, as_json, as_person, in_language, show_json
from .cli_telling import tell_move


@click.group("engagement")
def engagement_group() -> None:
    """Engagements: create, list and show."""


@engagement_group.command("list")
@as_person
@as_json
@in_language
@click.pass_obj
def list_(app: App, address: str | None, as_json: bool) -> None:
    """All engagements with their stages."""
    viewer = app.viewer(address)
    with app.store.database.reading() as session:
        rows = session.scalars(scope.engagements(viewer).order_by(Engagement.code)).all()
        shown = [_summary(app, session, viewer, row) for row in rows]
    if as_json:
        show_json(shown)
        return
    for row in shown:
        app.say("cli.engagement.line", code=row["code"], title=row["title"], stage=_stage(row))
    if not shown:
        app.say("cli.engagement.none")


@engagement_group.command("show")
@click.argument("code")
@as_person
@as_json
@in_language
@click.pass_obj
def show(app: App, code: str, address: str | None, as_json: bool) -> None:
    """One engagement: where it stands, its draft, its lead institution."""
    viewer = app.viewer(address)
    with app.store.database.reading() as session:
        shown = _summary(app, session, viewer, scope.engagement(session, viewer, code))
    if as_json:
        show_json(shown)
        return
    app.say("cli.engagement.line", code=shown["code"], title=shown["title"], stage=_stage(shown))
    for name in ("country", "workflow", "workflow_version", "opened_on", "stage_entered_on",
                 "lead_institution", "revision", "open_comments", "events"):  # fmt: skip
        app.say(f"cli.engagement.{name}", value=shown[name])
    if shown["suspended"]:
        app.say("cli.engagement.suspended", since=shown["suspended_on"], review=shown["review_on"])
    if shown["illustrative"]:
        app.say("cli.engagement.illustrative")


def _stage(row: dict[str, Any]) -> Any:
    return msg(f"stage.{row['stage']}")


def _summary(app: App, session: Session, viewer: Viewer, row: Engagement) -> dict[str, Any]:
    workflow = session.get_one(WorkflowDefinition, row.workflow_sha256)
    comments = scope.comments(viewer, row.id).where(
        Comment.response_id.is_(None), Comment.answer.in_(("proposal", "remark"))
    )
    return {
        "code": row.code,
        "title": _in(app, row.title),
        "country": row.country,
        "instrument": row.instrument,
        "workflow": workflow.name,
        "workflow_version": workflow.version,
        "stage": row.stage,
        "stage_entered_on": row.stage_entered_on,
        "suspended": row.suspended_on is not None,
        "suspended_on": row.suspended_on,
        "review_on": row.review_on,
        "revision": session.scalar(
            select(func.max(Revision.number)).where(Revision.engagement_id == row.id)
        ),
        "opened_on": row.opened_on,
        "ended_on": row.ended_on,
        "sealed_at": row.sealed_at,
        "languages": row.languages,
        "official_languages": row.official_languages,
        "lead_institution": session.scalar(
            select(Institution.code).where(
                Institution.engagement_id == row.id,
                Institution.role == "lead",
                Institution.ended_on.is_(None),
            )
        ),
        "open_comments": session.scalar(select(func.count()).select_from(comments.subquery())),
        "moves": row.moves,
        "events": row.event_count,
        "history_head": row.history_head,
        "illustrative": row.illustrative,
    }


def _in(app: App, text: LocalText) -> str:
    return choose(text, app.language)[0]


@click.command("explain")
@click.argument("code")
@click.option(
    "--if", "supposed", multiple=True, metavar="FACT=VALUE",
    help="As if this were so, for example comments_open=0; may be repeated. Nothing is written.",
)  # fmt: skip
@as_person
@as_json
@in_language
@click.pass_obj
def explain_command(
    app: App, code: str, supposed: tuple[str, ...], address: str | None, as_json: bool
) -> None:
    """Which moves can be made now, and everything that each still lacks."""
    said = _supposed(app, supposed)
    viewer = app.viewer(address)
    with app.store.database.reading() as session:
        row = scope.engagement(session, viewer, code)
        answer = ask(session, row, viewer if address else None, said)
    if as_json:
        moves = [_as_plain(app, code, move) for move in answer.moves]
        show_json({"stage": answer.stage, "moves": moves} | ({"supposed": said} if said else {}))
        return
    if said:
        app.say("cli.explain.supposed", facts=[f"{name}={value}" for name, value in said.items()])
    app.say("cli.explain.stage", code=code, stage=stage_title(answer.stage))
    for move in answer.moves:
        tell_move(app, move, partial(_link, app, code))
    if not answer.moves:
        app.say("cli.explain.no_moves")


def _supposed(app: App, supposed: tuple[str, ...]) -> dict[str, str]:
    said: dict[str, str] = {}
    for given in supposed:
        name, sign, value = given.partition("=")
        if not sign or name in said:
            code = "cli.explain.twice" if name in said else "cli.explain.no_value"
            raise click.UsageError(app.words(msg(code, given=given)))
        said[name] = value
    return said


def ask(
    session: Session, row: Engagement, viewer: Viewer | None, supposed: Mapping[str, str] = {}
) -> Explanation:
    """The moves as this person may make them; without a person the question of roles is left out.

    `supposed`: what is taken to be so. Raises Refused for what cannot be supposed.
    """
    definition = definition_of(session, row)
    loaded = _as_if(definition, facts.load_one(session, row, clock.today()), supposed)
    if viewer is None:
        return explain(definition, loaded)
    found = explain(
        definition, loaded, roles=viewer.own_roles_in(row.id), person=viewer.number,
        lent=viewer.lent_roles(row.id),
    )  # fmt: skip
    if viewer.sees_all_comments(row.id):
        return found
    seat = viewer.seat_in(row.id)
    return veil(found, loaded, seat.institution if seat else None)


def _as_if(definition: Definition, loaded: Facts, supposed: Mapping[str, str]) -> Facts:
    try:
        return suppose(definition, loaded, supposed)
    except NotSupposable as error:
        raise Refused([Problem(error.message)]) from None


def _as_plain(app: App, code: str, move: MoveAnswer) -> dict[str, Any]:
    waits = move.awaiting
    return {
        "move": move.move,
        "to": move.to,
        "allowed": move.allowed,
        "through": move.through,
        "awaiting": {"by": waits.by, "proposed_on": waits.proposed_on} if waits else None,
        "missing": [
            {
                "code": m.code,
                "says": app.words(m.message),
                "count": m.count,
                "items": [app.words(item.message) for item in m.items],
                "link": _link(app, code, m),
            }
            for m in move.missing
        ],
    }


def _link(app: App, code: str, missing: Missing) -> str:
    language = app.language if app.language in INTERFACE else "en"
    # The matrix is of one round; open comments of all rounds stand together.
    screen = "comments" if missing.mends == "answer_comment" else missing.screen
    path = screens.path(screen, code=code)
    return f"{app.settings.base_url.rstrip('/')}/{language}{path}"
