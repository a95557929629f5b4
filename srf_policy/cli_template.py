"""Commands about the Word templates that staff edit: check one, make one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from srf_policy.documents.kinds import KINDS
from srf_policy.documents.templates import shipped
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import LANGUAGES, normalise
from srf_policy.word.derive import derive
from srf_policy.word.findings import Finding
from srf_policy.word.guess import guess_kind, guess_language
from srf_policy.word.names import BLOCKS
from srf_policy.word.package import PackageRefused
from srf_policy.word.template import check

from .cli_base import App, as_json, show_json, write_whole

_kinds = click.Choice([kind for kind in KINDS if kind in BLOCKS])
_from = click.option(
    "--from", "source", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE", help="A template of yours, in English, in place of the one that is shipped.",
)  # fmt: skip
_LARGEST = 25_000_000


@click.group("template")
def template_group() -> None:
    """Word templates: check one, make one in another language; put, list, withdraw."""


@template_group.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--kind", type=_kinds, help="What it is a template of; the best fit if left out.")
@click.option("--language", help="The language of its files; its own if left out.")
@click.option("--notes", is_flag=True, help="Also what is in order: the names that were found.")
@as_json
@click.pass_obj
@click.pass_context
def check_command(
    ctx: click.Context, app: App, file: Path, kind: str | None, language: str | None,
    notes: bool, as_json: bool,
) -> None:  # fmt: skip
    """Say all that is wrong with a template. Exit code 1 where it cannot be used."""
    content = _read(file)
    tag = guess_language(content) if language is None else _tag(language)
    kind = kind or guess_kind(content, tag, list(_kinds.choices))
    findings = check(content, kind, tag)
    wrong = any(one.level == "error" for one in findings)
    if as_json:
        show_json({
            "file": str(file), "kind": kind, "language": tag, "usable": not wrong,
            "findings": [_plain(app, one) for one in findings],
        })  # fmt: skip
    else:
        _tell(app, findings, ("error", "warning", "note") if notes else ("error", "warning"))
        _judge(app, file, kind, tag, findings)
        folded = sum(one.level == "note" for one in findings)
        if folded and not notes:
            app.say("cli.template.notes", count=folded)
    if wrong:
        ctx.exit(1)


def _tell(app: App, findings: list[Finding], levels: Sequence[str]) -> None:
    """Those of these levels, the worst first."""
    for one in (one for level in levels for one in findings if one.level == level):
        level = app.words(msg(f"cli.template.{one.level}"))
        place = ": ".join(filter(None, (one.part, f"“{one.around}”" if one.around else "")))
        click.echo(f"{level}: {app.words(one.message)}" + (f" [{place}]" if place else ""))


def _judge(app: App, file: Path, kind: str, language: str, findings: list[Finding]) -> None:
    counts = {level: sum(one.level == level for one in findings) for level in ("error", "warning")}
    code = "cli.template.unusable" if counts["error"] else "cli.template.usable"
    named = msg(f"export.kind.{kind}")
    app.say(code, file=file.name, kind=named, language=language, **_both(counts))


def _both(counts: dict[str, int]) -> dict[str, int]:
    return {"errors": counts["error"], "warnings": counts["warning"]}


def _plain(app: App, one: Finding) -> dict[str, str]:
    code = one.message.code.removeprefix("word.")
    return {
        "level": one.level, "code": code, "part": one.part, "around": one.around,
        "message": app.words(one.message),
    }  # fmt: skip


@template_group.command("new")
@click.argument("kind", type=_kinds)
@click.option("--language", required=True, help="The language of the files to be made from it.")
@_from
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.pass_obj
def new_command(app: App, kind: str, language: str, source: Path | None, output: Path) -> None:
    """Make a template in a language: direction, fonts, sizes and standing words are its own."""
    tag = _tag(language)
    if output.suffix.lower() != ".docx":
        raise refused("cli.template.ending", file=output.stem + ".docx")
    try:
        made = shipped(kind, tag) if source is None else _derived(_read(source), kind, tag)
    except PackageRefused as refusal:
        raise Refused([Problem(refusal.message)]) from refusal
    write_whole(output, made)
    app.say("cli.template.made", file=str(output), kind=msg(f"export.kind.{kind}"), language=tag)


def _derived(content: bytes, kind: str, language: str) -> bytes:
    """The template of staff in another language; refused with what is wrong with it."""
    errors = [one for one in check(content, kind, "en") if one.level == "error"]
    if errors:
        raise Refused([Problem(one.message) for one in errors])
    return derive(content, language)


def _read(file: Path) -> bytes:
    """Not more of it than a template may have: the check then says so."""
    with file.open("rb") as stream:
        return stream.read(_LARGEST + 1)


def _tag(language: str) -> str:
    known = normalise(language)
    if known not in LANGUAGES:
        raise refused("cli.unknown_language", tag=language)
    return str(known)
