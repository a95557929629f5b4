"""Two revisions of 200 pages as one file with tracked changes, beside python-redlines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.resources import files
from random import Random

from bench.measure import Row, compare, processor_seconds
from srf_policy.cli_settling import settle
from srf_policy.domain.diff import diff
from srf_policy.word.draft import write_draft
from srf_policy.word.model import Labels, Origin, Provision, TableCell, WordFile, Words
from srf_policy.word.redline import RedlineFile, write_redline

BUDGET = 0.25
_PARAGRAPHS = 2_000
_WORDS = (
    "the institutions responsible publish figures every quarter returnees host communities have "
    "equal access to basic services migration development strategy measures and funds from "
    "district authorities shall report without delay on progress made under this policy"
).split()


def run() -> list[Row]:
    file = revisions()
    template, draft = (_template(kind) for kind in ("redline", "draft"))
    settle()
    redline = afresh(lambda: write_redline(template, file))
    name = "Word redline of 2,000 paragraphs, about 200 pages, one in eight changed"
    taken = processor_seconds(redline)
    rows = [
        Row(f"{name}, the processor's time", taken * 1000, "ms", "0.25 s", taken / BUDGET),
        compare(name, redline, "the newer draft without changes", lambda: write_draft(draft, file)),
    ]
    return [*rows, *_peer(name, redline, write_draft(draft, file.base), write_draft(draft, file))]


def afresh(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Without what was kept of the comparison before."""

    def made() -> bytes:
        diff.cache_clear()
        return make()

    return made


def _peer(name: str, redline: Callable[[], bytes], old: bytes, new: bytes) -> list[Row]:
    """One turn of the peer: it takes seconds, and starts a program of its own each time."""
    try:
        from python_redlines import DocxodusEngine, EngineNotInstalledError

        engine = DocxodusEngine()
    except (ImportError, EngineNotInstalledError, OSError):
        return []

    def theirs() -> object:
        return engine.run_redline("Silk Routes Facility", original=old, modified=new)

    return [compare(name, redline, "python-redlines (Docxodus)", theirs, rounds=1)]


def _template(kind: str) -> bytes:
    return files("srf_policy.templates").joinpath(f"docx/{kind}.docx").read_bytes()


def revisions(count: int = _PARAGRAPHS) -> RedlineFile:
    """Headings, paragraphs and a table among forty; words and whole provisions changed."""
    random = Random(5)
    old = [_provision(random, n) for n in range(count)]
    new = [_amended(random, p) for p in old if random.random() > 0.01]
    added = [_provision(random, count + n) for n in range(count // 100)]
    for provision in added:
        new.insert(random.randrange(len(new)), provision)
    moved = new.pop(count // 2)
    new.insert(count // 4, moved)
    base = _file(old)
    return RedlineFile(
        "en", base.origin, base.labels, base.values, new,
        base=base, moved=frozenset([moved.mark]), author="Silk Routes Facility",
    )  # fmt: skip


def _file(provisions: list[Provision]) -> WordFile:
    labels = Labels("not recorded", "No plan.", "None.", "Acronyms", "Acronym", "Meaning", "None.")
    origin = Origin("AFG-CMP", 2, "v1.k1.token", date(2019, 11, 27), "Silk Routes Facility")
    return WordFile("en", origin, labels, {"engagement.title": "A policy"}, provisions)


def _provision(random: Random, number: int) -> Provision:
    mark, code = f"m{number}", f"p{number}"
    if number % 20 == 0:
        heading = Words((_text(random, 6),), "en")
        return Provision(code, mark, "area", 0, f"{number}", heading=heading)
    if number % 40 == 1:
        cells = [
            [TableCell(f"{code}r{r}c{c}", f"{mark}r{r}c{c}", Words((_text(random, 3),), "en"))
             for c in range(4)]
            for r in range(6)
        ]  # fmt: skip
        return Provision(code, mark, "table", 1, caption=f"Table {number}", rows=cells)
    words = Words((_text(random, 48),), "en")
    return Provision(code, mark, "paragraph", 1, f"{number}.", words=words)


def _text(random: Random, count: int) -> str:
    return " ".join(random.choice(_WORDS) for _ in range(count)).capitalize() + "."


def _amended(random: Random, provision: Provision) -> Provision:
    if random.random() > 0.125:
        return provision
    if provision.rows:
        rows = [list(row) for row in provision.rows]
        rows[2][1] = replace(rows[2][1], words=Words((_text(random, 3),), "en"))
        return replace(provision, rows=rows[:-1])
    if provision.words is None:
        return provision
    words = provision.words.text.split(" ")
    for _ in range(4):
        place = random.randrange(len(words))
        words[place : place + random.choice((0, 1, 3))] = _text(
            random, random.choice((1, 2))
        ).split()
    return replace(provision, words=Words((" ".join(words),), "en"))
