"""The kinds of files that can be asked for, and who makes each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.domain.exports import MORE, WATERMARK
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.word.watermark import NEVER_ON

from .bilingual import bilingual_file
from .draft import draft_file
from .files import PAPERS, NamedFile, Tools, Wanted
from .form import form_file
from .matrix import matrix_file
from .portfolio import portfolio_file
from .record import record_file
from .redline import redline_file
from .report import report_file
from .translation import translation_file
from .transmittal import transmittal_file

Maker = Callable[[Session, Viewer, str, Wanted, Tools], NamedFile]
"""Makes the file of an engagement (its code) with the eyes of the viewer. Raises NotFound for what
is not there or not theirs, and Refused with a sentence for what cannot be made."""


@dataclass(frozen=True)
class Kind:
    """`endings`: the first one is the default. `needs`: fields of `Wanted` that must be given, of
    `MORE`; `takes`: those of them that may be given. Who takes no `revision` tells what stands now.
    `whole`: about all engagements that the viewer may see; its maker is given the code "".
    `into`: its language is not the source's; left out, it is the first of the others."""

    make: Maker
    endings: tuple[str, ...] = ("docx",)
    needs: tuple[str, ...] = ()
    whole: bool = False
    takes: tuple[str, ...] = ()
    into: bool = False


KINDS: Mapping[str, Kind] = {
    "draft": Kind(draft_file, takes=("revision",)),
    "bilingual": Kind(bilingual_file, needs=("beside",), takes=("revision",)),
    "form": Kind(form_file, takes=("revision", "round", "institution")),
    "translation": Kind(translation_file, takes=("revision",), into=True),
    "redline": Kind(redline_file, needs=("base",), takes=("revision",)),
    "matrix": Kind(matrix_file, ("docx", "xlsx"), takes=("round",)),
    "report": Kind(report_file, takes=("round",)),
    "transmittal": Kind(transmittal_file),
    "record": Kind(record_file),
    "portfolio": Kind(portfolio_file, ("docx", "xlsx"), whole=True),
}


def make(session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools) -> NamedFile:
    """The file that is wanted; raises Refused for what does not fit its kind."""
    check(wanted)
    tools = replace(tools, paper=wanted.paper, watermark=wanted.watermark, kind=wanted.kind)
    return KINDS[wanted.kind].make(session, viewer, code, wanted, tools)


def check(wanted: Wanted) -> None:
    """Raise Refused, with a problem for each thing that does not fit together."""
    kind = KINDS.get(wanted.kind)
    if kind is None:
        raise refused("job.unknown_document", "kind", document=wanted.kind)
    if problems := list(_problems(wanted, kind)):
        raise Refused(problems)


def check_taken(names: Sequence[str], more: Wanted) -> None:
    """Raise Refused for what was given and none of these kinds takes: nothing is passed over."""
    taken = {field for name in names for field in (*KINDS[name].needs, *KINDS[name].takes)}
    named = msg(f"export.kind.{names[0]}")
    given = (name for name in MORE if getattr(more, name) is not None)
    unfit = [Problem(msg(f"export.no.{n}", kind=named), n) for n in given if n not in taken]
    if unfit:
        raise Refused(unfit)


def takes_watermark(wanted: Wanted) -> bool:
    """Whether words may stand across its pages: not where people work in the cells."""
    return wanted.kind not in NEVER_ON and wanted.ending != "xlsx"


def _problems(wanted: Wanted, kind: Kind) -> Iterator[Problem]:
    named = msg(f"export.kind.{wanted.kind}")
    for name in MORE:
        given = getattr(wanted, name) is not None
        if name in kind.needs and not given:
            yield Problem(msg(f"export.needs.{name}", kind=named), name)
        if given and name not in (*kind.needs, *kind.takes):
            yield Problem(msg(f"export.no.{name}", kind=named), name)
    if wanted.paper not in PAPERS:
        yield Problem(msg("export.unknown_paper", paper=wanted.paper), "paper")
    if len(wanted.watermark) > WATERMARK:
        yield Problem(msg("export.watermark_long", most=WATERMARK), "watermark")
    elif wanted.watermark and not takes_watermark(wanted):
        yield Problem(msg("export.no_watermark", kind=named), "watermark")
    if wanted.paper == "letter" and wanted.ending == "xlsx":
        yield Problem(msg("export.no_paper"), "paper")
    if wanted.ending not in kind.endings:
        yield Problem(
            msg("export.no_ending", kind=named, endings=[f".{e}" for e in kind.endings]), "ending"
        )
    elif wanted.pdf and wanted.ending != "docx":
        yield Problem(msg("export.no_pdf"), "ending")
