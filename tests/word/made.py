"""A small text with one of everything, in two languages, for the files that are tables."""

from __future__ import annotations

from typing import Any

from srf_policy.word.bilingual import BilingualFile, Side
from srf_policy.word.derive import derive
from srf_policy.word.form import Field, FormFile
from srf_policy.word.maker import make_template
from srf_policy.word.model import (
    Column,
    NoteRef,
    PlanLine,
    PlanTable,
    Provision,
    Ref,
    TableCell,
    Words,
)
from srf_policy.word.standing import standing_words
from srf_policy.word.translation import Row, TranslationFile
from tests.word.samples import LABELS, origin

TEXTS = {
    "en": ("Returns", "Returns are voluntary.", "Each office helps", "Year", "Persons", "A chart of returns",
           "Figures of the ministry.", "Open an office", "Offices open", "measure 1.1", "Table 1"),
    "ar": ("العودة", "العودة طوعية.", "يساعد كل مكتب", "السنة", "الأشخاص", "رسم بياني للعودة",
           "أرقام الوزارة.", "فتح مكتب", "مكاتب مفتوحة", "التدبير 1.1", "الجدول 1"),
}  # fmt: skip
TEXTS["fa-AF"] = TEXTS["ar"]
DIGITS = {"en": ("1", "1.1", "(a)"), "ar": ("١", "١.١", "(a)"), "fa-AF": ("۱", "۱.۱", "(a)")}


def template(kind: str, language: str = "en") -> bytes:
    english = make_template(kind, standing_words("en"))
    return english if language == "en" else derive(english, language)


def provisions(language: str) -> tuple[Provision, ...]:
    """Area, paragraph with a note, measure, item, table, figure without a picture, the note itself."""
    head, words, help_, year, persons, chart, note, *_, ref, caption = TEXTS[language]
    area, measure, item = DIGITS[language]

    def said(*parts: Any) -> Words:
        return Words(parts, language)

    cells = [
        [TableCell(f"c{n}", f"c{n}", said(text)) for n, text in pair]
        for pair in (((1, year), (2, persons)), ((3, "2018"), (4, "70000")))
    ]
    return (
        Provision("a", "a0", "area", 0, area, said(head), said(words)),
        Provision("m", "m1", "measure", 1, measure, said(help_), said(words, NoteRef("n1", "1"))),
        Provision("i", "i1", "item", 2, item, None, said("→ ", Ref("m1", ref))),
        Provision("t", "t1", "table", 1, "", said(head), caption=caption, rows=cells),
        Provision("f", "f1", "figure", 1, "", said(chart), caption=caption, alt=said(chart)),
        Provision("n", "n1", "footnote", 2, "", None, said(note), caption="1"),
    )  # fmt: skip


def plan(language: str) -> PlanTable:
    activity, indicator = TEXTS[language][7:9]
    columns = [Column("activity", "Activity", 3), Column("indicator", "Indicator", 2)]
    cells = {"activity": Words([activity], language), "indicator": Words([indicator], language)}
    return PlanTable("Plan", "No.", columns, [PlanLine("l", "l1", "1", cells)])


def bilingual(left: str, right: str, language: str, **more: Any) -> BilingualFile:
    sides = tuple(
        Side(tag, f"Text ({tag})", "not recorded", provisions(tag), plan(tag))
        for tag in (left, right)
    )
    given = {"provisions": sides[0].provisions, "plan": sides[0].plan, "sides": sides, **more}
    return BilingualFile(language, origin(), LABELS[language], {}, **given)


def form(language: str, **more: Any) -> FormFile:
    fields = [Field("institution", "Institution", "Ministry"), Field("name", "Name")]
    given = {"provisions": provisions(language), "plan": plan(language), **more}
    return FormFile(
        language, origin(), LABELS[language], {}, fields=fields, sender="Who answers",
        heads=("No.", "Text", "Type", "Comment", "Proposed"), choices=("Choose", "Legal", "سؤال"),
        **given,
    )  # fmt: skip


def translation(*rows: Row, language: str = "ar", **more: Any) -> TranslationFile:
    return TranslationFile(
        language, origin(), LABELS[language], {}, source="en", areas=[("1\tReturns", rows)],
        heads=("Where", "English", "Arabic", "State"), changed="Changed:", **more,
    )  # fmt: skip


def row(mark: str, source: str, target: str = "", column: str = "", **more: Any) -> Row:
    given = {"state": "missing", "fill": "FFF4D6", **more}
    words = Words([target], "ar") if target else None
    return Row(mark, mark, column, "1.1", "Words", Words([source], "en"), words, **given)
