"""A text to be translated in Word: the source beside the target, which is read back by bookmarks.

`p_` is the source, `s_` the target, each with the mark and, unless they are its words, the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from .anchors import name_of
from .cells import Cells
from .grid import SHADE, Frame, GridCell, GridRow, grids
from .model import WordFile, Words
from .pieces import BOLD, NO_FORMAT, Paragraph, Piece, spanned
from .scripts import clean, is_right_to_left
from .tables import share_out
from .template import Template
from .writing import Writing, write_word

_SHARES = (1500, 5550, 5550, 1970)
_HEIGHT = 500
_CHANGED = {
    "added": Markup('<w:color w:val="00656F"/><w:u w:val="single"/>'),
    "removed": Markup('<w:strike/><w:color w:val="8A1C1C"/>'),
}
_SMALL = '<w:spacing w:before="60" w:after="20"/>'


@dataclass(frozen=True)
class Row:
    """One field of one provision. `field` names it, and `number` says where it stands.

    `column` is "" for the words. `since` is a redline of the source from what was translated to
    what it is now: (same, added or removed; text).
    """

    id: str
    mark: str
    column: str
    number: str
    field: str
    source: Words
    target: Words | None
    state: str
    fill: str
    since: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class TranslationFile(WordFile):
    """`areas` are (heading, rows); `language` of the file is that of the translation."""

    source: str = ""
    areas: Sequence[tuple[str, Sequence[Row]]] = ()
    heads: Sequence[str] = ()
    changed: str = ""


def write_translation(template: bytes, file: TranslationFile) -> bytes:
    """The finished .docx; see `write_word`."""
    return write_word(template, file, TranslationWriting)


class TranslationWriting(Writing):
    """A table for each area: where it stands, source, translation, state."""

    kind = "translation"

    def __init__(self, template: Template, file: WordFile) -> None:
        super().__init__(template, file)
        if not isinstance(file, TranslationFile):
            raise TypeError("a translation file needs its rows")
        self.given = file
        blank = file.labels.not_recorded
        look = (self.anchors, self.look, self.styles, blank)
        self.source = Cells(file.source, *look, "p")
        self.target = Cells(file.language, *look, "s")
        for row in (row for _, rows in file.areas for row in rows):
            self.anchors.targets.setdefault(row.mark, name_of(row.mark, row.column))
        self.answer = "srf answer" if "srf answer" in self.styles else "srf table text"

    def blocks(self) -> Mapping[str, Callable[[], Iterable[bytes]]]:
        return {"body": self._areas}

    def _areas(self) -> Iterator[bytes]:
        widths = share_out(self.template.blocks["body"].text_width, _SHARES)
        head = GridRow([GridCell([self._own("srf table head", one)]) for one in self.given.heads])
        turned = is_right_to_left(self.file.language)
        for number, (heading, rows) in enumerate(self.given.areas):
            if heading:
                yield self.heading(heading, f"srf_area_{number}", "heading 1")
            caption = clean(heading.replace("\t", " ")) or self.given.heads[1]
            frame = Frame(caption, widths, self.styles["srf form"], turned, head)
            yield from grids(frame, [self._row(row) for row in rows])

    def _own(self, style: str, text: str, rest: str = "", lead: Markup = NO_FORMAT) -> Paragraph:
        return self.target.paragraph(style, self.target.ours(text, lead), None, rest)

    def _row(self, row: Row) -> GridRow:
        place = [self._own("srf table number", row.number)] if row.number else []
        if row.field:
            place.append(self._own("srf table text", row.field))
        state = self._own("srf table text", row.state, "", BOLD)
        return GridRow(
            [
                GridCell(place, SHADE),
                GridCell([self._source(row), *self._since(row)], SHADE),
                GridCell([self._target(row)]),
                GridCell([state], row.fill),
            ],
            height=_HEIGHT,
        )

    def _source(self, row: Row) -> Paragraph:
        pieces = self.source.span(row.source, row.mark, row.id, row.column)
        return self.source.paragraph("srf table text", pieces, row.source)

    def _since(self, row: Row) -> list[Paragraph]:
        """Outside the bookmark: what became of the source after it was translated."""
        if not row.since:
            return []
        pieces = [
            piece
            for kind, text in row.since
            for piece in self.source.ours(text, _CHANGED.get(kind, NO_FORMAT))
        ]
        return [
            self._own("srf note", self.given.changed, _SMALL),
            self.source.paragraph("srf note", pieces, None, _SMALL),
        ]

    def _target(self, row: Row) -> Paragraph:
        """Empty where nothing is translated; the bookmark waits for the words."""
        name = name_of(row.mark, row.column, "s")
        words = row.target
        if words is None or not words.text:
            number = self.anchors.open(name, row.id, "")
            pieces: list[Piece] = [("open", number, name), ("close", number, "")]
        else:
            pieces = spanned(words, name, row.id, self.anchors, self.look)
        return self.target.paragraph(self.answer, pieces)
