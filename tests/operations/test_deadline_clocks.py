"""Deadlines while clocks jump, stand still, or run for years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Deadline, Engagement, WorkflowDefinition
from srf_policy.engine.canonical import canonical, digest
from srf_policy.engine.loading import shipped
from srf_policy.operations import scanning
from srf_policy.operations.scanning import scan
from tests.makers import (
    ADMINISTRATOR,
    EXPERT,
    IRAQ,
    LEAD,
    LEAD_FOCAL,
    VALIDATORS,
    Seeded,
)
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.watching import (
    CLOSES,
    REMIND,
    SQLITE,
    forget_what_was_done,
    mails,
    noted,
    number,
    open_round,
    rows,
)
from tests.stories import test_iraq as story


def check_jumps(seeded: Seeded) -> None:
    """The clock jumps forth over everything, back, and forth again."""
    open_round(seeded)
    for day in (date(2020, 3, 1), date(2019, 12, 1), REMIND, date(2019, 12, 21), date(2020, 3, 1)):
        with seeded.on(day):
            scan(seeded.store)
    assert len(noted(seeded, "skip_reminder")) == 1, "nobody is reminded of a day that has passed"
    assert noted(seeded, "remind") == [] and mails(seeded, "remind_round") == []
    (closed,) = (e for e in noted(seeded, "close_round") if e.payload["round"] == 3)
    assert closed.occurred_on == CLOSES and closed.origin == "system"
    assert rows(seeded, "round_closes", "done")["round:3"] == CLOSES


@SQLITE
def test_a_clock_that_jumps_forth_and_back(seeded: Seeded) -> None:
    check_jumps(seeded)
    assert_rebuilt(seeded)


@SQLITE
@pytest.mark.parametrize("missed", ["too_late", "last"])
def test_planted_bugs_of_jumps_are_found(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch, missed: str
) -> None:
    if missed == "too_late":
        monkeypatch.setattr(scanning, "too_late", lambda *_: False)
    else:
        forget_what_was_done(monkeypatch)
        monkeypatch.setattr(scanning.Task, "key", property(lambda _: clock.now().isoformat()))
    with pytest.raises(AssertionError):
        check_jumps(seeded)


def check_suspension(seeded: Seeded) -> None:
    """Nothing is due while it stands; then what was left of the time is left again."""
    open_round(seeded)
    with seeded.on(date(2019, 12, 10)):
        seeded.act(LEAD, "suspend", reason="Elections.", review_on=date(2020, 1, 15))
    for day in (REMIND, date(2020, 1, 5)):
        with seeded.on(day):
            assert scan(seeded.store) == []
            assert rows(seeded, "suspension_review")
    with seeded.on(date(2020, 1, 9)):
        seeded.act(LEAD, "resume", reason="A government.")
        assert rows(seeded, "round_closes") == {"round:3": date(2020, 1, 19)}
        assert rows(seeded, "suspension_review") == {}
        assert scan(seeded.store) == []
    with seeded.on(date(2020, 1, 13)):
        assert [t.act.split(": ")[1] for t in scan(seeded.store)] == [
            "remind invited_without_answer"
        ]


@SQLITE
def test_a_suspension_stops_the_clocks(seeded: Seeded) -> None:
    check_suspension(seeded)
    assert_rebuilt(seeded)


@SQLITE
def test_planted_bugs_of_the_suspension_are_found(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    from srf_policy.operations import suspension

    monkeypatch.setattr(suspension, "move_days", lambda *_: [])
    with pytest.raises(AssertionError):
        check_suspension(seeded)


@SQLITE
def test_a_suspension_is_looked_at_again(seeded: Seeded) -> None:
    seeded.act(LEAD, "suspend", reason="Elections.", review_on=date(2020, 1, 15))
    with seeded.on(date(2020, 1, 16)):
        assert [task.kind for task in scan(seeded.store)] == ["suspension_review"]
    assert number(seeded, LEAD) in mails(seeded, "tell_due")
    with seeded.on(date(2020, 1, 31)):
        scan(seeded.store)
        seeded.act(LEAD, "resume", reason="x")
    assert mails(seeded, "escalate_due") == [number(seeded, ADMINISTRATOR)]
    assert rows(seeded, "suspension_review") == {}


@SQLITE
def test_time_alone_never_changes_a_stage(seeded: Seeded) -> None:
    open_round(seeded)
    seeded.act(EXPERT, "plan_presentation", body="committees", planned_on=date(2019, 12, 30))
    before = seeded.engagement()
    moment = datetime(2019, 11, 28, tzinfo=UTC)
    for _ in range(80):
        moment += timedelta(days=45)
        with clock.standing_at(moment):
            scan(seeded.store)
    after = seeded.engagement()
    kept = ("stage", "stage_entered_seq", "moves", "suspended_on", "ended_on", "sealed_at")
    assert [getattr(after, k) for k in kept] == [getattr(before, k) for k in kept]
    assert len(noted(seeded, "propose_suspension")) == 1
    acts = noted(seeded, "tell_deadline", "escalate_deadline")
    assert len({(e.verb, e.payload["about"], e.payload["act"]) for e in acts}) == len(acts)


@SQLITE
def test_a_target_that_has_passed_is_told_and_then_brought_before_others(seeded: Seeded) -> None:
    """The seed's draft stands beyond its time: told once, brought before administrators once."""
    assert [task.act for task in scan(seeded.store)] == [
        "0 days after stage_target: tell lead_expert",
        "28 days after stage_target: escalate administrator",
    ]
    assert scan(seeded.store) == []
    assert mails(seeded, "tell_due") == [number(seeded, LEAD)]
    assert mails(seeded, "escalate_due") == [number(seeded, ADMINISTRATOR)]
    with seeded.reading() as session:
        row = session.scalars(
            select(Deadline).where(Deadline.kind == "stage_target", Deadline.state == "open")
        ).one()
        assert row.escalated_at is not None


