"""Whatever people wrote is in the file, visible and exact, and nothing of it is carried out."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from srf_policy.word import scripts
from srf_policy.word.draft import write_draft
from srf_policy.word.images import picture_of
from srf_policy.word.model import (
    Cell,
    Column,
    Group,
    NoteRef,
    PlanLine,
    PlanTable,
    Provision,
    TableCell,
    WordFile,
    Words,
)
from srf_policy.word.xmlnames import w
from tests.word.nasty import CODE, FORMULAS, SIGNS, TEXTS, as_written, fields, spans
from tests.word.pictures import png
from tests.word.rows import SIMPLE, know_samples, with_tables, write
from tests.word.samples import LABELS, origin, paragraphs, part, plain_file, template
from tests.word.torture import TEXTS as TEXTS_OF
from tests.word.torture import tortured

LANGUAGES = ("en", "ar", "fa-AF")
LONG = 100_000
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
often = settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip


def everywhere(text: str, language: str) -> WordFile:
    """The text in every place where people's words stand in a draft."""
    words = Words((text,), language)
    guest = Words((text,), "bn", "[!]")
    cell = TableCell("r", "r", words)
    plan = PlanTable(text, text, [Column("activity", text, 1), Column("budget", text, 1, True)],
                     [PlanLine("l", "l", "1", {"activity": words, "budget": words})])  # fmt: skip
    provisions = (
        Provision("a", "a", "area", 0, "1", words, words),
        Provision("m", "m", "measure", 1, "1.1", words, guest, notes=(NoteRef("n"),)),
        Provision("i", "i", "item", 2, "(a)", words=words),
        Provision("t", "t", "table", 1, heading=words, caption="Table 1", rows=[[cell]]),
        Provision("f", "f", "figure", 1, heading=words, caption="Figure 1", alt=words,
                  picture=picture_of(png(4, 4))),
        Provision("g", "g", "figure", 1, heading=words, caption="Figure 2", alt=words),
        Provision("n", "n", "footnote", 2, words=words),
    )  # fmt: skip
    values = {"engagement.title": text, "document.status": text, "revision.hash": text}
    return WordFile(
        language, origin(), LABELS[language], values, provisions, plan, [(text, text)]
    )  # fmt: skip


PLACES = (
    "p_a_heading", "p_a", "p_m_heading", "p_m", "p_i", "p_t_heading", "p_r", "p_f_heading",
    "p_g_alt", "p_l_activity", "p_l_budget",
)  # fmt: skip
EMPTY_IN_PRINT = {"p_t_heading", "p_f_heading", "p_r"}
"""A caption stands without a title, and a cell of the text stays empty."""


def lost(text: str, language: str) -> dict[str, str]:
    """The places of a draft where the text does not stand as it should."""
    data = write_draft(template(language), everywhere(text, language))
    held = spans(data)
    expected = as_written(text) or LABELS[language].not_recorded
    places = [name for name in PLACES if text or name not in EMPTY_IN_PRINT]
    wrong = {name: held.get(name, "?") for name in places if held.get(name) != expected}
    note = spans(data, "word/footnotes.xml")["p_n"]
    assert set(fields(data)) == set(fields(write_draft(template(language), plain_file(language))))
    alt = next(part(data).iter(f"{{{DRAWING}}}docPr")).get("descr")
    seen = {"p_n": (note, expected), "alt": (alt, as_written(text))}
    return wrong | {name: got for name, (got, wanted) in seen.items() if got != wanted}


