"""Roles handed on for a period: what a deputy may do, how it is told, and that two people stay two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import HistoryEvent, Job
from srf_policy.domain.errors import NotAllowed, Stale
from srf_policy.domain.viewer import Delegated, Seat, Viewer
from srf_policy.operations import perform
from srf_policy.store import scope
from tests.makers import (
    ADMINISTRATOR,
    AS_OF,
    EXPERT,
    IRAQ,
    LEAD,
    LEAD_FOCAL,
    MOFA_CONSULAR,
    MOFA_FOCAL,
    OBSERVER,
    STAFF,
    TRANSLATOR,
    Seeded,
)
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, last_event, refusal
from tests.stories import test_iraq as story

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
WEEK = AS_OF + timedelta(days=7)
WAIVED = {"move": "submit_for_validation", "guard": "lead_agrees", "reason": "No minister."}


def hand(seeded: Seeded, giver: str, deputy: str, role: str, **more: Any) -> int:
    told = {"role": role, "to": seeded.viewer(deputy).number, "until": WEEK, "reason": "On leave."}
    return int(seeded.act(giver, "delegate_role", **told | more).values["delegation"])


def lent(seeded: Seeded, address: str) -> list[str]:
    return [held.role for held in seeded.viewer(address).lent_in(seeded.engagement().id)]


def test_a_deputy_acts_for_the_giver_and_it_is_told(seeded: Seeded) -> None:
    assert_refused(seeded, "lead_expert_proposes", EXPERT, "propose_exception", **WAIVED)
    number = hand(seeded, LEAD, EXPERT, "lead_expert")
    seeded.act(EXPERT, "propose_exception", **WAIVED)
    event = last_event(seeded)
    giver, deputy = seeded.viewer(LEAD).number, seeded.viewer(EXPERT).number
    assert (event.actor, event.role, event.payload["for"]) == (deputy, "lead_expert", giver)
    assert event.payload["own_role"] == "expert"
    paper = {"kind": "letter", "sender": "MoI", "addressee": "ICMPD", "title": {"en": "x"}}
    seeded.act(EXPERT, "file_paper", **paper)
    assert last_event(seeded).role == "expert" and "for" not in last_event(seeded).payload
    seeded.act(LEAD, "end_delegation", delegation=number)
    assert lent(seeded, EXPERT) == []
    assert_refused(seeded, "lead_expert_proposes", EXPERT, "propose_exception", **WAIVED)
    assert isinstance(refusal(seeded, LEAD, "end_delegation", delegation=number), Stale)
    assert_rebuilt(seeded)


def test_a_ministry_replies_through_a_deputy(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA"])
    hand(seeded, MOFA_FOCAL, MOFA_CONSULAR, "focal_point")
    said = {"round": 3, "answer": "remark", "text": "One.", "provision": "il-o1-m2"}
    number = seeded.act(MOFA_CONSULAR, "save_comment", **said).values["comment"]
    assert seeded.comment(number).layer == "institution"
    seeded.act(MOFA_CONSULAR, "send_submission", round=3)
    event = last_event(seeded)
    assert event.payload["for"] == seeded.viewer(MOFA_FOCAL).number
    assert (event.role, event.payload["own_role"]) == ("focal_point", "reviewer")
    with seeded.reading() as session:
        row = seeded.engagement()
        for who, told in ((MOFA_FOCAL, 2), (LEAD_FOCAL, 2), (OBSERVER, 0)):
            seen = session.scalars(scope.events(seeded.viewer(who), row)).all()
            assert sum(e.payload.get("for") is not None for e in seen) == told, who
    assert_rebuilt(seeded)


@SQLITE
def test_what_was_ended_meanwhile_is_asked_under_the_lock(seeded: Seeded) -> None:
    number = hand(seeded, LEAD, EXPERT, "lead_expert")
    looked_up = seeded.viewer(EXPERT)
    seeded.act(LEAD, "end_delegation", delegation=number)
    with pytest.raises(NotAllowed):
        perform(
            seeded.store, "propose_exception", actor=looked_up, engagement=IRAQ, **WAIVED
        )  # fmt: skip


@SQLITE
def test_only_in_its_days(seeded: Seeded) -> None:
    begins = AS_OF + timedelta(days=2)
    hand(seeded, LEAD, EXPERT, "lead_expert", starts_on=begins, until=begins)
    for days, held in ((0, []), (1, []), (2, ["lead_expert"]), (3, [])):
        with seeded.on(AS_OF + timedelta(days=days)):
            assert lent(seeded, EXPERT) == held
    with seeded.on(begins + timedelta(days=1)):
        assert_refused(seeded, "delegation_over", LEAD, "end_delegation", delegation=1)


@SQLITE
def test_what_cannot_be_handed_on(seeded: Seeded) -> None:
    hand(seeded, LEAD, TRANSLATOR, "lead_expert")
    expert = seeded.viewer(EXPERT).number
    told: dict[str, Any] = {"role": "lead_expert", "to": expert, "until": WEEK, "reason": "Leave."}
    for code, who, more in (
        ("delegated_on", TRANSLATOR, {}),
        ("role_not_held", EXPERT, {"to": seeded.viewer(TRANSLATOR).number}),
        ("role_not_held", LEAD, {"role": "administrator"}),
        ("unknown_role", LEAD, {"role": "king"}),
        ("deputy_elsewhere", LEAD, {"to": seeded.viewer(LEAD_FOCAL).number}),
        ("deputy_elsewhere", LEAD, {"to": "nobody"}),
        ("deputy_elsewhere", LEAD_FOCAL, {"role": "focal_point"}),
        ("deputy_elsewhere", LEAD, {"to": seeded.viewer(STAFF).number}),
        ("deputy_is_same", LEAD, {"to": seeded.viewer(LEAD).number}),
        ("delegated_already", LEAD, {"to": seeded.viewer(TRANSLATOR).number}),
        ("empty.deputy", LEAD, {"to": ""}),
        ("empty.delegation_until", LEAD, {"until": None}),
        ("empty.reason", LEAD, {"reason": " "}),
        ("delegation_ends_first", LEAD, {"until": AS_OF - timedelta(days=1)}),
        ("delegation_in_past", LEAD, {"starts_on": AS_OF - timedelta(days=1)}),
    ):
        assert_refused(seeded, code, who, "delegate_role", **told | more)
    seeded.act(ADMINISTRATOR, "grant_auditor", None, person=seeded.viewer(ADMINISTRATOR).number,
               engagements=[IRAQ], until=WEEK)  # fmt: skip
    auditor = seeded.viewer(ADMINISTRATOR).number
    assert_refused(seeded, "deputy_elsewhere", LEAD, "delegate_role", **told | {"to": auditor})
    own = told | {"role": "auditor"}
    assert_refused(seeded, "role_stays", ADMINISTRATOR, "delegate_role", **own)
    second = seeded.viewer(TRANSLATOR).number
    seeded.act(STAFF, "add_member", institution="ICMPD", role="expert", person=second)
    own = told | {"role": "expert", "to": second}
    assert_refused(seeded, "deputy_holds_it", EXPERT, "delegate_role", **own)
    for code, who in (("not_found", LEAD_FOCAL), ("not_your_role", EXPERT)):
        assert_refused(seeded, code, who, "end_delegation", delegation=1)


@SQLITE
def test_it_ends_with_the_seat_of_either(seeded: Seeded) -> None:
    hand(seeded, LEAD, EXPERT, "lead_expert")
    hand(seeded, MOFA_FOCAL, MOFA_CONSULAR, "focal_point")
    leaves = {"role": "focal_point", "reason": "Posted abroad."}
    seeded.act(STAFF, "end_member", person=seeded.viewer(MOFA_FOCAL).number, **leaves)
    assert lent(seeded, MOFA_CONSULAR) == [] and lent(seeded, EXPERT) == ["lead_expert"]
    leaves["role"] = "expert"
    seeded.act(STAFF, "end_member", person=seeded.viewer(EXPERT).number, **leaves)
    assert lent(seeded, EXPERT) == []
    held = assert_rebuilt(seeded)
    assert [row["revoked"] for row in held.delegations.values()] == [AS_OF, AS_OF]
    with seeded.reading() as session:
        told = [j.arguments["notice"] for j in session.scalars(select(Job)) if j.kind == "mail"]
    assert told.count("role_delegated") == 2 and told.count("delegation_ended") >= 2


def test_it_stays_in_its_engagement() -> None:
    seat = Seat(frozenset({"expert"}), 1, "ICMPD", "facility")
    held = Delegated(1, "giver", "lead_expert", WEEK)
    viewer = Viewer(1, "me", seats={1: seat, 2: seat}, delegations={1: (held,)})
    assert viewer.roles_in(1) == {"expert", "lead_expert"} and viewer.roles_in(2) == {"expert"}
    assert viewer.own_roles_in(1) == {"expert"} and viewer.selves(2) == {"me"}
    assert Viewer(1, "me", delegations={1: (held,)}).roles_in(1) == frozenset()


# Two people: who proposes, who confirms, and whether the two are two.
# T is the translator, who holds nothing of the matter but what others lend.
PAIRS: list[tuple[list[tuple[str, str, str]], str, str, bool]] = [
    ([], LEAD, EXPERT, True),
    ([], LEAD, LEAD, False),
    ([(LEAD, EXPERT, "lead_expert")], LEAD, EXPERT, False),
    ([(LEAD, TRANSLATOR, "lead_expert")], TRANSLATOR, LEAD, False),
    ([(LEAD, TRANSLATOR, "lead_expert")], TRANSLATOR, TRANSLATOR, False),
    ([(LEAD, TRANSLATOR, "lead_expert")], TRANSLATOR, EXPERT, True),
    ([(EXPERT, TRANSLATOR, "expert")], LEAD, TRANSLATOR, True),
    ([(LEAD, TRANSLATOR, "lead_expert"), (EXPERT, TRANSLATOR, "expert")], LEAD, TRANSLATOR, False),
    (
        [(LEAD, TRANSLATOR, "lead_expert"), (LEAD, EXPERT, "lead_expert")],
        TRANSLATOR,
        EXPERT,
        False,
    ),
]


def confirmed(seeded: Seeded, given: list[tuple[str, str, str]], by: str, then: str) -> bool:
    """Whether `then` may confirm what `by` proposed, after these delegations."""
    for row in given:
        hand(seeded, *row)
    number = seeded.act(by, "propose_exception", **WAIVED).values["exception"]
    try:
        seeded.act(then, "confirm_exception", exception=number)
    except NotAllowed:
        return False
    return True


@SQLITE
@pytest.mark.parametrize(("given", "by", "then", "two"), PAIRS)
def test_two_people_confirm_an_exception(
    seeded: Seeded, given: list[tuple[str, str, str]], by: str, then: str, two: bool
) -> None:
    assert confirmed(seeded, given, by, then) == two
    assert_rebuilt(seeded)


@SQLITE
def test_a_hole_in_it_would_be_found(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the two numbers are compared, the deputy of who proposed it could confirm."""

    def only_numbers(work: Any, by: str, behalf: str | None) -> None:
        if by == work.actor.number:
            raise NotAllowed(())

    monkeypatch.setattr("srf_policy.operations.exceptions.refuse_both_seats", only_numbers)
    given, by, then, two = PAIRS[2]
    assert confirmed(seeded, given, by, then) and not two


