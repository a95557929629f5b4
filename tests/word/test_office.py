"""LibreOffice opens what is written, shows it, and keeps every bookmark."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from srf_policy.word.draft import write_draft
from srf_policy.word.model import Group
from srf_policy.word.template import check
from tests.real_parts import find_program
from tests.word.rows import (
    HEAD,
    cell,
    items,
    know_samples,
    row,
    table,
    tables_of,
    with_tables,
    write,
)
from tests.word.samples import bookmarks, paragraphs, part, seeded_file, template
from tests.word.schema import out_of_order
from tests.word.templates import run

SEEDED = [("AFG-CMP", "en"), ("IRQ-PEI", "ar"), ("AFG-CMP", "fa-AF")]
TEMPLATES = ["en", "ar"]
pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def converted(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drafts as PDF in `pdf`; drafts and templates saved again in `again`: two runs of the program."""
    folder = tmp_path_factory.mktemp("office")
    for code, language in SEEDED:
        data = write_draft(template(language), seeded_file(code, language))
        (folder / f"{code}-{language}.docx").write_bytes(data)
    drafts = list(folder.glob("*.docx"))
    convert(soffice, folder, "pdf", "pdf", *drafts)
    for language in TEMPLATES:
        (folder / f"{language}.docx").write_bytes(template(language))
    (folder / "rows.docx").write_bytes(pattern_rows())
    convert(soffice, folder, "docx:MS Word 2007 XML", "again", *folder.glob("*.docx"))
    return folder


def convert(soffice: str, folder: Path, kind: str, target: str, *files: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", folder / target]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=240)


def pattern_rows() -> bytes:
    """A template with a table whose second row is filled for each comment, and a row after it."""
    foot = row(cell(run("Sum")), cell(run("{{ engagement.code }}")))
    split = row(
        cell(run("{{ comment.num") + run("ber }}", "<w:b/>")), cell(run("{{ comment.words }}"))
    )
    return with_tables(table(HEAD, split, foot), "<w:p/>", language="ar")


@pytest.mark.parametrize(("code", "language"), SEEDED)
def test_nothing_is_lost_when_it_is_saved_again(converted: Path, code: str, language: str) -> None:
    written = (converted / f"{code}-{language}.docx").read_bytes()
    saved = (converted / "again" / f"{code}-{language}.docx").read_bytes()
    kept = bookmarks(saved)
    assert {name: kept.get(name) for name in bookmarks(written)} == bookmarks(written)
    before = [text for text in paragraphs(written) if text.strip()]
    after = set(paragraphs(saved))
    assert [text for text in before if text not in after] == []


@pytest.mark.parametrize(("code", "language"), SEEDED)
def test_the_words_are_on_the_page(converted: Path, code: str, language: str) -> None:
    pdf = converted / "pdf" / f"{code}-{language}.pdf"
    pdftotext = find_program("pdftotext", "poppler-utils")
    done = subprocess.run([pdftotext, pdf, "-"], check=True, capture_output=True, text=True)
    shown = "".join(done.stdout.split())
    file = seeded_file(code, language)
    assert code in shown
    if language == "en":
        for provision in file.provisions:
            if provision.heading:
                assert "".join(provision.heading.text.split()) in shown
    assert shown.count("not recorded".replace(" ", "")) == (2 if language == "en" else 0)


@pytest.mark.parametrize("language", TEMPLATES)
def test_a_template_saved_by_libreoffice_still_works(converted: Path, language: str) -> None:
    saved = (converted / "again" / f"{language}.docx").read_bytes()
    assert [one for one in check(saved, "draft", language) if one.level != "note"] == []
    file = seeded_file({"en": "AFG-CMP", "ar": "IRQ-PEI"}[language], language)
    ours, theirs = write_draft(template(language), file), write_draft(saved, file)
    assert [t for t in paragraphs(theirs) if t.strip()] == [
        t for t in paragraphs(ours) if t.strip()
    ]
    assert list(out_of_order(part(theirs))) == []


def test_a_pattern_row_saved_by_libreoffice_still_works(
    converted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    know_samples(monkeypatch)
    made, saved = (folder / "rows.docx" for folder in (converted, converted / "again"))
    assert [one for one in check(saved.read_bytes(), "sample", "ar") if one.level == "error"] == []
    groups = [Group("One", items(201, fill="FFF4D6")), Group("Two", items(1))]
    ours, theirs = (write(one.read_bytes(), *groups, language="ar") for one in (made, saved))
    assert tables_of(theirs) == tables_of(ours)
    assert [len(one) for one in tables_of(theirs)] == [201, 2, 3]
    assert list(out_of_order(part(theirs))) == []
