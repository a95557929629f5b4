"""Bilingual drafts, commenting forms and translation files of the demo's engagement."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from lxml import etree

from srf_policy.documents import form
from srf_policy.documents.files import NamedFile, Tools, Wanted
from srf_policy.documents.form import FIELDS, TYPES
from srf_policy.documents.kinds import make
from srf_policy.documents.templates import Chosen
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.domain.wording import mark
from srf_policy.store.queries import texts
from srf_policy.word.package import read_package, write_package
from srf_policy.word.xmlnames import w
from tests.makers import EXPERT, IRAQ, LEAD, MOFA_FOCAL, MOI_FOCAL, OBSERVER, STAFF, Seeded
from tests.operations.test_structure import LABEL, new, press, table
from tests.word.samples import bookmarks, paragraphs, part
from tests.word.test_to_fill import answers, row_of

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
LAST = date(2019, 12, 20)


def made(seeded: Seeded, by: str = STAFF, /, **wanted: Any) -> NamedFile:
    with seeded.reading() as session:
        tools = Tools(lambda told: f"signed {told}")
        return make(session, seeded.viewer(by), IRAQ, Wanted(**wanted), tools)


def told(data: bytes) -> dict[str, str]:
    custom = etree.tostring(part(data, "docProps/custom.xml"), encoding="unicode")
    return dict(re.findall(r'name="SRF(\w+)"[^>]*>\s*<[^>]+>([^<]*)<', custom))


def opening(data: bytes) -> str:
    return "\n".join(paragraphs(data)[:12])


@pytest.fixture
def asked(seeded: Seeded) -> Seeded:
    """A third round is open for two ministries; the interior has more time."""
    seeded.act(LEAD, "open_round", closes_on=LAST, invited=["MoFA", "MoI"])
    later = date(2019, 12, 30)
    seeded.act(LEAD, "extend_round", round=3, institution="MoI", closes_on=later, reason="Moving.")
    return seeded


@pytest.fixture
def richer(seeded: Seeded) -> Seeded:
    """A fourth draft with a table, a figure, a footnote and a changed measure."""
    press(seeded, table(["Year", "Persons"], ["2018", "70000"]))
    press(seeded, new("figure", heading="Routes", alt="A map with three routes."))
    press(seeded, new("footnote", "il-o1-m1", words="Law 20 of 2010."))
    press(seeded, {"change": "il-o1-m2", "fields": {"words": {"en": "Something else now."}}})
    seeded.act(LEAD, "publish_revision", **LABEL)
    return seeded


def test_what_is_old_or_missing_is_not_shown_as_a_translation(richer: Seeded) -> None:
    file = made(richer, kind="bilingual", language="en", beside="ar")
    assert file.name == "IRQ-PEI-bilingual-4-en-ar.docx"
    held = bookmarks(file.content)
    marks = {name: _mark(name) for name in ("il-o1-m1", "il-o1-m2", "table-1", "figure-1")}
    assert held[f"p_{marks['il-o1-m2']}"] == "Something else now."
    assert held[f"s_{marks['il-o1-m2']}"] == "لم يُترجم بعد"
    assert "التنسيق" in held[f"s_{marks['il-o1-m1']}"]
    noted = row_of(file.content, f"p_{marks['il-o1-m1']}").find(w("tc"))
    assert [
        r.find(w("t")).text
        for r in noted.iter(w("r"))
        if r.find(f".//{w('vertAlign')}") is not None
    ] == ["1"]
    assert held[f"p_{marks['table-1']}_heading"] == "Returns by year"
    assert held[f"s_{marks['figure-1']}_alt"] == "لم يُترجم بعد"
    assert "Persons" in held.values() and "Law 20 of 2010." in held.values()
    assert re.search(
        r"Working translation \(Arabic\), \d+ of \d+ provisions", opening(file.content)
    )
    assert {k: v for k, v in told(file.content).items() if k in ("First", "Second")} == {
        "First": "en", "Second": "ar",
    }  # fmt: skip


def _mark(code: str) -> str:
    return mark(IRAQ, code)


def test_a_bilingual_file_needs_two_languages_of_the_engagement(seeded: Seeded) -> None:
    for more, code in (
        ({"beside": "en"}, "refused.two_languages"),
        ({"beside": "ur"}, "refused.not_written_in"),
        ({}, "export.needs.beside"),
    ):
        with pytest.raises(Refused) as refusal:
            made(seeded, kind="bilingual", language="en", **more)
        assert [p.message.code for p in refusal.value.problems] == [code]


def test_the_draft_says_at_its_beginning_that_it_is_not_whole(seeded: Seeded) -> None:
    source, local = (made(seeded, language=tag).content for tag in ("en", "ar"))
    assert "ترجمة أولية" in opening(local)
    assert "translation" not in opening(source)
    marked = sum("[نص باللغة الإنجليزية؛ لم يُترجم بعد]" in text for text in paragraphs(local))
    assert marked


def test_the_form_of_the_open_round_asks_by_its_day(asked: Seeded) -> None:
    file = made(asked, kind="form")
    assert file.name == "IRQ-PEI-form-round-3-en.docx"
    assert "Round 3, comments until 20 December 2019" in opening(file.content)
    assert "Ministry of Migration and Displaced" in opening(file.content)
    properties = told(file.content)
    assert properties["Round"] == "3" and properties["Kind"] == "form"
    assert properties["Token"].startswith("signed IRQ-PEI|3|en|")
    assert properties["Token"].endswith("|Round=3")
    held = answers(file.content)
    assert {f"f_{name}" for name in FIELDS} <= set(held)
    assert held["f_institution"] == ""
    rows = [name[2:] for name in held if name.startswith("n_")]
    assert all({f"{letter}_{mark}" for letter in "tcx"} <= set(held) for mark in rows)
    labels = {item.get(w("displayText")): None for item in part(file.content).iter(w("listItem"))}
    assert list(labels) == ["Choose", "Editorial", "Substantive", "Legal", "Blocking", "Question"]
    assert len(TYPES) == len(labels)


def test_a_form_of_no_round_names_nobody(seeded: Seeded) -> None:
    with pytest.raises(Refused) as error:
        made(seeded, kind="form", institution="MoI")
    assert error.value.problems[0].message.code == "export.needs.round"


def test_a_form_names_one_institution_and_its_own_day(asked: Seeded) -> None:
    for by, more in ((STAFF, {"institution": "MoI"}), (MOI_FOCAL, {})):
        file = made(asked, by, kind="form", **more)
        assert file.name == "IRQ-PEI-form-round-3-en-MoI.docx"
        assert answers(file.content)["f_institution"] == "Ministry of Interior"
        assert "until 30 December 2019" in opening(file.content)
        assert told(file.content)["Institution"] == "MoI"
    assert "until 20 December 2019" in opening(made(asked, MOFA_FOCAL, kind="form").content)


def test_a_template_may_say_the_days_of_the_round(asked: Seeded, monkeypatch: Any) -> None:
    words = "{{ round.number }}, {{ round.opened }}, {{ round.closes }}, {{ round.closed }}"
    shipped = form.template_for

    def own(*asked_for: Any) -> Chosen:
        parts: dict[str, bytes] = read_package(shipped(*asked_for).content)
        body = parts["word/document.xml"].replace(b"{{ document.how }}", words.encode())
        return Chosen(write_package({**parts, "word/document.xml": body}), "own")

    monkeypatch.setattr(form, "template_for", own)
    said = opening(made(asked, kind="form").content)
    assert said.split("\n")[4] == "3, 27 November 2019, 20 December 2019, Open"


def test_nobody_learns_of_rounds_and_days_of_others(asked: Seeded) -> None:
    with pytest.raises(NotFound):
        made(asked, MOFA_FOCAL, kind="form", institution="MoI")
    for by, number, code in ((OBSERVER, 3, "no_round_yet"), (OBSERVER, 9, "no_round_yet"),
                             (STAFF, 9, "no_round")):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            made(asked, by, kind="form", round=number)
        assert [p.message.code for p in refusal.value.problems] == [f"refused.{code}"]
    with pytest.raises(Refused) as refusal:
        made(asked, kind="form", institution="MoP")
    assert [p.message.code for p in refusal.value.problems] == ["refused.not_invited"]
    assert "Round" not in told(made(asked, OBSERVER, kind="form").content)


def test_no_word_of_anybody_stands_in_a_form(asked: Seeded) -> None:
    said = {"round": 3, "answer": "remark", "text": "Say who pays.", "provision": "il-o1-m2"}
    asked.act(MOI_FOCAL, "save_comment", **said)
    for by in (STAFF, MOI_FOCAL):
        assert "Say who pays." not in "\n".join(paragraphs(made(asked, by, kind="form").content))


def test_a_form_of_a_closed_round_and_of_none(seeded: Seeded) -> None:
    old = made(seeded, kind="form", round=1, language="ar")
    assert old.name == "IRQ-PEI-form-round-1-ar.docx"
    assert told(old.content)["Revision"] == "1"
    assert "الجولة ١، أُغلقت في" in opening(old.content)
    none = made(seeded, kind="form")
    assert none.name == "IRQ-PEI-form-3-en.docx"
    assert "No round is open on this revision" in opening(none.content)


def test_a_translation_file_has_every_text_and_what_changed(richer: Seeded) -> None:
    file = made(richer, kind="translation")
    assert file.name == "IRQ-PEI-translation-4-ar.docx"
    held, changed = answers(file.content), _mark("il-o1-m2")
    with richer.reading() as session:
        revision = texts.revision(session, richer.engagement().id)
        found = texts.of_revision(session, revision)
    count = 0
    for node in (*found.nodes, *found.plan):
        for name in ("heading", "words", "alt", "indicator", "source"):
            source = node.text(name, "en")
            if source is None or not source.words:
                continue
            count += 1
            column = {"words": "activity"}.get(name, name) if node.kind == "action" else name
            anchor = node.mark if column == "words" else f"{node.mark}_{column}"
            target = node.text(name, "ar")
            assert f"p_{anchor}" in held, (node.id, name)
            assert bool(held[f"s_{anchor}"]) is (target is not None and bool(target.words))
    assert sum(name.startswith("s_") for name in held) == count
    row = "".join(row_of(file.content, f"p_{changed}").itertext())
    assert "تغيّر النص الأصلي بعد ترجمته:" in row
    assert "غير محدّثة" in row
    assert f"{count}".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")) in opening(file.content)


def test_a_translation_file_is_for_another_language(seeded: Seeded) -> None:
    for language, code in (("en", "not_a_translation"), ("ur", "not_written_in")):
        with pytest.raises(Refused) as refusal:
            made(seeded, EXPERT, kind="translation", language=language)
        assert [p.message.code for p in refusal.value.problems] == [f"refused.{code}"]


@pytest.mark.parametrize("kind", ["bilingual", "form", "translation"])
def test_the_same_text_gives_the_same_bytes(seeded: Seeded, kind: str) -> None:
    more = {"beside": "ar"} if kind == "bilingual" else {}
    one, two = (made(seeded, kind=kind, **more) for _ in range(2))
    assert one == two
