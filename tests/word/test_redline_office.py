"""LibreOffice settles a redline as the standard says: both texts come back from a real program."""

from __future__ import annotations

from pathlib import Path

import pytest

from srf_policy.word.redline import RedlineFile, write_redline
from tests.word import accepting
from tests.word.accepting import Settled, shown
from tests.word.pairs import compared
from tests.word.redlines import template
from tests.word.settling import settle
from tests.word.test_redline import pair, plain, said, table

pytestmark = pytest.mark.office


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


def test_accepting_and_rejecting_give_the_same_in_libreoffice(soffice: str, tmp_path: Path) -> None:
    written: list[Path] = []
    for name, file in files().items():
        written.append(tmp_path / f"{name}.docx")
        written[-1].write_bytes(write_redline(template(file.language), file))
    settle(soffice, tmp_path, written)
    for source in written:
        for how, ours in (("Accept", accepting.accept), ("Reject", accepting.reject)):
            saved = source.with_name(f"{source.stem}-{how}.docx").read_bytes()
            assert words(accepting.as_it_is(saved)) == words(ours(source.read_bytes()))


def words(settled: Settled) -> list[str]:
    """Paragraph by paragraph, cells too; LibreOffice drops empty ones at the end of a section."""
    found: list[str] = []
    for line in shown(settled).body:
        cells = [line] if isinstance(line[0], str) else line
        found += [" ".join(text.split()) for _, text in cells]
    return [text for text in found if text]
