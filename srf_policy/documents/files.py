"""A finished file, and what its makers are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Paper = Literal["a4", "letter"]
PAPERS: tuple[str, ...] = get_args(Paper)
PDF = "application/pdf"
ZIP = "application/zip"


@dataclass(frozen=True)
class NamedFile:
    """A finished file. The name is plain ASCII, so that every mail program keeps it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Wanted:
    """Which file is asked for. What is left out has a default that its kind sets.

    `beside` is the second language of a bilingual file, `base` the revision that a redline starts
    from, `round` the consultation that a matrix or a form belongs to, `ending` that of the file.
    `institution` (its code): whose name stands in a form.
    `paper` is a4 or letter, `watermark` are words across every page of a Word file.
    `pdf`: the Word file is turned into a PDF afterwards (`office`); its maker need not know.
    """

    kind: str = "draft"
    revision: int | None = None
    language: str | None = None
    beside: str | None = None
    base: int | None = None
    round: int | None = None
    institution: str | None = None
    ending: str = "docx"
    pdf: bool = False
    paper: Paper = "a4"
    watermark: str = ""


@dataclass(frozen=True)
class Tools:
    """What a maker of files may use beside the database.

    `sign` gives the token that a file carries, so that its origin can be proved when it comes back;
    `kept` the bytes of a kept file (a figure, an uploaded template) by their SHA-256; `paper` and
    `watermark` are those of what is wanted; `kind` is signed, so that no file can pass for one of
    which less is checked.
    """

    sign: Callable[[str], str]
    kept: Callable[[str], bytes | None] = lambda _sha256: None
    paper: Paper = "a4"
    watermark: str = ""
    kind: str = "draft"
