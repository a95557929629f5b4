"""PDF by LibreOffice: what it is, what it is not told, and that nothing outlives its time."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from importlib.resources import files
from pathlib import Path

import pytest

from srf_policy.documents import kinds, office
from srf_policy.documents.files import WORD, NamedFile, Tools, Wanted
from srf_policy.domain.errors import Refused
from tests.makers import IRAQ, STAFF, Seeded
from tests.real_parts import find_program


def shipped() -> NamedFile:
    content = files("srf_policy.templates").joinpath("docx/draft.docx").read_bytes()
    return NamedFile("IRQ-PEI-revision-3-en.docx", WORD, content)


@pytest.mark.office
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_pdf_is_tagged_and_its_contents_have_page_numbers(
    soffice: str, seeded: Seeded, tmp_path: Path
) -> None:
    wanted = Wanted(revision=3, language="en")
    with seeded.reading() as session:
        draft = kinds.make(session, seeded.viewer(STAFF), IRAQ, wanted, Tools(lambda _: ""))
    assert office.program() == soffice
    made = office.to_pdf(draft)
    assert (made.name, made.media_type) == ("IRQ-PEI-revision-3-en.pdf", "application/pdf")
    (tmp_path / "a.pdf").write_bytes(made.content)
    assert "Tagged:          yes" in said("pdfinfo", tmp_path / "a.pdf")
    assert b"<pdfaid:part>2</pdfaid:part>" in made.content
    assert b"/Lang" in made.content
    pages = said("pdftotext", "-layout", tmp_path / "a.pdf", "-").split("\f")
    lines = re.findall(r"^\s*(?:[\d.]+ +)?(\S.*?)\.{5,}(\d+)$", pages[1], re.MULTILINE)
    assert len(lines) > 20
    assert [(title, number) for title, number in lines if title not in pages[int(number) - 1]] == []


def said(program: str, *arguments: object) -> str:
    found = find_program(program, "poppler-utils")
    done = subprocess.run([found, *map(str, arguments)], check=True, capture_output=True, text=True)
    return done.stdout


def fake(folder: Path, lines: str) -> str:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{lines}\n")
    program.chmod(0o755)
    return str(program)


def test_what_never_ends_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = fake(tmp_path, f"sleep 60 &\necho $! > {tmp_path}/child\nwait")
    monkeypatch.setattr(office, "program", lambda: program)
    monkeypatch.setattr(office, "SECONDS", 2.0)
    begun = time.monotonic()
    with pytest.raises(Refused) as error:
        office.to_pdf(shipped())
    assert error.value.problems[0].message.code == "office.too_long"
    assert time.monotonic() - begun < 50
    child = int((tmp_path / "child").read_text())
    while status(child) not in ("gone", "Z"):
        assert time.monotonic() - begun < 50
        time.sleep(0.01)


def status(process: int) -> str:
    """Of a process, as the kernel calls it; Z was killed, and nobody has asked for it yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "gone"


def test_it_gets_no_secret_and_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake(tmp_path, f"env > {tmp_path}/told; ulimit -v >> {tmp_path}/told")
    monkeypatch.setattr(office, "program", lambda: program)
    monkeypatch.setenv("SRF_SECRET_KEY", "a secret of the installation")
    with pytest.raises(Refused) as error:
        office.to_pdf(shipped())
    assert error.value.problems[0].message.code == "office.failed"
    told = (tmp_path / "told").read_text()
    assert "SRF_" not in told
    assert str(office.MEMORY_KB) in told


def test_where_there_is_none_a_sentence_says_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(Refused) as error:
        office.to_pdf(shipped())
    assert error.value.problems[0].message.code == "office.missing"
