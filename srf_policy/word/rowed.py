"""Files made of tables whose rows are repeated, with no block of their own."""

from __future__ import annotations

from .model import WordFile
from .writing import Writing, write_word


class _Matrix(Writing):
    kind = "matrix"


class _Report(Writing):
    kind = "report"


class _Transmittal(Writing):
    kind = "transmittal"


class _Portfolio(Writing):
    kind = "portfolio"


class _Record(Writing):
    kind = "record"


_KINDS: dict[str, type[Writing]] = {
    one.kind: one for one in (_Matrix, _Report, _Transmittal, _Portfolio, _Record)
}


def write_rowed(template: bytes, file: WordFile, kind: str) -> bytes:
    """The finished .docx of one of these kinds; see `write_word`."""
    return write_word(template, file, _KINDS[kind])
