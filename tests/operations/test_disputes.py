"""Provisions in brackets: alternatives, holders, meetings, referral, decision, and the move."""

from __future__ import annotations

from datetime import date
from typing import Any

from srf_policy.domain.errors import Stale
from srf_policy.engine.guards import GUARDS, Missing, evaluate
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, MOFA_FOCAL, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, refusal

ONE = {"words": "The SCC meets every month.", "holders": ["MoFA", "MoI"]}
TWO = {"words": "The SCC meets every quarter.", "holders": ["MoF"]}
BODY = "committees"


def opened(seeded: Seeded, **more: Any) -> int:
    args = {"provision": "il-o1-m1", "question": "How often?", "alternatives": [ONE, TWO]} | more
    number: int = seeded.act(EXPERT, "open_dispute", **args).values["dispute"]
    return number


def test_a_dispute_runs_through_to_its_decision(seeded: Seeded) -> None:
    number = opened(seeded)
    third = {"dispute": number, "alternative": "As needed.", "holders": ["MoP"]}
    assert seeded.act(EXPERT, "add_alternative", **third).values["alternative"] == 3
    held = {"dispute": number, "institution": "MoI"}
    seeded.act(EXPERT, "hold_alternative", alternative=2, **held)
    seeded.act(EXPERT, "hold_alternative", alternative=None, **held)
    seeded.act(EXPERT, "hold_meeting_on", dispute=number, meeting=1)
    seeded.act(EXPERT, "refer_dispute", dispute=number, body=BODY)
    seeded.act(LEAD, "decide_dispute", dispute=number, decision="Monthly.", chosen=1)
    held_now = assert_rebuilt(seeded).disputes[number]
    assert held_now["alternatives"][2]["holders"] == ["MoF"]
    assert held_now["meetings"] == ["1"]
    assert_refused(seeded, "dispute_decided", LEAD, "refer_dispute", dispute=number, body=BODY)
    opened(seeded)


def test_what_a_dispute_refuses(seeded: Seeded) -> None:
    number = opened(seeded)
    for code, verb, args in (
        ("dispute_open", "open_dispute", {"provision": "il-o1-m1", "question": "Again?"}),
        ("not_found", "open_dispute", {"provision": "no-such", "question": "What?"}),
        ("empty.question", "open_dispute", {"provision": "il-o1-m2", "question": " "}),
        ("holds_another", "add_alternative",
         {"dispute": number, "alternative": "x", "holders": ["MoF"]}),
        ("unknown_institution", "add_alternative",
         {"dispute": number, "alternative": "x", "holders": ["Nobody"]}),
        ("empty.alternative", "add_alternative", {"dispute": number, "alternative": ""}),
        ("unknown_alternative", "hold_alternative",
         {"dispute": number, "alternative": 9, "institution": "MoF"}),
        ("nothing_changed", "hold_alternative",
         {"dispute": number, "alternative": 2, "institution": "MoF"}),
        ("not_found", "hold_meeting_on", {"dispute": number, "meeting": 99}),
        ("unknown_body", "refer_dispute", {"dispute": number, "body": "nobody"}),
        ("empty.decision", "decide_dispute", {"dispute": number, "decision": ""}),
        ("unknown_alternative", "decide_dispute",
         {"dispute": number, "decision": "So.", "chosen": 9}),
        ("not_found", "decide_dispute", {"dispute": 99, "decision": "So."}),
    ):  # fmt: skip
        assert_refused(seeded, code, EXPERT, verb, **args)  # type: ignore[arg-type]
    early = {"dispute": number, "decision": "So.", "occurred_on": date(2019, 1, 1)}
    assert_refused(seeded, "before_dispute", EXPERT, "decide_dispute", **early)


def test_experts_keep_disputes_and_ministries_do_not(seeded: Seeded) -> None:
    for address in (LEAD_FOCAL, MOFA_FOCAL):
        args = {"provision": "il-o1-m1", "question": "How often?"}
        assert_refused(seeded, "not_your_role", address, "open_dispute", **args)


def test_two_people_decide_one_dispute(seeded: Seeded) -> None:
    number = opened(seeded)
    decided = {"dispute": number, "decision": "Monthly.", "expected": "1"}
    seeded.act(EXPERT, "refer_dispute", dispute=number, body=BODY)
    assert isinstance(refusal(seeded, LEAD, "decide_dispute", **decided), Stale)


def test_a_dispute_left_to_a_body_is_declared_when_the_draft_is_put_before_it(
    seeded: Seeded,
) -> None:
    number = opened(seeded)
    seeded.act(EXPERT, "refer_dispute", dispute=number, body=BODY)
    seeded.act(EXPERT, "record_presentation", body=BODY, chair={"en": "Chair"}, place="Baghdad")
    held = assert_rebuilt(seeded)
    assert [p["disputes"] for p in held.presentations.values()] == [[number]]


def lacking(seeded: Seeded) -> tuple[str, ...]:
    asked = GUARDS["disputes_settled"].params(or_declared=True)  # type: ignore[call-arg]
    found = evaluate("disputes_settled", asked, seeded.facts(), "present")
    return tuple(item.key for item in found.items) if isinstance(found, Missing) else ()


def test_the_draft_is_put_before_bodies_when_disputes_are_settled(seeded: Seeded) -> None:
    assert lacking(seeded) == ()
    first = opened(seeded)
    second = opened(seeded, provision="il-o1-m2", alternatives=[])
    assert [d.number for d in seeded.facts().disputes] == [first, second]
    seeded.act(LEAD, "decide_dispute", dispute=first, decision="Monthly.")
    assert lacking(seeded) == (str(second),)
    seeded.act(LEAD, "refer_dispute", dispute=second, body=BODY)
    assert lacking(seeded) == ()