@often
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_a_draft_holds_every_text_exactly(text: str, language: str) -> None:
    assert lost(text, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_holds_all_the_known_traps_at_once(language: str) -> None:
    assert lost(" ".join(SIGNS + CODE + FORMULAS), language) == {}
    assert lost("\n".join(CODE), language) == {}


@pytest.mark.parametrize("planted", ["dropped", "trimmed", "interpreted"])
def test_a_text_that_is_changed_is_noticed(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clean = scripts.clean
    changed = {
        "dropped": lambda text: re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text),
        "trimmed": lambda text: clean(text).replace("\u200c", ""),
        "interpreted": lambda text: clean(text).replace("{{ x }}", ""),
    }  # fmt: skip
    monkeypatch.setattr(scripts, "clean", changed[planted])
    assert lost("می\u200cخواهیم {{ x }} \x01", "fa-AF") != {}


@often
@given(TEXTS, st.sampled_from(LANGUAGES), st.booleans())
def test_repeated_rows_hold_every_text_exactly(
    monkeypatch: pytest.MonkeyPatch, text: str, language: str, chosen: bool
) -> None:
    know_samples(monkeypatch)
    made = with_tables(SIMPLE, "<w:p/>", language=language)
    choices = ("Choose", text) if chosen else ()
    item = {
        "number": Cell(Words((text,), "en"), anchor="n_one"),
        "words": Cell(Words((text,), language), anchor="c_one", choices=choices),
    }
    held = spans(write(made, Group("", [item]), language=language))
    assert (held["n_one"], held["c_one"]) == (as_written(text), as_written(text))


@pytest.mark.parametrize(
    "unit", ["word & <b> ", "می\u200cخواهیم b ", "{{ x", "ঢাকা (৩) and عراق (١٢), b\n\t"]
)
def test_a_paragraph_of_a_hundred_thousand_signs(unit: str) -> None:
    text = (unit * LONG)[:LONG]
    begun = time.process_time()
    held = spans(write_draft(template("fa-AF"), plain_file("fa-AF", text)))
    assert held["p_m0"] == text
    assert time.process_time() - begun < 10


def test_a_table_of_ten_thousand_rows_can_be_laid_out() -> None:
    """Parts of 200 rows, each with the head, whose bookmarks stand once in the file."""
    lines = [
        [TableCell(f"r{y}c{x}", f"r{y}c{x}", Words((f"{y} & {x}",), "en")) for x in range(1)]
        for y in range(10_001)
    ]
    given_ = Provision("t", "t", "table", 0, heading=Words(("Long",), "en"), rows=lines)
    data = write_draft(template("en"), plain_file("en", provisions=(given_,)))
    held = spans(data)
    assert {f"p_{c.mark}": c.words.text for line in lines for c in line}.items() <= held.items()
    _whole_tables(data, 10_000)


def test_a_long_plan_can_be_laid_out() -> None:
    lines = [
        PlanLine(f"l{n}", f"l{n}", str(n), {"activity": Words((f"line {n}",), "en")})
        for n in range(2_000)
    ]
    plan = PlanTable("Plan", "No.", [Column("activity", "Activity", 1)], lines)
    data = write_draft(template("en"), plain_file("en", "x", plan=plan))
    held = spans(data)
    assert all(held[f"p_l{n}_activity"] == f"line {n}" for n in range(2_000))
    _whole_tables(data, 2_000)


def _whole_tables(data: bytes, rows: int) -> None:
    body = part(data)
    tables = [t for t in body.iter(w("tbl")) if t.find(f".//{w('tblHeader')}") is not None]
    lengths = [len(list(t.iter(w("tr")))) for t in tables]
    assert max(lengths) == 201 and sum(lengths) - len(lengths) == rows
    for table in tables:
        heads = [r.find(f"{w('trPr')}/{w('tblHeader')}") is not None for r in table.iter(w("tr"))]
        assert heads[0] and not any(heads[1:])
        assert table.getnext().tag == w("p")
    names = [b.get(w("name")) for b in body.iter(w("bookmarkStart"))]
    assert len(names) == len(set(names))


def test_an_empty_draft_says_so() -> None:
    data = write_draft(template("en"), plain_file("en"))
    said = LABELS["en"]
    assert {said.no_plan, said.no_acronyms} <= set(paragraphs(data))


@pytest.mark.office
def test_libreoffice_shows_it_and_carries_nothing_out(soffice: str, tmp_path: Path) -> None:
    """All traps in one document, and three languages, as plain text."""
    traps = [one.strip() for one in (*CODE, *FORMULAS)]
    (tmp_path / "traps.docx").write_bytes(write_draft(template("en"), plain_file("en", *traps)))
    for language in ("ur", "bn", "kk"):
        (tmp_path / f"{language}.docx").write_bytes(tortured(language))
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
               "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path,
               *tmp_path.glob("*.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    shown = (tmp_path / "traps.txt").read_text("utf-8-sig").splitlines()
    lines = {line.partition("\t")[2] for line in shown if "\t" in line}
    assert [one for one in traps if one not in lines] == []
    for language in ("ur", "bn", "kk"):
        shown = (tmp_path / f"{language}.txt").read_text("utf-8-sig")
        assert [
            one for one in ("mixed", "item", "note") if TEXTS_OF[language][one] not in shown
        ] == []
