"""`verify FILE`: where a Word file is from, and whether its text is unaltered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from srf_policy.documents import checking
from srf_policy.documents.checking import LONGEST, SHOWN, Verdict
from srf_policy.documents.comparing import Difference
from srf_policy.domain.errors import Problem, Refused
from srf_policy.languages.bidi import one_line
from srf_policy.languages.messages import Message, msg
from srf_policy.word.package import MAX_PACKAGE, PackageRefused
from srf_policy.word.stamp import LISTED

from .cli_base import App, as_json, as_person, in_language, show_json


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@as_json
@as_person
@in_language
@click.pass_obj
@click.pass_context
def verify(ctx: click.Context, app: App, file: Path, as_json: bool, address: str | None) -> None:
    """Say which draft a Word file came from and whether its text is unaltered.

    Exit code 0 where it is, 1 where it is not or the file is not ours.
    """
    with file.open("rb") as stream:
        content = stream.read(MAX_PACKAGE + 1)
    viewer = app.viewer(address)
    try:
        with app.store.database.reading() as session:
            verdict = checking.check(session, viewer, content, app.store.keys.recognises)
    except PackageRefused as error:
        raise Refused([Problem(error.message)]) from error
    if as_json:
        show_json(_plain(app, verdict))
    else:
        for sentence in checking.sentences(verdict):
            click.echo(app.words(sentence))
        for one in verdict.shown[:SHOWN]:
            click.echo(f"  {app.words(_told(one))}")
    ctx.exit(0 if verdict.good else 1)


def _told(one: Difference) -> Message:
    words = one_line(one.now)[:LONGEST] or msg("verify.empty")
    return msg("cli.verify.words", provision=one.provision, words=words)


_HIDDEN = ("token", LISTED.lower(), "covers")


def _plain(app: App, verdict: Verdict) -> dict[str, Any]:
    said = {name.lower(): value for name, value in verdict.stamp.properties.items()}
    said = {name: value for name, value in said.items() if not name.startswith(_HIDDEN)}
    lists = ("altered", "missing", "added", "renewed", "around")
    outside = verdict.outside
    return {
        "state": verdict.state,
        **said,
        **{name: [_difference(app, one) for one in getattr(verdict, name)] for name in lists},
        "outside": None if outside is None else {"list": outside.state, "gone": outside.gone},
    }


def _difference(app: App, one: Difference) -> dict[str, str]:
    return {"bookmark": one.name, "provision": app.words(one.provision), "now": one.now}
