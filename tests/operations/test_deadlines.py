"""The scanner: each act once, at its moment, however many scan.

Each guarantee is a function that checks it; the same function must fail where the guarantee is
broken on purpose.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text

from srf_policy import clock
from srf_policy.domain import Deadline
from srf_policy.engine import deadlines as pure
from srf_policy.operations import deadlines, perform, reminding, scanning
from srf_policy.operations.accounts import open_store
from srf_policy.operations.scanning import scan
from tests.makers import (
    ADMINISTRATOR,
    IRAQ,
    LEAD,
    MOFA_FOCAL,
    MOI_FOCAL,
    Seeded,
)
from tests.operations.trying import assert_refused
from tests.operations.watching import (
    CLOSES,
    REMIND,
    SQLITE,
    due,
    forget_what_was_done,
    mails,
    noted,
    number,
    open_round,
)


def check_reminded_once(seeded: Seeded) -> None:
    """Once, at its moment, to who has not answered; nothing more at the next looks."""
    open_round(seeded)
    seeded.act(MOI_FOCAL, "save_comment", round=3, answer="agree", provision="il-o1-m1")
    seeded.act(MOI_FOCAL, "send_submission", round=3)
    with clock.standing_at(datetime(2019, 12, 12, 20, 59, tzinfo=UTC)):
        assert scan(seeded.store) == []
    with clock.standing_at(datetime(2019, 12, 12, 21, 1, tzinfo=UTC)):  # Baghdad's midnight
        assert [task.kind for task in scan(seeded.store)] == ["round_closes"]
        assert due(seeded) == scan(seeded.store) == []
    for day in (REMIND, date(2019, 12, 18)):
        with seeded.on(day):
            assert scan(seeded.store) == []
    assert mails(seeded, "remind_round") == [number(seeded, MOFA_FOCAL)]
    with seeded.reading() as session:
        row = session.scalars(select(Deadline).where(Deadline.subject == "round:3")).one()
        assert row.reminded_at is not None
    assert [e.origin for e in noted(seeded, "remind")] == ["system"]


def test_a_reminder_is_sent_once(seeded: Seeded) -> None:
    check_reminded_once(seeded)


def remind_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_work: Any, _row: Any) -> list[str]:
        return ["MoFA", "MoI"]

    monkeypatch.setattr(reminding, "_silent", silent)


def days_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "zone_of", lambda _: pure.ZoneInfo("UTC"))


def too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pure.Act.at
    monkeypatch.setattr(pure.Act, "at", lambda *a: real(*a) - timedelta(hours=6))


@SQLITE
@pytest.mark.parametrize(
    "bug", [forget_what_was_done, remind_everybody, days_of_the_server, too_early]
)
def test_planted_bugs_of_the_reminder_are_found(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch, bug: Callable[[Any], None]
) -> None:
    bug(monkeypatch)
    with pytest.raises(AssertionError):
        check_reminded_once(seeded)


def check_together(seeded: Seeded) -> None:
    """Two scanners that have both seen the same task: one does it."""
    open_round(seeded)
    stores = [open_store(seeded.settings) for _ in range(2)]
    ready, standing = threading.Barrier(2), datetime(2019, 12, 14, tzinfo=UTC)

    def work(store: Any) -> None:
        with clock.standing_at(standing):
            with store.database.reading() as session:
                found = list(scanning._due_now(session, clock.now()))
            ready.wait(20)
            for task in found:
                scanning._do(store, task)

    workers = [threading.Thread(target=work, args=(store,)) for store in stores]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    for store in stores:
        store.database.dispose()
    assert len(noted(seeded, "remind")) == 1
    assert len(mails(seeded, "remind_round")) == 2


def test_two_scanners_at_once_act_once(seeded: Seeded) -> None:
    check_together(seeded)


@SQLITE
def test_without_the_row_and_the_key_two_scanners_act_twice(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_what_was_done(monkeypatch)
    keys = iter(range(100))
    monkeypatch.setattr(scanning.Task, "key", property(lambda _: f"k{next(keys)}"))
    with pytest.raises(AssertionError):
        check_together(seeded)


@SQLITE
def test_one_that_breaks_keeps_no_other_from_being_done(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = scanning._do

    def breaks(store: Any, task: scanning.Task) -> bool:
        if "tell" in task.act:
            raise RuntimeError("planted")
        return real(store, task)

    monkeypatch.setattr(scanning, "_do", breaks)
    with pytest.raises(RuntimeError):
        scan(seeded.store)
    assert len(noted(seeded, "escalate_deadline")) == 1
    monkeypatch.setattr(scanning, "_do", real)
    assert len(scan(seeded.store)) == 1


def held(seeded: Seeded) -> dict[tuple[str, str, date], tuple[str, list[str], bool]]:
    """Rows that are over, and what was done about them, too."""
    with seeded.reading() as session:
        return {
            (r.kind, r.subject, r.day): (r.state, r.acted, r.reminded_at is not None)
            for r in session.scalars(select(Deadline))
        }


@SQLITE
@pytest.mark.parametrize(
    ("trigger", "damage"),
    [
        ("delete", "DELETE FROM history_event WHERE verb = 'open_round'"),
        ("update", "UPDATE history_event SET payload = json_set(payload, '$.definition', 'none')"
         " WHERE verb = 'open_engagement'"),
    ],
)  # fmt: skip
def test_a_history_that_cannot_be_told_keeps_its_rows(
    seeded: Seeded, trigger: str, damage: str
) -> None:
    before = held(seeded)
    with seeded.store.database.writing() as session:
        session.execute(text(f"DROP TRIGGER frozen_history_event_{trigger}"))
        session.execute(text(damage))
        assert deadlines.rebuild(session) == 0
    assert held(seeded) == before


@SQLITE
def test_a_restarted_program_with_lost_rows_does_nothing_twice(seeded: Seeded) -> None:
    """The rows are made anew from the history, and what was done stays done."""
    open_round(seeded)
    with seeded.on(REMIND):
        scan(seeded.store)
        before = held(seeded)
        with seeded.store.database.writing() as session:
            session.execute(delete(Deadline))
            deadlines.rebuild(session)
        assert held(seeded) == before
        assert {state for state, *_ in before.values()} == {"open", "done"}
        restarted = open_store(seeded.settings)
        assert scan(restarted) == []
        restarted.database.dispose()


@pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_days_made_anew_wait_for_a_verb_that_is_at_work(seeded: Seeded) -> None:
    """Else they would tell of the round as it was before the verb."""
    open_round(seeded)

    def remake() -> None:
        with seeded.store.database.writing() as other:
            deadlines.rebuild(other)

    viewer, remaking = seeded.viewer(LEAD), threading.Thread(target=remake)
    with seeded.store.database.writing() as session:
        args = {"actor": viewer, "engagement": IRAQ, "within": session}
        perform(seeded.store, "close_round", round=3, **args)
        remaking.start()
        remaking.join(0.3)
        assert remaking.is_alive()
    remaking.join(20)
    assert {row.state for row in rows_of(seeded, "round:3")} == {"done"}


def rows_of(seeded: Seeded, subject: str) -> list[Deadline]:
    with seeded.reading() as session:
        return list(session.scalars(select(Deadline).where(Deadline.subject == subject)))


@SQLITE
def test_nobody_but_the_scanner_acts(seeded: Seeded) -> None:
    args = {"kind": "stage_target", "subject": "stage:70", "day": date(2019, 3, 19),
            "act": "0 days after stage_target: tell lead_expert"}  # fmt: skip
    for address in (LEAD, ADMINISTRATOR):
        assert_refused(seeded, "not_your_role", address, "act_on_deadline", **args)


@SQLITE
def test_an_act_that_is_not_due_is_refused(seeded: Seeded) -> None:
    open_round(seeded)
    task = scanning.Task(IRAQ, "round_closes", "round:3", CLOSES,
                         "0 days after round_closes: close_round")  # fmt: skip
    assert not scanning._do(seeded.store, task)
    with seeded.on(date(2019, 12, 21)):
        seeded.act(LEAD, "close_round", round=3)
        assert not scanning._do(seeded.store, task), "a person was first"
    assert len([e for e in noted(seeded, "close_round") if e.payload["round"] == 3]) == 1
