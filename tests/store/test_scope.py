"""Who reads what: one remark in each layer, and everybody who must not see it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Member
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.domain.viewer import Viewer
from srf_policy.operations import perform
from srf_policy.operations.people import SYSTEM
from srf_policy.store import people, scope
from tests.makers import (
    ADMINISTRATOR,
    EXPERT,
    IRAQ,
    LEAD,
    LEAD_FOCAL,
    LEGAL,
    MOFA_CONSULAR,
    MOFA_FOCAL,
    MOI_FOCAL,
    OBSERVER,
    STAFF,
    TRANSLATOR,
    VALIDATORS,
    Seeded,
)

FACILITY = (LEAD, EXPERT, ADMINISTRATOR, STAFF, TRANSLATOR)
LEAD_INSTITUTION = (LEAD_FOCAL, LEGAL)
COLLEAGUE, OTHER_DEPARTMENT = "colleague@example.org", "budget@example.org"
STRANGER = "stranger@example.org"
SENT, WRITING = 3, 4
"""Rounds: in one MoFA has sent its reply, in the other it has not."""
MOFA = (MOFA_FOCAL, MOFA_CONSULAR, COLLEAGUE, OTHER_DEPARTMENT, VALIDATORS["MoFA"])
EVERYBODY = (*FACILITY, *LEAD_INSTITUTION, *MOFA, MOI_FOCAL, VALIDATORS["MoI"], OBSERVER, STRANGER)


class Canaries(NamedTuple):
    department: int
    institution: int
    engagement: int


def join(seeded: Seeded, address: str, institution: str, role: str, department: str = "") -> None:
    made = perform(seeded.store, "add_person", actor=SYSTEM, address=address, name={"en": address})
    seeded.act(
        ADMINISTRATOR, "add_member", person=made.values["person"], institution=institution,
        role=role, department=department,
    )  # fmt: skip


@pytest.fixture
def canaries(seeded: Seeded) -> tuple[Seeded, Canaries]:
    """MoFA says one thing within its consular department, one within the ministry, one to all."""
    join(seeded, COLLEAGUE, "MoFA", "reviewer", "consular")
    join(seeded, OTHER_DEPARTMENT, "MoFA", "reviewer", "budget")
    perform(seeded.store, "add_person", actor=SYSTEM, address=STRANGER, name={"en": "Nobody"})
    with seeded.store.database.writing() as session:
        person = people.find_by_address(session, seeded.store.keys, MOFA_CONSULAR)
        assert person is not None
        seat = session.scalars(select(Member).where(Member.person_id == person.id)).one()
        seat.department = "consular"
    for _ in (SENT, WRITING):
        seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI"])
    said = Canaries(
        write(seeded, MOFA_CONSULAR, SENT),
        write(seeded, MOFA_FOCAL, WRITING),
        write(seeded, MOFA_FOCAL, SENT),
    )
    seeded.act(MOFA_FOCAL, "send_submission", round=SENT)
    return seeded, said


def write(seeded: Seeded, address: str, round: int) -> int:
    answer = seeded.act(address, "save_comment", **{**remark("canary"), "round": round})
    return int(answer.values["comment"])


def remark(text: str) -> dict[str, object]:
    return {"round": SENT, "answer": "remark", "text": text, "provision": "il-o1-m2"}


def seen(seeded: Seeded, address: str) -> set[int]:
    with seeded.reading() as session:
        query = scope.comments(seeded.viewer(address), seeded.engagement().id)
        return {c.number for c in session.scalars(query)}


def readers(seeded: Seeded, number: int) -> set[str]:
    return {address for address in EVERYBODY if number in seen(seeded, address)}


def test_each_layer_has_its_readers(canaries: tuple[Seeded, Canaries]) -> None:
    seeded, said = canaries
    assert readers(seeded, said.department) == {MOFA_FOCAL, MOFA_CONSULAR, COLLEAGUE}
    assert readers(seeded, said.institution) == set(MOFA)
    assert readers(seeded, said.engagement) == {*FACILITY, *LEAD_INSTITUTION, *MOFA}


def test_several_engagements_at_once_give_the_same(canaries: tuple[Seeded, Canaries]) -> None:
    seeded, _ = canaries
    here = seeded.engagement().id
    for address in EVERYBODY:
        with seeded.reading() as session:
            query = scope.comments_in(seeded.viewer(address), [here, 999])
            assert {c.number for c in session.scalars(query)} == seen(seeded, address)


def test_answers_are_seen_with_their_comments(canaries: tuple[Seeded, Canaries]) -> None:
    seeded, said = canaries
    given = seeded.comment(said.engagement).response_id
    assert given is None
    seeded.act(LEAD, "answer_comment", comment=said.engagement, disposition="noted")
    given = seeded.comment(said.engagement).response_id
    for address in EVERYBODY:
        with seeded.reading() as session:
            query = scope.responses(seeded.viewer(address), seeded.engagement().id)
            found = given in {r.id for r in session.scalars(query)}
        assert found == (said.engagement in seen(seeded, address))


def test_the_history_tells_of_no_remark_that_was_not_sent(
    canaries: tuple[Seeded, Canaries],
) -> None:
    seeded, said = canaries
    for address in (*FACILITY, *LEAD_INSTITUTION):
        assert f"comment:{said.department}" not in subjects(seeded, address)
        assert f"comment:{said.engagement}" in subjects(seeded, address)
    assert f"comment:{said.department}" in subjects(seeded, MOFA_CONSULAR)


def subjects(seeded: Seeded, address: str) -> list[str]:
    with seeded.reading() as session:
        query = scope.events(seeded.viewer(address), seeded.engagement())
        return [event.subject for event in session.scalars(query)]


def test_ministries_read_the_public_part_of_the_history_and_their_own(seeded: Seeded) -> None:
    with seeded.reading() as session:
        viewer = seeded.viewer(MOI_FOCAL)
        found = session.scalars(scope.events(viewer, seeded.engagement())).all()
    assert {e.verb for e in found if e.actor != viewer.number} <= scope.PUBLIC_VERBS
    assert any(e.actor == viewer.number for e in found)
    assert len(found) < seeded.engagement().event_count


def test_the_observer_reads_no_remark(seeded: Seeded) -> None:
    assert seen(seeded, OBSERVER) == set()
    assert len(seen(seeded, LEAD)) == 44


def test_restricted_papers_are_the_facilitys_and_the_leads(seeded: Seeded) -> None:
    seeded.act(
        EXPERT, "file_paper", kind="letter", sender="MoI", addressee="ICMPD", title={"en": "x"},
        ref="secret", restricted=True,
    )  # fmt: skip
    join(seeded, STRANGER, "EUD", "observer")
    for address in (*FACILITY, *LEAD_INSTITUTION, MOI_FOCAL, MOFA_CONSULAR, OBSERVER, STRANGER):
        with seeded.reading() as session:
            query = scope.papers(seeded.viewer(address), seeded.engagement().id)
            refs = {paper.ref for paper in session.scalars(query)}
        assert ("secret" in refs) == (address in (*FACILITY, *LEAD_INSTITUTION))
        assert "req" in refs


def positions(seeded: Seeded, address: str, closed: bool) -> set[str]:
    with seeded.reading() as session:
        query = scope.positions(seeded.viewer(address), seeded.engagement().id, closed)
        return {row.position for row in session.scalars(query)}


def test_positions_of_others_are_seen_when_the_ballot_is_closed(seeded: Seeded) -> None:
    open_ballot(seeded)
    seeded.act(VALIDATORS["MoFA"], "take_position", position="endorse")
    seeded.act(VALIDATORS["MoI"], "take_position", position="reservation", text="Why.")
    both = {"endorse", "reservation"}
    assert positions(seeded, LEAD, False) == positions(seeded, LEGAL, False) == both
    assert positions(seeded, VALIDATORS["MoFA"], False) == {"endorse"}
    assert positions(seeded, MOFA_CONSULAR, False) == {"endorse"}
    assert positions(seeded, OBSERVER, False) == set()
    assert positions(seeded, VALIDATORS["MoJ"], False) == set()
    assert positions(seeded, VALIDATORS["MoJ"], True) == both


def open_ballot(seeded: Seeded) -> None:
    for number in seeded.open_comments():
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")


def test_text_between_two_revisions_is_the_facilitys_and_the_leads(seeded: Seeded) -> None:
    here = seeded.engagement().id
    for address in (*FACILITY, *LEAD_INSTITUTION):
        assert scope.sees_working_draft(seeded.viewer(address), here)
    for address in (MOFA_FOCAL, MOI_FOCAL, OBSERVER):
        assert not scope.sees_working_draft(seeded.viewer(address), here)


def told(seeded: Seeded, viewer: Viewer, code: str) -> tuple[object, ...]:
    with seeded.reading() as session, pytest.raises(NotFound) as error:
        scope.engagement(session, viewer, code)
    return error.value.problems


def test_a_foreign_engagement_answers_like_one_that_does_not_exist(seeded: Seeded) -> None:
    perform(seeded.store, "add_person", actor=SYSTEM, address=STRANGER, name={"en": "Nobody"})
    stranger = seeded.viewer(STRANGER)
    assert told(seeded, stranger, IRAQ) == told(seeded, stranger, "XXX-NONE")
    answers = [refusal(seeded, STRANGER, code) for code in (IRAQ, "XXX-NONE")]
    assert answers[0] == answers[1]
    with seeded.reading() as session:
        assert session.scalars(scope.engagements(stranger)).all() == []


def refusal(
    seeded: Seeded, address: str, code: str, verb: str = "make_move", **args: object
) -> object:
    with pytest.raises(Refused) as error:
        perform(
            seeded.store, verb, actor=seeded.viewer(address), engagement=code,
            **(args or {"move": "close"}),
        )  # fmt: skip
    return type(error.value), error.value.problems


def test_a_foreign_comment_answers_like_one_that_does_not_exist(
    canaries: tuple[Seeded, Canaries],
) -> None:
    seeded, said = canaries
    for address, verb, more in (
        (MOI_FOCAL, "take_up_comment", {}),
        (MOI_FOCAL, "save_comment", remark("mine now")),
        (OTHER_DEPARTMENT, "save_comment", remark("mine now")),
        (LEAD, "answer_comment", {"disposition": "noted"}),
    ):
        there = refusal(seeded, address, IRAQ, verb, comment=said.department, **more)
        nowhere = refusal(seeded, address, IRAQ, verb, comment=9999, **more)
        assert there == nowhere, (address, verb)


def test_a_round_without_an_invitation_answers_like_no_round(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA"])
    args = {"answer": "remark", "text": "x"}
    there = refusal(seeded, MOI_FOCAL, IRAQ, "save_comment", round=3, **args)
    assert there == refusal(seeded, MOI_FOCAL, IRAQ, "save_comment", round=99, **args)


def test_a_provision_of_the_working_draft_answers_like_no_provision(seeded: Seeded) -> None:
    new = {"id": "secret-m1", "kind": "measure", "fields": {"words": {"en": "Not yet told."}}}
    seeded.act(LEAD, "change_text", changes=[{"insert": new, "parent": None, "after": None}])
    args = {"round": 2, "answer": "remark", "text": "x"}
    for provision in ("secret-m1", "never-m1"):
        _, problems = refusal(seeded, MOFA_FOCAL, IRAQ, "save_comment", provision=provision, **args)
        assert [p.message.code for p in problems] == ["refused.unknown_provision"]


def test_a_seat_counts_from_its_first_day_to_its_last(seeded: Seeded) -> None:
    with seeded.store.database.writing() as session:
        person = people.find_by_address(session, seeded.store.keys, MOI_FOCAL)
        assert person is not None
        seat = session.scalars(select(Member).where(Member.person_id == person.id)).one()
        seat.ended_on = clock.today()
    assert not seeded.viewer(MOI_FOCAL).seats
    with seeded.on(date(2019, 11, 26)):
        assert seeded.viewer(MOI_FOCAL).seats
