"""`provision CODE ID`: one provision's life on the command line."""

from __future__ import annotations

import re
from typing import Any

import click
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement
from srf_policy.domain.errors import refused
from srf_policy.domain.numbering import label
from srf_policy.languages.digits import to_ascii
from srf_policy.languages.messages import Message, msg
from srf_policy.store import scope
from srf_policy.store.queries import life as queries
from srf_policy.store.queries import texts
from srf_policy.store.queries.diffing import Cause
from srf_policy.store.queries.life import Changed, Life, Wording

from .cli_base import App, as_json, as_person, in_language, show_json


@click.command("provision")
@click.argument("code")
@click.argument("provision", required=False)
@click.option("--printed", metavar="NUMBER", help="Find it by its printed number.")
@click.option("--revision", type=int, help="In which revision (the newest one).")
@as_person
@as_json
@in_language
@click.pass_obj
def provision_command(
    app: App, code: str, provision: str | None, printed: str | None, revision: int | None,
    address: str | None, as_json: bool,
) -> None:  # fmt: skip
    """One provision's life: every wording, its number then, who, when and why."""
    viewer = app.viewer(address)
    with app.store.database.reading() as session:
        engagement = scope.engagement(session, viewer, code)
        if provision is None:
            provision = _found(session, engagement, printed, revision)
        found = queries.life(session, viewer, engagement, provision)
    if as_json:
        show_json(_plain(app, found))
        return
    _say(app, found)


def _found(
    session: Session, engagement: Engagement, printed: str | None, number: int | None
) -> str:
    """The one provision with this printed number; refused where there is none, or several."""
    if printed is None:
        raise refused("cli.provision.which")
    revision = texts.revision(session, engagement.id, number)
    if revision is None:
        raise refused("cli.provision.no_revision", number=number)
    wanted = re.sub(r"[().\s]+$|^[(\s]+", "", to_ascii(printed))
    ids = queries.by_number(session, engagement.id, wanted, revision.number, printed.strip())
    if not ids:
        raise refused("cli.provision.no_number", printed=printed, number=revision.number)
    if len(ids) > 1:
        raise refused("cli.provision.several", printed=printed, ids=ids)
    return ids[0]


def _say(app: App, found: Life) -> None:
    for wording in found.wordings:
        app.say(
            "cli.provision.wording", number=wording.revision.number,
            day=wording.revision.occurred_on, label=wording.revision.label,
            name=label(wording.kind, wording.number),
        )  # fmt: skip
        if wording.same:
            app.say("life.same")
        for said in wording.said if not wording.same else ():
            click.echo(f"  [{said.language}] {said.words}")
        for change in wording.changes:
            app.say("cli.provision.change", change=_told(change))
    for remark in found.remarks:
        app.say("cli.provision.remark", number=remark.number, institution=remark.institution)
        click.echo(f"  {remark.words or remark.proposed}")
    for dispute in found.disputes:
        app.say("dispute.number", number=dispute.number)


def _told(change: Changed) -> Message:
    told = msg(
        "life.who", action=msg(f"life.action_{change.action}"), role=msg(f"role.{change.role}"),
        institution=change.institution, day=change.day,
    )  # fmt: skip
    if change.cause is None:
        return told
    return msg("cli.provision.because", change=told, cause=_cause(change.cause))


def _cause(cause: Cause) -> Message:
    if cause.kind == "note":
        return msg("cli.provision.note", note=cause.note)
    code = f"cause.{cause.kind}"
    if cause.kind == "comment":
        code += f"_{cause.disposition}" if cause.disposition else ""
        return msg(code, number=cause.number, institution=cause.name)
    return msg(code, title=cause.name, day=cause.day)


def _plain(app: App, found: Life) -> dict[str, Any]:
    return {
        "provision": found.provision.code,
        "kind": found.provision.kind,
        "family": found.family,
        "wordings": [_wording(app, wording) for wording in found.wordings],
        "comments": [
            {"number": r.number, "provision": r.provision, "disposition": r.disposition}
            for r in found.remarks
        ],
        "disputes": [d.number for d in found.disputes],
    }


def _wording(app: App, wording: Wording) -> dict[str, Any]:
    return {
        "revision": wording.revision.number,
        "published_on": wording.revision.occurred_on,
        "printed": wording.number,
        "same_words": wording.same,
        "texts": [
            {"field": s.field, "language": s.language, "words": s.words, "translated_on": s.day}
            for s in wording.said
        ],
        "changes": [
            {"action": c.action, "role": c.role, "institution": c.institution, "day": c.day,
             "other": c.other, "cause": app.words(_cause(c.cause)) if c.cause else None}
            for c in wording.changes
        ],
    }  # fmt: skip
