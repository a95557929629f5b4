"""Footnotes: a part of their own, the only numbers that are left to Word.

Marks with numbers of ours (`customMarkFollows`) were tried: LibreOffice prints them twice. Notes
come in the order of their marks, so that both count alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from .macros import macro
from .package import parse_xml, serialise
from .pieces import Paragraph
from .xmlnames import number_of, w

PART = "word/footnotes.xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"

Note = tuple[int, Paragraph]
"""Its id in the file and its text."""


def first_free_id(parts: Mapping[str, bytes]) -> int:
    """Ids -1 and 0 are the separators; a template may have footnotes of its own."""
    if PART not in parts:
        return 1
    tree = parse_xml(parts[PART], PART)
    return 1 + max((number_of(one.get(w("id"))) for one in tree.iter(w("footnote"))), default=0)


def write_notes(held: bytes | Iterable[bytes] | None, notes: Sequence[Note]) -> bytes:
    """The part with these footnotes behind those that the template has."""
    made = parse_xml(macro("footnotes.xml").render(notes=notes).encode(), PART)
    if held is None:
        return serialise(made)
    tree = parse_xml(held if isinstance(held, bytes) else b"".join(held), PART)
    tree.extend([one for one in made if _is_ours(one)])
    return serialise(tree)


def _is_ours(note: etree._Element) -> bool:
    return note.get(w("type")) is None
