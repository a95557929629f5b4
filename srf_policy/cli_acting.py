"""Commands that act: advance, user add."""

from __future__ import annotations

import secrets
import sys
from datetime import date, datetime
from typing import Any

import click

from srf_policy import clock
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.domain.people import FACILITY_ROLES
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.explain import MoveAnswer, UnknownMove, check_move
from srf_policy.engine.vocabulary import ROLES
from srf_policy.languages.messages import msg
from srf_policy.operations import Answer, perform, replaying
from srf_policy.operations.people import hash_password
from srf_policy.operations.work import definition_of
from srf_policy.store import facts, people, scope

from .cli_base import App, in_language

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("advance")
@click.argument("code")
@click.argument("move")
@click.option("--as", "address", metavar="EMAIL", required=True, help="Who makes the move.")
@click.option("--reason", default="", help="Why, in words.")
@click.option("--choice", help="One of the move's reasons, where the workflow lists them.")
@click.option("--occurred", type=_DAY, metavar="DATE", help="The day on which it happened.")
@in_language
@click.pass_obj
def advance(
    app: App, code: str, move: str, address: str, reason: str, choice: str | None,
    occurred: datetime | None,
) -> None:  # fmt: skip
    """Make the move MOVE, or confirm it where somebody else has proposed it."""
    viewer = app.viewer(address)
    found, moves = _asked(app, viewer, code, move)
    day = occurred.date() if occurred else None
    if found.awaiting is not None:
        answer = _act(app, viewer, code, "confirm_move", moves, day, move=move)
    else:
        if found.allowed and isinstance(found.reason, tuple) and choice not in found.reason:
            raise refused("cli.advance.choose", choices=list(found.reason))
        answer = _act(
            app, viewer, code, "make_move", moves, day, move=move, reason=reason, choice=choice
        )
    _tell(app, code, answer)


def _asked(app: App, viewer: Viewer, code: str, move: str) -> tuple[MoveAnswer, int]:
    """How the move stands, and the number of moves that this answer is about."""
    with app.store.database.reading() as session:
        row = scope.engagement(session, viewer, code)
        loaded = facts.load_one(session, row, clock.today())
        try:
            answer = check_move(
                definition_of(session, row), loaded, move, viewer.own_roles_in(row.id),
                viewer.number, viewer.lent_roles(row.id),
            )  # fmt: skip
        except UnknownMove as error:
            raise Refused([Problem(error.message)]) from None
        return answer, row.moves


def _act(
    app: App, viewer: Viewer, code: str, verb: str, moves: int, day: date | None, **args: Any
) -> Answer:
    return perform(
        app.store, verb, actor=viewer, engagement=code, expected=str(moves), occurred_on=day,
        origin="cli", **args,
    )  # fmt: skip


def _tell(app: App, code: str, answer: Answer) -> None:
    values = answer.values
    if "proposed" in values:
        app.say("cli.advance.proposed", code=code, move=msg(f"move.{values['proposed']}"))
    else:
        app.say("cli.advance.moved", code=code, to=msg(f"stage.{values['to']}"))


@click.group("user")
def user_group() -> None:
    """People: add."""


@user_group.command("add")
@click.argument("email")
@click.option("--name", help="The person's name; needed for a person who is not known yet.")
@click.option("--role", type=click.Choice(sorted({*ROLES, *FACILITY_ROLES})), help="A role.")
@click.option("--engagement", metavar="CODE", help="The engagement in which the role counts.")
@click.option("--institution", metavar="CODE", help="The institution there.")
@click.option("--as", "address", metavar="EMAIL", help="The administrator who adds the person.")
@in_language
@click.pass_obj
def add_user(
    app: App, email: str, name: str | None, role: str | None, engagement: str | None,
    institution: str | None, address: str | None,
) -> None:  # fmt: skip
    """Add a person with a password and, if named, a role; or give a known person a role."""
    _check_role(app, role, engagement, institution)
    with app.store.database.reading() as session:
        known = people.find_by_address(session, app.store.keys, email)
    if known is None and not name:
        raise click.UsageError(app.words(msg("cli.user.name_needed")))
    if known is not None and role is None:
        raise refused("refused.address_taken")
    password, made = ("", False) if known else _password(app)
    hashed = hash_password(password) if known is None else ""
    actor = app.viewer(address)
    with replaying(app.store) as step:
        number = known.number if known else _person(app, step, actor, email, name or "", hashed)
        if role and engagement:
            step("add_member", actor=actor, engagement=engagement, origin="cli", person=number,
                 institution=institution, role=role)  # fmt: skip
        elif role:
            step("add_facility_member", actor=actor, origin="cli", person=number, role=role)
    app.say("cli.user.known" if known else "cli.user.added", address=email)
    if made:
        app.say("cli.user.password", password=password)


def _check_role(
    app: App, role: str | None, engagement: str | None, institution: str | None
) -> None:
    if engagement and not (role and institution):
        raise click.UsageError(app.words(msg("cli.user.role_and_institution")))
    if institution and not engagement:
        raise click.UsageError(app.words(msg("cli.user.engagement_needed")))
    if role and not engagement and role not in FACILITY_ROLES:
        raise click.UsageError(app.words(msg("cli.user.engagement_needed")))


def _password(app: App) -> tuple[str, bool]:
    """Asked from a person, made where nobody can be asked; and whether it was made."""
    asked = ""
    if sys.stdin.isatty():
        asked = click.prompt(
            app.words(msg("cli.user.ask_password")), default="", hide_input=True,
            show_default=False, confirmation_prompt=app.words(msg("cli.user.ask_again")),
        )  # fmt: skip
    return (asked, False) if asked else (secrets.token_urlsafe(15), True)


def _person(app: App, step: Any, actor: Viewer, email: str, name: str, hashed: str) -> str:
    answer = step(
        "add_person", actor=actor, origin="cli", address=email, name={app.language: name},
        language=app.language,
    )  # fmt: skip
    number = str(answer.values["person"])
    step("set_password", actor=actor, origin="cli", person=number, password_hash=hashed)
    return number
