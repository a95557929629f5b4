"""Templates: placeholders however they are cut, and what the check finds."""

from __future__ import annotations

import pytest

from srf_policy.word.derive import derive_with
from srf_policy.word.draft import write_draft
from srf_policy.word.findings import TemplateRefused
from srf_policy.word.package import read_package, write_package
from srf_policy.word.template import check
from srf_policy.word.xmlnames import w
from tests.word.samples import SHIPPED, STANDING, paragraphs, part, plain_file, template, text_of
from tests.word.schema import out_of_order
from tests.word.templates import rewritten, run, with_paragraph

HEAD, TAIL = "{{ engagement", ".title }}"
SPLIT = {
    "rsid": '<w:r w:rsidR="00A1"><w:t>{{ engage</w:t></w:r><w:r w:rsidR="00A2"><w:t>ment.title }}</w:t></w:r>',
    "proofErr": f'{run(HEAD)}<w:proofErr w:type="spellStart"/>{run(TAIL)}<w:proofErr w:type="spellEnd"/>',
    "bookmark": f'{run(HEAD)}<w:bookmarkStart w:id="900" w:name="_GoBack"/><w:bookmarkEnd w:id="900"/>{run(TAIL)}',
    "language": run(HEAD, '<w:lang w:val="en-US"/>') + run(TAIL, '<w:lang w:val="de-AT"/>'),
    "half bold": run("{", "<w:b/>") + run("{ engagement.title }}"),
    "direction": run("{{ ", "<w:rtl/>") + run("engagement.title") + run(" }}", "<w:rtl/>"),
    "no-break space": run("{{\u00a0engagement.title\u00a0}}"),
    "invisible marks": run("{{ \u200fengage\u200cment.\u200etitle }}"),
    "tracked insertion": f'{run(HEAD)}<w:ins w:id="901" w:author="A" w:date="2020-01-01T00:00:00Z">{run(TAIL)}</w:ins>',
    "partly deleted": f'{run(HEAD)}<w:del w:id="902" w:author="A" w:date="2020-01-01T00:00:00Z"><w:r><w:delText>.x</w:delText></w:r></w:del>{run(TAIL)}',
    "hyperlink": f'{run("{{ engagement.")}<w:hyperlink w:anchor="x">{run("title }}")}</w:hyperlink>',
    "content control": f'<w:sdt><w:sdtContent>{run(HEAD)}{run(TAIL)}</w:sdtContent></w:sdt>',
    "text and tab in one run": '<w:r><w:t>A{{ engagement.title }}</w:t><w:tab/><w:t>{{ engagement.code }}</w:t></w:r>',
    "two in one": run("{{ engagement.title }}, {{ engagement.code }}."),
}  # fmt: skip
EXPECTED = {
    "text and tab in one run": "AR&D\tX-1",
    "two in one": "R&D, X-1.",
}
VALUES = {"engagement.title": "R&D", "engagement.code": "X-1"}


@pytest.mark.parametrize("how", SPLIT)
def test_split_placeholders_are_filled(how: str) -> None:
    data = write_draft(with_paragraph(SPLIT[how]), plain_file("en", "x", values=VALUES))
    texts = paragraphs(data)
    assert texts[texts.index("Contents") - 1] == EXPECTED.get(how, "R&D")


def test_both_copies_of_a_text_box_are_filled() -> None:
    box = "<w:txbxContent><w:p>" + run(HEAD) + run(TAIL) + "</w:p></w:txbxContent>"
    inner = f"<w:r><w:pict>{box}</w:pict></w:r><w:r><w:pict>{box}</w:pict></w:r>{run('out')}"
    data = write_draft(with_paragraph(inner), plain_file("en", "x", values=VALUES))
    texts = paragraphs(data)
    assert texts[texts.index("Contents") - 3 : texts.index("Contents")].count("R&D") == 2


def test_a_value_takes_the_format_of_its_beginning_and_its_own_script() -> None:
    cut = run("{{ engage", "<w:b/><w:rtl/>") + run("ment.title }}", "<w:i/>")
    values = {"engagement.title": "Policy سياسة"}
    data = write_draft(with_paragraph(cut), plain_file("en", "x", values=values))
    paragraph = [p for p in part(data).iter(w("p")) if text_of(p) == "Policy سياسة"][1]
    filled = [r for r in paragraph.iter(w("r")) if text_of(r)]
    formats = [[c.tag.rpartition("}")[2] for c in r.find(w("rPr"))] for r in filled]
    assert formats == [["b"], ["b", "rtl", "lang"]]


def codes(data: bytes, language: str = "en") -> list[str]:
    """Errors and warnings."""
    found = [one for one in check(data, "draft", language) if one.level != "note"]
    return [finding.message.code.rpartition(".")[2] for finding in found]


WRONG = {
    "misspelt_name": run("{{ engagement.contry }}"),
    "unknown_name": run("{{ zzz }}"),
    "broken_braces": run("{{ engagement.title }"),
    "block_not_alone": run("see {{ acronyms }}"),
    "block_twice": run("{{ body }}"),
}


def test_what_is_shipped_has_no_errors() -> None:
    assert codes(SHIPPED.read_bytes()) == []
    assert codes(template("ar"), "ar") == []


@pytest.mark.parametrize("code", WRONG)
def test_wrong_words_are_found_with_what_stands_around(code: str) -> None:
    data = with_paragraph(WRONG[code])
    assert code in codes(data)
    with pytest.raises(TemplateRefused):
        write_draft(data, plain_file("en", "x"))


