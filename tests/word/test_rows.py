"""Pattern rows: a row of a template's table, written once for every item."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from lxml import etree

from srf_policy.word import names
from srf_policy.word.derive import derive_with
from srf_policy.word.model import Cell, Group, Item, Ref, Words
from srf_policy.word.package import read_package
from srf_policy.word.template import check
from srf_policy.word.writing import Writing, write_word
from srf_policy.word.xmlnames import w
from tests.word.samples import bookmarks, paragraphs, part, plain_file, text_of
from tests.word.schema import out_of_order
from tests.word.templates import rewritten, run

COMMENT = "number provision words kind proposed by date revision answer"


class SampleWriting(Writing):
    kind = "sample"

    def blocks(self) -> Mapping[str, Callable[[], Iterable[bytes]]]:
        return {"contents": self.contents}


@pytest.fixture(autouse=True)
def sample_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(names.BLOCKS, "sample", ("contents",))
    monkeypatch.setitem(names.REQUIRED_BLOCKS, "sample", ())
    monkeypatch.setitem(names.PATTERNS, "sample", {"comment": COMMENT, "view": "number words"})
    monkeypatch.setitem(names.REQUIRED_PATTERNS, "sample", ())


def cell(inner: str, properties: str = "") -> str:
    width = f'<w:tcPr><w:tcW w:w="1000" w:type="dxa"/>{properties}</w:tcPr>'
    return f'<w:tc>{width}<w:p><w:pPr><w:pStyle w:val="SRFTableText"/></w:pPr>{inner}</w:p></w:tc>'


def row(*cells: str, head: bool = False) -> str:
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    style = '<w:tblPr><w:tblStyle w:val="SRFTable"/><w:tblW w:w="2000" w:type="dxa"/></w:tblPr>'
    return f'<w:tbl>{style}<w:tblGrid><w:gridCol w:w="1000"/></w:tblGrid>{"".join(rows)}</w:tbl>'


HEAD = row(cell(run("No.")), cell(run("Comment")), head=True)
PATTERN = row(cell(run("{{ comment.number }}")), cell(run("{{ comment.words }}")))
SIMPLE = table(HEAD, PATTERN)


def with_tables(*tables: str, language: str = "en") -> bytes:
    """The shipped draft with the tables in the place of its body; none of its other blocks."""

    def change(xml: str) -> str:
        for name in ("action_plan", "acronyms"):
            xml = xml.replace(f"{{{{ {name} }}}}", name)
        block = "<w:p><w:r><w:t>{{ body }}</w:t></w:r></w:p>"
        assert block in xml
        return xml.replace(block, "".join(tables))

    made = rewritten(change)
    return made if language == "en" else derive_with(made, language, {})


def items(count: int, **more: Any) -> list[Item]:
    return [
        {"number": say(str(n)), "words": say(f"words {n}", **more)} for n in range(1, count + 1)
    ]


def say(text: str, language: str = "en", **more: Any) -> Cell:
    return Cell(Words((text,) if text else (), language), **more)


def write(template: bytes, *groups: Group, language: str = "en", **more: Any) -> bytes:
    return write_word(
        template, plain_file(language, **{"groups": {"comment": groups}, **more}), SampleWriting
    )


def tables_of(data: bytes) -> list[list[list[str]]]:
    found = [t for t in part(data).iter(w("tbl")) if "Engagement" not in text_of(t)]
    return [[[text_of(c) for c in r.iter(w("tc"))] for r in t.iter(w("tr"))] for t in found]


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
    pairs = zip(tops, tops[1:], strict=False)
    return [text_of(a) for a, b in pairs if a.tag == w("tbl") and b.tag != w("p")]


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


MERGED = row(cell(run("{{ comment.number }}"), '<w:gridSpan w:val="2"/>'))
NESTED = cell(run("{{ comment.number }}")).replace("</w:tc>", f"{table(HEAD)}<w:p/></w:tc>")
WRONG = {
    "pattern_outside": f"<w:p>{run('{{ comment.number }}')}</w:p>",
    "pattern_two": table(row(cell(run("{{ comment.number }} {{ view.number }}")))),
    "pattern_twice": SIMPLE + "<w:p/>" + SIMPLE,
    "pattern_merged": table(HEAD, MERGED),
    "pattern_nested": table(row(NESTED)),
    "pattern_note": table(
        row(cell(run("x") + '<w:r><w:footnoteReference w:id="2"/></w:r>')), PATTERN
    ),
    "misspelt_name": table(row(cell(run("{{ comment.numbr }}")))),
    "unknown_name": table(row(cell(run("{{ comment.zzzzzz }}")))),
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_wrong_pattern_rows_are_found(code: str) -> None:
    assert codes(with_tables(WRONG[code], "<w:p/>")) == [code]


def codes(data: bytes) -> list[str]:
    found = (f.message.code for f in check(data, "sample", "en") if f.level == "error")
    return list(dict.fromkeys(code.removeprefix("word.template.") for code in found))


def test_pattern_rows_of_another_kind_and_those_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(names.PATTERNS, "other", {"ballot": "number"})
    assert codes(with_tables(table(row(cell(run("{{ ballot.number }}")))))) == ["pattern_unfit"]
    monkeypatch.setitem(names.REQUIRED_PATTERNS, "sample", ("comment",))
    assert codes(with_tables("<w:p/>")) == ["pattern_missing"]
    in_a_table = row(NESTED.replace("No.", "{{ comment.words }}"))
    assert "pattern_outside" in codes(with_tables(table(in_a_table)))


def test_five_thousand_rows_take_no_time() -> None:
    keys = COMMENT.split()
    template = with_tables(table(row(*(cell(run(f"{{{{ comment.{key} }}}}")) for key in keys))))
    rows = [{key: say(f"{key} {n}") for key in keys} for n in range(5_000)]
    file = plain_file("en", groups={"comment": [Group("", rows)]})
    write_word(template, plain_file("en"), SampleWriting)
    started = time.process_time()
    write_word(template, file, SampleWriting)
    assert time.process_time() - started < 1.5
