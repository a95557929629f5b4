"""Commands that write files: export and redline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from srf_policy.documents import choosing, kinds, making
from srf_policy.documents.choosing import Choice
from srf_policy.documents.files import NamedFile, Tools, Wanted
from srf_policy.domain.errors import NotAllowed, Problem, refused
from srf_policy.domain.exports import MANY, may_have
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.operations import pictures
from srf_policy.store import scope
from srf_policy.store.queries.exporting import revision_asked

from .cli_base import App, as_person, write_whole

_file = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help=".docx, .xlsx (matrix and portfolio), .pdf, or .zip for several at once.",
)  # fmt: skip
_pdf = click.option("--pdf", is_flag=True, help="As PDF, where LibreOffice is installed.")


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line. `kinds` and `languages` as often as they were given."""

    code: str
    kinds: Sequence[str]
    languages: Sequence[str]
    more: Wanted
    output: Path
    address: str | None

    @property
    def bundled(self) -> bool:
        return self.output.suffix.lower() == ".zip"


@click.command("export")
@click.argument("code", required=False, default="")
@click.option("--kind", "named", type=click.Choice(list(kinds.KINDS)), multiple=True,
              help="draft if left out; for a .zip as often as wanted.")  # fmt: skip
@click.option("--all-kinds", is_flag=True, help="Every kind, into a .zip.")
@click.option("--revision", "--to", type=click.IntRange(min=1), help="The newest one if left out.")
@click.option("--language", "languages", multiple=True,
              help="The language of the document; its source language if left out. For a .zip as "
              "often as wanted.")  # fmt: skip
@click.option("--beside", help="The second language of a bilingual file.")
@click.option("--from", "base", type=click.IntRange(min=1),
              help="The draft that a redline starts from; the one before if left out.")  # fmt: skip
@click.option("--round", "round_", type=click.IntRange(min=1), help="The consultation round.")
@click.option("--institution", help="By its code: whose name stands in a form.")
@click.option("--letter", is_flag=True, help="On Letter paper in place of A4.")
@click.option("--watermark", default="", metavar="WORDS",
              help="Across every page, behind the text; not on a form or a matrix.")  # fmt: skip
@_pdf
@_file
@as_person
@click.pass_obj
def export(
    app: App, code: str, named: tuple[str, ...], all_kinds: bool, revision: int | None,
    languages: tuple[str, ...], beside: str | None, base: int | None, round_: int | None,
    institution: str | None, letter: bool, watermark: str, pdf: bool, output: Path,
    address: str | None,
) -> None:  # fmt: skip
    """Write a Word file of one revision, or many files into one .zip.

    The portfolio is about all engagements and needs no CODE.
    """
    chosen = tuple(_all_kinds(code) if all_kinds else named or ("draft",))
    more = Wanted(
        revision=revision, beside=beside, base=base, round=round_, institution=institution, pdf=pdf,
        paper="letter" if letter else "a4", watermark=watermark,
    )  # fmt: skip
    _write(app, Request(code, chosen, languages, more, output, address))


@click.command("redline")
@click.argument("code")
@click.argument("base", metavar="A", type=click.IntRange(min=1))
@click.argument("revision", metavar="B", type=click.IntRange(min=1))
@click.option("--language", help="The language of the document; its source language if left out.")
@_pdf
@_file
@as_person
@click.pass_obj
def redline(
    app: App, code: str, base: int, revision: int, language: str | None, pdf: bool, output: Path,
    address: str | None,
) -> None:  # fmt: skip
    """Write what changed from draft A to draft B, as tracked changes of Word."""
    languages = (language,) if language else ()
    more = Wanted(revision=revision, base=base, pdf=pdf)
    _write(app, Request(code, ("redline",), languages, more, output, address))


def _all_kinds(code: str) -> list[str]:
    return [name for name, kind in kinds.KINDS.items() if kind.whole != bool(code)]


def _write(app: App, asked: Request) -> None:
    viewer = app.viewer(asked.address)
    several = len(asked.kinds) > 1 or len(asked.languages) > 1
    if several and not asked.bundled:
        raise refused("cli.export.many")
    wanted = _wanted(app, viewer, asked)
    tools = Tools(app.store.keys.token, pictures.kept(app.settings))

    def make(one: Wanted) -> NamedFile:
        with app.store.database.reading() as session:
            code = "" if kinds.KINDS[one.kind].whole else asked.code
            return kinds.make(session, viewer, code, one, tools)

    if asked.bundled:
        _write_zip(app, asked.output, wanted, make)
        return
    made = making.one(wanted[0], make)
    write_whole(asked.output, made.file.content)
    size = max(1, len(made.file.content) // 1024)
    app.say("cli.export.done", file=str(asked.output), count=size)


def _wanted(app: App, viewer: Viewer, asked: Request) -> list[Wanted]:
    """The files that were asked for; refused where a kind is not theirs or nothing fits."""
    whole = [kinds.KINDS[name].whole for name in asked.kinds]
    if not asked.code and not all(whole):
        raise refused("cli.export.no_code")
    if asked.code and any(whole):
        about_all = next(name for name in asked.kinds if _whole(name))
        raise refused("export.only_whole", kind=msg(f"export.kind.{about_all}"))
    source, number, earlier = "en", None, None
    others: tuple[str, ...] = ()
    with app.store.database.reading() as session:
        if asked.code:
            engagement = scope.engagement(session, viewer, asked.code)
            source, number = engagement.source_language, engagement.id
            others = tuple(tag for tag in engagement.languages if tag != source)
            found = revision_asked(session, engagement, asked.more.revision)
            earlier = found.number - 1 or None
    allowed = [k for k in asked.kinds if may_have(viewer, k, None if _whole(k) else number)]
    if not allowed:
        named = msg(f"export.kind.{asked.kinds[0]}")
        raise NotAllowed([Problem(msg("export.not_yours", kind=named))])
    more = _as_named(asked)
    kinds.check_taken(allowed, more)
    choice = Choice(allowed, asked.languages, source, more, others, earlier)
    wanted = choosing.many(choice) if asked.bundled else [choosing.one(choice)]
    if len(wanted) > MANY:
        raise refused("export.too_many", count=len(wanted), most=MANY)
    return wanted


def _whole(kind: str) -> bool:
    return kinds.KINDS[kind].whole


def _as_named(asked: Request) -> Wanted:
    """The ending of the file's name says what it is: a .pdf is a Word file that is turned into one."""
    ending = asked.output.suffix.lower().removeprefix(".")
    given = asked.more
    if ending == "pdf":
        return replace(given, pdf=True)
    if asked.bundled:
        return given
    if ending not in ("docx", "xlsx"):
        raise refused("export.unknown_ending", ending=ending)
    if given.pdf:
        raise refused("cli.export.pdf_name", file=asked.output.stem + ".pdf")
    return replace(given, ending=ending)


def _write_zip(
    app: App, output: Path, wanted: Sequence[Wanted], make: Callable[[Wanted], NamedFile]
) -> None:
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task(app.words(msg("cli.export.making")), total=len(wanted))
        bundle = making.many(
            output.name, wanted, make, lambda done: progress.update(bar, completed=done),
            app.language,
        )  # fmt: skip
    write_whole(output, bundle.file.content)
    for line in making.sentences(bundle.left_out):
        app.complain(line)
    size = max(1, len(bundle.file.content) // 1024)
    app.say("cli.export.zip", file=str(output), count=len(bundle.made), size=size)
