"""Words of a provision as the pieces of a paragraph: runs, bookmarks and links."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup, escape

from .anchors import Anchors
from .model import NoteRef, Ref, Words
from .scripts import Run, is_right_to_left, one_run, split_runs

Piece = tuple[str, object, str]
"""("run", properties, text), ("open", number, name), ("close", number, ""), ("link", anchor, ""),
("unlink", "", ""), ("note", id, ""), ("xml", markup, "")."""

NO_FORMAT = Markup("")
TAB: Piece = ("run", NO_FORMAT, "\t")
BOLD = Markup("<w:b/><w:bCs/>")
SMALL_NUMBER = Markup('<w:vertAlign w:val="superscript"/>')


class Paragraph(NamedTuple):
    """`layout` is XML of `w:pPr` after the style."""

    style: str
    layout: Markup
    pieces: list[Piece]


class Look(NamedTuple):
    """Ready character formats of one template and the language of the file."""

    language: str
    number: Markup
    reference: Markup
    not_recorded: str


def plain(
    text: str, language: str, lead: Markup = NO_FORMAT, written: str | None = None
) -> list[Piece]:
    """Our own words in the file's language, or `written` in another one."""
    return _pieces(split_runs(text, language, written), lead)


def _pieces(runs: list[Run], lead: Markup) -> list[Piece]:
    return [("run", _format(lead, properties), text) for properties, text in runs]


def _format(lead: Markup, properties: Markup) -> str:
    """Both at once. They go into nothing but a `w:rPr`: to add them up as markup takes five times as
    long, and a text from right to left has a format in each run."""
    return f"{lead}{properties}" if lead and properties else lead or properties


def marker(words: Words | None, look: Look) -> list[Piece]:
    """The note "not yet translated", before the words and outside their bookmark."""
    if words is None or not words.marker:
        return []
    return plain(words.marker + " ", look.language, look.reference)


def spanned(
    words: Words, name: str, provision: str, anchors: Anchors, look: Look, lead: Markup = NO_FORMAT
) -> list[Piece]:
    """The words inside their bookmark; where there are none, the label that says so."""
    text = words.text
    if not text:
        text = look.not_recorded
        words = Words((text,), look.language)
    properties = one_run(text, look.language, words.language)
    if properties is not None and len(words.parts) == 1 and isinstance(words.parts[0], str):
        # Most texts are of this sort; nothing in them has to be looked at again.
        number = anchors.open_clean(name, provision, text)
        run: Piece = ("run", _format(lead, properties), text)
        return [("open", number, name), run, ("close", number, "")]
    number = anchors.open(name, provision, text)
    return [("open", number, name), *_runs(words, anchors, look, lead), ("close", number, "")]


def _runs(words: Words, anchors: Anchors, look: Look, lead: Markup) -> list[Piece]:
    pieces: list[Piece] = []
    for part in words.parts:
        if isinstance(part, NoteRef):
            small = note_number(part, words.language, anchors, look)
            pieces += small if part.text else note_mark(part, anchors)
        elif isinstance(part, Ref):
            pieces += _reference(part, words.language, anchors, look)
        else:
            pieces += _pieces(split_runs(part, look.language, words.language), lead)
    return pieces


def note_mark(note: NoteRef, anchors: Anchors) -> list[Piece]:
    """The mark of a footnote; nothing where the file does not hold it."""
    number = anchors.notes.get(note.mark)
    return [("note", number, "")] if number is not None else []


def note_number(note: NoteRef, language: str, anchors: Anchors, look: Look) -> list[Piece]:
    """The small number of a note that stands elsewhere in the file as text of its own."""
    lead = look.reference + SMALL_NUMBER
    return _linked(note.mark, plain(note.text, look.language, lead, language), anchors)


def _reference(ref: Ref, language: str, anchors: Anchors, look: Look) -> list[Piece]:
    runs = _pieces(split_runs(ref.text, look.language, language), look.reference)
    return _linked(ref.mark, runs, anchors)


def linked(anchor: str, runs: list[Run]) -> list[Piece]:
    """A line that leads to a bookmark."""
    return [("link", anchor, ""), *[("run", *run) for run in runs], ("unlink", "", "")]


def _linked(mark: str, runs: list[Piece], anchors: Anchors) -> list[Piece]:
    target = anchors.targets.get(mark)
    return [("link", target, ""), *runs, ("unlink", "", "")] if target else runs


def layout_of(words: Words, language: str, rest: str = "") -> Markup:
    """A text that runs against the direction of its file turns its paragraph."""
    turned = is_right_to_left(words.language)
    if words.language == language or turned == is_right_to_left(language):
        return Markup(rest) if rest else NO_FORMAT
    return Markup(f'<w:bidi w:val="{int(turned)}"/>{rest}')


def character_style(style_id: str) -> Markup:
    return Markup('<w:rStyle w:val="{}"/>').format(escape(style_id))
