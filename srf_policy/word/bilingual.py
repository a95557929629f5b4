"""A draft in two languages side by side: one row per provision, its number in both cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from markupsafe import Markup

from .anchors import name_of
from .body import HEADED, Entry
from .cells import HANGING, Cells
from .design import typography
from .grid import Frame, GridCell, GridRow, grids
from .images import drawing
from .manifest import Parts, add_picture
from .model import Picture, PlanTable, Provision, WordFile, Words
from .pieces import TAB, Paragraph, Piece
from .scripts import clean, is_right_to_left, split_runs
from .tables import share_out
from .template import Template
from .writing import Writing, write_word

_PADDING = 170
"""Twips that a cell of the tables keeps free at its two sides."""

_SIZES = {1: 24, 2: 21, 3: 21}
"""Half points of headings by level: the left ones are headings of the document too."""


@dataclass(frozen=True)
class Side:
    """One language of the text. `title` heads its column; `blank` is said where nothing is recorded."""

    language: str
    title: str
    blank: str
    provisions: tuple[Provision, ...]
    plan: PlanTable | None


@dataclass(frozen=True)
class BilingualFile(WordFile):
    """`sides` are left and right; both hold the same provisions in the same order. `provisions` and
    `plan` of the file are those of the left side."""

    sides: tuple[Side, Side] | tuple[()] = ()


def write_bilingual(template: bytes, file: BilingualFile) -> bytes:
    """The finished .docx; see `write_word`."""
    return write_word(template, file, BilingualWriting)


class BilingualWriting(Writing):
    """Contents, provisions and action plan. Bookmarks begin with `p_` on the left, `s_` on the right."""

    kind = "bilingual"

    def __init__(self, template: Template, file: WordFile) -> None:
        super().__init__(template, file)
        if not isinstance(file, BilingualFile) or not file.sides:
            raise TypeError("a bilingual file needs its two sides")
        self.sides = file.sides
        self.pair = [
            Cells(side.language, self.anchors, self.look, self.styles, side.blank, prefix)
            for side, prefix in zip(file.sides, "ps", strict=True)
        ]
        self.entries: list[Entry] = []
        self.pictures: dict[str, Picture] = {}
        self._drawn = 0

    def blocks(self) -> Mapping[str, Callable[[], Iterable[bytes]]]:
        return {
            "contents": lambda: self.contents(self._listed_provisions),
            "body": lambda: self._body,
            "action_plan": self._action_plan,
        }

    def _listed_provisions(self) -> list[Entry]:
        assert self._body is not None
        return self.entries

    def _frame(self, caption: str, block: str) -> Frame:
        """The left-to-right language stands left; two languages from right to left begin right."""
        heads = [
            GridCell([cells.paragraph("srf table head", cells.ours(side.title))])
            for cells, side in zip(self.pair, self.sides, strict=True)
        ]
        widths = share_out(self.template.blocks[block].text_width, [1, 1])
        turned = all(is_right_to_left(side.language) for side in self.sides)
        return Frame(caption, widths, self.styles["srf form"], turned, GridRow(heads))

    @cached_property
    def _body(self) -> list[bytes]:
        """Made before the contents, which stand first and list what is in here."""
        left, right = self.sides
        frame = self._frame(f"{left.title} | {right.title}", "body")
        rows = [
            row
            for pair in zip(left.provisions, right.provisions, strict=True)
            for row in self._rows(pair, frame.widths)
        ]
        return list(grids(frame, rows))

    def _rows(self, pair: tuple[Provision, Provision], widths: Iterable[int]) -> Iterator[GridRow]:
        first = pair[0]
        inner = [width - _PADDING for width in widths]
        title = first.heading or first.words
        if first.kind in HEADED and title is not None:
            yield self._heading(pair)
            if first.heading is not None and first.words is not None:
                yield self._row(
                    c.texts(_without_heading(p)) for c, p in zip(self.pair, pair, strict=True)
                )
        elif first.kind in ("table", "figure"):
            yield self._captions(pair)
            yield from self._table(pair, inner) if first.rows else ()
            if first.kind == "figure":
                yield self._figure(pair, inner)
        else:
            yield self._row(
                cells.texts(one, number=one.number or one.caption)
                for cells, one in zip(self.pair, pair, strict=True)
            )

    def _row(self, cells: Iterable[list[Paragraph]]) -> GridRow:
        return GridRow([GridCell(one) for one in cells], whole=False)

    def _heading(self, pair: tuple[Provision, Provision]) -> GridRow:
        """Left a heading of the document, right one that only looks like it."""
        level = self.body.level_of(pair[0])
        made = []
        for cells, one in zip(self.pair, pair, strict=True):
            column = "" if one.heading is None else "heading"
            title = one.heading or one.words or Words((), cells.language)
            style = f"heading {level}" if cells.prefix == "p" else "srf table head"
            size = _SIZES[level]
            complex_size = typography(self.file.language).complex_size(size)
            lead = Markup(f'<w:sz w:val="{size}"/><w:szCs w:val="{complex_size}"/>')
            pieces: list[Piece] = []
            if one.number:
                pieces += [*cells.ours(one.number, lead), TAB]
            pieces += cells.span(title, one.mark, one.id, column, lead)
            pieces += cells.small(one.notes) if one.words is None or not column else []
            hung = HANGING if one.number else 0
            before = '<w:keepNext/><w:keepLines/><w:pBdr><w:bottom w:val="nil"/></w:pBdr>'
            before += f'<w:tabs><w:tab w:val="left" w:pos="{HANGING}"/></w:tabs>' if hung else ""
            indent = f'<w:spacing w:before="100" w:after="60"/><w:ind w:left="{hung}" w:hanging="{hung}"/>'
            made.append(GridCell([cells.paragraph(style, pieces, title, indent, before)]))
        self._list(pair[0], level)
        return GridRow(made, leads=True)

    def _list(self, provision: Provision, level: int) -> None:
        language, own = self.file.language, self.sides[0].language
        title = provision.heading or provision.words or Words((), own)
        runs = split_runs(title.text or self.sides[0].blank, language, title.language)
        if provision.number:
            runs = [*split_runs(provision.number + "\t", language, own), *runs]
        name = name_of(provision.mark, "" if provision.heading is None else "heading")
        self.entries.append(Entry(level, name, runs))

    def _captions(self, pair: tuple[Provision, Provision]) -> GridRow:
        made = [
            [c.paragraph("srf table text", c.named(one), one.heading, before="<w:keepNext/>")]
            for c, one in zip(self.pair, pair, strict=True)
        ]
        return self._row(made)._replace(whole=True, leads=True)

    def _table(self, pair: tuple[Provision, Provision], widths: list[int]) -> Iterator[GridRow]:
        """A table goes on row by row, so that both languages stay beside each other."""
        columns = max(len(row) for one in pair for row in one.rows)
        for place, rows in enumerate(zip(pair[0].rows, pair[1].rows, strict=True)):
            made = [
                cells.table_row(row, columns, width, one.caption, place == 0)
                for cells, one, row, width in zip(self.pair, pair, rows, widths, strict=True)
            ]
            yield GridRow(made, whole=False, leads=place == 0)

    def _figure(self, pair: tuple[Provision, Provision], widths: list[int]) -> GridRow:
        made = []
        for cells, one, width in zip(self.pair, pair, widths, strict=True):
            alt = one.alt or Words((), cells.language)
            pieces = (
                [("xml", self._drawing(one, one.picture, alt, width), "")]
                if one.picture is not None
                else cells.span(alt, one.mark, one.id, "alt")
            )
            made.append([cells.paragraph("srf table text", pieces, alt)])  # type: ignore[arg-type]
        return self._row(made)._replace(whole=True)

    def _drawing(self, one: Provision, picture: Picture, alt: Words, width: int) -> Markup:
        """The picture stands on both sides, its bytes once in the file."""
        self.pictures.setdefault(one.mark, picture)
        relation = f"rIdSrfImage{list(self.pictures).index(one.mark) + 1}"
        self._drawn += 1
        return Markup(drawing(picture, relation, self._drawn, one.caption, clean(alt.text), width))

    def add_parts(self, parts: Parts) -> None:
        for number, picture in enumerate(self.pictures.values(), 1):
            add_picture(parts, f"rIdSrfImage{number}", number, picture)

    def _action_plan(self) -> Iterator[bytes]:
        left, right = (side.plan for side in self.sides)
        if left is None or right is None or not left.lines:
            yield self.sentence(self.file.labels.no_plan)
            return
        rows = [
            GridRow(
                [
                    GridCell(cells.line(plan, line))
                    for cells, plan, line in zip(self.pair, (left, right), pair, strict=True)
                ]
            )
            for pair in zip(left.lines, right.lines, strict=True)
        ]
        yield from grids(self._frame(left.caption, "action_plan"), rows)


def _without_heading(provision: Provision) -> Provision:
    return replace(provision, heading=None)
