"""Two languages side by side: which stands where, what each bookmark holds, how tables go on."""

from __future__ import annotations

import pytest
from lxml import etree

from srf_policy.word.bilingual import write_bilingual
from srf_policy.word.grid import LARGEST
from srf_policy.word.model import Provision, Words
from srf_policy.word.xmlnames import w
from tests.word.made import bilingual, provisions, template
from tests.word.samples import bookmarks, part, text_of
from tests.word.schema import out_of_order


def made(left: str, right: str, language: str, **more: object) -> bytes:
    return write_bilingual(
        template("bilingual", language), bilingual(left, right, language, **more)
    )


def body_tables(data: bytes) -> list[etree._Element]:
    """The tables of the text: those that stand in no other, after the document control."""
    return part(data).find(w("body")).findall(w("tbl"))[1:]


def cells(row: etree._Element) -> list[str]:
    return [text_of(cell) for cell in row.findall(w("tc"))]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_language_has_its_bookmarks_and_its_numbers(language: str) -> None:
    data = made("en", "ar", language)
    held = bookmarks(data)
    for prefix, tag in (("p", "en"), ("s", "ar")):
        area, measure, item, table, figure, note = provisions(tag)
        assert held[f"{prefix}_a0_heading"] == area.heading.text
        assert held[f"{prefix}_a0"] == area.words.text
        assert held[f"{prefix}_m1"] == measure.words.text
        assert held[f"{prefix}_i1"] == item.words.text
        assert held[f"{prefix}_c2"] == table.rows[0][1].words.text
        assert held[f"{prefix}_f1_alt"] == figure.alt.text
        assert held[f"{prefix}_n1"] == note.words.text
        assert held[f"{prefix}_l1_activity"]
    rows = [cells(row) for row in body_tables(data)[0].findall(w("tr"))]
    assert ["1\tReturns", "١\tالعودة"] in rows
    assert any(left.startswith("1.1\t") and right.startswith("١.١\t") for left, right in rows)


@pytest.mark.parametrize(("pair", "language", "turned"), [
    (("en", "ar"), "en", False), (("en", "ar"), "ar", False), (("fa-AF", "ar"), "fa-AF", True),
])  # fmt: skip
def test_left_to_right_stands_left_whatever_the_file(
    pair: tuple[str, str], language: str, turned: bool
) -> None:
    table = body_tables(made(*pair, language))[0]
    assert (table.find(f"{w('tblPr')}/{w('bidiVisual')}") is not None) is turned
    first = table.findall(w("tr"))[0]
    assert cells(first) == [f"Text ({tag})" for tag in pair]
    assert first.find(f"{w('trPr')}/{w('tblHeader')}") is not None


def test_paragraphs_run_in_the_direction_of_their_column() -> None:
    for language, side in (("en", 1), ("ar", 0)):
        for row in body_tables(made("en", "ar", language))[0].findall(w("tr")):
            here = row.findall(w("tc"))[side]
            turns = {p.find(f"{w('pPr')}/{w('bidi')}") for p in here.findall(w("p")) if text_of(p)}
            assert None not in turns
            assert {one.get(w("val")) for one in turns} <= {"1" if side else "0"}


def test_navigation_and_contents_list_each_heading_once() -> None:
    data = made("en", "ar", "en")
    tree = part(data)
    headings = [
        text_of(p)
        for p in tree.iter(w("p"))
        if (s := p.find(f"{w('pPr')}/{w('pStyle')}")) is not None
        and s.get(w("val"), "").startswith("Heading")
    ]
    assert headings == ["1\tReturns", "Action plan"]
    links = [text_of(link) for link in tree.iter(w("hyperlink"))]
    assert links.count("1\tReturns") == 1


def test_rows_of_headings_are_whole_and_stay_with_what_follows() -> None:
    rows = body_tables(made("en", "ar", "en"))[0].findall(w("tr"))
    heading = next(row for row in rows if cells(row)[0] == "1\tReturns")
    assert heading.find(f"{w('trPr')}/{w('cantSplit')}") is not None
    for paragraph in heading.iter(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}").get(w("val"))
        kept = paragraph.find(f"{w('pPr')}/{w('keepNext')}") is not None
        assert kept or style.startswith("Heading")


def test_a_long_text_is_cut_into_tables_with_a_head_each() -> None:
    texts = tuple(
        Provision(f"p{n}", f"p{n}", "section" if n == LARGEST - 1 else "paragraph", 0, f"{n}",
                  None, Words([f"Text {n}"], "en"))
        for n in range(LARGEST + 20)
    )  # fmt: skip
    file = bilingual("en", "ar", "en")
    sides = tuple(type(s)(s.language, s.title, s.blank, texts, None) for s in file.sides)
    data = write_bilingual(
        template("bilingual"), bilingual("en", "ar", "en", sides=sides, provisions=texts, plan=None)
    )
    tables = body_tables(data)
    assert [len(t.findall(w("tr"))) for t in tables] == [LARGEST, 22]
    assert all(cells(t.findall(w("tr"))[0]) == ["Text (en)", "Text (ar)"] for t in tables)
    assert cells(tables[1].findall(w("tr"))[1])[0] == f"{LARGEST - 1}\tText {LARGEST - 1}"
    assert all(t.getnext().tag == w("p") for t in tables)


@pytest.mark.parametrize(("pair", "language"), [(("en", "ar"), "en"), (("en", "ar"), "ar")])
def test_what_is_written_keeps_the_order_of_the_schema(
    pair: tuple[str, str], language: str
) -> None:
    tree = part(made(*pair, language))
    assert list(out_of_order(tree)) == []
    assert all(cell[-1].tag == w("p") for cell in tree.iter(w("tc")))
    names = [b.get(w("name")) for b in tree.iter(w("bookmarkStart"))]
    assert len(set(names)) == len(names)
