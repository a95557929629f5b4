"""Policy drafts as Word files, beside docxtpl, zipping the same parts, and shorter drafts."""

from __future__ import annotations

from bench.long_draft import most_memory, ours, theirs
from bench.measure import Row, compare, processor_seconds
from bench.packing import unpacked, zipped
from bench.scene import demo
from srf_policy.cli_settling import settle
from srf_policy.documents.draft import draft_file
from srf_policy.documents.files import Tools, Wanted
from srf_policy.operations.people import SYSTEM

GOAL_MB = 35
_LONG, _SHORT = 10_000, 2_000


def run() -> list[Row]:
    return [*(_row(language) for language in ("en", "ar")), *rows(_LONG, _SHORT)]


def rows(long: int, short: int) -> list[Row]:
    """The design's goals: a tenth of docxtpl's time, 35 MB, and five times as long for five times
    the pages. In a process as it runs."""
    export, peer, briefly = ours(long), theirs(long), ours(short)
    parts = unpacked(export())
    settle()
    name = f"Word draft of {long:,} paragraphs, about {long * 99 // 1000} pages"
    own, other, less = (processor_seconds(side) for side in (export, peer, briefly))
    memory, peers = (most_memory(side, long) for side in ("ours", "docxtpl"))
    return [
        compare(f"{name} (goal 0.10)", export, "docxtpl, the same content", peer),
        Row(f"{name}, the processor's time (goal 0.10)", own * 1000, "ms",
            "docxtpl, the same content", own / other),
        compare(name, export, "zipping its parts", lambda: zipped(parts)),
        Row(f"{name}, the processor's time (goal 5)", own * 1000, "ms",
            f"{short:,} paragraphs", own / less),
        Row(f"{name}, most memory above the base", memory, "MB", f"a goal of {GOAL_MB} MB",
            memory / GOAL_MB),
        Row(f"{name}, most memory above the base", memory, "MB", "docxtpl", memory / peers),
    ]  # fmt: skip


def _row(language: str) -> Row:
    _, store = demo()

    def export() -> bytes:
        with store.database.reading() as session:
            tools = Tools(store.keys.token)
            file = draft_file(session, SYSTEM, "IRQ-PEI", Wanted(language=language), tools)
            return file.content

    parts = unpacked(export())
    return compare(
        f"Word draft, 111 provisions and 23 plan lines, {language}, from the database",
        export,
        "zipping its parts",
        lambda: zipped(parts),
    )
