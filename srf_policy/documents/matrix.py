"""The comment matrix of a round, or of all rounds, as a Word file or a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.exporting import Rounds, rounds_to_export
from srf_policy.store.queries.whole_matrix import Area, Line, Matrix, whole_matrix
from srf_policy.word.model import Cell, Group, Item, Words

from .draft import origin_of, written_in
from .files import NamedFile, Tools, Wanted
from .frame import frame, rowed_file
from .matrix_sheet import matrix_workbook
from .matrix_words import FILLS, STANDINGS, Said, Sayer, count, standing_of
from .round_values import RoundSayer
from .sheets import XLSX
from .templates import template_for


def matrix_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """The comments that the viewer may see, of one round or of all; .docx or .xlsx.

    Raises NotFound, and Refused for a language in which the engagement is not written.
    """
    about = rounds_to_export(session, viewer, code, wanted.round)
    language = written_in(about.found, wanted.language)
    engagement = about.found.engagement
    matrix = whole_matrix(session, viewer, engagement, wanted.round)
    sayer = Sayer(matrix, language)
    of_round = f"-round-{about.one.number}" if about.one else ""
    name = f"{code}-matrix{of_round}-{language}"
    if wanted.ending == "xlsx":
        return NamedFile(f"{name}.xlsx", XLSX, matrix_workbook(sayer, about))
    template = template_for(session, engagement, "matrix", language, tools)
    note = _note(matrix, viewer.sees_all_comments(engagement.id))
    around = frame(language, origin_of(about.found, language, tools), tools, template.version)
    values = RoundSayer(about, language).values(note, any(r.illustrative for r in matrix.lines))
    groups = {"count": [Group("", list(_counts(sayer)))], "comment": _comments(sayer, about)}
    return rowed_file("matrix", name, around, template, values, groups)


def _note(matrix: Matrix, whole: bool) -> Message:
    lines = list(matrix.lines)
    return msg(
        "matrix.lead" if whole else "matrix.lead_own",
        count=len(lines),
        institutions=len({line.institution for line in lines}),
        open=sum(line.lacks_answer for line in lines),
    )


def _counts(sayer: Sayer) -> Iterator[Item]:
    counted = count(sayer.matrix.lines)
    cells = _Cells(sayer)
    for standing in STANDINGS:
        if counted[standing]:
            figure = cells.plain(sayer.number(counted[standing]))
            yield {"disposition": cells.disposition(standing), "comments": figure}
    everything = cells.plain(sayer.say(msg("matrix_file.all")), bold=True)
    total = cells.plain(sayer.number(counted.total()), bold=True)
    yield {"disposition": everything, "comments": total}


def _comments(sayer: Sayer, about: Rounds) -> list[Group]:
    cells = _Cells(sayer, rounds=about.one is None)
    return [Group(sayer.area(area, "\t"), cells.items(area)) for area in sayer.matrix.areas]


class _Cells:
    """Cells of the Word file; those that stand in many rows are made once."""

    def __init__(self, sayer: Sayer, *, rounds: bool = False) -> None:
        self._sayer, self._rounds = sayer, rounds
        self._drafts: dict[tuple[int, int], str] = {}
        self._plain: dict[str, Cell] = {}
        self._dispositions: dict[str, Cell] = {}

    def items(self, area: Area) -> list[Item]:
        return [self._item(line) for line in area.lines]

    def _item(self, line: Line) -> Item:
        say = self._sayer
        return {
            "number": self._own((say.number(line.number), say.language)),
            "provision": self.plain(self._place(line)),
            "institution": self.plain(say.institution(line)),
            "type": self.plain(say.type(line)),
            "comment": self._own(say.comment_and_reason(line)),
            "proposed": self._own(say.proposed(line)),
            "disposition": self.disposition(standing_of(line)),
            "response": self._own(say.response(line)),
            "revision": self.plain(say.revision(line)),
        }

    def _place(self, line: Line) -> str:
        place = self._sayer.place(line)
        if not self._rounds:
            return place
        key = (line.round, line.revision)
        held = self._drafts.get(key)
        if held is None:
            told = msg("matrix.round_draft", number=line.round, revision=line.revision)
            held = self._drafts[key] = self._sayer.say(told)
        return f"{place}\n{held}"

    def plain(self, words: str, *, bold: bool = False) -> Cell:
        if bold:
            return Cell(Words((words,), self._sayer.language), bold=True)
        held = self._plain.get(words)
        if held is None:
            held = self._plain[words] = Cell(Words((words,), self._sayer.language))
        return held

    def _own(self, said: Said) -> Cell:
        return Cell(Words((said[0],), said[1]))

    def disposition(self, standing: str) -> Cell:
        held = self._dispositions.get(standing)
        if held is None:
            words = Words((self._sayer.disposition(standing),), self._sayer.language)
            fill = FILLS.get(standing, "")
            held = self._dispositions[standing] = Cell(words, bold=bool(fill), fill=fill)
        return held