@SQLITE
def test_silence_is_told_and_a_suspension_proposed_until_somebody_acts(seeded: Seeded) -> None:
    from srf_policy.store.queries import days

    quiet = date(2020, 7, 1)
    with seeded.on(quiet):
        scan(seeded.store)
        assert scan(seeded.store) == []
        with seeded.reading() as session:
            assert days.proposed(session, [seeded.engagement().id])
        seeded.act(LEAD, "suspend", reason="Nothing moves.")
        seeded.act(LEAD, "resume", reason="It does.")
        with seeded.reading() as session:
            assert days.proposed(session, [seeded.engagement().id]) == {}
    with seeded.on(date(2020, 10, 1)):
        scan(seeded.store)
    assert len(noted(seeded, "propose_suspension")) == 1
    with seeded.on(date(2021, 1, 15)):
        scan(seeded.store)
    assert len(noted(seeded, "propose_suspension")) == 2


@SQLITE
def test_who_has_no_position_is_reminded(seeded: Seeded) -> None:
    story.answer_all_comments(seeded)
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    assert rows(seeded, "ballot_closes") == {"ballot:1": date(2020, 1, 11)}
    assert rows(seeded, "stage_target", "done")
    seeded.act(VALIDATORS["MoFA"], "take_position", position="endorse")
    with seeded.on(date(2020, 1, 6)):
        scan(seeded.store)
    told = mails(seeded, "remind_ballot")
    assert number(seeded, VALIDATORS["MoI"]) in told
    assert number(seeded, VALIDATORS["MoFA"]) not in told


@SQLITE
def test_an_engagement_on_the_first_version_has_days_and_no_acts(seeded: Seeded) -> None:
    """It stays on the rules with which it began, until it is moved to others."""
    put_on_the_first_version(seeded)
    seeded.act(LEAD, "open_round", closes_on=CLOSES, invited=["MoFA"])
    assert rows(seeded, "round_closes") == {"round:3": CLOSES}
    with seeded.on(date(2021, 1, 1)):
        assert scan(seeded.store) == []


def put_on_the_first_version(seeded: Seeded) -> None:
    first = shipped("national_policy").model_copy(update={"version": 1, "deadlines": ()})
    data = canonical(first)
    with seeded.store.database.writing() as session:
        session.add(
            WorkflowDefinition(
                sha256=digest(data), name=first.workflow, version=1, canonical=data,
                stored_at=clock.now(),
            )
        )  # fmt: skip
        session.flush()
        row = session.scalars(select(Engagement).where(Engagement.code == IRAQ)).one()
        row.workflow_sha256 = digest(data)
