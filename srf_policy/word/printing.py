"""Pieces as XML: the inmost loop of a long file, for which a macro takes three times as long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from .pieces import Paragraph, Piece

_ALONE = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def printed(pieces: Iterable[Piece]) -> Markup:
    """What stands in a `w:p` after its properties. Properties, names and anchors are our own."""
    return Markup(_joined(pieces))


def printed_paragraphs(paragraphs: Iterable[Paragraph | str]) -> bytes:
    """Those that are strings are XML already."""
    return "".join([
        one if isinstance(one, str) else printed_paragraph(*one)
        for one in paragraphs
    ]).encode()  # fmt: skip


def printed_paragraph(style: str, layout: str, pieces: Iterable[Piece]) -> str:
    if not layout:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_joined(pieces)}</w:p>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{layout}</w:pPr>{_joined(pieces)}</w:p>'


def _joined(pieces: Iterable[Piece]) -> str:
    made = []
    for kind, first, second in pieces:
        if kind == "run":
            inside = _ALONE.get(second) or f'<w:t xml:space="preserve">{escaped(second)}</w:t>'
            made.append(
                f"<w:r><w:rPr>{first}</w:rPr>{inside}</w:r>" if first else f"<w:r>{inside}</w:r>"
            )
        elif kind == "open":
            made.append(f'<w:bookmarkStart w:id="{first}" w:name="{second}"/>')
        elif kind == "close":
            made.append(f'<w:bookmarkEnd w:id="{first}"/>')
        else:
            made.append(_OTHERS[kind](first, second))
    return "".join(made)


def escaped(text: str) -> str:
    """Quotation marks need it in attributes only. To look first is four times quicker than to
    replace what is hardly ever there."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def _gone(properties: object, text: str) -> str:
    lead = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    inside = f'<w:delText xml:space="preserve">{escaped(text)}</w:delText>'
    return f"<w:r>{lead}{_ALONE.get(text) or inside}</w:r>"


_OTHERS: dict[str, Callable[[object, str], str]] = {
    "note": lambda note, _: (
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        f'<w:footnoteReference w:id="{note}"/></w:r>'
    ),
    "xml": lambda markup, _: str(markup),
    "link": lambda anchor, _: f'<w:hyperlink w:anchor="{anchor}" w:history="1">',
    "unlink": lambda *_: "</w:hyperlink>",
    "gone": _gone,
}
