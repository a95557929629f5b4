"""Make every kind of Word file in every language of every seeded engagement, and check them all.

python -m tests.wordfiles FOLDER              # make them
python -m tests.wordfiles FOLDER --validate   # and ask the validator of the OpenXML SDK
python -m tests.wordfiles FOLDER --open       # and let LibreOffice open each and write a PDF
python -m tests.wordfiles FOLDER --pictures docs/pictures   # draw the gallery of docs/word-files.md
Exit code 1 where anything was found.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from tests.wordfiles.making import Made, everything, records, seeded_store
from tests.wordfiles.pictures import draw

VALIDATOR = Path(".validator/node_modules/.bin/ooxml-validator")
_SECONDS = 600


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.wordfiles", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--validate", action="store_true")
    parser.add_argument("--open", action="store_true")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        seeds, adopted = Path(data, "seeds"), Path(data, "adopted")
        made = everything(seeded_store(seeds), asked.kinds)
        if not asked.kinds or "record" in asked.kinds:
            made = chain(made, records(adopted))
        written = list(_write(made, asked.folder))
    print(f"{len(written)} files were made.")
    found: list[str] = []
    if asked.validate:
        found += validated(written)
    if asked.open:
        found += opened(written)
    if asked.pictures:
        with tempfile.TemporaryDirectory() as data:
            found += draw(Path(data), asked.pictures)
    print("\n".join(found) or "Nothing was found.")
    return 1 if found else 0


def _write(made: Iterator[Made], folder: Path) -> Iterator[Path]:
    for one in made:
        if one.file is None:
            print(f"Not made: {one.kind} {one.code} {one.language}: {one.why}")
            continue
        path = folder / one.file.name
        if path.exists() and path.read_bytes() != one.file.content:
            path = path.with_stem(f"{path.stem}-{one.kind}")
        path.write_bytes(one.file.content)
        yield path


def validated(files: Sequence[Path]) -> list[str]:
    """What the OpenXML SDK says against the files; `make validate` installs it."""
    if not VALIDATOR.exists():
        return ["The validator is not installed: run make validate."]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(_ask, files))
    bad = [line for lines in answers for line in lines]
    print(f"The validator of the OpenXML SDK read {len(files)} files.")
    return bad


def _ask(file: Path) -> list[str]:
    done = subprocess.run(
        ["node", VALIDATOR, file], capture_output=True, timeout=_SECONDS, check=False
    )
    answer = json.loads(done.stdout or b'{"errors": [{"description": "no answer"}]}')
    return [f"{file.name}: {e.get('path')}: {e['description']}" for e in answer["errors"]]


def opened(files: Sequence[Path]) -> list[str]:
    """Files of which LibreOffice made no PDF."""
    office = shutil.which("soffice")
    if office is None:
        return ["LibreOffice is not installed."]
    with tempfile.TemporaryDirectory() as profile, tempfile.TemporaryDirectory() as out:
        for start in range(0, len(files), 20):
            subprocess.run(
                [office, "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to",
                 "pdf", "--outdir", out, *files[start : start + 20]],
                capture_output=True, timeout=_SECONDS, check=False,
            )  # fmt: skip
        missing = [f.name for f in files if not (Path(out) / f"{f.stem}.pdf").exists()]
    print(f"LibreOffice opened {len(files) - len(missing)} of {len(files)} files.")
    return [f"{name}: LibreOffice made no PDF of it" for name in missing]


if __name__ == "__main__":
    sys.exit(main())
