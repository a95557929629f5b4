"""The torture document in every language: runs, brackets, digits, direction, type, exact text."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterator

import pytest
from lxml import etree

from srf_policy.documents.templates import shipped
from srf_policy.languages.tags import LANGUAGES, direction
from srf_policy.word.model import Words
from srf_policy.word.package import read_package
from srf_policy.word.scripts import office_tag
from srf_policy.word.standing import COMMON, standing_words
from srf_policy.word.template import check
from srf_policy.word.xmlnames import w
from tests.word.samples import bookmarks, part, text_of
from tests.word.schema import out_of_order
from tests.word.torture import GUESTS, TEXTS, torture_file, tortured

every_language = pytest.mark.parametrize("language", LANGUAGES)
RIGHT_TO_LEFT = [tag for tag in LANGUAGES if direction(tag) == "rtl"]
PERSIAN, ARABIC = "۱.۱.۱", "١.١.١"
DIGITS = {
    "fa-AF": PERSIAN,
    "fa": PERSIAN,
    "ps": PERSIAN,
    "ar": ARABIC,
    "ckb": ARABIC,
    "bn": "১.১.১",
}
LATIN_TYPE, ARABIC_TYPE = ("Arial", "21", "24", "276"), ("Arial", "20", "23", "312")
TYPE = {
    "ur": ("Urdu Typesetting", "20", "26", "240"), "bn": ("Nirmala UI", "21", "21", "300"),
    **dict.fromkeys(("fa-AF", "fa", "ps", "ar", "ckb"), ARABIC_TYPE),
}  # fmt: skip
"""`word.md` section 4: font for complex scripts, half points of both scripts, 240ths of a line."""


def trees(data: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [n for n in package.namelist() if n.startswith("word/") and n.endswith(".xml")]
        return {name: etree.fromstring(package.read(name)) for name in names}


def runs(tree: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for run in tree.iter(w("r")):
        text = "".join(t.text or "" for t in run.iterchildren(w("t")))
        if text:
            yield run, text


def scripts(text: str) -> set[str]:
    """The scripts of its letters, by their names in Unicode."""
    names = (unicodedata.name(sign, "").split(" ")[0] for sign in text if sign.isalpha())
    return {"LATIN" if name in ("LATIN", "CYRILLIC") else name for name in names if name in KNOWN}


KNOWN = {"LATIN", "CYRILLIC", "ARABIC", "BENGALI"}


def format_of(run: etree._Element) -> tuple[bool, bool, str, str]:
    """Right to left, complex, language of Latin letters, language of complex ones."""
    properties = run.find(w("rPr"))
    if properties is None:
        return False, False, "", ""
    lang = properties.find(w("lang"))
    said = [(lang.get(w(key), "") if lang is not None else "") for key in ("val", "bidi")]
    flags = [properties.find(w(name)) is not None for name in ("rtl", "cs")]
    return flags[0], flags[1], said[0], said[1]


def faults_of_runs(tree: etree._Element, language: str) -> Iterator[str]:
    """Runs that mix scripts, or that an office program would write in another one's way."""
    tags = {office_tag(language), office_tag(GUESTS.get(language, "en"))}
    for run, text in runs(tree):
        found, (turned, complex_, latin, bidi) = scripts(text), format_of(run)
        if len(found) > 1:
            yield f"mixed: {text}"
        elif found == {"ARABIC"} and not (turned and bidi in tags | {"ar-SA"}):
            yield f"not from right to left: {text}"
        elif found == {"BENGALI"} and not (complex_ and not turned and bidi == "bn-BD"):
            yield f"not Bengali: {text}"
        elif found == {"LATIN"} and (turned or complex_):
            yield f"not from left to right: {text}"
        elif found == {"LATIN"} and direction(language) == "rtl" and latin != "en-GB":
            yield f"checked as {language}: {text}"


@every_language
def test_every_run_is_of_one_script(language: str) -> None:
    data = tortured(language)
    assert [f for tree in trees(data).values() for f in faults_of_runs(tree, language)] == []


def test_a_run_of_the_wrong_script_is_found() -> None:
    tree = part(tortured("ar"))
    turned = next(r for r, t in runs(tree) if scripts(t) == {"ARABIC"})
    turned.find(w("rPr")).remove(turned.find(w("rPr")).find(w("rtl")))
    assert len(list(faults_of_runs(tree, "ar"))) == 1


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_brackets_links_and_addresses_stay_whole(language: str) -> None:
    """Torn into two runs, a bracket is left behind at the end of a line."""
    own = {"p_measure", "p_annex", "p_r1c1"}
    starts = [
        b for b in part(tortured(language)).iter(w("bookmarkStart")) if b.get(w("name")) in own
    ]
    texts = [text for start in starts for _, text in runs(start.getparent())]
    whole = ("(TVET, ICMPD)", "info@example.org", "https://example.org/a?b=1&c=2", "(MRC)", "(IOM)")
    for stretch in whole:
        core = stretch.strip("()")
        held = [text for text in texts if core in text]
        assert held and set(held) == {stretch}, stretch


@every_language
def test_numbers_are_in_the_digits_of_the_language(language: str) -> None:
    expected = DIGITS.get(language, "1.1.1")
    tree = part(tortured(language))
    numbers = [
        text for run, text in runs(tree)
        if (style := run.find(f"{w('rPr')}/{w('rStyle')}")) is not None
        and style.get(w("val")) == "SRFNumber"
    ]  # fmt: skip
    assert expected in numbers
    linked = [text_of(link) for link in tree.iter(w("hyperlink")) if link.get(w("anchor"))]
    assert any(expected in text for text in linked)
    if expected != "1.1.1":
        assert not any(sign in "0123456789" for text in (*numbers, *linked) for sign in text)


