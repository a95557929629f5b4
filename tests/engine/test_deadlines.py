"""Deadlines as they are written, and the moments that follow from them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srf_policy.engine.canonical import canonical, digest
from srf_policy.engine.deadlines import (
    Act,
    Clocks,
    Due,
    RoundClock,
    Rule,
    acts_due,
    begin_of,
    day_at,
    dues,
    end_of,
    too_late,
    when,
)
from srf_policy.engine.loading import DefinitionErrors, from_canonical, load, shipped
from tests.engine.test_shape import GOOD, problems

REMIND = "  - {when: 7 days before round_closes, do: {remind: invited_without_answer}}\n"
WITH = GOOD + "deadlines:\n" + REMIND
LINE = WITH.count("\n")

KABUL, BAGHDAD, TEHRAN, BEIRUT = (
    ZoneInfo(f"Asia/{name}") for name in ("Kabul", "Baghdad", "Tehran", "Beirut")
)


def faults(do: str) -> list[tuple[int, str]]:
    return problems(WITH + f"  - {do}\n")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{when: 0 days before round_closes, do: close_round}", "shape.bad_when"),
        ("{when: soon, do: close_round}", "shape.bad_when"),
        ("{when: 3 days without round_closes, do: {tell: expert}}", "shape.bad_when"),
        ("{when: 3 days before activity, do: {tell: expert}}", "shape.bad_when"),
        ("{when: 7, do: close_round}", "shape.bad_when"),
        ("{when: 3 days after harvest, do: {tell: expert}}", "shape.unknown"),
        ("{when: 3 days after stage_target, do: {tell: king}}", "shape.unknown"),
        ("{when: 3 days after stage_target, do: {sing: expert}}", "shape.unknown"),
        ("{when: 3 days after stage_target, do: {propose: adopt}}", "shape.unknown"),
        ("{when: 3 days after stage_target}", "shape.missing"),
        ("{do: close_round}", "shape.missing"),
        ("{when: 3 days after stage_target, do: {}}", "proof.deadline_without_effect"),
        ("{when: 3 days after stage_target, do: close_round}", "proof.deadline_out_of_place"),
        ("{when: 3 days after stage_target, do: {remind: without_position}}",
         "proof.deadline_out_of_place"),
        ("{when: 3 days before round_closes, do: close_round}", "proof.deadline_before"),
        ("{when: 3 days before stage_target, do: {escalate: staff}}", "proof.deadline_before"),
        ("{when: 9 days without_activity, do: {propose: suspend}}", "proof.deadline_no_suspension"),
        (REMIND.strip(" -\n"), "proof.deadline_twice"),
    ],
)  # fmt: skip
def test_a_fault_is_found_on_its_line(line: str, code: str) -> None:
    assert (LINE + 1, code) in faults(line)


def test_they_are_part_of_the_meaning_and_come_back_from_it() -> None:
    found = load(WITH)
    assert [act.key for rule in found.deadlines for act in rule.acts] == [
        "7 days before round_closes: remind invited_without_answer"
    ]
    assert from_canonical(found.canonical).deadlines == found.deadlines
    assert found.hash != load(GOOD).hash


def test_what_was_released_without_them_keeps_its_hash() -> None:
    assert b"deadlines" not in load(GOOD).canonical
    for name in ("national_policy", "strategic_plan"):
        bare = shipped(name).model_copy(update={"deadlines": (), "version": 1})
        data = canonical(bare)
        assert from_canonical(data).hash == digest(data)
        assert from_canonical(data).deadlines == ()


def test_weeks_are_days() -> None:
    assert when("2 weeks after ballot_closes") == when("14 days after ballot_closes")
    with pytest.raises(DefinitionErrors):
        load(WITH.replace("7 days", "7 months"))


@pytest.mark.parametrize(
    ("zone", "day", "last"),
    [
        (KABUL, date(2019, 12, 20), datetime(2019, 12, 20, 19, 29, 59, tzinfo=UTC)),
        (BAGHDAD, date(2019, 12, 20), datetime(2019, 12, 20, 20, 59, 59, tzinfo=UTC)),
        # The last hour comes twice: at midnight the clocks go back to 23:00.
        (TEHRAN, date(2019, 9, 21), datetime(2019, 9, 21, 20, 29, 59, tzinfo=UTC)),
        (BEIRUT, date(2019, 10, 26), datetime(2019, 10, 26, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_day_ends_where_it_is(zone: ZoneInfo, day: date, last: datetime) -> None:
    assert end_of(day, zone) == last
    assert day_at(last, zone) == day
    assert day_at(last + timedelta(seconds=1), zone) == day + timedelta(days=1)


def test_a_day_without_midnight_begins_at_one() -> None:
    for zone, day in ((TEHRAN, date(2019, 3, 22)), (BEIRUT, date(2019, 3, 31))):
        begun = begin_of(day, zone)
        assert begun.astimezone(zone).hour == 1
        assert day_at(begun - timedelta(seconds=1), zone) == day - timedelta(days=1)


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(1990, 1, 1), date(2035, 1, 1)),
    st.sampled_from([KABUL, BAGHDAD, TEHRAN, BEIRUT, ZoneInfo("Asia/Almaty"), ZoneInfo("UTC")]),
)
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    following = begin_of(day + timedelta(days=1), zone)
    assert end_of(day, zone) + timedelta(seconds=1) == following
    assert day_at(end_of(day, zone), zone) == day == day_at(begin_of(day, zone), zone)


def act(text: str, name: str = "tell", *who: str) -> Act:
    return Act(when(text), name, who)


def test_before_is_when_the_day_begins_and_after_when_it_has_ended() -> None:
    day = date(2019, 12, 20)
    assert act("7 days before round_closes").at(day, KABUL) == begin_of(date(2019, 12, 13), KABUL)
    assert act("3 days after round_closes").at(day, KABUL) == end_of(date(2019, 12, 23), KABUL)


RULES = (
    Rule.model_validate({"when": "7 days before round_closes", "do": {"remind": "lead_expert"}}),
    Rule.model_validate({"when": "0 days after round_closes", "do": "close_round"}),
)
DAY = date(2019, 12, 20)


def names(due: Due, now: datetime, *acted: str) -> list[str]:
    return [a.name for a in acts_due(RULES, due, KABUL, acted, now)]


def test_what_is_due_and_was_not_done() -> None:
    due = Due("round_closes", "round:2", DAY, DAY)
    assert names(due, begin_of(date(2019, 12, 13), KABUL)) == []
    assert names(due, begin_of(date(2019, 12, 14), KABUL)) == ["remind"]
    assert names(due, end_of(DAY, KABUL), RULES[0].acts[0].key) == []
    after = end_of(DAY, KABUL) + timedelta(seconds=1)
    assert names(due, after, RULES[0].acts[0].key) == ["close_round"]
    assert too_late(RULES[0].acts[0], due, KABUL, after)
    assert not too_late(RULES[0].acts[0], due, KABUL, end_of(DAY, KABUL))


def test_a_round_closes_after_the_last_day_that_anybody_has() -> None:
    own = date(2019, 12, 27)
    clocks = Clocks(7, date(2019, 11, 1), None, rounds=(RoundClock(2, DAY, {"MoFA": own}),))
    whole, one = dues(clocks)
    assert (whole.day, whole.last, one.day, one.subject) == (DAY, own, own, "round:2:MoFA")
    reminded = RULES[0].acts[0].key
    assert names(whole, end_of(own, KABUL), reminded) == []
    assert names(whole, begin_of(own + timedelta(days=1), KABUL) + timedelta(1), reminded) == [
        "close_round"
    ]
    # The institution's own row never closes the round.
    assert names(one, datetime(2030, 1, 1, tzinfo=UTC), reminded) == []


def test_a_stage_that_stood_still_is_due_later_and_an_ended_engagement_never() -> None:
    clocks = Clocks(7, date(2019, 1, 1), 28, paused=10)
    assert [due.day for due in dues(clocks)] == [date(2019, 2, 8)]
    assert dues(Clocks(7, date(2019, 1, 1), 28, ended=True)) == ()


def test_shipped_workflows_never_let_time_change_a_stage() -> None:
    for name in ("national_policy", "strategic_plan"):
        found = shipped(name)
        assert found.deadlines
        effects = {a.name for rule in found.deadlines for a in rule.acts}
        assert effects <= {"remind", "tell", "escalate", "close_round", "propose"}
