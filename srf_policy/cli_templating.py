"""Commands that put Word templates in place of the shipped ones: put, list, withdraw."""

from __future__ import annotations

import io
from pathlib import Path

import click

from srf_policy.documents.files import WORD
from srf_policy.documents.templates import findings
from srf_policy.domain.errors import Problem, Refused
from srf_policy.domain.exports import KINDS
from srf_policy.domain.templates import EVERYWHERE
from srf_policy.languages.tags import LANGUAGES
from srf_policy.operations import perform
from srf_policy.operations.attaching import receive
from srf_policy.store.queries import templates

from .cli_base import App, as_json, as_person, in_language, show_json

_scope = click.option(
    "--for", "scope", default=EVERYWHERE, metavar="COUNTRY|CODE",
    help="A country (AF) or an engagement; the whole Facility if left out.",
)  # fmt: skip
_language = click.option("--language", type=click.Choice(list(LANGUAGES)), default="en")


@click.command("put")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_scope
@_language
@as_person
@click.pass_obj
def put_command(
    app: App, kind: str, file: Path, scope: str, language: str, address: str | None
) -> None:
    """Check FILE and use it from now on. Nothing is changed where something is wrong with it."""
    content = file.read_bytes()
    wrong = [one for one in findings(content, kind, language) if one.level == "error"]
    if wrong:
        raise Refused([Problem(one.message, "file") for one in wrong])
    kept = receive(app.settings, io.BytesIO(content), file.name, WORD)
    answer = perform(
        app.store, "put_template", actor=app.viewer(address), origin="cli", kind=kind,
        language=language, scope=scope, file=kept,
    )  # fmt: skip
    app.say("templates.put", version=answer.values["version"])


@click.command("withdraw")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("version", type=click.IntRange(min=1))
@_scope
@_language
@as_person
@click.pass_obj
def withdraw_command(
    app: App, kind: str, version: int, scope: str, language: str, address: str | None
) -> None:
    """Use a version no longer: the one before it comes back, or what holds more widely."""
    perform(
        app.store, "withdraw_template", actor=app.viewer(address), origin="cli", kind=kind,
        language=language, scope=scope, version=version,
    )  # fmt: skip
    app.say("templates.withdrawn", version=version)


@click.command("list")
@as_json
@in_language
@click.pass_obj
def list_command(app: App, as_json: bool) -> None:
    """Every version that was put in place."""
    with app.store.database.reading() as session:
        rows = [
            {
                "scope": row.scope or "facility", "kind": row.kind, "language": row.language,
                "version": row.version, "sha256": row.sha256, "name": row.name,
                "since": row.entered_on, "withdrawn_on": row.withdrawn_on,
            }
            for row in templates.all_of_them(session)
        ]  # fmt: skip
    if as_json:
        show_json(rows)
        return
    for row in rows:
        until = f" - {row['withdrawn_on']}" if row["withdrawn_on"] else ""
        click.echo(
            f"{row['scope']} {row['kind']} {row['language']} {row['version']} {row['name']}"
            f" ({row['since']}{until})"
        )
