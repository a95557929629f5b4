"""`engagement create`: opening an engagement from the command line."""

from __future__ import annotations

import mimetypes
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from srf_policy.domain.engagements import INSTRUMENTS
from srf_policy.domain.errors import refused
from srf_policy.engine.loading import shipped_names
from srf_policy.operations import perform
from srf_policy.operations.attaching import receive
from srf_policy.store import people

from .cli_base import App

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("create")
@click.argument("code")
@click.option("--country", required=True, metavar="XX", help="Two letters, such as UZ.")
@click.option("--title", required=True, help="In the language in which the draft is written.")
@click.option("--workflow", required=True, type=click.Choice(shipped_names()))
@click.option("--instrument", type=click.Choice(INSTRUMENTS), default="policy", show_default=True)
@click.option("--lead", required=True, metavar="CODE=NAME", help="The lead institution.")
@click.option("--language", "languages", required=True, multiple=True, metavar="TAG",
              help="The first is the one in which the draft is written. Repeat.")  # fmt: skip
@click.option("--official", multiple=True, metavar="TAG", help="An official language. Repeat.")
@click.option("--body", "bodies", multiple=True, metavar="KEY=NAME",
              help="A body that will see the draft, in sequence. Repeat.")  # fmt: skip
@click.option("--approving-body", metavar="NAME", help="Who adopts the text in the end.")
@click.option("--lead-expert", "expert", metavar="EMAIL", help="Who acts, if left out.")
@click.option("--lead-expert-name", "expert_name", metavar="NAME", help="For a new person.")
@click.option("--request-from", "sender", metavar="NAME", help="Who sent the request.")
@click.option("--request-date", "requested", type=_DAY, metavar="DATE")
@click.option("--request-reference", "reference", default="", metavar="TEXT")
@click.option("--request-file", type=_FILE, metavar="FILE", help="The letter itself, scanned.")
@click.option("--reply-date", "replied", type=_DAY, metavar="DATE", help="The Facility's answer.")
@click.option("--reply-reference", "reply_reference", default="", metavar="TEXT")
@click.option("--reply-file", type=_FILE, metavar="FILE", help="The answer itself.")
@click.option("--as", "address", metavar="EMAIL", required=True, help="Who opens it.")
@click.option("--occurred", type=_DAY, metavar="DATE", help="The day on which it was opened.")
@click.pass_obj
def create(app: App, /, code: str, address: str, **given: Any) -> None:
    """Open an engagement with the code CODE, such as UZB-LMP."""
    viewer = app.viewer(address)
    tag = given["languages"][0]
    expert = given["expert"] or address
    perform(
        app.store, "open_engagement", actor=viewer, origin="cli", code=code,
        country=given["country"], title={tag: given["title"]}, instrument=given["instrument"],
        workflow=given["workflow"], languages=list(given["languages"]),
        official_languages=list(given["official"]), lead=_lead(given["lead"], tag),
        bodies=[_body(pair, tag) for pair in given["bodies"]],
        approving_body=_local(given["approving_body"], tag),
        lead_expert=_expert(app, expert, given["expert_name"]),
        request=_request(app, given), reply=_reply(app, given), occurred_on=_day(given["occurred"]),
    )  # fmt: skip
    app.say("cli.engagement.created", code=code, lead=expert)


def _pair(given: str, example: str) -> tuple[str, str]:
    key, sign, name = given.partition("=")
    if not sign or not key.strip() or not name.strip():
        raise refused("cli.engagement.bad_pair", given=given, example=example)
    return key.strip(), name.strip()


def _lead(given: str, tag: str) -> dict[str, Any]:
    code, name = _pair(given, "MoLSP=Ministry of Labour")
    return {"code": code, "name": {tag: name}}


def _body(given: str, tag: str) -> dict[str, Any]:
    key, name = _pair(given, "cabinet=Cabinet of Ministers")
    return {"key": key, "name": {tag: name}}


def _local(words: str | None, tag: str) -> dict[str, str]:
    return {tag: words} if words else {}


def _expert(app: App, address: str, name: str | None) -> dict[str, Any]:
    """The person with this address, or what makes a new one."""
    with app.store.database.reading() as session:
        known = people.find_by_address(session, app.store.keys, address)
    if known is not None:
        return {"person": known.number}
    return {"address": address, "name": _local(name, app.language), "language": app.language}


def _request(app: App, given: dict[str, Any]) -> dict[str, Any] | None:
    told = {"sender": given["sender"] or "", "reference": given["reference"]}
    told |= _file(app, given["request_file"])
    dated = _day(given["requested"])
    return {"dated": dated, **told} if dated or any(told.values()) else None


def _reply(app: App, given: dict[str, Any]) -> dict[str, Any] | None:
    told = {"reference": given["reply_reference"], **_file(app, given["reply_file"])}
    dated = _day(given["replied"])
    return {"dated": dated, **told} if dated or any(told.values()) else None


def _file(app: App, path: Path | None) -> dict[str, Any]:
    """The file kept in the data folder; the verb then names it."""
    if path is None:
        return {}
    media_type = mimetypes.guess_type(path.name)[0] or ""
    with path.open("rb") as stream:
        return {"file": receive(app.settings, stream, path.name, media_type)}


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
