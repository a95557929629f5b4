"""A policy draft in each language with all that office programs are known to get wrong."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from srf_policy.documents.labels import labels
from srf_policy.documents.templates import shipped
from srf_policy.domain import numbering
from srf_policy.languages.digits import to_native
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import language_name, territory_name
from srf_policy.word.draft import write_draft
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
from tests.word.pictures import png
from tests.word.samples import origin

TEXTS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "torture.yaml").read_text("utf-8")
)
GUESTS = {"en": "ar", "ar": "en", "bn": "ur", "ur": "bn"}
"""The language of a text that stands untranslated in a file of another one; else English."""


@cache
def tortured(language: str) -> bytes:
    """The finished file."""
    return write_draft(shipped("draft", language), torture_file(language))


def torture_file(language: str) -> WordFile:
    """Every kind of provision, the action plan, acronyms, notes, a picture and a guest language."""
    return _Tortured(language).file()


class _Tortured:
    def __init__(self, language: str) -> None:
        self.language, self.texts = language, TEXTS[language]
        self.guest = GUESTS.get(language, "en")

    def said(self, *parts: Any) -> Words:
        return Words(parts, self.language)

    def label(self, code: str, **params: Any) -> str:
        return say(msg(code, **params), self.language)

    def ref(self, mark: str, kind: str, number: str) -> Ref:
        return Ref(mark, numbering.name(kind, number, self.language))

    def one(
        self, mark: str, kind: str, level: int, number: str = "", key: str = "", body: str = ""
    ) -> Provision:
        printed = numbering.printed(kind, number, self.language)
        heading = self.said(self.texts[key]) if key else None
        words = self.said(self.texts[body]) if body else None
        return Provision(mark, mark, kind, level, printed, heading, words)

    def file(self) -> WordFile:
        return WordFile(
            self.language, origin(), labels(self.language), self.values(),
            (*self.first(), *self.second(), *self.third()), self.plan(),
            [("ICMPD", self.texts["responsible"]), ("TVET", self.texts["area"])],
        )  # fmt: skip

    def values(self) -> dict[str, str]:
        number = to_native("4", self.language)
        before = self.label("document.replaces", number=3, date=date(2019, 6, 14))
        return {
            "facility.name": self.label("facility.name"), "engagement.code": "AFG-CMP",
            "engagement.title": self.texts["title"],
            "engagement.country": territory_name("AF", self.language),
            "engagement.instrument": self.label("instrument.policy"),
            "engagement.lead": self.texts["responsible"],
            "engagement.stage": self.label("stage.consultation"),
            "document.status": self.label("document.status.consultation"),
            "document.status_note": self.label("document.comments_until", date=date(2021, 6, 14)),
            "document.notice": self.label("document.illustrative"),
            "revision.number": number, "revision.replaces": before,
            "revision.date": to_native("14.06.2021", self.language),
            "revision.hash": "4f1c92ab 07de1234 00000000", "revision.hash_short": "4f1c92ab",
            "language.name": language_name(self.language, self.language),
            "language.status": self.label("document.source_text"),
        }  # fmt: skip

    def first(self) -> tuple[Provision, ...]:
        mixed = self.texts["mixed"]
        half = len(mixed) - 1
        noted = self.said(mixed[:half], NoteRef("note1"), mixed[half:])
        return (
            self.one("part", "part", 0, key="part"),
            self.one("area", "area", 1, "1", "area", "signs"),
            self.one("objective", "objective", 2, "1.1", "objective"),
            self.one("measure", "measure", 3, "1.1.1", "measure", "mixed"),
            self.one("item1", "item", 4, "a", body="item"),
            self.one("item2", "item", 4, "b", body="signs"),
            Provision("para", "para", "paragraph", 1, numbering.printed("paragraph", "1", self.language),
                      words=noted),
            self.one("note1", "footnote", 2, body="note"),
        )  # fmt: skip

    def second(self) -> tuple[Provision, ...]:
        seen = self.said(
            self.ref("measure", "measure", "1.1.1"), ", ", self.ref("table", "table", "1"), " – ",
            self.ref("item1", "item", "a"), ": ", self.texts["measure"],
        )  # fmt: skip
        return (
            self.one("definition", "definition", 1, "a", "term", "definition"),
            Provision("refs", "refs", "paragraph", 1, to_native("2.", self.language), words=seen,
                      notes=(NoteRef("note2"),)),
            self.one("note2", "footnote", 2, body="mixed"),
            Provision("table", "table", "table", 1, heading=self.said(self.texts["table"]),
                      caption=self.label("caption.table", number=1), rows=self.rows()),
            Provision("figure", "figure", "figure", 1, heading=self.said(self.texts["figure"]),
                      caption=self.label("caption.figure", number=1),
                      alt=self.said(self.texts["alt"]), picture=picture_of(png(320, 120))),
            Provision("later", "later", "figure", 1, heading=self.said(self.texts["figure"]),
                      caption=self.label("caption.figure", number=2),
                      alt=self.said(self.texts["alt"])),
        )  # fmt: skip

    def rows(self) -> list[list[TableCell]]:
        lines = [self.texts["heads"], self.texts["row"], [self.texts["note"], "", "–"]]
        return [
            [
                TableCell(f"r{y}c{x}", f"r{y}c{x}", self.said(text) if text else self.said())
                for x, text in enumerate(line)
            ]
            for y, line in enumerate(lines)
        ]

    def third(self) -> tuple[Provision, ...]:
        name = language_name(self.guest, self.language)
        marker = self.label("document.not_translated", language=name)
        guest = Words((TEXTS[self.guest]["mixed"],), self.guest, marker)
        title = Words((TEXTS[self.guest]["area"],), self.guest, marker)
        return (
            self.one("section", "section", 0, key="objective", body="definition"),
            Provision("guest", "guest", "area", 0, to_native("2", self.language), title, guest),
            Provision("turned", "turned", "measure", 1, to_native("2.1.1", self.language),
                      self.said(self.texts["measure"]), guest),
            self.one("annex", "annex", 0, key="annex", body="mixed"),
        )  # fmt: skip

    def plan(self) -> PlanTable:
        keys = (("activity", 30), ("measure", 14), ("responsible", 14), ("period", 16),
                ("indicator", 24), ("budget", 12))  # fmt: skip
        columns = [
            Column(key, self.label(f"document.plan.{key}"), share, key == "budget")
            for key, share in keys
        ]
        quarters = [msg("document.plan.quarter", year=year, quarter=2) for year in (2019, 2021)]
        period = self.label("document.plan.from_to", start=quarters[0], end=quarters[1])
        cells = {
            "activity": self.said(self.texts["activity"]),
            "measure": self.said(self.ref("measure", "measure", "1.1.1")),
            "responsible": self.said(self.texts["responsible"]),
            "period": self.said(period),
            "indicator": self.said(self.texts["indicator"]),
            "budget": self.said(to_native("120,000", self.language)),
        }
        line = PlanLine("line", "line", to_native("1", self.language), cells)
        heads = [self.label("plan.area"), self.label("document.plan.budget")]
        total = (self.said(self.label("plan.total")), [to_native("120,000", self.language)])
        sums = SumTable(self.label("plan.by_area"), heads, [total])
        return PlanTable(
            self.label("document.plan.caption"), self.label("document.plan.number"), columns, [line],
            [sums],
        )  # fmt: skip
