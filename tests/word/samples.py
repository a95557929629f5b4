"""Draft files made of the seeded engagements, and what a test needs to look into a .docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from srf_policy.domain import numbering
from srf_policy.languages.digits import to_native
from srf_policy.word.derive import derive_with
from srf_policy.word.model import (
    Column,
    Labels,
    Origin,
    PlanLine,
    PlanTable,
    Provision,
    Ref,
    WordFile,
    Words,
)
from srf_policy.word.package import parse_xml
from srf_policy.word.xmlnames import w

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "templates" / "docx" / "draft.docx"
SEEDS = ROOT / "srf_policy" / "seeds"

LABELS = {
    "en": Labels(
        "not recorded", "This revision has no action plan.", "No acronyms are recorded.",
        "Acronyms and abbreviations", "Acronym", "Meaning", "None recorded.",
    ),
    "ar": Labels(
        "غير مسجل", "لا تتضمن هذه المراجعة خطة عمل.", "لا توجد مختصرات مسجلة.", "المختصرات",
        "المختصر", "المعنى", "لا يوجد ما هو مسجل.",
    ),
    "fa-AF": Labels(
        "ثبت نشده", "این نسخه پلان عمل ندارد.", "مخففی ثبت نشده است.", "مخفف‌ها", "مخفف", "معنی",
        "چیزی ثبت نشده است.",
    ),
}  # fmt: skip
STANDING = {
    "ar": {
        "Document control": "بيانات الوثيقة", "Engagement": "رمز العمل", "Instrument": "نوع الوثيقة",
        "Lead institution": "الجهة القائدة", "Stage": "المرحلة", "Revision": "المراجعة",
        "Date": "التاريخ", "Language": "اللغة", "Text hash": "بصمة النص", "Contents": "المحتويات",
        "Action plan": "خطة العمل", "Acronyms and abbreviations": "المختصرات", "Page": "صفحة",
        "of": "من",
        "Policy draft, revision\u00a0{{ revision.number }}": "مسودة السياسة، المراجعة {{ revision.number }}",
        "Revision\u00a0{{ revision.number }}": "المراجعة {{ revision.number }}",
        "One line for each activity. The measure that it carries out stands beside it.":
            "سطر واحد لكل نشاط، وإلى جانبه التدبير الذي ينفذه.",
    },
    "fa-AF": {
        "Document control": "مشخصات سند", "Engagement": "کد کار", "Instrument": "نوع سند",
        "Lead institution": "ادارهٔ مسئول", "Stage": "مرحله", "Revision": "نسخه", "Date": "تاریخ",
        "Language": "زبان", "Text hash": "اثر متن", "Contents": "فهرست مطالب",
        "Action plan": "پلان عمل", "Acronyms and abbreviations": "مخفف‌ها", "Page": "صفحهٔ", "of": "از",
        "Policy draft, revision\u00a0{{ revision.number }}": "مسودهٔ پالیسی، نسخهٔ {{ revision.number }}",
        "Revision\u00a0{{ revision.number }}": "نسخهٔ {{ revision.number }}",
        "One line for each activity. The measure that it carries out stands beside it.":
            "برای هر فعالیت یک سطر آمده است؛ اقدام مربوط در کنار آن است.",
    },
}  # fmt: skip
_COUNTRIES = {
    "AF": {"en": "Afghanistan", "fa-AF": "افغانستان"},
    "IQ": {"en": "Iraq", "ar": "العراق"},
}
_WORDS = {
    "en": ("measure {}", "Draft for consultation", "Illustrative text, not an official document."),
    "ar": ("التدبير {}", "مسودة للتشاور", "نص توضيحي وليس وثيقة رسمية."),
    "fa-AF": ("اقدام {}", "مسوده برای مشوره", "متن نمونه‌یی است؛ سند رسمی نیست."),
}
_HEADS = {
    "en": ("No.", "Activity", "Measure", "Responsible", "Period", "Indicator", "Budget (EUR)"),
    "ar": ("الرقم", "النشاط", "التدبير", "الجهة المسؤولة", "المدة", "المؤشر", "الميزانية (يورو)"),
    "fa-AF": ("شماره", "فعالیت", "اقدام", "ادارهٔ مسئول", "زمان", "شاخص", "بودجه (یورو)"),
}
_KEYS = (("activity", 30), ("measure", 12), ("responsible", 12), ("period", 14), ("indicator", 26),
         ("budget", 12))  # fmt: skip
_MARKERS = {"ar": "[النص الإنجليزي؛ لم يُترجم بعد]", "fa-AF": "[متن انگلیسی؛ هنوز ترجمه نشده]"}


@cache
def template(language: str) -> bytes:
    shipped = SHIPPED.read_bytes()
    return shipped if language == "en" else derive_with(shipped, language, STANDING[language])


def origin(code: str = "AFG-CMP") -> Origin:
    return Origin(code, 1, "v1.k1.token", date(2018, 3, 1), "Silk Routes Facility")


def plain_file(language: str = "en", *texts: str, **more: Any) -> WordFile:
    """A draft of paragraphs, numbered from 1, with marks m0, m1, …"""
    provisions = tuple(
        Provision(f"p{n}", f"m{n}", "paragraph", 0, f"{n + 1}.", None, Words((text,), language))
        for n, text in enumerate(texts)
    )
    given = {"provisions": provisions, "values": {"engagement.title": "A policy"}, **more}
    return WordFile(language, origin(), LABELS[language], **given)


def seeded_file(code: str, language: str) -> WordFile:
    """The first revision of a seeded engagement."""
    data = _seed(code)
    rows = list(_rows(data["revisions"][0]["provisions"], None, 0))
    numbers = numbering.number((row["id"], row["kind"], parent) for row, parent, _ in rows)
    marks = {row["id"]: _mark(row["id"]) for row, _, _ in rows}
    write = _Writer(language, numbers, marks)
    provisions = [write.provision(row, level) for row, _, level in rows]
    names = data["institutions"]
    lead = next(one["name"] for one in names if one["role"] == "lead")
    status, notice = _WORDS[language][1:]
    values = {
        "facility.name": "Silk Routes Facility", "engagement.code": code.upper(),
        "engagement.title": _local(data["title"], language)[0],
        "engagement.country": _COUNTRIES[data["country"]][language],
        "engagement.lead": _local(lead, language)[0], "document.status": status,
        "document.status_note": "", "document.notice": notice,
        "revision.number": to_native("1", language), "revision.replaces": "",
        "revision.date": to_native("1", language), "revision.hash": "4f1c 92ab 07de 1234",
        "revision.hash_short": "4f1c92ab", "language.name": language, "language.status": "",
    }  # fmt: skip
    acronyms = [(one["code"], _local(one["name"], language)[0]) for one in names]
    plan = write.plan(data["action_plan"])
    return WordFile(
        language, origin(code.upper()), LABELS[language], values, provisions, plan, acronyms
    )


@cache
def _seed(code: str) -> Any:
    return yaml.safe_load((SEEDS / f"{code.lower()}.yaml").read_text("utf-8"))


def _mark(id: str) -> str:
    return (re.sub("[^a-z0-9]", "", id) + "x" * 16)[:16]


def _rows(tree: list[Any], parent: str | None, level: int) -> Iterator[tuple[Any, str | None, int]]:
    for row in tree:
        yield row, parent, level
        yield from _rows(row.get("children", []), row["id"], level + 1)


def _local(texts: dict[str, Any], language: str) -> tuple[Any, str]:
    return (texts[language], language) if language in texts else (texts["en"], "en")


class _Writer:
    def __init__(self, language: str, numbers: dict[str, str], marks: dict[str, str]) -> None:
        self.language, self.numbers, self.marks = language, numbers, marks

    def provision(self, row: Any, level: int) -> Provision:
        number = numbering.printed(row["kind"], self.numbers[row["id"]], self.language)
        return Provision(
            row["id"], self.marks[row["id"]], row["kind"], level, number,
            self.words(row.get("heading")), self.words(row.get("text")),
        )  # fmt: skip

    def words(self, texts: Any) -> Words | None:
        if texts is None:
            return None
        text, language = _local(texts, self.language)
        parts = [
            piece if isinstance(piece, str) else self.ref(piece["ref"])
            for piece in (text if isinstance(text, list) else [text])
        ]
        return Words(parts, language, "" if language == self.language else _MARKERS[self.language])

    def ref(self, id: str) -> Ref:
        number = to_native(self.numbers.get(id, ""), self.language)
        return Ref(self.marks.get(id, "gone"), _WORDS[self.language][0].format(number))

    def plan(self, lines: list[Any]) -> PlanTable:
        heads = _HEADS[self.language]
        columns = [
            Column(key, head, share, key == "budget")
            for (key, share), head in zip(_KEYS, heads[1:], strict=True)
        ]
        caption = STANDING.get(self.language, {}).get("Action plan", "Action plan")
        plan = [self.line(n, line) for n, line in enumerate(lines, 1)]
        return PlanTable(caption, heads[0], columns, plan)

    def line(self, number: int, line: Any) -> PlanLine:
        period = to_native(f"{line['start']}–{line['end']}", self.language)
        budget = to_native(f"{line['budget_eur']:,}", self.language) if line["budget_eur"] else ""
        cells = {
            "activity": self.words(line["activity"]),
            "measure": Words([self.ref(line["measure"])], self.language),
            "responsible": Words([line["responsible"]], self.language),
            "period": Words([period], self.language),
            "indicator": self.words(line["indicator"]),
            "budget": Words([budget], self.language),
        }
        held = {key: words for key, words in cells.items() if words is not None}
        return PlanLine(line["id"], _mark(line["id"]), to_native(str(number), self.language), held)


def part(data: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return parse_xml(package.read(name), name)


def text_of(element: etree._Element) -> str:
    """Text as a person reads it: tabs and breaks are white space."""
    signs = {w("t"): None, w("tab"): "\t", w("br"): "\n"}
    pieces = []
    for one in element.iter(*signs):
        if one.getparent().tag == w("r"):
            pieces.append((one.text or "") if one.tag == w("t") else signs[one.tag])
    return "".join(piece or "" for piece in pieces)


def paragraphs(data: bytes, name: str = "word/document.xml") -> list[str]:
    return [text_of(paragraph) for paragraph in part(data, name).iter(w("p"))]


def bookmarks(data: bytes) -> dict[str, str]:
    """The text inside every bookmark, by name, read in document order."""
    held: dict[str, str] = {}
    open_now: dict[str, str] = {}
    for element in part(data).iter():
        if element.tag == w("bookmarkStart"):
            open_now[element.get(w("id"))] = element.get(w("name"))
            held[element.get(w("name"))] = ""
        elif element.tag == w("bookmarkEnd"):
            open_now.pop(element.get(w("id")), None)
        elif element.tag == w("t"):
            for name in open_now.values():
                held[name] += element.text or ""
    return held
