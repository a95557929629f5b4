"""Files that are filled in Word and come back: what stands in them, and that nothing gets lost."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from srf_policy.word.form import write_form
from srf_policy.word.grid import SHADE
from srf_policy.word.model import Origin
from srf_policy.word.package import read_package, serialise, write_package
from srf_policy.word.translation import write_translation
from srf_policy.word.xmlnames import w
from tests.word.made import form, row, template, translation
from tests.word.samples import bookmarks, origin, part, text_of
from tests.word.schema import out_of_order

MORE = (("Round", "2"), ("Institution", "MoFA"))


def the_form(language: str = "en") -> bytes:
    held = origin()
    told = Origin(held.engagement, 4, held.token, held.published, held.facility, MORE)
    file = form(language)
    return write_form(template("form", language), type(file)(**{**vars(file), "origin": told}))


ROWS = (
    row("m1", "Returns are voluntary."),
    row("m2", "It is new now.", "كان قديمًا.", state="stale", fill="F8E6E3",
        since=(("same", "It is "), ("removed", "old"), ("added", "new"), ("same", " now."))),
    row("m3", "A heading", "عنوان", "heading", state="done", fill="E3F1E8"),
)  # fmt: skip


def the_translation() -> bytes:
    return write_translation(template("translation", "ar"), translation(*ROWS))


def row_of(data: bytes, name: str) -> etree._Element:
    return cell_of(part(data), name).getparent()


def cell_of(tree: etree._Element, name: str) -> etree._Element:
    start = next(b for b in tree.iter(w("bookmarkStart")) if b.get(w("name")) == name)
    return next(above for above in start.iterancestors() if above.tag == w("tc"))


def answers(data: bytes) -> dict[str, str]:
    """What stands in each cell that has a name. LibreOffice opens a name twice in an empty cell and
    in one of several paragraphs, and closes it once: so the cell counts, not the span."""
    held: dict[str, str] = {}
    for start in part(data).iter(w("bookmarkStart")):
        cell = next((one for one in start.iterancestors() if one.tag == w("tc")), None)
        if cell is not None:
            lines = [text_of(paragraph) for paragraph in cell.findall(w("p"))]
            held[start.get(w("name"))] = "\n".join(lines)
    return held


def fill_of(cell: etree._Element) -> str | None:
    shade = cell.find(f"{w('tcPr')}/{w('shd')}")
    return None if shade is None else shade.get(w("fill"))


@pytest.mark.parametrize("language", ["en", "fa-AF"])
def test_every_provision_has_a_row_with_five_cells(language: str) -> None:
    data = the_form(language)
    held = bookmarks(data)
    for mark in ("a0", "m1", "i1", "t1", "f1", "n1", "l1"):
        names = [f"{letter}_{mark}" for letter in "ntcx"]
        assert set(names) <= set(held)
        cells = row_of(data, f"n_{mark}").findall(w("tc"))
        assert [fill_of(c) for c in cells] == [SHADE, SHADE, None, None, None]
        assert cells[2:] == [cell_of(cells[2].getroottree().getroot(), n) for n in names[1:]]
        assert held[f"c_{mark}"] == held[f"x_{mark}"] == ""
        assert held[f"t_{mark}"] == "Choose"
    assert held["f_institution"] == "Ministry"
    assert held["f_name"] == ""
    assert held["p_m1"].startswith(("Returns", "العودة"))
    assert [held["p_c3"], held["p_c4"]] == ["2018", "70000"]
    assert list(out_of_order(part(data))) == []


def test_the_list_of_types_offers_every_label_once() -> None:
    found = {
        tuple(item.get(w("displayText")) for item in one.iter(w("listItem")))
        for one in part(the_form()).iter(w("dropDownList"))
    }
    assert found == {("Choose", "Legal", "سؤال")}
    ids = [one.get(w("val")) for one in part(the_form()).iter(w("id"))]
    assert len(ids) == len(set(ids))


def test_a_table_for_each_area_with_its_heading_and_its_words() -> None:
    tables = part(the_form()).find(w("body")).findall(w("tbl"))
    assert len(tables) == 3
    first = tables[1].findall(w("tr"))
    assert first[0].find(f"{w('trPr')}/{w('tblHeader')}") is not None
    assert text_of(first[1].findall(w("tc"))[1]) == "Returns are voluntary."
    above = tables[1].getprevious()
    assert text_of(above) == "1\tReturns"
    assert all(r.find(f"{w('trPr')}/{w('cantSplit')}") is not None for r in first)


def test_the_translation_shows_what_changed_and_leaves_room() -> None:
    data = the_translation()
    held = bookmarks(data)
    assert (held["p_m1"], held["s_m1"]) == ("Returns are voluntary.", "")
    assert (held["p_m2"], held["s_m2"]) == ("It is new now.", "كان قديمًا.")
    assert (held["p_m3_heading"], held["s_m3_heading"]) == ("A heading", "عنوان")
    source = row_of(data, "p_m2").findall(w("tc"))[1]
    assert [text_of(p) for p in source.findall(w("p"))][1:] == ["Changed:", "It is oldnew now."]
    struck = [
        text_of(r) for r in source.iter(w("r")) if r.find(f"{w('rPr')}/{w('strike')}") is not None
    ]
    assert struck == ["old"]
    assert [fill_of(row_of(data, f"p_{m}").findall(w("tc"))[3]) for m in ("m1", "m2")] == [
        "FFF4D6", "F8E6E3",
    ]  # fmt: skip
    assert list(out_of_order(part(data))) == []


def typed(tree: etree._Element, name: str, *lines: str) -> None:
    """As an office program types: inside the bookmark, its end going along from line to line."""
    start = next(b for b in tree.iter(w("bookmarkStart")) if b.get(w("name")) == name)
    end = next(b for b in tree.iter(w("bookmarkEnd")) if b.get(w("id")) == start.get(w("id")))
    for gone in list(start.itersiblings()):
        if gone is end:
            break
        gone.getparent().remove(gone)
    end.addprevious(run(lines[0]))
    for line in lines[1:]:
        paragraph = etree.Element(w("p"))
        paragraph.append(run(line))
        end.getparent().addnext(paragraph)
        paragraph.append(end)


def run(text: str) -> etree._Element:
    made = etree.Element(w("r"))
    etree.SubElement(made, w("t")).text = text
    return made


def changed(data: bytes, change: Callable[[etree._Element], None]) -> bytes:
    parts: dict[str, bytes] = read_package(data)
    tree = part(data)
    change(tree)
    return write_package({**parts, "word/document.xml": serialise(tree)})


def fill_form(tree: etree._Element) -> None:
    typed(tree, "f_name", "A. Person, head of unit")
    typed(tree, "c_m1", "Not every office.", "Some only.")
    typed(tree, "x_m1", "Every office that is open helps.")
    typed(tree, "c_l1", "چه وقت؟ When?")
    typed(tree, "p_i1", "The text itself was changed")
    next(t for t in cell_of(tree, "t_m1").iter(w("t"))).text = "Legal"
    gone = cell_of(tree, "n_t1").getparent()
    gone.getparent().remove(gone)


def fill_translation(tree: etree._Element) -> None:
    typed(tree, "s_m1", "العودة طوعية.")
    typed(tree, "s_m2", "هو جديد الآن.", "سطر ثانٍ")


@pytest.fixture(scope="module")
def back(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A form and a translation, filled and saved by LibreOffice in one run."""
    folder = tmp_path_factory.mktemp("filled")
    (folder / "form.docx").write_bytes(changed(the_form(), fill_form))
    (folder / "translation.docx").write_bytes(changed(the_translation(), fill_translation))
    subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
         "docx:MS Word 2007 XML", "--outdir", folder / "saved", *folder.glob("*.docx")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return {path.stem: path.read_bytes() for path in Path(folder / "saved").glob("*.docx")}


