"""The picture of a workflow as SVG: black on white, no script, no outside font or file.

What the engagement has done is drawn thicker, where it stands has a double frame, returns are
dashed: the picture says the same in black and white, and `<desc>` says it in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from srf_policy.engine.diagram import BOX, WIDTH, Arrow, Box, Diagram, Lane
from srf_policy.languages.digits import to_native
from srf_policy.languages.tags import LANGUAGES

_LETTERS = {
    "": "",
    "b": ' font-weight="700"',
    "t": ' font-weight="700" font-size="20"',
    "s": ' fill="#3f4a54"',
}
"""Attributes, not a style sheet: a page that forbids styles inside itself may hold the picture."""

_ROUND = 'fill="#fff" stroke="#1a1a1a" stroke-width="1.2"'
_FONT = "Calibri,Carlito,'Noto Naskh Arabic',Arial,sans-serif"
_NASTALIQ = "'Urdu Typesetting','Noto Nastaliq Urdu',serif"


def svg(found: Diagram) -> str:
    """The whole picture as one `<svg>` element that stands in a page or alone in a file."""
    rtl = LANGUAGES[found.language].direction == "rtl"
    pen = _Pen(found, rtl)
    words = " ".join(" ".join(lines) for lines in found.legend)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {found.height:g}" '
        f'width="{WIDTH:g}" height="{found.height:g}" role="img" lang={quoteattr(found.language)} '
        f'direction="{"rtl" if rtl else "ltr"}" aria-labelledby="dia-t dia-d" font-size="15" '
        f'font-family="{_NASTALIQ if found.language == "ur" else _FONT}" fill="#1a1a1a">'
    )
    # The arrow's point: sized by the drawing, so that a thick line has no giant head.
    marker = (
        '<defs><marker id="dia-a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" '
        'markerHeight="10" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
        '<path d="M0 0 10 5 0 10z" fill="#1a1a1a"/></marker></defs>'
    )
    return "".join([
        head, f'<title id="dia-t">{escape(found.title)}</title>',
        f'<desc id="dia-d">{escape(words)}</desc>', marker,
        f'<rect width="{WIDTH:g}" height="{found.height:g}" fill="#fff"/>', *pen.draw(), "</svg>\n",
    ])  # fmt: skip


class _Pen:
    """Draws from left to right, or mirrored: only places are mirrored, never letters."""

    def __init__(self, found: Diagram, rtl: bool) -> None:
        self.found, self.rtl = found, rtl

    def x(self, place: float) -> float:
        return WIDTH - place if self.rtl else place

    def draw(self) -> Iterator[str]:
        yield self.text([self.found.title], 12, 34, "t")
        for lane in self.found.lanes:
            yield from self.lane(lane)
        for arrow in self.found.arrows:
            yield from self.arrow(arrow)
        for box in self.found.boxes:
            yield from self.box(box)
        yield from self.legend()

    def text(self, lines: Sequence[str], x: float, y: float, kind: str = "") -> str:
        """`start` is the right edge where the text runs from the right."""
        spans = "".join(
            f'<tspan x="{self.x(x):g}" y="{y + n * self.found.line:g}">{escape(line)}</tspan>'
            for n, line in enumerate(lines)
        )
        return f"<text{_LETTERS[kind]}>{spans}</text>" if lines else ""

    def box(self, box: Box) -> Iterator[str]:
        left = self.x(self.found.left) - (BOX if self.rtl else 0)
        look = 'fill="#eaf0f5" stroke-width="2.6"' if box.been else 'fill="#fff" stroke-width="1.2"'
        # Ends have round corners; where the engagement stands is framed twice.
        radius = 14 if box.stage.ends else 2
        yield (
            f'<rect {look} stroke="#1a1a1a" x="{left:g}" y="{box.y:g}" width="{BOX:g}" '
            f'height="{box.height:g}" rx="{radius}"/>'
        )
        if box.here:
            yield (
                f'<rect {_line()} x="{left - 4:g}" y="{box.y - 4:g}" width="{BOX + 8:g}" '
                f'height="{box.height + 8:g}" rx="{radius + 3}"/>'
            )
        y = box.y + self.found.line + 2
        yield self.text([box.name], self.found.left + 12, y, "b")
        yield self.text(box.lines, self.found.left + 12, y + self.found.line, "s")

    def arrow(self, arrow: Arrow) -> Iterator[str]:
        x = self.found.left + 34
        path = f"M{self.x(x):g} {arrow.y:g}V{arrow.until - 1:g}"
        yield f'<path {_line(taken=arrow.taken)} d="{path}" marker-end="url(#dia-a)"/>'
        y = arrow.y + self.found.line * 1.1
        yield self.text(arrow.lines[:1], x + 18, y, "b")
        yield self.text(arrow.lines[1:], x + 18, y + self.found.line)

    def lane(self, lane: Lane) -> Iterator[str]:
        edge, x = self.x(self.found.left), self.x(lane.x)
        for start, taken in sorted(lane.starts, key=lambda way: way[1]):
            look = _line(lane.back, taken)
            yield f'<path {look} d="M{edge:g} {start:g}H{x:g}V{lane.end:g}"/>'
        end = f"M{x:g} {lane.end:g}H{edge:g}"
        yield f'<path {_line(lane.back, lane.taken)} d="{end}" marker-end="url(#dia-a)"/>'
        middle = (lane.starts[-1][0] + lane.end) / 2
        yield f'<circle {_ROUND} cx="{x:g}" cy="{middle:g}" r="10"/>'
        yield self.number(lane.number, x, middle + 5)

    def number(self, number: int, x: float, y: float) -> str:
        said = to_native(str(number), self.found.language)
        return f'<text x="{x:g}" y="{y:g}" text-anchor="middle"{_LETTERS["b"]}>{said}</text>'

    def legend(self) -> Iterator[str]:
        y = self.found.boxes[-1].y + self.found.boxes[-1].height + self.found.line * 1.6
        for n, lines in enumerate(self.found.legend, 1):
            yield f'<circle {_ROUND} cx="{self.x(24):g}" cy="{y - 5:g}" r="10"/>'
            yield self.number(n, self.x(24), y)
            yield self.text(lines, 44, y)
            y += self.found.line * (len(lines) + 0.5)


def _line(back: bool = False, taken: bool = False) -> str:
    look = 'stroke="#1a1a1a" stroke-width="2.8"' if taken else 'stroke="#5a6670" stroke-width="1.2"'
    return f'fill="none" {look}' + (' stroke-dasharray="5 4"' if back else "")
