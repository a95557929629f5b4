"""What a file says, for tests: rows of its tables, cells of its sheets, all its words."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from srf_policy.documents.files import NamedFile, Tools, Wanted
from srf_policy.documents.kinds import make
from srf_policy.word.xmlnames import w
from tests.makers import IRAQ, Seeded
from tests.word.samples import part, text_of


def made(seeded: Seeded, by: str, code: str = IRAQ, **wanted: Any) -> NamedFile:
    """A file with the eyes of a person."""
    with seeded.reading() as session:
        tools = Tools(lambda told: f"signed {told}")
        return make(session, seeded.viewer(by), code, Wanted(**wanted), tools)


def tables(data: bytes) -> dict[str, list[list[str]]]:
    """Rows without the head, of all tables with the same caption together."""
    found: dict[str, list[list[str]]] = {}
    for table in part(data).iter(w("tbl")):
        caption = table.find(f"{w('tblPr')}/{w('tblCaption')}").get(w("val"))
        heads = [row for row in table.iter(w("tr")) if row.find(f".//{w('tblHeader')}") is not None]
        rows = [row for row in table.iter(w("tr")) if row not in heads]
        assert len(heads) == 1 or caption == "Document control"
        found.setdefault(caption, []).extend(
            [text_of(cell) for cell in row.iter(w("tc"))] for row in rows
        )
    return found


def sheet(data: bytes, place: int = 0) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[place]


def rows(found: Worksheet) -> list[list[Any]]:
    """The rows below the frozen head."""
    first = int(str(found.freeze_panes).lstrip("A"))
    return [[cell.value for cell in row] for row in found.iter_rows(min_row=first)]


def said(data: bytes) -> str:
    """Every part of the file as text, so that nothing can hide in properties or strings."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(package.read(n).decode("utf-8", "replace") for n in package.namelist())
