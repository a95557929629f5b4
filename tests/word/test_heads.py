"""Heads of columns have the room they need, also in a wider font than the one that is named."""

from __future__ import annotations

import pytest

from srf_policy.documents.templates import shipped
from srf_policy.word.design import LANDSCAPE, PORTRAIT
from srf_policy.word.xmlnames import w
from tests.word.samples import part, text_of

WIDE = {"شماره": 670, "الرقم": 581, "نمبر": 431, "پذیرفته": 760, "یادداشت": 874, "مقبولة": 705,
        "مفتوحة": 777, "المجموع": 859, "مجموع": 697, "پذیرش": 700, "قبووڵ": 665}  # fmt: skip
"""Twentieths of a point that LibreOffice gives the word in a head in DejaVu Sans Bold, which it
takes where neither Arial nor a font of its metrics is installed."""
MARGINS = 2 * 85


def too_narrow(data: bytes) -> list[tuple[str, int]]:
    """Words of heads that would break, with the width of their column."""
    found = []
    for table in part(data).iter(w("tbl")):
        widths = [int(column.get(w("w"))) for column in table.find(w("tblGrid"))]
        for row in (r for r in table.iter(w("tr")) if r.find(f".//{w('tblHeader')}") is not None):
            heads = [text_of(cell).split() for cell in row.iter(w("tc"))]
            found += [
                (word, width)
                for words, width in zip(heads, widths, strict=True)
                for word in words
                if WIDE.get(word, 0) + MARGINS > width
            ]
    return found


@pytest.mark.parametrize("kind", ["matrix", "report"])
@pytest.mark.parametrize("language", ["ar", "fa-AF", "fa", "ckb", "ur"])
def test_no_head_breaks_inside_a_word_in_a_wider_font(kind: str, language: str) -> None:
    assert too_narrow(shipped(kind, language)) == []


def test_columns_fill_the_page_and_the_word_for_number_is_measured() -> None:
    for kind, page in (("matrix", LANDSCAPE), ("report", PORTRAIT)):
        tables = list(part(shipped(kind, "fa-AF")).iter(w("tbl")))
        sums = {sum(int(c.get(w("w"))) for c in t.find(w("tblGrid"))) for t in tables}
        assert page.text_width in sums and max(sums) == page.text_width
        assert any("شماره" in text_of(table) for table in tables)
