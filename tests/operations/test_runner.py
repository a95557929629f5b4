"""The one runner: repeated presses, stale forms, dates, events and jobs in one transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from srf_policy.domain import Job
from srf_policy.domain.errors import NotFound, Refused, Stale
from srf_policy.operations import VERBS, perform, runner
from srf_policy.operations.work import Work
from tests.makers import AS_OF, EXPERT, IRAQ, LEAD, MOFA_FOCAL, STAFF, Seeded
from tests.operations.trying import assert_refused, last_event, refusal

PAPER = {
    "kind": "letter", "sender": "MoI", "addressee": "ICMPD", "title": {"en": "A letter"},
}  # fmt: skip


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_work: Work) -> None:
        """A verb that writes no event."""

    def dies(work: Work) -> None:
        work.enqueue("mail", "planted", notice="x")
        work.record("nothing")
        raise RuntimeError("planted")

    for function in (silent, dies):
        verb = runner.Verb(function.__name__, function, None, True, True)
        monkeypatch.setitem(VERBS, function.__name__, verb)


def jobs(seeded: Seeded) -> int:
    with seeded.reading() as session:
        return session.scalar(select(func.count()).select_from(Job)) or 0


def test_a_second_press_gives_the_first_answer_and_one_event(seeded: Seeded) -> None:
    before = seeded.engagement().event_count
    first = seeded.act(EXPERT, "file_paper", key="form-1", **PAPER)
    second = seeded.act(EXPERT, "file_paper", key="form-1", **PAPER)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.values == second.values
    assert seeded.engagement().event_count == before + 1


def test_a_key_serves_for_one_thing_only(seeded: Seeded) -> None:
    seeded.act(EXPERT, "file_paper", key="form-1", **PAPER)
    other = PAPER | {"sender": "MoF"}
    assert_refused(seeded, "key_used", EXPERT, "file_paper", key="form-1", **other)
    assert_refused(seeded, "key_used", EXPERT, "suspend", key="form-1", reason="x")
    day = date(2019, 11, 1)
    assert_refused(seeded, "key_used", EXPERT, "file_paper", key="form-1", occurred_on=day, **PAPER)


def test_keys_of_two_people_are_two_keys(seeded: Seeded) -> None:
    first = seeded.act(EXPERT, "file_paper", key="form-1", **PAPER)
    second = seeded.act(LEAD, "file_paper", key="form-1", **PAPER)
    assert first.values != second.values


def test_a_refused_press_uses_no_key(seeded: Seeded) -> None:
    assert_refused(seeded, "unknown_choice", EXPERT, "file_paper", key="k", **PAPER | {"kind": "x"})
    seeded.act(EXPERT, "file_paper", key="k", **PAPER)


def test_a_stale_form_is_told_by_whom_when_and_what(seeded: Seeded) -> None:
    number = seeded.open_comments()[0]
    seen = str(seeded.comment(number).version)
    seeded.act(EXPERT, "answer_comment", comment=number, disposition="noted")
    error = refusal(
        seeded, LEAD, "answer_comment", comment=number, disposition="accepted", expected=seen
    )
    assert isinstance(error, Stale)
    said = error.problems[0].message
    assert said.code == "refused.stale"
    assert (said.params["role"].code, said.params["institution"]) == ("role.expert", "ICMPD")
    assert said.params["when"].date() == AS_OF
    assert said.params["what"].code == "event.answer_comment"


@pytest.mark.parametrize(
    ("verb", "args", "shown"),
    [
        ("make_move", {"move": "close", "choice": "other"}, "0"),
        ("suspend", {"reason": "x"}, "0"),
        ("publish_revision", {"label": {"en": "x"}}, "2"),
        ("close_round", {"round": 1}, "open"),
        ("approve_minutes", {"meeting": 1}, "0"),
        ("change_text", {"changes": [{"delete": "il-o1"}]}, "0"),
        ("change_text", {"changes": [{"move": "il-o1", "parent": None}]}, "0"),
    ],
)
def test_every_form_carries_a_version(
    seeded: Seeded, verb: str, args: dict[str, Any], shown: str
) -> None:
    assert isinstance(refusal(seeded, LEAD, verb, expected=shown, **args), Stale)


def test_a_stale_draft_names_its_last_publication(seeded: Seeded) -> None:
    error = refusal(seeded, LEAD, "publish_revision", label={"en": "x"}, expected="2")
    assert error.problems[0].message.params["what"].code == "event.publish_revision"


@pytest.mark.usefixtures("planted")
def test_a_verb_without_an_event_is_a_fault(seeded: Seeded) -> None:
    with pytest.raises(AssertionError, match="silent wrote no event"):
        seeded.act(LEAD, "silent")


@pytest.mark.usefixtures("planted")
def test_what_goes_wrong_takes_its_jobs_back(seeded: Seeded) -> None:
    before = seeded.engagement().event_count
    with pytest.raises(RuntimeError):
        seeded.act(LEAD, "dies")
    assert jobs(seeded) == 0
    assert seeded.engagement().event_count == before


def test_jobs_are_written_with_the_verb(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI"])
    with seeded.reading() as session:
        found = session.scalars(select(Job)).all()
        assert {(j.kind, j.arguments["notice"]) for j in found} == {("mail", "round_opened")}
        assert len(found) == 2


def test_the_replay_of_the_seed_sends_nothing(seeded: Seeded) -> None:
    assert jobs(seeded) == 0


def test_dates_lie_within_the_engagement_and_not_in_the_future(seeded: Seeded) -> None:
    tomorrow, opened = AS_OF + timedelta(days=1), seeded.engagement().opened_on
    for day, code in (
        (tomorrow, "date_in_future"),
        (opened - timedelta(days=1), "date_before_engagement"),
    ):
        assert_refused(seeded, code, EXPERT, "file_paper", occurred_on=day, **PAPER)
    for day in (AS_OF, opened):
        seeded.act(EXPERT, "file_paper", occurred_on=day, **PAPER)


def test_an_event_carries_both_dates(seeded: Seeded) -> None:
    seeded.act(EXPERT, "file_paper", occurred_on=date(2019, 11, 1), origin="cli", **PAPER)
    event = last_event(seeded)
    assert (event.occurred_on, event.recorded_at.date()) == (date(2019, 11, 1), AS_OF)
    assert (event.origin, event.role, event.institution) == ("cli", "expert", "ICMPD")


def test_a_foreign_engagement_is_not_there(seeded: Seeded) -> None:
    for code in ("AFG-CMP", "irq-pei", "", None):
        with pytest.raises(NotFound):
            seeded.act(STAFF, "file_paper", engagement=code, **PAPER)


def test_words_that_may_not_be_kept(seeded: Seeded) -> None:
    for words, code in (
        ("a\x07b", "text.control_character"), ("\u202eabc", "text.direction_override"),
        ("\u2066abc", "text.direction_unbalanced"), ("x" * 1_000_000, "too_long"),
        ("\ud800", "text.control_character"), ("  ", "empty.sender"),
    ):  # fmt: skip
        assert_refused(seeded, code, EXPERT, "file_paper", **PAPER | {"sender": words})


def test_no_place_takes_what_a_database_cannot_hold(seeded: Seeded) -> None:
    said = {"round": 2, "answer": "remark", "text": "x"}
    for sign in ("\x00", "\udfff"):
        for more in ({"provision": sign}, {"reference": sign}, {"engagement": sign}):
            assert_refused(
                seeded, "text.control_character", MOFA_FOCAL, "save_comment", **said, **more
            )
    seeded.act(MOFA_FOCAL, "save_comment", **said | {"text": "not \\u0000 itself"})


def test_a_verb_is_performed_once_for_all_its_changes(seeded: Seeded) -> None:
    new = {"id": "new-m1", "kind": "measure", "fields": {"words": {"en": "x"}}}
    changes = [{"insert": new, "parent": None}, {"delete": "no-such-provision"}]
    with pytest.raises(Refused):
        perform(
            seeded.store, "change_text", actor=seeded.viewer(LEAD), engagement=IRAQ,
            changes=changes,
        )  # fmt: skip
    assert_refused(seeded, "nothing_to_publish", LEAD, "publish_revision", label={"en": "x"})
