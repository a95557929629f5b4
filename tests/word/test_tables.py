"""Tables, figures and footnotes of the text; sums below the action plan."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import pytest

from srf_policy.word.draft import write_draft
from srf_policy.word.images import dots, picture_of
from srf_policy.word.model import (
    Column,
    NoteRef,
    PlanLine,
    PlanTable,
    Provision,
    SumTable,
    TableCell,
    WordFile,
    Words,
)
from srf_policy.word.package import parse_xml, read_package
from srf_policy.word.xmlnames import w
from tests.real_parts import find_program
from tests.word.pictures import png
from tests.word.samples import LABELS, bookmarks, origin, part, template
from tests.word.schema import out_of_order


def said(text: str, language: str = "en") -> Words:
    return Words((text,), language)


def table(code: str, *rows: list[str]) -> Provision:
    cells = [
        [TableCell(f"{code}r{r}c{c}", f"{code}r{r}c{c}", said(text)) for c, text in enumerate(row)]
        for r, row in enumerate(rows)
    ]
    return Provision(code, code, "table", 0, heading=said("Returns"), caption="Table 1", rows=cells)


def file(*provisions: Provision, language: str = "en", plan: PlanTable | None = None) -> WordFile:
    values = {"engagement.title": "A policy"}
    return WordFile(language, origin(), LABELS[language], values, provisions, plan)


def everything(language: str = "en") -> bytes:
    note = Provision("fn", "fn", "footnote", 1, words=said("Law 20 of 2010."))
    placed = Words(("Meet", NoteRef("fn2"), " often."), "en")
    given = file(
        Provision("p", "p", "paragraph", 0, "1.", words=said("A text."), notes=[NoteRef("fn")]),
        note,
        Provision("q", "q", "paragraph", 0, "2.", words=placed),
        Provision("fn2", "fn2", "footnote", 1, words=said("Monthly.")),
        table("t", ["Year", "Number"], ["2019", ""]),
        table("u", ["Only"]),
        Provision("f", "f", "figure", 0, heading=said("Routes"), caption="Figure 1",
                  alt=said('A "map" <of> routes'), picture=picture_of(png(2000, 900))),
        Provision("g", "g", "figure", 0, heading=said("Later"), caption="Figure 2",
                  alt=said("A chart that is not drawn yet")),
        language=language,
    )  # fmt: skip
    return write_draft(template(language), given)


def test_a_table_repeats_its_head_and_marks_its_cells() -> None:
    data = everything()
    body = part(data)
    found = [t for t in body.iter(w("tbl")) if "Table 1" in (_caption(t) or "")]
    assert len(found) == 2
    rows = list(found[0].iter(w("tr")))
    assert [r.find(f"{w('trPr')}/{w('tblHeader')}") is not None for r in rows] == [True, False]
    assert bookmarks(data)["p_tr0c1"] == "Number" and "p_tr1c1" not in bookmarks(data)
    assert bookmarks(data)["p_t_heading"] == "Returns"
    assert list(out_of_order(body)) == []


def _caption(tbl: object) -> str | None:
    found = tbl.find(f"{w('tblPr')}/{w('tblCaption')}")  # type: ignore[attr-defined]
    return None if found is None else found.get(w("val"))


def test_no_two_tables_touch_and_none_ends_a_section() -> None:
    body = part(write_draft(template("en"), file(table("t", ["a"]), table("u", ["b"]))))
    for tbl in body.iter(w("tbl")):
        assert tbl.getnext().tag == w("p")


def test_a_picture_has_its_text_and_fits_the_page() -> None:
    parts = read_package(everything())
    assert parts["word/media/srf-image1.png"].startswith(b"\x89PNG")
    assert b'media/srf-image1.png"' in parts["word/_rels/document.xml.rels"]
    text = parts["word/document.xml"].decode()
    assert 'descr="A &#34;map&#34; &lt;of&gt; routes"' in text
    extent = text.partition('<wp:extent cx="')[2].partition('"')[0]
    assert int(extent) <= 9184 * 635
    assert "A chart that is not drawn yet" in text


def test_footnotes_are_in_their_own_part_in_the_order_of_their_marks() -> None:
    parts = read_package(everything())
    body = part(everything())
    assert [r.get(w("id")) for r in body.iter(w("footnoteReference"))] == ["1", "2"]
    notes = parse_xml(parts["word/footnotes.xml"], "word/footnotes.xml")
    texts = ["".join(t.text or "" for t in one.iter(w("t"))).strip() for one in notes]
    assert texts == ["", "", "Law 20 of 2010.", "Monthly."]
    assert b"footnotes+xml" in parts["[Content_Types].xml"]


def test_sums_stand_below_the_plan() -> None:
    line = PlanLine("a", "a", "1", {"activity": said("Do it.")})
    sums = SumTable("By area", ["Area", "Lines", "Budget"], [(said("One"), ["1", "120,000"])])
    plan = PlanTable("Plan", "No.", [Column("activity", "Activity", 1)], [line], [sums])
    given = file(Provision("p", "p", "paragraph", 0, "1.", words=said("A text.")), plan=plan)
    text = "".join(t.text or "" for t in part(write_draft(template("en"), given)).iter(w("t")))
    assert "By area" in text and "120,000" in text


@pytest.mark.parametrize("junk", [b"", b"GIF89a", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"<svg/>"])
def test_what_is_no_picture_is_none(junk: bytes) -> None:
    assert picture_of(junk) is None


def test_the_size_of_a_jpeg_is_read() -> None:
    head = b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
    frame = b"\xff\xc0" + struct.pack(">HBHH", 17, 8, 90, 200) + b"\0" * 12
    found = picture_of(head + frame)
    assert found is not None and (found.kind, dots(found)) == ("jpeg", (200, 90))


@pytest.fixture(scope="module")
def pages(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document in two languages as PDF, by one run of the program."""
    folder = tmp_path_factory.mktemp("tables")
    for language in ("en", "ar"):
        (folder / f"{language}.docx").write_bytes(everything(language))
    command = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless",
               "--convert-to", "pdf", "--outdir", folder, *folder.glob("*.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder


@pytest.mark.office
@pytest.mark.parametrize("language", ["en", "ar"])
def test_libreoffice_opens_it(pages: Path, language: str) -> None:
    pdftotext = find_program("pdftotext", "poppler-utils")
    done = subprocess.run(
        [pdftotext, pages / f"{language}.pdf", "-"], check=True, capture_output=True, text=True
    )
    shown = " ".join(done.stdout.split())
    for words in ("Law 20 of 2010", "Monthly", "Number", "Routes", "A chart that is not drawn"):
        assert words in shown
