"""Letter in place of A4, and words across every page."""

from __future__ import annotations

import pytest

from srf_policy.word import watermark
from srf_policy.word.draft import write_draft
from srf_policy.word.package import read_package
from srf_policy.word.paper import on_letter
from srf_policy.word.template import check
from srf_policy.word.xmlnames import w
from tests.word.samples import SHIPPED, paragraphs, part, plain_file, template
from tests.word.schema import out_of_order
from tests.word.templates import rewritten

SHAPE = "{urn:schemas-microsoft-com:vml}shape"
PATH = "{urn:schemas-microsoft-com:vml}textpath"


def test_letter_turns_pages_tables_and_tab_stops() -> None:
    made = write_draft(SHIPPED.read_bytes(), plain_file("en", "x", paper="letter"))
    tree = part(made)
    sizes = {(s.get(w("w")), s.get(w("h"))) for s in tree.iter(w("pgSz"))}
    assert sizes == {("12240", "15840"), ("15840", "12240")}
    for table in tree.iter(w("tbl")):
        total = int(table.find(f"{w('tblPr')}/{w('tblW')}").get(w("w")))
        columns = [int(c.get(w("w"))) for c in table.find(w("tblGrid"))]
        assert total == sum(columns) == 9518
        for row in table.iter(w("tr")):
            cells = row.findall(f"{w('tc')}/{w('tcPr')}/{w('tcW')}")
            assert [int(c.get(w("w"))) for c in cells] == columns
    warnings = check(on_letter(SHIPPED.read_bytes()), "draft", "en")
    assert [f.message.code for f in warnings if f.level != "note"] == []
    stops = {t.get(w("pos")) for t in part(made, "word/styles.xml").iter(w("tab"))}
    assert {"9518", "13572"} <= stops
    assert not {"9184", "14570"} & stops


def test_a_page_of_another_size_stays() -> None:
    odd = rewritten(lambda xml: xml.replace('w:w="11906" w:h="16838"', 'w:w="9000" w:h="12000"'))
    sizes = {s.get(w("w")) for s in part(on_letter(odd)).iter(w("pgSz"))}
    assert sizes == {"9000", "15840"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_watermark_stands_in_every_header(language: str) -> None:
    words = {"en": 'Draft "1" & <2>', "ar": "للمراجعة وحدها"}[language]
    file = plain_file(language, "x", watermark=words)
    made = write_draft(template(language), file)
    headers = [name for name in read_package(made) if name.startswith("word/header")]
    shapes = [part(made, name).findall(f".//{SHAPE}") for name in headers]
    assert [len(one) for one in shapes] == [1] * len(headers)
    assert {one[0].get("alt") for one in shapes} == {""}
    assert {one[0].find(PATH).get("string") for one in shapes} == {words}
    assert len({one[0].get("id") for one in shapes}) == len(headers)
    assert words not in "".join(paragraphs(made))
    assert list(out_of_order(part(made))) == []


def test_sections_without_a_header_are_given_one() -> None:
    def change(xml: str) -> str:
        start, end = xml.index("<w:headerReference"), xml.index("<w:footerReference")
        return xml[:start] + xml[end:].replace("<w:type ", "<w:titlePg/><w:type ", 1)

    bare = rewritten(change)
    made = write_draft(bare, plain_file("en", "x", watermark="Draft"))
    first = next(part(made).iter(w("sectPr")))
    kinds = [one.get(w("type")) for one in first.findall(w("headerReference"))]
    assert sorted(kinds) == ["default", "first"]
    assert part(made, "word/header9000.xml").find(f".//{SHAPE}") is not None
    assert b"header9000" in read_package(made)["word/_rels/document.xml.rels"]


def test_what_is_filled_in_has_none() -> None:
    assert set(watermark.NEVER_ON) == {"form", "matrix"}
    plain = write_draft(SHIPPED.read_bytes(), plain_file("en", "x"))
    assert b"textpath" not in b"".join(read_package(plain).values())
