"""The draft of Iraq's third revision as a Word file, beside zipping the same parts."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from importlib.resources import files

from bench.measure import Row, compare
from bench.scene import demo
from srf_policy.cli_settling import settle
from srf_policy.documents.draft import draft_file
from srf_policy.documents.files import Tools, Wanted
from srf_policy.operations.people import SYSTEM
from srf_policy.word.draft import write_draft
from srf_policy.word.model import Labels, Origin, Provision, WordFile, Words


def run() -> list[Row]:
    return [*(_row(language) for language in ("en", "ar")), _growth()]


def _growth() -> Row:
    """The design allows five times as long for five times the pages, in a process as it runs."""
    template = files("srf_policy.templates").joinpath("docx/draft.docx").read_bytes()
    long, short = (_plain(count) for count in (10_000, 2_000))
    settle()
    return compare(
        "Word draft of 10,000 paragraphs, about 990 pages",
        lambda: write_draft(template, long),
        "2,000 paragraphs",
        lambda: write_draft(template, short),
    )


def _plain(count: int) -> WordFile:
    text = "The institutions responsible publish the figures every quarter. " * 5
    provisions = tuple(
        Provision(f"p{n}", f"m{n}", "paragraph", 0, f"{n + 1}.", None, Words((text,), "en"))
        for n in range(count)
    )
    labels = Labels("not recorded", "No plan.", "None.", "Acronyms", "Acronym", "Meaning")
    origin = Origin("AFG-CMP", 1, "v1.k1.token", date(2019, 11, 27), "Silk Routes Facility")
    return WordFile("en", origin, labels, {"engagement.title": "A policy"}, provisions)


def _row(language: str) -> Row:
    _, store = demo()

    def export() -> bytes:
        with store.database.reading() as session:
            tools = Tools(store.keys.token)
            file = draft_file(session, SYSTEM, "IRQ-PEI", Wanted(language=language), tools)
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
