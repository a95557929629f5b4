"""Drafts as Word files: text, bookmarks, contents, order and what must never be interpreted."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from lxml import etree

from srf_policy.word.draft import write_draft
from srf_policy.word.model import Column, PlanLine, PlanTable, Provision, Ref, Words
from srf_policy.word.xmlnames import w
from tests.word.samples import (
    bookmarks,
    paragraphs,
    part,
    plain_file,
    seeded_file,
    template,
    text_of,
)
from tests.word.schema import out_of_order
from tests.word.templates import rewritten

SEEDED = [("AFG-CMP", "en"), ("IRQ-PEI", "ar"), ("AFG-CMP", "fa-AF")]


@pytest.fixture(scope="module", params=SEEDED, ids=lambda pair: "-".join(pair))
def seeded(request: pytest.FixtureRequest) -> tuple[object, bytes]:
    file = seeded_file(*request.param)
    return file, write_draft(template(request.param[1]), file)


def test_every_text_stands_in_its_own_bookmark(seeded) -> None:
    file, data = seeded
    held = bookmarks(data)
    for provision in file.provisions:
        if provision.words:
            assert held[f"p_{provision.mark}"] == provision.words.text
        if provision.heading:
            assert held[f"p_{provision.mark}_heading"] == provision.heading.text
    for line in file.plan.lines:
        assert held[f"p_{line.mark}_activity"] == line.cells["activity"].text


def test_bookmarks_are_unique_paired_and_short(seeded) -> None:
    tree = part(seeded[1])
    starts = [b.get(w("id")) for b in tree.iter(w("bookmarkStart"))]
    names = [b.get(w("name")) for b in tree.iter(w("bookmarkStart"))]
    assert sorted(starts) == sorted(b.get(w("id")) for b in tree.iter(w("bookmarkEnd")))
    assert len(set(starts)) == len(starts)
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 40


def test_every_link_leads_to_a_bookmark(seeded) -> None:
    tree = part(seeded[1])
    names = {b.get(w("name")) for b in tree.iter(w("bookmarkStart"))}
    links = [link.get(w("anchor")) for link in tree.iter(w("hyperlink"))]
    assert links
    assert set(links) <= names


def test_properties_stand_in_schema_order(seeded) -> None:
    with zipfile.ZipFile(io.BytesIO(seeded[1])) as package:
        names = [name for name in package.namelist() if name.startswith("word/")]
        trees = [etree.fromstring(package.read(name)) for name in names if name.endswith(".xml")]
    assert [fault for tree in trees for fault in out_of_order(tree)] == []


def test_no_table_ends_a_section_and_none_asks_for_updates(seeded) -> None:
    body = part(seeded[1]).find(w("body"))
    for table in body.iter(w("tbl")):
        assert table.getnext().tag == w("p")
    with zipfile.ZipFile(io.BytesIO(seeded[1])) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
    assert b"updateFields" not in whole
    assert b"w:dirty" not in whole


def test_contents_list_the_headings_with_their_numbers() -> None:
    lines = paragraphs(write_draft(template("en"), seeded_file("AFG-CMP", "en")))
    start = lines.index("Contents")
    assert lines[start + 1 : start + 6] == [
        "Preamble", "Vision, goal and guiding principles", "Guiding principles",
        "Terms and abbreviations", "Situation and policy gaps",
    ]  # fmt: skip
    assert "1\tReturn and reintegration through a development lens" in lines
    assert lines.count("Action plan") == 2


def test_same_input_same_bytes() -> None:
    file = seeded_file("IRQ-PEI", "ar")
    assert write_draft(template("ar"), file) == write_draft(template("ar"), file)


HOSTILE = [
    "R&D <b>bold</b>",
    "{{ 7*7 }} {% x %} {{ engagement.title }} <?srf 0?>",
    "quotes \" and ' and &amp; &#0;",
    "zero\u200cwidth \u200f(right)\u061c marks",
    "a\u0301 \U0001f54a \u2028 \u0085",
    "x" * 100_000,
]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_are_shown_letter_by_letter(text: str, language: str) -> None:
    data = write_draft(template(language), plain_file(language, text))
    assert bookmarks(data)["p_m0"] == text


def test_values_are_never_interpreted() -> None:
    values = {"engagement.title": "{{ engagement.code }} <w:p/> {% x %}", "engagement.code": "A&B"}
    data = write_draft(template("en"), plain_file("en", "x", values=values))
    assert "{{ engagement.code }} <w:p/> {% x %}" in paragraphs(data)
    assert "A&B" in paragraphs(data)


def test_forbidden_characters_are_replaced_visibly() -> None:
    text = "a\x00b\x0bc\ud800d\ufffee"
    data = write_draft(template("en"), plain_file("en", text, values={"engagement.title": text}))
    assert bookmarks(data)["p_m0"] == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert "a\ufffdb\ufffdc\ufffdd\ufffde" in paragraphs(data)


def test_line_breaks_and_tabs_become_elements() -> None:
    lines = paragraphs(write_draft(template("en"), plain_file("en", "one\r\ntwo\tthree")))
    assert "1.\tone\ntwo\tthree" in lines


def test_what_is_not_there_says_so() -> None:
    plan = PlanTable(
        "Plan", "No.", [Column("activity", "Activity", 1)], [PlanLine("l", "l1", "1", {})]
    )
    data = write_draft(template("en"), plain_file("en", "", plan=plan))
    assert bookmarks(data)["p_m0"] == "not recorded"
    assert bookmarks(data)["p_l1_activity"] == "not recorded"
    bare = paragraphs(write_draft(template("en"), plain_file("en")))
    assert "This revision has no action plan." in bare
    assert "No acronyms are recorded." in bare


def test_an_empty_value_takes_its_paragraph_along() -> None:
    with_notice = plain_file("en", "x", values={"document.notice": "Illustrative text."})
    without = plain_file("en", "x", values={"document.notice": ""})
    counts = [len(paragraphs(write_draft(template("en"), f))) for f in (with_notice, without)]
    assert counts[0] - counts[1] == 1


def test_references_are_links_and_lost_ones_plain_text() -> None:
    words = Words(["see ", Ref("m1", "measure 1.1"), " and ", Ref("gone", "annex")], "en")
    rows = [
        Provision("a", "m0", "paragraph", 0, "1.", None, words),
        Provision("b", "m1", "measure", 0, "1.1", Words(["Title"], "en"), Words(["Text"], "en")),
    ]
    data = write_draft(template("en"), plain_file("en", provisions=rows))
    links = {link.get(w("anchor")): text_of(link) for link in part(data).iter(w("hyperlink"))}
    assert links["p_m1_heading"] == "measure 1.1"
    assert bookmarks(data)["p_m0"] == "see measure 1.1 and annex"


def test_the_source_standing_in_is_marked_and_runs_its_own_way() -> None:
    words = Words(["Not translated."], "en", "[متن انگلیسی]")
    rows = [Provision("a", "m0", "measure", 0, "۱.۱", None, words)]
    data = write_draft(template("fa-AF"), plain_file("fa-AF", provisions=rows))
    paragraph = next(p for p in part(data).iter(w("p")) if "Not translated." in text_of(p))
    assert text_of(paragraph) == "۱.۱\t[متن انگلیسی] Not translated."
    assert paragraph.find(f"{w('pPr')}/{w('bidi')}").get(w("val")) == "0"
    assert bookmarks(data)["p_m0"] == "Not translated."


def test_the_file_says_where_it_comes_from() -> None:
    data = write_draft(template("ar"), plain_file("ar", "نص"))
    custom = etree.tostring(part(data, "docProps/custom.xml"), encoding="unicode")
    assert all(word in custom for word in ("AFG-CMP", "v1.k1.token", ">ar<", ">draft<"))
    manifest = part(data, "customXml/item1.xml")
    assert [(p.get("name"), p.get("id")) for p in manifest] == [("p_m0", "p0")]
    core = etree.tostring(part(data, "docProps/core.xml"), encoding="unicode")
    assert "lastModifiedBy" not in core
    assert "<dc:language>ar</dc:language>" in core


@pytest.mark.parametrize(("number", "left"), [("9.", None), ("Article 12", "1375")])
def test_numbers_with_a_word_have_the_room_they_need(number: str, left: str | None) -> None:
    text = Words(("Words.",), "en")
    provisions = [
        Provision("a", "ma", "paragraph", 0, number, None, text),
        Provision("b", "mb", "item", 1, "(a)", None, text),
    ]
    data = write_draft(template("en"), plain_file("en", provisions=provisions))
    found = [
        None if indent is None else indent.get(w("left"))
        for paragraph in part(data).iter(w("p"))
        if text_of(paragraph).endswith("Words.")
        for indent in [paragraph.find(f"{w('pPr')}/{w('ind')}")]
    ]
    assert found == [left, left and str(int(left) + 624)]
    assert list(out_of_order(part(data))) == []


@pytest.mark.parametrize("style", ["SRFParagraph", "TOC1", "Heading1", "SRFNumber"])
def test_a_style_may_have_any_id(style: str) -> None:
    """As a program that changes ids may write it; it stands in the file as it does there."""
    renamed = rewritten(
        lambda xml: xml.replace(f'w:styleId="{style}"', 'w:styleId="A&amp;&quot;B"'),
        "word/styles.xml",
    )
    file = plain_file("en", "Some words.")
    title = Provision("a", "a0", "area", 0, "1", Words(("Heading",), "en"))
    numbered = Provision("m", "m1", "paragraph", 1, "1.", words=Words(("Words",), "en"))
    data = write_draft(renamed, replace(file, provisions=(title, numbered)))
    used = {one.get(w("val")) for one in part(data).iter(w("pStyle"), w("rStyle"))}
    assert 'A&"B' in used
