"""LibreOffice and pandoc settle a redline as the standard says: both texts come back from real programs."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from srf_policy.word.redline import RedlineFile, write_redline
from tests.word import accepting
from tests.word.accepting import Settled, shown
from tests.word.pairs import compared
from tests.word.pandoc import paragraphs
from tests.word.redlines import template
from tests.word.settling import settle
from tests.word.test_redline import pair, plain, said, table

SETTLED = (("accept", accepting.accept), ("reject", accepting.reject))


def files() -> dict[str, RedlineFile]:
    """Two of everything at random, and what comes after words that came at a paragraph's end."""
    old = plain(said("a", "First"), said("b", "Stays.", "2."), table("t", "h Year N", "a 2018 1"))
    new = plain(
        said("a", "First and more"),
        said("c", "Came.", "2."),
        said("b", "Stays.", "3."),
        table("t", "h Year N", "b 2019 2"),
    )
    return {"en": pair(3, "en"), "ar": pair(3, "ar"), "tail": compared(old, new)}


@pytest.mark.office
def test_accepting_and_rejecting_give_the_same_in_libreoffice(soffice: str, tmp_path: Path) -> None:
    written = write(tmp_path)
    settle(soffice, tmp_path, written)
    for source in written:
        for how, ours in SETTLED:
            saved = source.with_name(f"{source.stem}-{how.title()}.docx").read_bytes()
            assert words(accepting.as_it_is(saved)) == words(ours(source.read_bytes()))


def test_accepting_and_rejecting_give_the_same_in_pandoc(pandoc: str, tmp_path: Path) -> None:
    for source in write(tmp_path, more=20):
        for how, ours in SETTLED:
            wanted = words(without_alternative_texts(ours(source.read_bytes())))
            assert paragraphs(pandoc, source, how) == wanted, (source.name, how)


def test_pandoc_sees_a_word_that_came_without_a_mark(pandoc: str, tmp_path: Path) -> None:
    """The bug that the test above is for: an insertion that is none stays when all are rejected."""
    source = write(tmp_path)[-1]
    wanted = words(accepting.reject(source.read_bytes()))
    assert paragraphs(pandoc, source, "reject") == wanted
    unmark_first_insertion(source)
    assert paragraphs(pandoc, source, "reject") != wanted


def write(folder: Path, more: int = 0) -> list[Path]:
    """`files`, and so many at random in turns of both directions."""
    written: list[Path] = []
    random = {str(n): pair(n, ("en", "ar")[n % 2]) for n in range(100, 100 + more)}
    for name, file in {**random, **files()}.items():
        written.append(folder / f"{name}.docx")
        written[-1].write_bytes(write_redline(template(file.language), file))
    return written


def unmark_first_insertion(file: Path) -> None:
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    found = re.compile(rb"<w:ins [^>]*[^/]>(<w:r>.*?</w:r>)</w:ins>", re.DOTALL)
    parts["word/document.xml"], count = found.subn(rb"\1", parts["word/document.xml"], count=1)
    assert count == 1
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def without_alternative_texts(settled: Settled) -> Settled:
    """Pandoc does not tell them."""
    for one in settled.document.iter("{*}docPr"):
        one.set("descr", "")
    return settled


def words(settled: Settled) -> list[str]:
    """Paragraph by paragraph, cells too; LibreOffice drops empty ones at the end of a section."""
    found: list[str] = []
    for line in shown(settled).body:
        cells = [line] if isinstance(line[0], str) else line
        found += [" ".join(text.split()) for _, text in cells]
    return [text for text in found if text]
