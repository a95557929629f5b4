from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from srf_policy.engine.facts import (
    AdoptionFact,
    ConditionFact,
    ExceptionFact,
    Facts,
    PlanGapFact,
)
from srf_policy.engine.guards import GUARDS, Missing
from srf_policy.languages.messages import Message, msg

from .makers import (
    BODY,
    TODAY,
    agreement,
    ask,
    ballot,
    comment,
    dispute,
    facts,
    invited,
    keys,
    meeting,
    paper,
    position,
    revision,
    round_,
    shown,
)

WORKSHOP = "consultation_workshop"
OF = {"of": "required"}
NOTED = {"bodies": "all", "outcome": ["noted", "endorsed", "endorsed_with_changes"]}
DONE = ConditionFact(1, "Costs are estimated", True)
UNDONE = ConditionFact(2, "A chapter on trafficking is added", False)
HELD = {"kind": WORKSHOP, "minutes": "approved"}
SILENT = date(2019, 11, 1)

Case = tuple[str, dict[str, Any], Facts, tuple[str, ...]]
GAP = PlanGapFact("ap-02", "2", ("indicator",))
CASES: list[Case] = [
    ("meeting_held", HELD, facts(), (WORKSHOP,)),
    ("meeting_held", HELD, facts(meetings=(meeting("bilateral"),)), (WORKSHOP,)),
    ("meeting_held", HELD, facts(meetings=(meeting(WORKSHOP, 3, "recorded"),)), (WORKSHOP,)),
    ("meeting_held", HELD, facts(meetings=(meeting(WORKSHOP),)), ()),
    ("meeting_held", {"kind": WORKSHOP}, facts(meetings=(meeting(WORKSHOP, 3, "none"),)), ()),
    (
        "meeting_held",
        {"kind": WORKSHOP, "minutes": "recorded"},
        facts(meetings=(meeting(WORKSHOP, 3, "recorded"),)),
        (),
    ),
    ("meeting_held", {**HELD, "since": "revision"}, facts(meetings=(meeting(WORKSHOP, 6),)), ()),
    (
        "meeting_held",
        {**HELD, "since": "revision"},
        facts(meetings=(meeting(WORKSHOP, 4),)),
        (WORKSHOP,),
    ),
    (
        "meeting_held",
        {**HELD, "since": "revision"},
        facts(meetings=(meeting(WORKSHOP, 6),), revisions=()),
        (WORKSHOP,),
    ),
    (
        "meeting_held",
        {**HELD, "since": "stage_entered"},
        facts(meetings=(meeting(WORKSHOP, 9),)),
        (WORKSHOP,),
    ),
    ("rounds_closed", {}, facts(), ("rounds_closed",)),
    ("rounds_closed", {}, facts(rounds=(round_(1), round_(2, closed=False))), ("2",)),
    ("rounds_closed", {}, facts(rounds=(round_(1), round_(2))), ()),
    ("institutions_heard", OF, facts(), ("MoJ", "MoI")),
    ("institutions_heard", OF, facts(rounds=(round_(1, invited("MoJ", True)),)), ("MoI",)),
    (
        "institutions_heard",
        OF,
        facts(rounds=(round_(1, invited("MoJ", True), invited("MoI", no_reply=SILENT)),)),
        (),
    ),
    (
        "institutions_heard",
        OF,
        facts(
            rounds=(
                round_(1, invited("MoJ", True), invited("MoI", True)),
                round_(2, invited("MoJ")),
            )
        ),
        ("MoJ",),
    ),
    ("institutions_heard", {"of": "invited"}, facts(), ("CBI",)),
    ("revision_published", {}, facts(revisions=()), ("revision_published",)),
    ("revision_published", {}, facts(), ()),
    ("revision_published", {"since": "stage_entered"}, facts(), ("revision_published",)),
    ("revision_published", {"since": "stage_entered"}, facts(revisions=(revision(2, 11),)), ()),
    ("comments_disposed", {}, facts(), ()),
    (
        "comments_disposed",
        {},
        facts(comments_lacking=(comment(14), comment(3, "reason"))),
        ("14", "3"),
    ),
    ("lead_agrees", {}, facts(), ("lead_agrees",)),
    ("lead_agrees", {}, facts(revisions=()), ("lead_agrees",)),
    ("lead_agrees", {}, facts(agreements=(agreement("present", 1),)), ()),
    ("lead_agrees", {}, facts(agreements=(agreement("close", 1),)), ("lead_agrees",)),
    ("lead_agrees", {}, facts(agreements=(agreement("present", 1, "MoJ"),)), ("lead_agrees",)),
    (
        "lead_agrees",
        {},
        facts(agreements=(agreement("present", 1),), revisions=(revision(1, 5), revision(2, 6))),
        ("lead_agrees",),
    ),
    ("ballot_complete", OF, facts(), ("ballot_complete",)),
    ("ballot_complete", OF, facts(ballot=ballot(1)), ("MoJ", "MoI")),
    ("ballot_complete", OF, facts(ballot=ballot(1, position("MoJ"))), ("MoI",)),
    ("ballot_complete", OF, facts(ballot=ballot(1, closes=TODAY)), ("MoJ", "MoI")),
    ("ballot_complete", OF, facts(ballot=ballot(1, closes=TODAY - timedelta(1))), ()),
    (
        "ballot_complete",
        OF,
        facts(ballot=ballot(1, closes=SILENT), revisions=(revision(2, 6),)),
        ("ballot_complete",),
    ),
    ("disputes_settled", {}, facts(), ()),
    ("disputes_settled", {}, facts(disputes=(dispute(1, True), dispute(2))), ("1", "2")),
    (
        "disputes_settled",
        {"or_declared": True},
        facts(disputes=(dispute(1, True), dispute(2), dispute(3))),
        ("2", "3"),
    ),
    ("no_open_reservation", {}, facts(), ()),
    (
        "no_open_reservation",
        {},
        facts(ballot=ballot(1, position("MoJ", "reservation"), position("MoI"))),
        ("MoJ",),
    ),
    # A void ballot does not lift a reservation; the institution's next position does.
    ("no_open_reservation", {}, facts(positions=(position("MoJ", "reservation"),)), ("MoJ",)),
    (
        "no_open_reservation",
        {},
        facts(
            positions=(position("MoJ", "reservation"),),
            ballot=ballot(1, position("MoJ", "no_objection")),
        ),
        (),
    ),
    ("presented_to", NOTED, facts(bodies=()), ("presented_to",)),
    ("presented_to", NOTED, facts(), ("direc", "cabinet")),
    ("presented_to", NOTED, facts(presentations=(shown(1, "direc", "noted"),)), ("cabinet",)),
    (
        "presented_to",
        NOTED,
        facts(presentations=(shown(1, "direc", "noted"), shown(2, "direc", "returned"))),
        ("direc", "cabinet"),
    ),
    (
        "presented_to",
        NOTED,
        facts(bodies=(BODY,), presentations=(shown(1, "direc", None),)),
        ("direc",),
    ),
    (
        "presented_to",
        NOTED,
        facts(bodies=(BODY,), presentations=(shown(1, "direc", "noted"),)),
        (),
    ),
    # The outcome of a second presentation is awaited: the latest one that is known counts.
    (
        "presented_to",
        NOTED,
        facts(bodies=(BODY,), presentations=(shown(1, "direc", "noted"), shown(2, "direc", None))),
        (),
    ),
    ("conditions_met", {}, facts(), ()),
    (
        "conditions_met",
        {},
        facts(presentations=(shown(3, "direc", "endorsed_with_changes", DONE, UNDONE),)),
        ("3.2",),
    ),
    (
        "conditions_met",
        {},
        facts(
            presentations=(
                shown(3, "direc", "endorsed_with_changes", UNDONE),
                shown(4, "direc", "endorsed"),
            )
        ),
        (),
    ),
    ("views_of", OF, facts(), ("MoJ", "MoI")),
    (
        "views_of",
        OF,
        facts(positions=(position("MoJ", "reservation"),), papers=(paper("MoI", "clearance"),)),
        (),
    ),
    (
        "views_of",
        OF,
        facts(papers=(paper("MoI", "letter"), paper("MoJ", "position"))),
        ("MoI",),
    ),
    ("adoption_recorded", {}, facts(), ("adoption_recorded",)),
    (
        "adoption_recorded",
        {},
        facts(adoption=AdoptionFact(1, TODAY, "not_seen", None)),
        (),
    ),
    ("action_plan_present", {}, facts(), ("action_plan_present",)),
    ("action_plan_present", {}, facts(action_lines=1), ()),
    ("action_plan_complete", {}, facts(action_lines=2, plan_gaps=(GAP,)), ("ap-02",)),
    ("action_plan_complete", {}, facts(action_lines=2), ()),
]


