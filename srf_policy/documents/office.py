"""PDF from Word files by LibreOffice, where it is installed: in a subprocess with little room.

It gets no part of our environment, a profile of its own, a limit for memory, processor and time,
and is killed with all that it started. What it writes is PDF/A-2b, tagged, with bookmarks, and page
numbers behind the contents.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path

from srf_policy.domain.errors import refused
from srf_policy.word.paged import with_page_numbers

from .files import PDF, NamedFile

SECONDS = 120
"""A long document takes half a minute; a table of thousands of rows never ends."""

MEMORY_KB = 4_000_000
CPU_SECONDS = 240
_FILE_BLOCKS = 400_000
"""Blocks of 512 bytes that one file may have."""

_FILTER = (
    "pdf:writer_pdf_Export:"
    '{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"}}'
)
# Limits are set by the shell and not in the forked process: the server has threads.
_LIMITED = 'ulimit -v "$1"; ulimit -t "$2"; ulimit -f "$3"; ulimit -c 0; shift 3; exec "$@"'
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<include>{ours}</include></fontconfig>
"""

_one = threading.Lock()


def program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def require() -> str:
    """The path of LibreOffice. Refused where it is not installed, with the way to mend it."""
    found = program()
    if found is None:
        raise refused("office.missing", "ending")
    return found


def to_pdf(file: NamedFile) -> NamedFile:
    """The Word file as a PDF under the same name. Raises Refused where it cannot be made."""
    [made] = all_to_pdf([file])
    return made


def all_to_pdf(given: Sequence[NamedFile]) -> list[NamedFile]:
    """Several Word files as PDF, in one start of the program. Raises Refused."""
    soffice = require()
    with _one, tempfile.TemporaryDirectory(prefix="srf-office-") as folder:
        place = Path(folder)
        inputs = [place / f"{number}.docx" for number in range(len(given))]
        for path, file in zip(inputs, given, strict=True):
            path.write_bytes(with_page_numbers(file.content))
        _convert(soffice, place, inputs)
        return [_result(path, file) for path, file in zip(inputs, given, strict=True)]


def _result(path: Path, file: NamedFile) -> NamedFile:
    pdf = path.with_suffix(".pdf")
    if not pdf.is_file():
        raise refused("office.failed", file=file.name)
    return NamedFile(f"{Path(file.name).stem}.pdf", PDF, pdf.read_bytes())


def _convert(soffice: str, place: Path, inputs: Sequence[Path]) -> None:
    limits = [str(MEMORY_KB), str(CPU_SECONDS), str(_FILE_BLOCKS)]
    with as_file(files("srf_policy.word").joinpath("fonts.conf")) as ours:
        (place / "fonts.conf").write_text(_FONTS.format(ours=ours), "utf-8")
        process = subprocess.Popen(
            ["/bin/sh", "-c", _LIMITED, "sh", *limits, soffice,
             f"-env:UserInstallation=file://{_profile()}", "--headless", "--norestore",
             "--convert-to", _FILTER, "--outdir", str(place), *map(str, inputs)],
            env=_environment(place), cwd=place, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise refused("office.too_long", seconds=SECONDS) from None
        finally:
            _end(process)


def _environment(place: Path) -> dict[str, str]:
    """Nothing of ours: no secret, no address of a database."""
    return {
        "PATH": os.defpath,
        "HOME": str(place),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "FONTCONFIG_FILE": str(place / "fonts.conf"),
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """All of it, also what it started: the program's own script leaves a child behind."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class _Kept:
    """The profile of this process: made once, because its first start takes two seconds longer."""

    folder: tempfile.TemporaryDirectory[str] | None = None


def _profile() -> str:
    if _Kept.folder is None:
        _Kept.folder = tempfile.TemporaryDirectory(prefix="srf-office-profile-")
    return _Kept.folder.name
