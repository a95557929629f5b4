"""Every text comes out of a workbook as it went in: no formula, no link, nothing cut."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from srf_policy.documents import sheets
from srf_policy.documents.sheets import LONGEST, Marked, Table, workbook
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from tests.word.nasty import CODE, FORMULAS, SIGNS, TEXTS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
NAME, COLUMN = msg("participation.sheet.rows"), msg("participation.column.place")


def read(texts: list[str], language: str = "en") -> list[str]:
    """The first column of a workbook of these texts, from its parts, as Excel decodes them."""
    rows = [[text, Marked(text, "FFF4D6")] for text in texts]
    data = workbook([Table(NAME, [], [COLUMN, COLUMN], [10, 10], rows)], language)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        shared = etree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not list(sheet.iter(f"{MAIN}f", f"{MAIN}hyperlink"))
    held = ["".join(t.text or "" for t in one.iter(f"{MAIN}t")) for one in shared]
    assert all(len(text.encode("utf-16-le")) // 2 <= LONGEST for text in held)
    column = [c for c in sheet.iter(f"{MAIN}c") if re.fullmatch("A[0-9]+", c.get("r"))][1:]
    assert all(cell.get("t") == "s" for cell in column if len(cell))
    return [_decoded(held[int(cell.findtext(f"{MAIN}v"))]) for cell in column if len(cell)]


def _decoded(text: str) -> str:
    """Excel writes signs that XML forbids as `_x0001_`."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def written(texts: list[str]) -> list[str]:
    return [NOT_IN_XML.sub("\ufffd", text) for text in texts if text]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_workbook_holds_every_text_exactly(texts: list[str]) -> None:
    assert read(texts) == written(texts)


def test_a_workbook_holds_all_the_known_traps() -> None:
    traps = [*SIGNS, *CODE, *FORMULAS]
    assert read(traps) == written(traps)


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("unit", ["word & <b> ", "\U0001f600", "=1+1\n", "می\u200cخواهیم "])
def test_a_hundred_thousand_signs_go_on_in_further_rows(unit: str, language: str) -> None:
    text = (unit * 100_000)[:100_000]
    assert _joined(read([text], language), language) == text


def _joined(parts: list[str], language: str) -> str:
    note = "\n" + say(msg("sheet.continued"), language)
    assert len(parts) > 1 and all(part.endswith(note) for part in parts[:-1])
    return "".join(part.removesuffix(note) for part in parts)


def test_a_workbook_that_cuts_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_parts", lambda text, _: iter([text[:LONGEST]]))
    with pytest.raises(AssertionError):
        _joined(read(["x" * 100_000]), "en")


def test_a_workbook_that_trims_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_writable", str.strip)
    assert read(["\u00a0=1 "]) != ["\u00a0=1 "]