@SQLITE
def test_two_people_confirm_a_move(seeded: Seeded) -> None:
    story.answer_all_comments(seeded)
    story.validate(seeded)
    act = {"authority": {"en": "Cabinet"}, "decision": "1", "compared": "not_seen"}
    seeded.act(LEAD_FOCAL, "record_agreement", move="present")
    seeded.act(EXPERT, "record_adoption", **act)
    move = {"move": "record_adoption"}
    ends = hand(seeded, LEAD, EXPERT, "lead_expert")
    seeded.act(LEAD, "make_move", **move)
    assert_refused(seeded, "same_person_behind", EXPERT, "confirm_move", **move)
    seeded.act(LEAD, "take_back_move", **move)
    seeded.act(LEAD, "end_delegation", delegation=ends)
    hand(seeded, LEAD, TRANSLATOR, "lead_expert")
    seeded.act(TRANSLATOR, "make_move", **move)
    assert seeded.facts().proposal.behalf == seeded.viewer(LEAD).number  # type: ignore[union-attr]
    assert_refused(seeded, "same_person_behind", LEAD, "confirm_move", **move)
    assert_rebuilt(seeded)
    seeded.act(EXPERT, "confirm_move", **move)
    with seeded.reading() as session:
        moved = session.scalars(
            select(HistoryEvent).where(HistoryEvent.verb == "propose_move")
        ).all()[-1]
    assert moved.payload["for"] == seeded.viewer(LEAD).number
    assert_rebuilt(seeded)
