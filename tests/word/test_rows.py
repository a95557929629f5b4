"""Pattern rows: a row of a template's table, written once for every item."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree

from srf_policy.word.model import Cell, Group, Item, Ref, Words
from srf_policy.word.package import read_package
from srf_policy.word.writing import write_word
from srf_policy.word.xmlnames import w
from tests.word.rows import (
    COMMENT,
    HEAD,
    PATTERN,
    SIMPLE,
    SampleWriting,
    cell,
    items,
    know_samples,
    row,
    say,
    table,
    tables_of,
    with_tables,
    write,
)
from tests.word.samples import bookmarks, paragraphs, part, plain_file, text_of
from tests.word.schema import out_of_order
from tests.word.templates import run


@pytest.fixture(autouse=True)
def sample_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    know_samples(monkeypatch)


def test_a_row_is_written_for_every_item() -> None:
    data = write(with_tables(SIMPLE), Group("", items(2)))
    assert tables_of(data) == [[["No.", "Comment"], ["1", "words 1"], ["2", "words 2"]]]
    assert "{{" not in "".join(paragraphs(data))
    assert list(out_of_order(part(data))) == []


def test_long_tables_are_cut_and_their_heads_repeated() -> None:
    foot = row(cell(run("Sum")), cell(run("{{ engagement.code }}")))
    data = write(
        with_tables(table(HEAD, PATTERN, foot)), Group("", items(450)),
        values={"engagement.code": "X-1"},
    )  # fmt: skip
    found = tables_of(data)
    assert [len(one) for one in found] == [201, 201, 52]
    assert [one[0] for one in found] == [["No.", "Comment"]] * 3
    assert [one[-1] for one in found] == [
        ["200", "words 200"],
        ["400", "words 400"],
        ["Sum", "X-1"],
    ]
    assert touching(data) == []


def touching(data: bytes) -> list[str]:
    """Tables that are followed by no paragraph."""
    tops = list(part(data).find(w("body")))
    return [text_of(a) for a, b in pairwise(tops) if a.tag == w("tbl") and b.tag != w("p")]


def test_groups_stand_under_headings_that_the_contents_list() -> None:
    groups = [Group("Area one", items(1)), Group("Area two", items(201)), Group("Empty", ())]
    data = write(with_tables(SIMPLE), *groups)
    assert [len(one) for one in tables_of(data)] == [2, 201, 2]
    headings = [p for p in part(data).iter(w("p")) if "Heading2" in style_of(p)]
    assert [text_of(p) for p in headings] == ["Area one", "Area two", "Empty"]
    links = [h.get(w("anchor")) for h in part(data).iter(w("hyperlink"))]
    marks = bookmarks(data)
    listed = [marks[link] for link in links]
    assert listed[:3] == ["Area one", "Area two", "Empty"]
    texts = paragraphs(data)
    assert texts.index("None recorded.", texts.index("Empty") + 1) > 0
    assert touching(data) == []


def style_of(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if style is None else style.get(w("val"), "")


@pytest.mark.parametrize("groups", [(), (Group("", ()),), (Group("One", ()), Group("Two", ()))])
def test_without_items_a_sentence_stands_in_the_place_of_the_table(groups: Any) -> None:
    data = write(with_tables(SIMPLE), *groups)
    assert tables_of(data) == []
    assert paragraphs(data).count("None recorded.") == 1
    assert "One" not in paragraphs(data)


def test_tables_never_touch_nor_end_a_section() -> None:
    views = table(row(cell(run("{{ view.number }}"))))
    for tables in ((SIMPLE, views), (table(HEAD), SIMPLE), (SIMPLE, table(HEAD))):
        template = with_tables(*tables)
        data = write_word(
            template,
            plain_file("en", groups={p: [Group("", items(1)), Group("", items(1))]
                                     for p in ("comment", "view")}),
            SampleWriting,
        )  # fmt: skip
        assert touching(data) == []


def test_two_prefixes_fill_two_tables() -> None:
    views = table(row(cell(run("{{ view.number }}")), cell(run("{{ view.words }}"))))
    template = with_tables(SIMPLE, "<w:p/>", views)
    groups = {"comment": [Group("", items(1))], "view": [Group("", items(2))]}
    data = write_word(template, plain_file("en", groups=groups), SampleWriting)
    assert [len(one) for one in tables_of(data)] == [2, 2]


def test_a_cell_holds_words_and_names_in_any_order() -> None:
    cut = (
        run("No. {{ comm") + run("ent.number }}", "<w:b/>") + run(": {{ comment.words }} (")
        + run("{{ engagement.code }}") + run(")")
    )  # fmt: skip
    one: Item = {"number": say("1"), "words": say("a\nb & <c>")}
    data = write(
        with_tables(table(row(cell(cut)))), Group("", [one]), values={"engagement.code": "X"}
    )
    assert tables_of(data) == [[["No. 1: a\nb & <c> (X)"]]]
    assert next(part(data).iter(w("br")), None) is not None


def test_what_an_item_does_not_say_is_not_recorded_and_the_empty_stays_empty() -> None:
    data = write(with_tables(SIMPLE), Group("", [{"number": say("")}]))
    assert tables_of(data)[0][1] == ["", "not recorded"]


def test_cells_have_bookmarks_colours_bold_links_and_choices() -> None:
    one: Item = {
        "number": Cell(Words(("see ", Ref("m0", "measure 1")), "en"), "n_m9", "p9", bold=True),
        "words": say("Open", anchor="t_m9", provision="p9", fill="FFF4D6", choices=("Open", "Shut")),
    }  # fmt: skip
    file = plain_file("en", "text", groups={"comment": [Group("", [one])]})
    template = with_tables("<w:p/>", SIMPLE)
    made = write_word(template, file, SampleWriting)
    marks = bookmarks(made)
    assert (marks["n_m9"], marks["t_m9"]) == ("see measure 1", "Open")
    tree = part(made)
    fills = [c.find(f"{w('tcPr')}/{w('shd')}") for c in tree.iter(w("tc"))]
    assert [one.get(w("fill")) for one in fills if one is not None] == ["FFF4D6"]
    assert [i.get(w("displayText")) for i in tree.iter(w("listItem"))] == ["Open", "Shut"]
    bold = [text_of(r) for r in tree.iter(w("r")) if r.find(f"{w('rPr')}/{w('b')}") is not None]
    assert bold == ["see "]
    manifest = next(
        content for name, content in read_package(made).items()
        if name.startswith("customXml/item") and b"t_m9" in content
    )  # fmt: skip
    assert manifest.count(b'id="p9"') == 2
    assert list(out_of_order(tree)) == []


def test_a_reference_leads_to_a_provision_of_another_row() -> None:
    rows = [
        {"number": say("1"), "words": say("text", anchor="p_m0", provision="p0")},
        {"number": say("2"), "words": Cell(Words((Ref("m0", "measure 1"),), "en"))},
    ]
    data = write(with_tables(SIMPLE), Group("", rows))
    assert [h.get(w("anchor")) for h in part(data).iter(w("hyperlink"))][-1] == "p_m0"


def test_the_colour_of_the_template_stays_where_an_item_has_none() -> None:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F4F6F8"/><w:vAlign w:val="top"/>'
    template = with_tables(table(row(cell(run("{{ comment.number }}"), shade))))
    rows: list[Item] = [{"number": say("1")}, {"number": say("2", fill="E3F1E8")}]
    data = write(template, Group("", rows))
    cells = [c.find(w("tcPr")) for c in part(data).iter(w("tc")) if text_of(c) in ("1", "2")]
    assert [c.find(w("shd")).get(w("fill")) for c in cells] == ["F4F6F8", "E3F1E8"]
    assert [[x.tag.rpartition("}")[2] for x in c] for c in cells] == [["tcW", "shd", "vAlign"]] * 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_words_run_in_their_own_direction(language: str) -> None:
    rows: list[Item] = [
        {"number": say("1"), "words": say("قانون IOM رقم", "ar")},
        {"number": say("2"), "words": say("English words", "en")},
    ]
    data = write(with_tables(SIMPLE, language=language), Group("", rows), language=language)
    tree = part(data)
    found = {}
    for paragraph in tree.iter(w("p")):
        bidi = paragraph.find(f"{w('pPr')}/{w('bidi')}")
        found[text_of(paragraph)] = None if bidi is None else bidi.get(w("val"))
    turned = {"en": ("1", None), "ar": (None, "0")}[language]
    assert (found["قانون IOM رقم"], found["English words"]) == turned
    latin = next(r for r in tree.iter(w("r")) if text_of(r) == "IOM")
    assert latin.find(f"{w('rPr')}/{w('rtl')}") is None
    assert list(out_of_order(tree)) == []


def test_bookmarks_and_numbers_of_office_programs_are_not_repeated() -> None:
    mark = '<w:bookmarkStart w:id="77" w:name="_GoBack"/>'
    template = with_tables(
        table(HEAD, row(cell(mark + run("{{ comment.number }}")))),
        '<w:p><w:bookmarkEnd w:id="77"/></w:p>',
    )
    data = write(template, Group("", items(3)))
    assert "_GoBack" not in bookmarks(data)
    ids = [b.get(w("id")) for b in part(data).iter(w("bookmarkStart"))]
    assert len(ids) == len(set(ids))


def test_thousands_of_rows_take_no_time() -> None:
    keys = COMMENT.split()
    template = with_tables(table(row(*(cell(run(f"{{{{ comment.{key} }}}}")) for key in keys))))
    rows = [{key: say(f"{key} {n}") for key in keys} for n in range(2_500)]
    file = plain_file("en", groups={"comment": [Group("", rows)]})
    write_word(template, plain_file("en"), SampleWriting)
    started = time.process_time()
    write_word(template, file, SampleWriting)
    assert time.process_time() - started < 0.8


@pytest.mark.parametrize("bold", [True, False])
def test_a_sum_keeps_to_the_row_above_it(bold: bool) -> None:
    last = {key: replace(one, bold=bold) for key, one in items(3)[2].items()}
    data = write(with_tables(SIMPLE), Group("", [*items(2), last]))
    rows = list(part(data).iter(w("tr")))[-4:]
    kept = [all(p.find(f"{w('pPr')}/{w('keepNext')}") is not None for p in row.iter(w("p")))
            for row in rows[1:]]  # fmt: skip
    assert kept == [False, bold, False]
