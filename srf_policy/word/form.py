"""The commenting form: what is commented on stands shaded, the cells beside it are to be filled.

What comes back is read by bookmarks alone: `n_` number, `p_` text, `t_` type, `c_` comment, `x_`
proposed text, each with the provision's mark; `f_<field>` says who answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .anchors import name_of, name_of_any
from .body import HEADED
from .cells import Cells
from .grid import SHADE, Frame, GridCell, GridRow, grid, grids
from .macros import macro
from .model import PlanLine, Provision, WordFile
from .pieces import Paragraph, Piece
from .scripts import clean, is_right_to_left
from .tables import share_out
from .template import Template
from .writing import AFTER_TABLE, Writing, paragraphs, write_word

_SHARES = (1150, 5120, 1600, 3350, 3350)
_SENDER = (22, 78)
_HEIGHT = 680
_ALONE = '<w:keepNext w:val="0"/>'
"""A head of one row is nothing that must stand with what follows."""

_IDS = 100_000
"""Content controls are numbered apart from bookmarks."""

_NEW_TABLE = frozenset({"part", "area", "annex"})


@dataclass(frozen=True)
class Field:
    """A line of the form's head; `value` is filled in where it is known."""

    name: str
    label: str
    value: str = ""


@dataclass(frozen=True)
class FormFile(WordFile):
    """`heads` are those of the five columns; of `choices` the first stands for none."""

    fields: Sequence[Field] = ()
    sender: str = ""
    heads: Sequence[str] = ()
    choices: Sequence[str] = ("",)


def write_form(template: bytes, file: FormFile) -> bytes:
    """The finished .docx; see `write_word`."""
    return write_word(template, file, FormWriting)


