"""Content controls: filled, and the document properties that Word refreshes them from."""

from __future__ import annotations

from srf_policy.word.draft import write_draft
from srf_policy.word.package import read_package, write_package
from srf_policy.word.template import check
from srf_policy.word.xmlnames import w
from tests.word.samples import paragraphs, part, plain_file
from tests.word.templates import rewritten, run, with_paragraph

CORE = "docProps/core.xml"
VALUES = {"engagement.title": "A policy", "engagement.code": "X-1", "engagement.stage": "Drafting"}


def control(xpath: str, inner: str, more: str = "") -> str:
    binding = f'<w:dataBinding w:xpath="{xpath}" w:storeItemID="{{6C3C8BC8}}"/>' if xpath else ""
    properties = f"<w:sdtPr>{more}{binding}<w:text/></w:sdtPr>"
    return f"<w:sdt>{properties}<w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def core_path(name: str) -> str:
    return f"/ns1:coreProperties[1]/ns0:{name}[1]"


def property_of(data: bytes, name: str) -> str:
    return part(data, CORE).findtext(f"{{*}}{name}") or ""


def test_a_control_bound_to_a_property_fills_both() -> None:
    inner = control(core_path("contentStatus"), run("Stage: {{ engage") + run("ment.stage }}"))
    silent = dict(read_package(with_paragraph(inner)))
    core = silent[CORE].decode()
    assert "{{ document.status }}" in core
    silent[CORE] = core.replace("{{ document.status }}", "old").encode()
    made = write_draft(write_package(silent), plain_file("en", "x", values=VALUES))
    assert "Stage: Drafting" in paragraphs(made)
    assert property_of(made, "contentStatus") == "Stage: Drafting"


def test_a_property_with_names_of_its_own_keeps_them() -> None:
    inner = control(core_path("title"), run("{{ engagement.code }}"))
    made = write_draft(with_paragraph(inner), plain_file("en", "x", values=VALUES))
    assert property_of(made, "title") == "A policy"


def test_a_control_bound_to_anything_else_is_set_free() -> None:
    inner = control("/ns0:CoverPageProperties/ns0:Abstract", run("{{ engagement.code }}"))
    hint = control("", run("{{ engagement.stage }}"), "<w:showingPlcHdr/>")
    made = write_draft(with_paragraph(inner + hint), plain_file("en", "x", values=VALUES))
    tree = part(made)
    assert "X-1Drafting" in paragraphs(made)
    assert list(tree.iter(w("dataBinding"), w("showingPlcHdr"))) == []
    untouched = control("/ns0:other", run("words"))
    kept = write_draft(with_paragraph(untouched), plain_file("en", "x", values=VALUES))
    assert len(list(part(kept).iter(w("dataBinding")))) == 1


def test_a_control_with_paragraphs_and_a_note_are_filled() -> None:
    inner = control("", f"<w:p>{run('{{ engagement.code }}')}</w:p>")
    data = rewritten(lambda xml: xml.replace("<w:body>", f"<w:body>{inner}", 1))
    assert paragraphs(write_draft(data, plain_file("en", "x", values=VALUES)))[0] == "X-1"
    parts = dict(read_package(data))
    parts["word/footnotes.xml"] = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:id="1"><w:p>{run("{{ engagement.code }}")}</w:p></w:footnote>'
        "</w:footnotes>"
    ).encode()
    made = write_draft(write_package(parts), plain_file("en", "x", values=VALUES))
    assert paragraphs(made, "word/footnotes.xml") == ["X-1"]


def test_properties_may_hold_no_rows_blocks_or_open_braces() -> None:
    for words, code in (
        ("{{ body }}", "block_misplaced"),
        ("{{ engagement.title }", "broken_braces"),
        ("{{ comment.number }}", "pattern_outside"),
    ):
        data = rewritten(lambda xml, new=words: xml.replace("{{ engagement.title }}", new), CORE)
        found = [one for one in check(data, "draft", "en") if one.level == "error"]
        assert [one.message.code.rpartition(".")[2] for one in found] == [code]
        assert found[0].part == CORE
