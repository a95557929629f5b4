"""More time for a round, for all or for one, and presentations that are planned."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Invitation, Round
from srf_policy.operations import deadlines
from srf_policy.operations.scanning import scan
from tests.makers import (
    EXPERT,
    LEAD,
    MOFA_FOCAL,
    MOI_FOCAL,
    Seeded,
)
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, refusal
from tests.operations.watching import (
    CLOSES,
    REMIND,
    SQLITE,
    mails,
    noted,
    number,
    open_round,
    rows,
)


def check_own_day(seeded: Seeded) -> None:
    """One institution has more time: it is reminded by its own day, and the round waits for it."""
    open_round(seeded)
    later = date(2019, 12, 30)
    seeded.act(LEAD, "extend_round", round=3, institution="MoI", closes_on=later, reason="Moving.")
    with seeded.on(REMIND):
        scan(seeded.store)
        assert mails(seeded, "remind_round") == [number(seeded, MOFA_FOCAL)]
    with seeded.on(date(2019, 12, 24)):
        scan(seeded.store)
        assert mails(seeded, "remind_round")[1:] == [number(seeded, MOI_FOCAL)]
    with seeded.on(later):
        scan(seeded.store)
        assert not any(e.payload["round"] == 3 for e in noted(seeded, "close_round"))
    with seeded.on(date(2019, 12, 31)):
        scan(seeded.store)
        assert any(e.payload["round"] == 3 for e in noted(seeded, "close_round"))


@SQLITE
def test_a_round_waits_for_who_was_given_more_time(seeded: Seeded) -> None:
    check_own_day(seeded)


@SQLITE
def test_planted_bug_of_the_own_day_is_found(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "last_of_round", lambda _s, _e, due: due)
    with pytest.raises(AssertionError):
        check_own_day(seeded)


def test_an_extended_round_is_reminded_of_again(seeded: Seeded) -> None:
    open_round(seeded)
    with seeded.on(REMIND):
        scan(seeded.store)
        seeded.act(LEAD, "extend_round", round=3, closes_on=date(2020, 1, 10), reason="Winter.")
        assert scan(seeded.store) == []
    with seeded.on(date(2020, 1, 5)):
        scan(seeded.store)
    assert len(noted(seeded, "remind")) == 2
    assert rows(seeded, "round_closes", "void")["round:3"] == CLOSES


@SQLITE
def test_late_is_judged_by_the_day_that_counts(seeded: Seeded) -> None:
    open_round(seeded)
    seeded.act(LEAD, "extend_round", round=3, institution="MoI", closes_on=date(2019, 12, 30),
               reason="Moving.")  # fmt: skip
    said = {"round": 3, "answer": "remark", "provision": "il-o1-m1", "text": "x"}
    # Half past nine in the evening UTC is past midnight in Baghdad.
    with clock.standing_at(datetime(2019, 12, 20, 20, 30, tzinfo=UTC)):
        assert not comment(seeded, MOFA_FOCAL, **said)
    with clock.standing_at(datetime(2019, 12, 20, 21, 30, tzinfo=UTC)):
        assert comment(seeded, MOFA_FOCAL, **said)
        assert not comment(seeded, MOI_FOCAL, **said)
    with seeded.on(date(2019, 12, 31)):
        assert comment(seeded, MOI_FOCAL, **said)


def comment(seeded: Seeded, address: str, **said: Any) -> bool:
    made = seeded.act(address, "save_comment", **said).values["comment"]
    return bool(seeded.comment(made).late)


BAD = [
    ("extends_into_past", {"closes_on": date(2019, 11, 20)}),
    ("not_later", {"closes_on": CLOSES}),
    ("not_later", {"closes_on": date(2019, 12, 1)}),
    ("empty.reason", {"closes_on": date(2020, 1, 1), "reason": " \n"}),
    ("not_invited", {"closes_on": date(2020, 1, 1), "institution": "MoJ"}),
    ("unknown_institution", {"closes_on": date(2020, 1, 1), "institution": "XYZ"}),
    ("too_long", {"closes_on": date(2020, 1, 1), "reason": "x" * 5000}),
]


@SQLITE
@pytest.mark.parametrize(("code", "args"), BAD)
def test_more_time_that_cannot_be(seeded: Seeded, code: str, args: dict[str, Any]) -> None:
    seeded.act(LEAD, "open_round", closes_on=CLOSES, invited=["MoFA", "MoI"])
    assert_refused(seeded, code, LEAD, "extend_round", **{"round": 3, "reason": "x", **args})


@SQLITE
def test_more_time_comes_too_late_or_for_nobody(seeded: Seeded) -> None:
    open_round(seeded)
    args = {"round": 3, "closes_on": date(2020, 1, 1), "reason": "x"}
    assert_refused(seeded, "stale", LEAD, "extend_round", expected="2019-12-01", **args)
    seeded.act(MOI_FOCAL, "save_comment", round=3, answer="agree", provision="il-o1-m1")
    seeded.act(MOI_FOCAL, "send_submission", round=3)
    assert_refused(seeded, "has_replied", LEAD, "extend_round", institution="MoI", **args)
    seeded.act(LEAD, "close_round", round=3)
    assert_refused(seeded, "round_closed", LEAD, "extend_round", **args)
    assert_refused(seeded, "not_your_role", EXPERT, "extend_round", **args)


@SQLITE
def test_who_is_told_is_who_was_shown(seeded: Seeded) -> None:
    open_round(seeded)
    seeded.act(MOI_FOCAL, "save_comment", round=3, answer="agree", provision="il-o1-m1")
    seeded.act(MOI_FOCAL, "send_submission", round=3)
    seeded.act(LEAD, "extend_round", round=3, closes_on=date(2020, 1, 1), reason="x")
    assert mails(seeded, "round_extended") == [number(seeded, MOFA_FOCAL)]


@SQLITE
def test_an_own_day_ends_with_the_round_that_reaches_it(seeded: Seeded) -> None:
    open_round(seeded)
    args = {"round": 3, "reason": "x"}
    for code, day in (("MoI", date(2019, 12, 24)), ("MoFA", date(2020, 1, 20))):
        seeded.act(LEAD, "extend_round", institution=code, closes_on=day, **args)
    seeded.act(LEAD, "extend_round", closes_on=date(2020, 1, 5), **args)
    with seeded.reading() as session:
        own = session.scalars(
            select(Invitation.closes_on)
            .join(Round)
            .where(Round.number == 3)
            .order_by(Invitation.id)
        ).all()
    assert own == [date(2020, 1, 20), None]
    assert_rebuilt(seeded)


@SQLITE
def test_a_planned_presentation_is_due_until_it_is_held(seeded: Seeded) -> None:
    day = date(2019, 12, 30)
    assert_refused(seeded, "planned_in_past", EXPERT, "plan_presentation", body="committees",
                   planned_on=date(2019, 11, 1))  # fmt: skip
    assert_refused(seeded, "nothing_planned", EXPERT, "plan_presentation", body="committees",
                   planned_on=None)  # fmt: skip
    refusal(seeded, EXPERT, "plan_presentation", body="nobody", planned_on=day)
    seeded.act(EXPERT, "plan_presentation", body="committees", planned_on=day)
    scan(seeded.store)
    with seeded.on(date(2019, 12, 24)):
        assert [task.kind for task in scan(seeded.store)] == ["presentation"]
    with seeded.on(day):
        put = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
        seeded.act(EXPERT, "record_presentation", **put)
    assert rows(seeded, "presentation") == {}
    assert rows(seeded, "presentation", "done") == {"presentation:committees": day}
    assert mails(seeded, "remind_due") == [number(seeded, LEAD)]
