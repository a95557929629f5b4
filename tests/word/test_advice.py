"""Warnings and notes about templates that can be used all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from srf_policy.word.package import read_package, write_package
from srf_policy.word.template import check
from srf_policy.word.xmlnames import W
from tests.word.rows import cell, know_samples, row, table, with_tables
from tests.word.samples import SHIPPED, template
from tests.word.templates import rewritten, run, with_paragraph

BODY, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
BY = 'w:id="901" w:author="A" w:date="2020-01-01T00:00:00Z"'
GONE = f"<w:del {BY}><w:r><w:delText>{{{{ engagement.title }}}}</w:delText></w:r></w:del>"
DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="Logo"{}/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
LOOKING = '<w:tblLook w:val="04A0"/></w:tblPr>'
PLAIN = table(row(cell(run("a"))), row(cell(run("b"))))
SIGNATURES = PLAIN.replace("</w:tblPr>", '<w:tblLook w:val="0480" w:firstRow="0"/></w:tblPr>')


def said(data: bytes, level: str, kind: str = "draft", language: str = "en") -> list[str]:
    found = [one for one in check(data, kind, language) if one.level == level]
    return [one.message.code.rpartition(".")[2] for one in found]


def part(name: str, old: str, new: str) -> Callable[[], bytes]:
    def made() -> bytes:
        def change(xml: str) -> str:
            assert old in xml
            return xml.replace(old, new, 1)

        return rewritten(change, name)

    return made


def text(inner: str) -> Callable[[], bytes]:
    return lambda: with_paragraph(inner)


def added(name: str, content: bytes) -> Callable[[], bytes]:
    parts: dict[str, bytes] = dict(read_package(SHIPPED.read_bytes()))
    return lambda: write_package({**parts, name: content})


COMMENTS = f'<w:comments xmlns:w="{W}"><w:comment w:id="1"/></w:comments>'.encode()
STOPS = '<w:tab w:val="clear" w:pos="9184"/><w:tab w:val="right" w:pos="8000"/>'
WARNINGS: dict[str, tuple[list[str], Callable[[], bytes]]] = {
    "deleted": (["tracked", "deleted_name"], text(GONE)),
    "inserted": (["tracked"], text(f"<w:ins {BY}>{run('new')}</w:ins>")),
    "comments": (["comments"], added("word/comments.xml", COMMENTS)),
    "no alternative text": (["no_alt"], text(DRAWING.format(""))),
    "alternative text": ([], text(DRAWING.format(' descr="The logo"'))),
    "theme fonts": (["theme_fonts"], text(run("x", '<w:rFonts w:asciiTheme="minorHAnsi"/>'))),
    "font": (["font"], text(run("x", '<w:rFonts w:ascii="Comic Sans MS"/>'))),
    "signs": ([], text(run("☒", '<w:rFonts w:ascii="Segoe UI Symbol"/>'))),
    "font of a style": (["font"], part(STYLES, 'w:ascii="Calibri"', 'w:ascii="Garamond"')),
    "page": (["paper"], part(BODY, 'w:w="11906" w:h="16838"', 'w:w="11906" w:h="15000"')),
    "tab stop": (
        ["tab_stop"],
        part("word/header2.xml", "</w:pPr>", f"<w:tabs>{STOPS}</w:tabs></w:pPr>"),
    ),
    "fields": (["update_fields"], part(SETTINGS, "</w:settings>", "<w:updateFields/></w:settings>")),
    "no language": (["no_language"], part(STYLES, '<w:lang w:val="en-GB"', "<w:lang")),
    "no title": (["no_title"], part("docProps/core.xml", "{{ engagement.title }}", "")),
}  # fmt: skip


@pytest.mark.parametrize("name", WARNINGS)
def test_warnings(name: str) -> None:
    expected, made = WARNINGS[name]
    data = made()
    assert said(data, "error") == []
    assert said(data, "warning") == expected


def test_tables_should_have_a_head_row(monkeypatch: pytest.MonkeyPatch) -> None:
    know_samples(monkeypatch)
    pattern = table(row(cell(run("{{ comment.number }}"))))
    for inner, expected in (
        (PLAIN.replace("</w:tblPr>", LOOKING), ["no_head"]),
        (SIGNATURES, []),
        (pattern, ["no_head"]),
    ):
        assert said(with_tables(inner, "<w:p/>"), "warning", "sample") == expected


def test_a_turned_template_should_turn_normal() -> None:
    parts: dict[str, bytes] = dict(read_package(template("ar")))
    styles = parts[STYLES]
    assert b"<w:bidi/>" in styles
    parts[STYLES] = styles.replace(b"<w:bidi/>", b"", 1)
    assert said(write_package(parts), "error", language="ar") == []
    assert said(write_package(parts), "warning", language="ar") == ["normal_not_turned"]


def test_notes_name_what_was_found_what_is_cut_and_what_is_left() -> None:
    data = with_paragraph(run("{{ engage") + run("ment.code }}"))
    notes = {one.message.code: one for one in check(data, "draft", "en") if one.level == "note"}
    assert notes["word.template.split"].message.params == {"name": "{{ engagement.code }}"}
    unused = notes["word.template.unused"].message.params["names"]
    assert "round.closes" in str(unused)
    assert "engagement.code" not in str(unused)
    counted = {
        str(one.message.params["name"]): one.message.params["count"]
        for one in check(data, "draft", "en")
        if one.message.code.endswith(".found")
    }
    assert counted["{{ body }}"] == 1
    before = [
        one.message.params["count"]
        for one in check(SHIPPED.read_bytes(), "draft", "en")
        if one.message.params.get("name") == "{{ engagement.code }}"
    ]
    assert [counted["{{ engagement.code }}"]] == [int(str(before[0])) + 1]
