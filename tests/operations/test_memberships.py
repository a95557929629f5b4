"""Institutions and members: renamed, ended, succeeded, with dates; what is refused and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from srf_policy.domain import Engagement, HistoryEvent, Member, WebSession
from srf_policy.domain.errors import NotAllowed, NotFound, Stale
from srf_policy.operations.accounts import session_of, sign_in
from srf_policy.operations.people import hash_password
from tests.makers import (
    ADMINISTRATOR,
    EXPERT,
    LEAD,
    LEAD_FOCAL,
    MOFA_CONSULAR,
    MOFA_FOCAL,
    MOI_FOCAL,
    STAFF,
    TRANSLATOR,
    VALIDATORS,
    Seeded,
)
from tests.operations.rebuild_people import Payload
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, last_event, refusal

PASSWORD = "a password for tests"
LEFT = {"reason": "Called to another post."}
NEW = {"address": "new.person@example.org", "name": {"en": "A New Person"}}


def number(seeded: Seeded, address: str) -> str:
    return seeded.viewer(address).number


def seats(seeded: Seeded, address: str) -> frozenset[str]:
    return seeded.viewer(address).roles_in(seeded.engagement().id)


def end(seeded: Seeded, leaver: str, role: str, /, by: str = STAFF, **more: Any) -> Any:
    person = number(seeded, leaver)
    return seeded.act(by, "end_member", person=person, role=role, **LEFT | more).values


def remark(seeded: Seeded, by: str = MOFA_CONSULAR) -> int:
    said = {"round": 2, "answer": "remark", "text": "Not sent yet.", "provision": "il-o1-m2"}
    return int(seeded.act(by, "save_comment", **said).values["comment"])


def test_a_member_leaves_and_the_session_ends_at_once(seeded: Seeded) -> None:
    person = number(seeded, MOFA_CONSULAR)
    hashed = hash_password(PASSWORD)
    seeded.act(ADMINISTRATOR, "set_password", None, person=person, password_hash=hashed)
    token = sign_in(seeded.store, MOFA_CONSULAR, PASSWORD, "here")
    end(seeded, MOFA_CONSULAR, "reviewer")
    with seeded.reading() as session:
        assert session_of(session, token) is None
    assert seats(seeded, MOFA_CONSULAR) == frozenset()
    told = last_event(seeded).payload
    assert told["signed_out"] is True
    assert told["person"] == person
    with pytest.raises(NotFound):
        remark(seeded)
    assert_rebuilt(seeded)


def test_who_has_another_seat_stays_signed_in(seeded: Seeded) -> None:
    person = number(seeded, MOFA_CONSULAR)
    seeded.act(STAFF, "add_member", person=person, institution="MoFA", role="validator")
    with seeded.store.database.writing() as session:
        row = seeded.viewer(MOFA_CONSULAR).person_id
        now = last_event(seeded).recorded_at
        session.add(WebSession(token_hash="x", person_id=row, created_at=now, seen_at=now))
    end(seeded, MOFA_CONSULAR, "reviewer")
    assert last_event(seeded).payload["signed_out"] is False
    assert seats(seeded, MOFA_CONSULAR) == {"validator"}
    with seeded.reading() as session:
        assert session.scalar(select(func.count()).select_from(WebSession)) == 1


def test_what_was_not_sent_passes_to_the_successor(seeded: Seeded) -> None:
    mine, whole = remark(seeded), remark(seeded, MOFA_FOCAL)
    old, before = number(seeded, MOFA_CONSULAR), seeded.comment(mine)
    end(seeded, MOFA_CONSULAR, "reviewer", **NEW)
    heir = number(seeded, NEW["address"])
    assert seats(seeded, NEW["address"]) == {"reviewer"}
    assert seeded.comment(mine).author == heir
    assert seeded.comment(mine).version == before.version + 1
    assert seeded.comment(mine).department == before.department
    assert seeded.comment(whole).author == number(seeded, MOFA_FOCAL)
    told = last_event(seeded)
    assert (told.verb, told.payload["comments"]) == ("succeed_member", [mine])
    assert (told.payload["person"], told.payload["successor"]) == (old, heir)
    assert_rebuilt(seeded)


def test_the_successor_writes_on_where_the_other_stopped(seeded: Seeded) -> None:
    mine = remark(seeded)
    end(seeded, MOFA_CONSULAR, "reviewer", **NEW)
    seeded.act(
        NEW["address"], "save_comment", round=2, answer="remark", text="Mine.", comment=mine,
        provision="il-o1-m2",
    )  # fmt: skip
    assert seeded.comment(mine).version == 3


def test_a_successor_can_be_named_later(seeded: Seeded) -> None:
    mine = remark(seeded)
    end(seeded, MOFA_CONSULAR, "reviewer")
    assert seeded.comment(mine).author == number(seeded, MOFA_CONSULAR)
    who = {"person": number(seeded, MOFA_CONSULAR), "role": "reviewer"}
    assert_refused(seeded, "empty.successor", STAFF, "succeed_member", **who)
    early = {"occurred_on": date(2019, 11, 1)}
    assert_refused(seeded, "before_end_of_membership", STAFF, "succeed_member", **who | NEW | early)
    assert seeded.act(STAFF, "succeed_member", **who, **NEW).values["comments"] == [mine]
    with pytest.raises(Stale):
        seeded.act(STAFF, "succeed_member", **who, address="x@example.org", name={"en": "X"})
    assert_rebuilt(seeded)


def test_a_proposal_stays_the_one_of_who_made_it(seeded: Seeded) -> None:
    waived = {"move": "submit_for_validation", "guard": "lead_agrees", "reason": "No minister."}
    seeded.act(LEAD, "propose_exception", **waived)
    old = number(seeded, LEAD)
    end(seeded, LEAD, "lead_expert", address=EXPERT)
    assert seats(seeded, EXPERT) == {"lead_expert", "expert"}
    held = assert_rebuilt(seeded)
    assert held.exceptions[1]["proposed_by"] == old
    seeded.act(EXPERT, "confirm_exception", exception=1)


def test_the_second_of_two_people_is_told_who_was_first(seeded: Seeded) -> None:
    end(seeded, MOI_FOCAL, "focal_point")
    error = refusal(
        seeded, ADMINISTRATOR, "end_member", person=number(seeded, MOI_FOCAL),
        role="focal_point", **LEFT,
    )  # fmt: skip
    assert isinstance(error, Stale)
    message = error.problems[0].message
    assert message.code == "refused.stale"
    assert message.params["what"].code == "event.end_member"


def test_what_was_shown_must_still_be_so(seeded: Seeded) -> None:
    person = number(seeded, MOFA_CONSULAR)
    seeded.act(STAFF, "add_member", person=person, institution="MoFA", role="validator")
    with pytest.raises(Stale):
        end(seeded, MOFA_CONSULAR, "reviewer", expected="1")


def ending(leaving: str, role: str, /, **more: Any) -> Payload:
    return {"address_of": leaving, "role": role, **LEFT, **more}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("member_already", ending(MOFA_FOCAL, "focal_point", address=LEAD_FOCAL)),
        ("member_elsewhere", ending(MOFA_CONSULAR, "reviewer", address=MOI_FOCAL)),
        ("successor_is_same", ending(MOFA_CONSULAR, "reviewer", address=MOFA_CONSULAR)),
        ("new_person_name", ending(MOFA_CONSULAR, "reviewer", address="who@example.org")),
        ("bad_address", ending(MOFA_CONSULAR, "reviewer", address="no address")),
        ("empty.reason", ending(MOFA_CONSULAR, "reviewer", reason=" ")),
        ("date_in_future", ending(MOFA_CONSULAR, "reviewer", occurred_on=date(2019, 12, 1))),
        ("date_before_engagement", ending(MOFA_CONSULAR, "reviewer", occurred_on=date(2001, 1, 1))),
        ("not_found", ending(MOFA_CONSULAR, "validator")),
        ("not_found", ending(VALIDATORS["MoI"], "reviewer")),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_bad_endings(seeded: Seeded, code: str, told: Payload) -> None:
    person = number(seeded, told["address_of"])
    args = {name: value for name, value in told.items() if name != "address_of"}
    assert_refused(seeded, code, STAFF, "end_member", person=person, **args)


def test_an_unknown_or_foreign_person_is_not_found(seeded: Seeded) -> None:
    other = number(seeded, "auditor@example.org")
    for person in ("nobody", other):
        assert_refused(seeded, "not_found", STAFF, "end_member", person=person, role="expert",
                       **LEFT)  # fmt: skip


def test_a_member_who_is_a_member_already_in_that_role(seeded: Seeded) -> None:
    """Two people of one ministry: who validates already cannot follow another validator."""
    person = {"institution": "MoFA", "role": "reviewer", "person": number(seeded, MOFA_FOCAL)}
    seeded.act(STAFF, "add_member", **person)
    told = {"person": number(seeded, MOFA_CONSULAR), "role": "reviewer", **LEFT}
    assert_refused(seeded, "member_already", STAFF, "end_member", **told, address=MOFA_FOCAL)
    assert seats(seeded, MOFA_CONSULAR) == {"reviewer"}


def test_who_left_may_come_back(seeded: Seeded) -> None:
    person = number(seeded, MOFA_CONSULAR)
    end(seeded, MOFA_CONSULAR, "reviewer")
    seeded.act(STAFF, "add_member", person=person, institution="MoFA", role="reviewer")
    assert seats(seeded, MOFA_CONSULAR) == {"reviewer"}
    end(seeded, MOFA_CONSULAR, "reviewer")
    assert_rebuilt(seeded)


@pytest.mark.parametrize("address", [LEAD, EXPERT, MOFA_FOCAL, TRANSLATOR])
def test_only_administrators_and_staff_end_memberships(seeded: Seeded, address: str) -> None:
    told = {"person": number(seeded, MOFA_CONSULAR), "role": "reviewer", **LEFT}
    assert isinstance(refusal(seeded, address, "end_member", **told), NotAllowed)
    if address != LEAD:
        more = {"institution": "MoFA", "role": "reviewer", **NEW}
        assert isinstance(refusal(seeded, address, "add_member", **more), NotAllowed)


def test_a_lead_expert_adds_a_person_who_was_not_known(seeded: Seeded) -> None:
    seeded.act(LEAD, "add_member", institution="MoFA", role="reviewer", language="ar", **NEW)
    viewer = seeded.viewer(NEW["address"])
    assert viewer.language == "ar"
    with seeded.reading() as session:
        made = session.scalars(
            select(HistoryEvent).where(HistoryEvent.verb == "add_person")
        ).all()[-1]  # fmt: skip
        assert made.payload["person"] == viewer.number
        assert made.role == "lead_expert"
        assert "New Person" not in made.canonical.decode()
    assert_rebuilt(seeded)


def test_no_table_holds_two_open_seats_of_one_role(seeded: Seeded) -> None:
    with seeded.reading() as session:
        query = (
            select(Engagement.code, Member.person_id, Member.role, func.count())
            .join(Engagement, Engagement.id == Member.engagement_id)
            .where(Member.ended_on.is_(None))
            .group_by(Engagement.code, Member.person_id, Member.role)
        )
        assert all(count == 1 for *_, count in session.execute(query))
