"""The gallery of `docs/word-files.md`: pages of each kind, in English and right to left.

They are drawn by LibreOffice with the fonts of a server; Word takes its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from srf_policy.documents.files import Tools, Wanted
from srf_policy.documents.kinds import KINDS, make
from srf_policy.operations.people import SYSTEM
from srf_policy.settings import Settings
from tests.makers import IRAQ, Seeded, opened, seed
from tests.wordfiles.making import adopt

_WIDE, _COLOURS, _SECONDS = 700, 24, 600
_PAGES = {"draft": (1, 3), "bilingual": (1, 3), "redline": (2, 6), "matrix": (2, 5)}
"""The two pages that are drawn, where they are not the first two."""
_TOOLS = ("soffice", "pdftoppm", "convert")


def draw(data: Path, folder: Path) -> list[str]:
    """Draw every kind into the folder; answers what could not be drawn."""
    if missing := [name for name in _TOOLS if shutil.which(name) is None]:
        return [f"{name} is not installed: no picture was drawn." for name in missing]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        made = list(_made(data, place))
        _as_pdf(made, place)
        return [sentence for file in made for sentence in _drawn(file, folder)]


def _made(data: Path, place: Path) -> Iterator[Path]:
    settings = Settings(data_dir=data, secret_key="a secret for pictures only, long enough")
    seed(settings, "afg-cmp", "pak-newp", "irq-pei")
    with opened(settings) as world:
        yield from _files(world, place, set(KINDS) - {"record"})
        adopt(world)
        yield from _files(world, place, {"record"})


def _files(world: Seeded, place: Path, kinds: set[str]) -> Iterator[Path]:
    for kind in sorted(kinds):
        for language, wanted in _wanted(kind):
            path = place / f"word-{kind}-{language}.docx"
            code = "" if KINDS[kind].whole else IRAQ
            with world.reading() as session:
                file = make(session, SYSTEM, code, wanted, Tools(world.store.keys.token))
            path.write_bytes(file.content)
            yield path


def _wanted(kind: str) -> Iterator[tuple[str, Wanted]]:
    """In English and Arabic; a kind for a pair of languages once."""
    needs = KINDS[kind].needs
    if "beside" in needs:
        yield "en-ar", Wanted(kind=kind, language="en", beside="ar")
        return
    base, newest = (2, 3) if "base" in needs else (None, None)
    for language in ("ar",) if KINDS[kind].into else ("en", "ar"):
        yield language, Wanted(kind=kind, language=language, base=base, revision=newest)


def _as_pdf(made: list[Path], place: Path) -> None:
    """With the fonts of `word/fonts.conf`, as a server would."""
    with as_file(files("srf_policy.word").joinpath("fonts.conf")) as ours:
        fonts = place / "fonts.conf"
        fonts.write_text(
            "<fontconfig><include>/etc/fonts/fonts.conf</include>"
            f"<include>{ours}</include></fontconfig>"
        )
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{place}/profile",
             "--convert-to", "pdf", "--outdir", place, *made],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
            capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip


def _drawn(file: Path, folder: Path) -> Iterator[str]:
    """Two pages beside each other, or one where there is no second."""
    pages = [_page(file, number) for number in _PAGES.get(file.stem.split("-")[1], (1, 2))]
    done = subprocess.run(
        ["convert", *filter(None, pages), "-bordercolor", "#B8C4CE", "-border", "1", "+append",
         "-dither", "None", "-colors", str(_COLOURS), "-strip", folder / f"{file.stem}.png"],
        capture_output=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    if pages[0] is None or done.returncode:
        yield f"{file.name}: no picture was drawn"


def _page(file: Path, number: int) -> Path | None:
    drawn = file.with_name(f"{file.stem}-{number}")
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-f", str(number), "-scale-to-x", str(_WIDE),
         "-scale-to-y", "-1", file.with_suffix(".pdf"), drawn],
        capture_output=True, timeout=_SECONDS, check=False,
    )  # fmt: skip
    picture = drawn.with_name(f"{drawn.name}.png")
    return picture if picture.exists() else None
