"""Files made of tables whose rows are repeated, with no block of their own."""

from __future__ import annotations

from .model import WordFile
from .writing import Writing, write_word

KINDS = frozenset({"matrix", "report", "transmittal", "portfolio", "record"})


def write_rowed(template: bytes, file: WordFile, kind: str) -> bytes:
    """The finished .docx of one of these kinds; see `write_word`."""
    if kind not in KINDS:
        raise ValueError(f"not a kind of file that is made of rows alone: {kind}")
    return write_word(template, file, Writing, kind)
