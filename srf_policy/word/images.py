"""Pictures in a file: their size as printed, and the drawing that shows them."""

from __future__ import annotations

import struct

from markupsafe import Markup, escape

from .macros import macro
from .model import Picture
from .scripts import clean

_PNG = b"\x89PNG\r\n\x1a\n"
_EMU = 635
"""EMU of one twip."""
_DOTS = 9525
"""EMU of one dot at 96 to the inch."""
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG markers that tell the size."""


def picture_of(content: bytes) -> Picture | None:
    """A PNG or JPEG whose size can be read; None for anything else."""
    if content.startswith(_PNG) and len(content) >= 24:
        return Picture(content, "png")
    if content.startswith(b"\xff\xd8\xff") and _jpeg_size(content):
        return Picture(content, "jpeg")
    return None


def dots(picture: Picture) -> tuple[int, int]:
    """Width and height in dots, at least one each."""
    if picture.kind == "png":
        width, height = struct.unpack(">II", picture.content[16:24])
    else:
        width, height = _jpeg_size(picture.content) or (1, 1)
    return max(1, width), max(1, height)


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(content):
        if content[place] != 0xFF:
            return None
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None


def drawing(
    picture: Picture, relation: str, number: int, name: str, alt: str, text_width: int
) -> str:
    """The paragraph's content: no wider than the text (twips), no higher than most of a page."""
    width, height = (side * _DOTS for side in dots(picture))
    scale = min(1.0, text_width * _EMU / width, 8 * 914_400 / height)
    return macro("drawing.xml").render(
        relation=relation, number=number, name=clean(name), alt=_attribute(alt),
        width=max(1, int(width * scale)), height=max(1, int(height * scale)),
    )  # fmt: skip


def _attribute(text: str) -> Markup:
    """Line ends and tabs of an attribute are spaces to every reader unless they are spelt out."""
    return Markup(str(escape(clean(text))).replace("\n", "&#10;").replace("\t", "&#9;"))