class FormWriting(Writing):
    """Who answers; then a table for each area, and one for the action plan."""

    kind = "form"

    def __init__(self, template: Template, file: WordFile) -> None:
        super().__init__(template, file)
        if not isinstance(file, FormFile):
            raise TypeError("a form needs its fields and columns")
        self.form = file
        self.cells = Cells(
            file.language, self.anchors, self.look, self.styles, file.labels.not_recorded
        )
        self.answer = "srf answer" if "srf answer" in self.styles else "srf table text"

    def blocks(self) -> Mapping[str, Callable[[], Iterable[bytes]]]:
        return {"sender": self._sender, "body": self._areas}

    def _sender(self) -> Iterator[bytes]:
        rows = [
            GridRow(
                [
                    GridCell([self._own("srf table head", field.label, _ALONE)], SHADE),
                    self._blank(f"f_{field.name}", "", field.value),
                ]
            )
            for field in self.form.fields
        ]
        width = self.template.blocks["sender"].text_width
        yield grid(self._frame(self.form.sender, share_out(width, _SENDER)), rows).encode()
        yield AFTER_TABLE

    def _frame(self, caption: str, widths: Sequence[int], head: GridRow | None = None) -> Frame:
        turned = is_right_to_left(self.file.language)
        return Frame(clean(caption), widths, self.styles["srf form"], turned, head)

    def _areas(self) -> Iterator[bytes]:
        for title, rows in self._grouped():
            if title is not None:
                yield self._heading(title)
            yield from self._table(rows, title.heading.text if title and title.heading else "")
        plan = self.file.plan
        if plan is not None and plan.lines:
            yield self.heading(plan.caption, "srf_plan", "heading 1")
            yield from self._table([self._line(line) for line in plan.lines], plan.caption)

    def _grouped(self) -> Iterator[tuple[Provision | None, list[GridRow]]]:
        """Areas, parts and annexes begin a table; so does a section that stands in none."""
        title: Provision | None = None
        rows: list[GridRow] = []
        for provision in self.file.provisions:
            section = provision.kind == "section" and provision.level == 0
            if provision.kind in _NEW_TABLE or section:
                if title is not None or rows:
                    yield title, rows
                title, rows = provision, []
                if provision.words is None or provision.heading is None:
                    continue
            rows.append(self._row(provision, apart=provision is title))
        if title is not None or rows:
            yield title, rows

    def _heading(self, provision: Provision) -> bytes:
        """Its words, if it has any, stand in the first row below."""
        title = provision.heading or provision.words
        if title is None:
            return b""
        column = "" if provision.heading is None else "heading"
        number = [*self.cells.ours(provision.number), *self.cells.ours("\t")]
        pieces = number if provision.number else []
        pieces += self.cells.span(title, provision.mark, provision.id, column)
        indent = "" if provision.number else '<w:ind w:left="0" w:firstLine="0"/>'
        made = self.cells.paragraph("heading 1", pieces, title, indent)
        return paragraphs([made])

    def _table(self, rows: Sequence[GridRow], caption: str) -> Iterator[bytes]:
        widths = share_out(self.template.blocks["body"].text_width, _SHARES)
        head = GridRow([GridCell([self._own("srf table head", one)]) for one in self.form.heads])
        yield from grids(self._frame(caption or self.form.heads[1], widths, head), rows)

    def _own(self, style: str, text: str, before: str = "") -> Paragraph:
        return self.cells.paragraph(style, self.cells.ours(text), before=before)

    def _row(self, provision: Provision, *, apart: bool) -> GridRow:
        """`apart`: its heading stands above the table already."""
        number = provision.number or provision.caption
        return self._filled(provision.mark, provision.id, number, self._text(provision, apart))

    def _text(self, provision: Provision, apart: bool) -> list[Paragraph]:
        cells = self.cells
        if apart and provision.words is not None:
            pieces = cells.span(provision.words, provision.mark, provision.id)
            return [cells.paragraph("srf table text", pieces, provision.words)]
        if provision.kind in ("table", "figure"):
            made = [cells.paragraph("srf table text", cells.named(provision), provision.heading)]
            made += [cells.joined_row(row, place == 0) for place, row in enumerate(provision.rows)]
            if provision.alt is not None:
                pieces = cells.span(provision.alt, provision.mark, provision.id, "alt")
                made.append(cells.paragraph("srf table text", pieces, provision.alt))
            return made
        style = "srf table head" if provision.kind in HEADED and not provision.words else ""
        return cells.texts(provision, style or "srf table text")

    def _line(self, line: PlanLine) -> GridRow:
        plan = self.file.plan
        assert plan is not None
        text = self.cells.line(plan, line, number=False)
        return self._filled(line.mark, line.id, line.number, text)

    def _filled(self, mark: str, provision: str, number: str, text: list[Paragraph]) -> GridRow:
        name = name_of(mark, prefix="n")
        pieces = self._between(name, provision, number, self.cells.ours(number))
        return GridRow(
            [
                GridCell([self.cells.paragraph("srf table number", pieces)], SHADE),
                GridCell(text, SHADE),
                GridCell([self._choice(name_of(mark, prefix="t"), provision)]),
                self._blank(name_of(mark, prefix="c"), provision),
                self._blank(name_of(mark, prefix="x"), provision),
            ],
            height=_HEIGHT,
        )

    def _blank(self, name: str, provision: str, value: str = "") -> GridCell:
        pieces = self._between(name_of_any(name), provision, value, self.cells.ours(value))
        return GridCell([self.cells.paragraph(self.answer, pieces)])

    def _between(self, name: str, provision: str, printed: str, inside: list[Piece]) -> list[Piece]:
        number = self.anchors.open(name, provision, printed)
        return [("open", number, name), *inside, ("close", number, "")]

    def _choice(self, name: str, provision: str) -> Paragraph:
        """A list to choose from; office programs lose its tag, so only its text is ever read."""
        chosen = self.form.choices[0]
        xml = macro("choice.xml").render(
            title=clean(self.form.heads[2]), id=_IDS + self.anchors.next_number,
            choices=[clean(one) for one in self.form.choices],
            items=self.cells.ours(chosen, self.look.reference),
        )  # fmt: skip
        pieces = self._between(name, provision, chosen, [("xml", Markup(xml), "")])
        return self.cells.paragraph(self.answer, pieces)
