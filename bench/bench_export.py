"""The draft of Iraq's third revision as a Word file, beside zipping the same parts."""

from __future__ import annotations

import io
import zipfile

from bench.measure import Row, compare
from bench.scene import demo
from srf_policy.documents.draft import draft_file
from srf_policy.operations.people import SYSTEM


def run() -> list[Row]:
    return [_row(language) for language in ("en", "ar")]


def _row(language: str) -> Row:
    _, store = demo()

    def export() -> bytes:
        with store.database.reading() as session:
            file = draft_file(session, SYSTEM, "IRQ-PEI", sign=store.keys.token, language=language)
            return file.content

    parts = _unpacked(export())
    return compare(
        f"Word draft, 111 provisions and 23 plan lines, {language}, from the database",
        export,
        "zipping its parts",
        lambda: _zipped(parts),
    )


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()
