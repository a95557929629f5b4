"""Opening an engagement: its letters, lead institution and lead expert; all that is wrong at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Engagement, HistoryEvent, Paper
from srf_policy.domain.errors import NotAllowed
from tests.makers import EXPERT, LEAD, STAFF, Seeded
from tests.operations.rebuild_state import Payload
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import codes, refusal

CODE = "UZB-LMP"
OPENED = date(2019, 11, 20)


def told(**more: Any) -> Payload:
    return {
        "engagement": None, "code": CODE, "country": "UZ", "instrument": "policy",
        "workflow": "national_policy", "title": {"en": "Labour Migration Policy"},
        "languages": ["en", "uz"], "official_languages": ["uz"],
        "approving_body": {"en": "President"}, "occurred_on": OPENED,
        "bodies": [
            {"key": "cabinet", "name": {"en": "Cabinet of Ministers"}},
            {"key": "senate", "name": {"en": "Senate"}},
        ],
        "lead": {"code": "MoELR", "name": {"en": "Ministry of Employment"}},
        "lead_expert": {"address": "lead.uzb@example.org", "name": {"en": "Lead expert"}},
        "request": {
            "dated": date(2019, 10, 1), "sender": "MoELR", "reference": "17/2019",
            "title": {"en": "Request for expertise"},
        },
        "reply": {"dated": date(2019, 10, 21), "reference": "SRF/88"},
        **more,
    }  # fmt: skip


def test_everything_is_there_after_one_step(seeded: Seeded) -> None:
    seeded.act(STAFF, "open_engagement", **told())
    held = assert_rebuilt(seeded, CODE)
    assert {c: i["role"] for c, i in held.institutions.items()} == {
        "MoELR": "lead", "ICMPD": "facility",
    }  # fmt: skip
    assert [m["role"] for m in held.members] == ["lead_expert"]
    assert [b["key"] for b in held.engagement["bodies"]] == ["cabinet", "senate"]
    here = seeded.engagement(CODE).id
    assert seeded.viewer("lead.uzb@example.org").roles_in(here) == {"lead_expert"}


def test_the_letters_keep_their_own_days(seeded: Seeded) -> None:
    seeded.act(STAFF, "open_engagement", **told())
    with seeded.reading() as session:
        papers = session.scalars(
            select(Paper)
            .join(Engagement, Engagement.id == Paper.engagement_id)
            .where(Engagement.code == CODE)
            .order_by(Paper.id)
        ).all()
        events = session.scalars(
            select(HistoryEvent.verb).where(HistoryEvent.chain == CODE).order_by(HistoryEvent.seq)
        ).all()
    assert [(p.kind, p.occurred_on, p.sender, p.addressee) for p in papers] == [
        ("request", date(2019, 10, 1), "MoELR", "ICMPD"),
        ("reply", date(2019, 10, 21), "ICMPD", "MoELR"),
    ]
    assert papers[1].title == {"en": "Request for expertise"}
    assert events == [
        "open_engagement", "add_institution", "add_institution", "add_member", "file_paper",
        "file_paper",
    ]  # fmt: skip


def test_a_known_person_leads(seeded: Seeded) -> None:
    person = seeded.viewer(EXPERT).number
    seeded.act(STAFF, "open_engagement", **told(lead_expert={"person": person}))
    assert seeded.viewer(EXPERT).roles_in(seeded.engagement(CODE).id) == {"lead_expert"}


def test_without_letters(seeded: Seeded) -> None:
    seeded.act(STAFF, "open_engagement", **told(request=None, reply=None))
    assert assert_rebuilt(seeded, CODE).papers == {}


BAD: list[tuple[str, str | None, Payload]] = [
    ("bad_code", "code", {"code": "uzbekistan"}),
    ("code_taken", "code", {"code": "IRQ-PEI"}),
    ("unknown_country", "country", {"country": "Uzbekistan"}),
    ("empty.title", "title", {"title": {}}),
    ("unknown_workflow", "workflow", {"workflow": "no_policy"}),
    ("empty.languages", "languages", {"languages": []}),
    ("unknown_language", "languages", {"languages": ["xx"]}),
    ("unknown_language", "official_languages", {"official_languages": ["klingon"]}),
    ("empty.bodies", "bodies", {"bodies": [{"key": "a", "name": {}}]}),
    ("bad_body_key", "bodies", {"bodies": [{"key": "A B", "name": {"en": "x"}}]}),
    ("body_twice", "bodies", {"bodies": [{"key": "a", "name": {"en": "x"}}] * 2}),
    ("empty.code", "lead_code", {"lead": {"code": "", "name": {"en": "x"}}}),
    ("bad_institution_code", "lead_code", {"lead": {"code": "Mo/E", "name": {"en": "x"}}}),
    ("institution_known", "lead_code", {"lead": {"code": "ICMPD", "name": {"en": "x"}}}),
    ("empty.name", "lead_name", {"lead": {"code": "MoE", "name": {}}}),
    ("empty.lead_expert", "lead_expert", {"lead_expert": {"address": ""}}),
    ("bad_address", "expert_address", {"lead_expert": {"address": "nobody"}}),
    ("date_in_future", "occurred_on", {"occurred_on": date(2019, 12, 24)}),
    ("empty.letter_date", "request_on", {"request": {"dated": None, "sender": "MoE"}}),
    ("empty.sender", "request_sender", {"request": {"dated": date(2019, 10, 1), "sender": ""}}),
    (
        "request_after_opening",
        "request_on",
        {"request": {"dated": date(2019, 11, 25), "sender": "MoE"}},
    ),
    ("reply_before_request", "reply_on", {"reply": {"dated": date(2019, 9, 1)}}),
    ("reply_without_request", "reply_on", {"request": None}),
    ("date_in_future", "reply_on", {"reply": {"dated": date(2019, 12, 24)}}),
    ("empty.letter_date", "reply_on", {"reply": {"dated": None, "reference": "x"}}),
]


@pytest.mark.parametrize(("code", "field", "more"), BAD)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_bad_input(seeded: Seeded, code: str, field: str, more: Payload) -> None:
    error = refusal(seeded, STAFF, "open_engagement", **told(**more))
    assert (code, field) in [
        (p.message.code.removeprefix("refused."), p.field) for p in error.problems
    ]


def test_a_new_expert_needs_a_name(seeded: Seeded) -> None:
    expert = {"address": "nobody.yet@example.org"}
    error = refusal(seeded, STAFF, "open_engagement", **told(lead_expert=expert))
    assert [(p.message.code, p.field) for p in error.problems] == [
        ("refused.new_person_name", "expert_name")
    ]


def test_all_that_is_wrong_is_told_at_once(seeded: Seeded) -> None:
    wrong = {"code": "x", "country": "", "title": {}, "languages": [], "lead_expert": {}}
    error = refusal(seeded, STAFF, "open_engagement", **told(**wrong))
    assert codes(error) == [
        "bad_code", "unknown_country", "empty.title", "empty.languages", "empty.lead_expert",
    ]  # fmt: skip


def test_nothing_stays_of_what_was_refused(seeded: Seeded) -> None:
    refusal(seeded, STAFF, "open_engagement", **told(lead_expert={"person": "nobody"}))
    with seeded.reading() as session:
        assert session.scalar(select(Engagement).where(Engagement.code == CODE)) is None


def test_only_administrators_and_staff_open(seeded: Seeded) -> None:
    assert isinstance(refusal(seeded, LEAD, "open_engagement", **told()), NotAllowed)
