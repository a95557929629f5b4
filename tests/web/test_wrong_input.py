"""What people get wrong when they write the text and keep the records: by the verb and by its form.

Each time a sentence says what is wrong and what to do, and nothing is changed.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from srf_policy.domain.errors import Refused
from srf_policy.languages.rendering import say
from srf_policy.operations import Store
from srf_policy.operations.attaching import receive
from srf_policy.settings import Settings
from srf_policy.store import files
from tests.makers import EXPERT, IRAQ, LEAD, LEAD_FOCAL, MOFA_FOCAL, STAFF
from tests.web.acting import act, iraq
from tests.web.browser import Browser
from tests.web.test_people_screens import number

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
AT = f"/e/{IRAQ}"
NONE = {"cause_kind": "none"}
TABLE = [["x"] * 10] * 1000
LEAVING = {"reason": "Leaves.", "role": "focal_point"}


def change(**told: Any) -> dict[str, Any]:
    return {"changes": [told], "cause_kind": "note", "cause": "Agreed."}


def line(about: str, budget: str) -> dict[str, Any]:
    fields = {"words": {"en": "Hold a fair."}, "budget_eur": {"en": budget}}
    return change(insert={"kind": "action", "about": about, "fields": fields}, parent=None)


@dataclass(frozen=True)
class Wrong:
    """`verb` with its arguments, and the form at `path` with what is typed; both are refused.

    `says`: pieces of the sentence, the last one of the way out. `before`: what is done first,
    after the form was opened where it is `late`.
    """

    verb: str
    args: dict[str, Any]
    path: str
    typed: dict[str, Any]
    says: tuple[str, ...]
    who: str = LEAD
    action: str = ""
    status: int = 422
    before: tuple[str, str, dict[str, Any]] | None = None
    late: bool = False
    kept: str = ""


CASES = {
    "a circular move": Wrong(
        "change_text", change(move="il-o1", parent="il-o1-m1", after=None),
        f"{AT}/edit/il-o1/move", {"where": "il-o1-m1", "way": "inside", **NONE},
        ("cannot stand under", "Choose another place."),
    ),
    "ten thousand cells": Wrong(
        "change_text",
        change(insert={"kind": "table", "rows": TABLE, "fields": {"heading": {"en": "T"}}}, parent="il-o1"),
        f"{AT}/insert?kind=table&where=il-o1-m1",
        {"rows": "\n".join("\t".join(row) for row in TABLE), "way": "behind", **NONE},
        ("has 10,000 cells", "Paste it in parts"),
    ),
    "a budget that is no number": Wrong(
        "change_text", line("il-o1-m2", "a lot"),
        f"{AT}/edit/plan/new", {"about": "il-o1-m2", "words": "Hold a fair.", "budget_eur": "a lot", **NONE},
        ("“a lot” is not a budget", "Type figures only"), kept="Hold a fair.",
    ),
    "a line that belongs to no provision": Wrong(
        "change_text", line("no-such", "5000"),
        f"{AT}/edit/plan/new", {"about": "no-such", "words": "Hold a fair.", "budget_eur": "5000", **NONE},
        ("belongs to a provision", "choose another one"), kept="Hold a fair.",
    ),
    "a reference to a deleted provision": Wrong(
        "change_text", change(change="il-o2-m1", fields={"words": {"en": "See {ref: mon-p2}."}}),
        f"{AT}/edit/il-o2-m1", {"words": "See {ref: mon-p2}.", **NONE},
        ("mon-p2", "does not stand in the draft", "reference"),
        before=(LEAD, "change_text", change(delete="mon-p2", references="words")), kept="See {ref: mon-p2}.",
    ),
    "a successor who is a member already": Wrong(
        "end_member", {**LEAVING, "address": LEAD_FOCAL},
        f"{AT}/people?do=end_member", {"reason": "Leaves.", "address": LEAD_FOCAL},
        ("already", "another person"), who=STAFF, action="#end_member", kept="Leaves.",
    ),
    "two people ending one membership": Wrong(
        "end_member", {**LEAVING, "expected": "1"},
        f"{AT}/people?do=end_member", {"reason": "I was later."},
        ("changed while you had it open", "Look at the new state below"), who=STAFF,
        action="#end_member", status=409, before=(STAFF, "end_member", LEAVING), late=True,
        kept="I was later.",
    ),
    "a presentation before its draft existed": Wrong(
        "record_presentation",
        {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad", "occurred_on": "opened"},
        f"{AT}/records?do=record_presentation",
        {"place": "Baghdad", "chair": "Chair", "occurred_on": "opened"},
        ("there was no draft to present", "publish the draft first"), who=EXPERT,
        action="#record_presentation", kept="Baghdad",
    ),
}  # fmt: skip


def spoken(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


def opened_on(store: Store, given: dict[str, Any], put: Callable[[Any], Any]) -> dict[str, Any]:
    day = iraq(store).opened_on
    return {name: put(day) if value == "opened" else value for name, value in given.items()}


@SQLITE
@pytest.mark.parametrize("name", CASES)
def test_it_is_said_and_nothing_changes(browser: Browser, demo_store: Store, name: str) -> None:
    case = CASES[name]
    leaver = {"person": number(demo_store, MOFA_FOCAL)} if "member" in case.verb else {}
    browser.sign_in(case.who)
    about = f"&person={leaver['person']}&role=focal_point" if leaver else ""
    if case.before and not case.late:
        act(demo_store, case.before[0], case.before[1], **case.before[2], **leaver)
    browser.get(case.path + about)
    if case.before and case.late:
        act(demo_store, case.before[0], case.before[1], **case.before[2], **leaver)
    before = iraq(demo_store).event_count

    args = opened_on(demo_store, case.args, lambda day: day)
    with pytest.raises(Refused) as error:
        act(demo_store, case.who, case.verb, **args, **leaver)
    told = " ".join(say(p.message, "en") for p in error.value.problems)
    assert iraq(demo_store).event_count == before

    typed = opened_on(demo_store, case.typed, lambda day: day.isoformat())
    browser.submit(case.action, status=case.status, **typed)
    shown = spoken(browser.page.text)
    for words in case.says:
        assert words in told, (words, told)
        assert words in shown, words
    assert case.kept in html.unescape(browser.page.text)
    assert iraq(demo_store).event_count == before


@SQLITE
def test_an_attachment_over_the_limit(
    browser: Browser, demo_store: Store, demo_settings: Settings
) -> None:
    large = b"x" * (files.LIMIT + 1)
    with pytest.raises(Refused) as error:
        receive(demo_settings, io.BytesIO(large), "scan.pdf", "application/pdf")
    told = say(error.value.problems[0].message, "en")
    assert "larger than 20 MB" in told and "smaller size" in told
    browser.sign_in(EXPERT)
    before = iraq(demo_store).event_count
    browser.get(f"{AT}/records?do=file_paper")
    sent = {"title": "Scan", "sender": "MoI", "addressee": "ICMPD", "occurred_on": "2019-11-20"}
    browser.submit("#file_paper", status=422, file=(io.BytesIO(large), "scan.pdf"), **sent)
    assert told in spoken(browser.page.text)
    assert browser.form("#file_paper").fields["title"] == "Scan"
    assert iraq(demo_store).event_count == before


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_an_address_that_the_database_cannot_be_asked_about_leads_nowhere(browser: Browser) -> None:
    browser.sign_in("admin@example.org")
    for path in (
        "/x/2147483647", "/x/9999999999", "/admin/mail/9999999999", f"{AT}%00",
        f"{AT}/history?institution=%00",
        "/admin/template.docx?kind=draft&language=en&version=1&scope=%00",
    ):  # fmt: skip
        browser.get(path, 404)