@pytest.mark.office
def test_every_answer_comes_back_under_its_bookmark(back: dict[str, bytes]) -> None:
    held = answers(back["form"])
    wanted = {
        "f_institution": "Ministry",
        "f_name": "A. Person, head of unit",
        "t_m1": "Legal",
        "c_m1": "Not every office.\nSome only.",
        "x_m1": "Every office that is open helps.",
        "c_l1": "چه وقت؟ When?",
        "p_i1": "The text itself was changed",
        "t_i1": "Choose",
        "c_i1": "",
    }
    assert {name: held.get(name) for name in wanted} == wanted
    sent = answers(changed(the_form(), fill_form))
    assert {name: held.get(name) for name in sent} == sent
    assert not {"n_t1", "c_t1"} & set(held)


@pytest.mark.office
def test_every_translation_comes_back_under_its_bookmark(back: dict[str, bytes]) -> None:
    held = answers(back["translation"])
    assert held["s_m1"] == "العودة طوعية."
    assert held["s_m2"] == "هو جديد الآن.\nسطر ثانٍ"
    assert held["s_m3_heading"] == "عنوان"
    assert bookmarks(back["translation"])["p_m2"] == "It is new now."


@pytest.mark.office
def test_the_files_still_say_what_they_are(back: dict[str, bytes]) -> None:
    for name, wanted in (("form", MORE), ("translation", ())):
        custom = etree.tostring(part(back[name], "docProps/custom.xml"), encoding="unicode")
        told = dict(re.findall(r'name="(SRF\w+)"[^>]*>\s*<[^>]+>([^<]*)<', custom))
        assert told["SRFKind"] == name
        assert told["SRFEngagement"] == "AFG-CMP"
        assert told["SRFToken"] == "v1.k1.token"
        assert told["SRFRevision"] == ("4" if name == "form" else "1")
        assert {key: told[f"SRF{key}"] for key, _ in wanted} == dict(wanted)