def test_the_nearest_name_is_offered() -> None:
    finding = check(with_paragraph(WRONG["misspelt_name"]), "draft", "en")[0]
    assert finding.message.params == {"name": "engagement.contry", "nearest": "engagement.country"}
    assert (finding.part, finding.around) == ("word/document.xml", "{{ engagement.contry }}")


def test_code_in_braces_is_not_a_placeholder() -> None:
    assert codes(with_paragraph(run("{{ 7*7 }}"))) == ["broken_braces"]


def test_blocks_belong_into_the_body_and_a_draft_needs_one() -> None:
    header = rewritten(
        lambda xml: xml.replace("{{ engagement.title }}", "{{ body }}"), "word/header2.xml"
    )
    assert set(codes(header)) == {"block_misplaced", "block_not_alone"}
    assert codes(rewritten(lambda xml: xml.replace("{{ body }}", "nothing"))) == ["block_missing"]


def test_names_in_the_document_properties_are_checked_too() -> None:
    core = rewritten(
        lambda xml: xml.replace("engagement.title", "engagement.tite"), "docProps/core.xml"
    )
    assert codes(core) == ["misspelt_name"]


def test_styles_are_known_by_name_whatever_their_id() -> None:
    renamed = rewritten(
        lambda xml: xml.replace('"TOC1"', '"Contents1"').replace("toc 1", "TOC 1"),
        "word/styles.xml",
    )
    assert codes(renamed) == []
    lost = rewritten(lambda xml: xml.replace("SRF Measure", "Other"), "word/styles.xml")
    assert codes(lost) == ["style_missing"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("word/vbaProject.bin", b"x", "macros"),
        ("word/embeddings/oleObject1.bin", b"x", "embedded"),
        (
            "word/_rels/header1.xml.rels",
            (b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r1" Type="x/attachedTemplate" Target="http://x" TargetMode="External"/>'
            b"</Relationships>"),
            "external",
        ),
    ],
)  # fmt: skip
def test_what_does_not_belong_into_a_template_is_found(
    name: str, content: bytes, code: str
) -> None:
    parts: dict[str, bytes] = read_package(SHIPPED.read_bytes())
    assert codes(write_package({**parts, name: content})) == [code]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (run("x") + '<w:fldSimple w:instr=" INCLUDEPICTURE http://x/y.png "/>', "external"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDE</w:instrText></w:r>'
            '<w:r><w:instrText>AUTO excel x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "external",
        ),
        ('</w:p><w:altChunk w:id="r9"/><w:p>', "embedded"),
    ],
)  # fmt: skip
def test_fields_that_load_something_are_found(inner: str, code: str) -> None:
    assert codes(with_paragraph(inner)) == [code]


def test_harmless_fields_stay() -> None:
    field = '<w:fldSimple w:instr=" PAGE "/><w:fldSimple w:instr=" SAVEDATE "/>'
    assert codes(with_paragraph(field)) == []


def test_the_direction_must_fit_the_language() -> None:
    assert codes(SHIPPED.read_bytes(), "ar") == ["wrong_direction", "other_language"]
    assert codes(template("ar"), "en") == ["wrong_direction", "other_language"]
    assert codes(b"no zip") == ["not_word"]
    assert codes(SHIPPED.read_bytes(), "xx") == ["unknown_language"]


def test_an_exported_file_can_become_a_template_again() -> None:
    once = write_draft(SHIPPED.read_bytes(), plain_file("en", "x", values=VALUES))
    again = dict(read_package(once))
    again["word/document.xml"] = read_package(SHIPPED.read_bytes())["word/document.xml"]
    names = read_package(write_draft(write_package(again), plain_file("en", "y", values=VALUES)))
    assert [n for n in names if n.startswith("customXml/item")] == [
        "customXml/item1.xml", "customXml/itemProps1.xml",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["ar", "fa-AF"])
def test_a_derived_template_is_turned_and_translated(language: str) -> None:
    data = template(language)
    tree = part(data)
    assert all(s.find(w("bidi")) is not None for s in tree.iter(w("sectPr")))
    assert all(t.find(w("bidiVisual")) is not None for t in tree.iter(w("tblPr")))
    assert STANDING[language]["Contents"] in paragraphs(data)
    footer = paragraphs(data, "word/footer2.xml")[0]
    assert STANDING[language]["Revision\u00a0{{ revision.number }}"] in footer
    assert [
        f
        for n in ("document", "styles", "footer2")
        for f in out_of_order(part(data, f"word/{n}.xml"))
    ] == []


def test_words_that_staff_wrote_stay_as_they_are() -> None:
    changed = rewritten(lambda xml: xml.replace("Document control", "About this text"))
    assert "About this text" in paragraphs(derive_with(changed, "ar", STANDING["ar"]))


def test_sizes_and_fonts_follow_the_table_of_scripts() -> None:
    for language, font, body, complex_ in (
        ("ur", "Urdu Typesetting", "20", "26"),
        ("bn", "Nirmala UI", "21", "21"),
        ("ps", "Arial", "20", "23"),
    ):
        styles = part(derive_with(SHIPPED.read_bytes(), language, {}), "word/styles.xml")
        defaults = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
        found = [defaults.find(w(name)).get(w("val")) for name in ("sz", "szCs")]
        assert (defaults.find(w("rFonts")).get(w("cs")), *found) == (font, body, complex_)
        assert codes(derive_with(SHIPPED.read_bytes(), language, {}), language) == []
