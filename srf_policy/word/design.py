"""The one design of all Word files: type, space and colour (`word.md` sections 2, 4 and 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from .scripts import is_right_to_left

INK, NAVY, TEAL, GREY = "1A1A1A", "17365D", "00656F", "5A6670"
RULE, FILL = "B8C4CE", "EAF0F5"
LATIN_FONT, HASH_FONT = "Calibri", "Consolas"


class Page(NamedTuple):
    """Twips (1/20 pt)."""

    width: int
    height: int
    side: int

    @property
    def text_width(self) -> int:
        return self.width - 2 * self.side


PORTRAIT = Page(11906, 16838, 1361)
LANDSCAPE = Page(16838, 11906, 1134)
TOP, BOTTOM, HEADER, FOOTER = 1418, 1304, 624, 567
HANGING, ITEM_INDENT, ITEM_LABEL = 680, 1304, 624


_TALLEST, _LARGEST = 38, 3_000


@dataclass(frozen=True)
class Typography:
    """Sizes in half points, `line` in 240ths of a line. The lines of a `tall` script take up to
    twice the room, so that wide gaps of the design are cut, and titles are no larger than 19 pt."""

    complex_font: str
    body: int
    body_complex: int
    line: int
    tall: bool = False

    def complex_size(self, size: int) -> int:
        most = _TALLEST if self.tall else _LARGEST
        return min(round(size * self.body_complex / self.body), most)

    def line_at_most(self, line: int) -> int:
        return min(line, self.line)


_DEFAULT = Typography("Arial", 21, 24, 276)
_ARABIC_SCRIPT = Typography("Arial", 20, 23, 312)
# Nastaliq brings its own height: any factor above 1.0 tears the lines apart.
_BY_LANGUAGE = {
    "ur": Typography("Urdu Typesetting", 20, 26, 240, tall=True),
    "bn": Typography("Nirmala UI", 21, 21, 300),
}


def typography(language: str) -> Typography:
    fallback = _ARABIC_SCRIPT if is_right_to_left(language) else _DEFAULT
    return _BY_LANGUAGE.get(language, fallback)


@dataclass(frozen=True)
class Style:
    """A paragraph or character style. Sizes in half points, spaces and widths in twips."""

    id: str
    name: str
    type: Literal["paragraph", "character"] = "paragraph"
    based_on: str = "Normal"
    next: str = ""
    size: int = 0
    bold: bool = False
    underline: bool = False
    font: str = ""
    color: str = ""
    before: int | None = None
    after: int = 0
    line: int = 0
    left: int = 0
    hanging: int = 0
    tabs: tuple[str, ...] = ()
    rules: tuple[tuple[str, int, int, str], ...] = ()
    fill: str = ""
    flow: tuple[str, ...] = ()
    outline: int | None = None
    far_side: bool = False
    priority: int = 0
    custom: bool = field(default=False)


def _left(position: int) -> str:
    return f'<w:tab w:val="left" w:pos="{position}"/>'


def _right(position: int, leader: str = "") -> str:
    dots = f' w:leader="{leader}"' if leader else ""
    return f'<w:tab w:val="right"{dots} w:pos="{position}"/>'


_KEEP = ("keepNext", "keepLines")
_HUNG: dict[str, int] = {"left": HANGING, "hanging": HANGING}
_HUNG_TAB = (_left(HANGING),)
_TOC_RIGHT = _right(PORTRAIT.text_width, "dot")
_CLEAR = f'<w:tab w:val="clear" w:pos="{PORTRAIT.text_width}"/>'
_WIDE = (_CLEAR, _right(LANDSCAPE.text_width))


def _heading(level: int, **more: object) -> Style:
    return Style(
        f"Heading{level}", f"heading {level}", next="SRFText", bold=True, flow=_KEEP, tabs=_HUNG_TAB,
        outline=level - 1, priority=9, **_HUNG, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _srf(name: str, **more: object) -> Style:
    plain = "".join(name.split())
    return Style(f"SRF{plain}", f"SRF {name}", custom=True, **more)  # type: ignore[arg-type]


@cache
def styles() -> tuple[Style, ...]:
    """Every style of the design, those that others are based on first."""
    return (*_built_in(), *_paragraphs(), *_tables(), *_contents(), *_edges(), *_characters())


def _built_in() -> tuple[Style, ...]:
    return (
        Style("Title", "Title", next="Subtitle", size=60, bold=True, color=NAVY, before=0, after=160,
              line=276, flow=("keepNext",)),
        Style("Subtitle", "Subtitle", size=28, color=GREY, before=0, after=240, line=288),
        _heading(1, size=34, color=NAVY, before=480, after=200, line=276,
                 rules=(("bottom", 8, 4, TEAL),)),
        _heading(2, size=26, color=TEAL, before=320, after=120, line=276),
        _heading(3, size=22, color=INK, before=240, after=80),
    )  # fmt: skip


def _paragraphs() -> tuple[Style, ...]:
    return (
        _srf("Paragraph", before=0, after=140, tabs=_HUNG_TAB, **_HUNG),
        _srf("Text", before=0, after=140),
        _srf("Measure", before=60, after=140, tabs=_HUNG_TAB, **_HUNG),
        _srf("Item", before=0, after=80, left=ITEM_INDENT, hanging=ITEM_LABEL,
             tabs=(_left(ITEM_INDENT),)),
        _srf("Lead", before=0, after=200, size=24, color=NAVY),
        _srf("Kicker", before=0, after=60, size=22, bold=True, color=TEAL, flow=("keepNext",)),
        _srf("Status", before=120, after=240, size=24, bold=True, color=NAVY, fill=FILL,
             flow=("keepLines",), rules=(("top", 12, 6, TEAL), ("bottom", 4, 6, TEAL))),
        _srf("Note", before=60, after=120, line=288, size=18, color=GREY),
    )  # fmt: skip


def _tables() -> tuple[Style, ...]:
    text = {"based_on": "SRFTableText"}
    return (
        _srf("Table Text", before=40, after=40, line=276, size=18),
        _srf("Table Head", bold=True, color=NAVY, flow=("keepNext",), **text),
        _srf("Table Number", bold=True, color=NAVY, **text),
        _srf("Table Figure", far_side=True, **text),
        _srf("Table Head Figure", far_side=True, based_on="SRFTableHead"),
        _srf("Answer", size=20, **text),
    )


def _contents() -> tuple[Style, ...]:
    def entry(level: int, left: int, hanging: int, **more: object) -> Style:
        return Style(
            f"TOC{level}", f"toc {level}", after=40, line=252, left=left, hanging=hanging,
            tabs=(_left(left), _TOC_RIGHT), priority=39, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    return (
        Style("TOCHeading", "TOC Heading", size=34, bold=True, color=NAVY, before=0, after=200,
              flow=("keepNext",), priority=39),
        entry(1, 510, 510, before=140, bold=True),
        entry(2, 1134, 624, before=0),
        entry(3, 1871, 737, before=0, size=19),
    )  # fmt: skip


def _edges() -> tuple[Style, ...]:
    edge = {"before": 0, "line": 240, "size": 17, "color": GREY, "priority": 99}
    tabs = (_right(PORTRAIT.text_width),)
    return (
        Style("Header", "header", tabs=tabs, **edge),  # type: ignore[arg-type]
        Style("Footer", "footer", tabs=tabs, rules=(("top", 4, 6, RULE),), **edge),  # type: ignore[arg-type]
        _srf("Header Landscape", based_on="Header", tabs=_WIDE),
        _srf("Footer Landscape", based_on="Footer", tabs=_WIDE),
    )


def _characters() -> tuple[Style, ...]:
    kind = {"type": "character", "based_on": ""}
    return (
        _srf("Number", bold=True, color=NAVY, **kind),
        _srf("Reference", color=TEAL, **kind),
        _srf("Hash", font=HASH_FONT, **kind),
        Style("Hyperlink", "Hyperlink", color=TEAL, underline=True, priority=99, **kind),  # type: ignore[arg-type]
    )


REQUIRED_STYLES = (
    "Normal", "heading 1", "heading 2", "heading 3", "SRF Paragraph", "SRF Measure", "SRF Item",
    "SRF Text", "SRF Form", "SRF Answer",
    "SRF Note", "SRF Kicker", "SRF Status", "SRF Table", "SRF Table Text", "SRF Table Head",
    "SRF Table Number", "SRF Table Figure", "SRF Table Head Figure", "SRF Number", "SRF Reference",
    "SRF Hash", "toc heading", "toc 1", "toc 2", "toc 3",
)  # fmt: skip
"""Looked up by name, whatever its case: LibreOffice changes the ids and keeps the names."""
