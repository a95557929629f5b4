"""Pairs of small drafts for redlines: random ones, and the text that each side must read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from srf_policy.word.aligning import aligned
from srf_policy.word.images import picture_of
from srf_policy.word.model import (
    Column,
    NoteRef,
    PlanLine,
    PlanTable,
    Provision,
    Ref,
    SumTable,
    TableCell,
    WordFile,
    Words,
)
from srf_policy.word.redline import RedlineFile
from srf_policy.word.tracking import paired
from tests.word.pictures import png
from tests.word.samples import LABELS, origin

KINDS = (
    "part", "area", "section", "objective", "measure", "paragraph", "item", "definition", "annex",
    "table", "figure", "footnote",
)  # fmt: skip
_WORDS = (
    "the", "ministry", "shall", "publish", "figures", "1,200", "TVET", "(b)", "—", "a", "of", "SCC",
    "سياسة", "الهجرة", "می\u200cشود", "پالیسی", "«نقل»", "۱۲", "کار", "<&>", "\U000f0000", "é",
)  # fmt: skip
_GAPS = (" ", " ", " ", "  ", "\n", "\t", ", ", "")
_PICTURES = [picture_of(png(20, 10)), picture_of(png(10, 20))]


class Maker:
    """Draws one draft after another from the same few provisions, so that they have much in common."""

    def __init__(self, random: Random, language: str) -> None:
        self._random, self._language = random, language
        self._kinds = {f"m{n}": random.choice(KINDS) for n in range(9)}
        self._texts: dict[str, list[Words]] = {}

    def draft(self) -> WordFile:
        marks = [m for m in self._kinds if self._random.random() < 0.8]
        for _ in range(self._random.choice((0, 0, 1, 3))):
            if marks:
                marks.insert(self._random.randrange(len(marks)), marks.pop())
        self._left = [m for m in marks if self._kinds[m] == "footnote"]
        provisions = [self._provision(m, n) for n, m in enumerate(marks)]
        return WordFile(
            self._language, origin(), LABELS[self._language], {}, provisions, self._plan()
        )

    def _provision(self, mark: str, place: int) -> Provision:
        kind, random = self._kinds[mark], self._random
        headed = kind in ("part", "area", "section", "objective", "annex", "table", "figure")
        both = random.random() < 0.3
        return Provision(
            f"id-{mark}", mark, kind, random.choice((0, 1, 2)), random.choice(("", f"{place}.")),
            heading=self._words(mark, "h") if headed or both else None,
            words=self._words(mark, "w") if not headed or both else None,
            caption=f"{kind} {place}" if kind in ("table", "figure") else "",
            rows=self._rows(mark) if kind == "table" else (),
            alt=self._words(mark, "a", plain=True) if kind == "figure" else None,
            picture=random.choice((*_PICTURES, None)) if kind == "figure" else None,
            notes=self._notes() if kind in ("measure", "paragraph") else (),
        )  # fmt: skip

    def _notes(self) -> Sequence[NoteRef]:
        return [NoteRef(self._left.pop())] if self._left and self._random.random() < 0.6 else []

    def _rows(self, mark: str) -> list[list[TableCell]]:
        columns = self._random.choice((2, 2, 2, 3))
        rows = [r for r in range(4) if r == 0 or self._random.random() < 0.7]
        return [
            [self._cell(f"{mark}r{r}c{c}") for c in range(columns if r else 2)] for r in rows
        ]  # fmt: skip

    def _cell(self, mark: str) -> TableCell:
        return TableCell(f"id-{mark}", mark, self._words(mark, "c"))

    def _words(self, mark: str, column: str, *, plain: bool = False) -> Words:
        """One of a few versions, so that often nothing or little is changed."""
        held = self._texts.setdefault(mark + column, [])
        if not held or self._random.random() < 0.3:
            held.append(self._edited(held[-1]) if held else self._new(plain=plain))
        words = self._random.choice(held)
        if (
            plain
            or self._kinds.get(mark) == "footnote"
            or not self._left
            or self._random.random() < 0.8
        ):
            return words
        return replace(words, parts=(*words.parts, NoteRef(self._left.pop()), "."))

    def _new(self, *, plain: bool) -> Words:
        parts: list[str | Ref] = []
        for _ in range(self._random.choice((0, 1, 1, 2))):
            parts.append(self._phrase())
            if not plain and self._random.random() < 0.4:
                mark = self._random.choice(sorted(self._kinds))
                parts.append(Ref(mark, f"measure {mark}"))
        language = self._random.choice((self._language, self._language, "en", "ar"))
        return Words(tuple(parts), language, self._random.choice(("", "", "", "[stale]")))

    def _phrase(self) -> str:
        count = self._random.randrange(1, 8)
        return "".join(
            self._random.choice(_WORDS) + self._random.choice(_GAPS) for _ in range(count)
        )

    def _edited(self, words: Words) -> Words:
        parts = list(words.parts)
        for _ in range(self._random.choice((1, 2))):
            place = self._random.randrange(len(parts) + 1)
            if parts and place < len(parts) and isinstance(parts[place], str):
                text = parts[place]
                at = self._random.randrange(len(text) + 1)
                end = at + self._random.choice((0, 3, 8))
                parts[place] = text[:at] + self._random.choice(("", self._phrase())) + text[end:]
            elif parts and self._random.random() < 0.5:
                parts.pop(min(place, len(parts) - 1))
            else:
                parts.insert(place, Ref("m1", "measure m1"))
        return replace(words, parts=tuple(p for p in parts if p != ""))

    def _plan(self) -> PlanTable | None:
        if self._random.random() < 0.3:
            return None
        columns = [Column("activity", "Activity", 3), Column("budget", "Budget", 1, figure=True)]
        lines = [n for n in range(4) if self._random.random() < 0.7]
        self._random.shuffle(lines)
        made = [
            PlanLine(f"id-a{n}", f"a{n}", f"{place}", {"activity": self._words(f"a{n}", "c")})
            for place, n in enumerate(lines[: self._random.choice((2, 4))], 1)
        ]
        total = Words((f"total {len(made)}",), self._language)
        sums = [SumTable("By area", ["Area", "Lines"], [(total, [str(len(made))])])]
        return PlanTable("Plan", "No.", columns, made, sums)


def compared(old: WordFile, new: WordFile, moved: frozenset[str] = frozenset()) -> RedlineFile:
    return RedlineFile(
        new.language, new.origin, new.labels, new.values, new.provisions, new.plan,
        groups=new.groups, base=old, moved=moved, author="Silk Routes Facility",
    )  # fmt: skip


def read_as(file: RedlineFile) -> tuple[WordFile, WordFile]:
    """Old and new as they must read: what stays in its place has its newer number in both."""
    base, new = file.base, newer_alone(file)
    body = ([p for p in f.provisions if p.kind != "footnote"] for f in (base, new))
    now = {
        step.old.mark: step.new
        for step in aligned(*body, file.moved)
        if step.old is not None and step.new is not None
    }
    old = [
        replace(p, number=now[p.mark].number, caption=now[p.mark].caption) if p.mark in now else p
        for p in base.provisions
    ]
    return replace(new, provisions=old, plan=_plan_of(base, new)), new


def newer_alone(file: RedlineFile) -> WordFile:
    """The newer draft by itself, with the cover of the redline."""
    return WordFile(
        file.language, file.origin, file.labels, file.values, file.provisions, file.plan,
        groups=file.groups,
    )  # fmt: skip


def _plan_of(base: WordFile, new: WordFile) -> PlanTable | None:
    """Lines that stay have their newer numbers too."""
    if base.plan is None or new.plan is None:
        return base.plan
    both = paired(base.plan.lines, new.plan.lines, key=lambda line: line.mark)
    numbers = {a.mark: b.number for a, b in both if a is not None and b is not None}
    lines = [replace(one, number=numbers.get(one.mark, one.number)) for one in base.plan.lines]
    return replace(base.plan, lines=lines)