@every_language
def test_sections_tables_and_guests_have_their_direction(language: str) -> None:
    turned, body = direction(language) == "rtl", part(tortured(language))
    for section in body.iter(w("sectPr")):
        assert (section.find(w("bidi")) is not None) == turned
    for table in body.iter(w("tbl")):
        assert (table.find(f"{w('tblPr')}/{w('bidiVisual')}") is not None) == turned
    guest = direction(GUESTS.get(language, "en")) == "rtl"
    start = next(b for b in body.iter(w("bookmarkStart")) if b.get(w("name")) == "p_guest")
    bidi = start.getparent().find(f"{w('pPr')}/{w('bidi')}")
    said = None if bidi is None else bidi.get(w("val"))
    assert said == (None if guest == turned else str(int(guest)))


@every_language
def test_fonts_and_sizes_are_those_of_the_table(language: str) -> None:
    styles = part(tortured(language), "word/styles.xml")
    defaults = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
    spacing = styles.find(f"{w('docDefaults')}/{w('pPrDefault')}/{w('pPr')}/{w('spacing')}")
    font, size, complex_size, line = TYPE.get(language, LATIN_TYPE)
    assert defaults.find(w("rFonts")).get(w("ascii")) == "Calibri"
    assert defaults.find(w("rFonts")).get(w("cs")) == font
    assert [defaults.find(w(n)).get(w("val")) for n in ("sz", "szCs")] == [size, complex_size]
    assert spacing.get(w("line")) == line
    lang = defaults.find(w("lang"))
    assert lang.get(w("val")) == office_tag(language)
    if direction(language) == "rtl" or language == "bn":
        assert lang.get(w("bidi")) == office_tag(language)
    normal = next(s for s in styles.iter(w("style")) if s.get(w("styleId")) == "Normal")
    assert (normal.find(f"{w('pPr')}/{w('bidi')}") is not None) == (direction(language) == "rtl")
    for properties in styles.iter(w("rPr")):
        for one, pair in (("b", "bCs"), ("sz", "szCs")):
            assert (properties.find(w(one)) is None) == (properties.find(w(pair)) is None)


@every_language
def test_every_bookmark_holds_the_exact_text(language: str) -> None:
    file, data = torture_file(language), tortured(language)
    held = bookmarks(data) | _of_notes(data)
    expected: dict[str, Words] = {}
    for provision in file.provisions:
        if provision.words:
            expected[f"p_{provision.mark}"] = provision.words
        if provision.heading:
            expected[f"p_{provision.mark}_heading"] = provision.heading
        for cell in (cell for row in provision.rows for cell in row if cell.words.text):
            expected[f"p_{cell.mark}"] = cell.words
    expected["p_later_alt"] = next(p.alt for p in file.provisions if p.mark == "later")
    for key, words in file.plan.lines[0].cells.items():
        expected[f"p_line_{key}"] = words
    assert {name: held.get(name) for name in expected} == {
        name: words.text for name, words in expected.items()
    }
    assert not (expected.keys() ^ held.keys()) - {n for n in held if n.startswith("srf_")}


def _of_notes(data: bytes) -> dict[str, str]:
    notes = part(data, "word/footnotes.xml")
    return {
        start.get(w("name")): "".join(t.text or "" for t in start.getparent().iter(w("t")))[1:]
        for start in notes.iter(w("bookmarkStart"))
    }


@every_language
def test_notes_and_pictures_are_there(language: str) -> None:
    data, texts = tortured(language), TEXTS[language]
    body = part(data)
    assert [n.get(w("id")) for n in body.iter(w("footnoteReference"))] == ["1", "2"]
    assert _of_notes(data) == {"p_note1": texts["note"], "p_note2": texts["mixed"]}
    shown = [one.get("descr") for one in body.iter() if etree.QName(one).localname == "docPr"]
    assert shown == [texts["alt"]]


@every_language
def test_the_standing_words_are_in_the_language_of_the_file(language: str) -> None:
    words, english = standing_words(language), standing_words("en")
    everything = {
        text_of(p).strip() for t in trees(tortured(language)).values() for p in t.iter(w("p"))
    }
    for name in ("contents", "action_plan", "acronyms", "document_control", "plan_intro"):
        assert words[name] in everything
    if language != "en":
        assert not everything & {english[name] for name in COMMON}
    core = part(tortured(language), "docProps/core.xml")
    said = {etree.QName(one).localname: one.text for one in core}
    assert (said["title"], said["language"]) == (TEXTS[language]["title"], language)


@every_language
def test_elements_stand_in_order_and_the_template_is_without_a_finding(language: str) -> None:
    data = tortured(language)
    assert [f for tree in trees(data).values() for f in out_of_order(tree)] == []
    assert b"updateFields" not in read_package(data)["word/settings.xml"]
    found = check(shipped("draft", language), "draft", language)
    assert [one for one in found if one.level != "note"] == []


@every_language
def test_other_files_that_go_out_speak_the_language_too(language: str) -> None:
    words, english = standing_words(language), standing_words("en")
    titles = {
        "bilingual": "bilingual_subtitle",
        "form": "form_title",
        "translation": "translation_title",
        "redline": "what_changed",
        "matrix": "by_disposition",
        "report": "comments_by_area",
        "transmittal": "views",
        "record": "offline",
        "portfolio": "missing",
    }
    for kind, title in titles.items():
        template = shipped(kind, language)
        assert [one for one in check(template, kind, language) if one.level != "note"] == []
        shown = {text_of(p).strip() for p in part(template).iter(w("p"))}
        assert words[title] in shown
        assert language == "en" or english[title] not in shown