@pytest.mark.parametrize(
    ("guard", "params", "given", "expected"),
    CASES,
    ids=[f"{at}-{case[0]}" for at, case in enumerate(CASES)],
)
def test_names_everything_that_is_missing(
    guard: str, params: dict[str, Any], given: Facts, expected: tuple[str, ...]
) -> None:
    found = ask(guard, given, **params)
    assert keys(found) == expected
    if isinstance(found, Missing):
        assert (found.guard, found.count) == (guard, len(expected))
        assert found.message.params["count"] == len(expected)
        assert (found.mends, found.screen) == (GUARDS[guard].mends, GUARDS[guard].screen)
    else:
        assert found.code == f"met.{guard}"


def test_a_dispute_left_to_a_body_travels_with_the_draft() -> None:
    found = ask("disputes_settled", facts(disputes=(dispute(1, True),)), or_declared=True)
    assert found == msg("met.disputes_declared", count=1)


def test_every_guard_is_asked_both_ways() -> None:
    asked = {(guard, bool(expected)) for guard, _, _, expected in CASES}
    assert asked == {(guard, missing) for guard in GUARDS for missing in (True, False)}


@pytest.mark.parametrize("case", [c for c in CASES if c[3]], ids=lambda case: case[0])
def test_an_exception_waives_what_it_names(case: Case) -> None:
    guard, params, given, expected = case
    first, *rest = expected
    one = ExceptionFact("present", guard, frozenset({first}))
    partly = Facts(**{**vars(given), "exceptions": (one,)})
    assert keys(ask(guard, partly, **params)) == tuple(rest)
    if guard != "lead_agrees":  # whose answer depends on the move anyway
        assert keys(ask(guard, partly, "close", **params)) == expected
    whole = ExceptionFact("present", guard, frozenset(expected))
    found = ask(guard, Facts(**{**vars(given), "exceptions": (whole,)}), **params)
    assert isinstance(found, Message) and found.code == "met.by_exception"


def test_an_exception_for_one_workshop_leaves_the_other() -> None:
    waived = ExceptionFact("present", "meeting_held", frozenset({"validation_workshop"}))
    given = facts(exceptions=(waived,))
    assert keys(ask("meeting_held", given, kind="validation_workshop")) == ()
    assert keys(ask("meeting_held", given, kind=WORKSHOP)) == (WORKSHOP,)
