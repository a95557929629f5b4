"""Commands that write files: export."""

from __future__ import annotations

from pathlib import Path

import click

from srf_policy.documents import kinds
from srf_policy.documents.files import Tools, Wanted
from srf_policy.operations import pictures

from .cli_base import App, as_person, write_whole


@click.command("export")
@click.argument("code")
@click.option("--kind", type=click.Choice(list(kinds.KINDS)), default="draft", show_default=True)
@click.option("--revision", type=click.IntRange(min=1), help="The newest one if left out.")
@click.option("--language", help="The language of the document; its source language if left out.")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help=".docx"
)
@as_person
@click.pass_obj
def export(
    app: App, code: str, kind: str, revision: int | None, language: str | None, output: Path,
    address: str | None,
) -> None:  # fmt: skip
    """Write a Word file of one revision."""
    viewer = app.viewer(address)
    with app.store.database.reading() as session:
        wanted = Wanted(kind=kind, revision=revision, language=language)
        tools = Tools(app.store.keys.token, pictures.kept(app.settings))
        made = kinds.make(session, viewer, code, wanted, tools)
    write_whole(output, made.content)
    app.say("cli.export.done", file=str(output), count=max(1, len(made.content) // 1024))
