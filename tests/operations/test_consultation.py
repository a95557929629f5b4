"""Rounds, remarks, replies and the answers given back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Invitation, Response
from tests.makers import (
    AS_OF,
    EXPERT,
    LEAD,
    MOFA_CONSULAR,
    MOFA_FOCAL,
    MOI_FOCAL,
    OBSERVER,
    VALIDATORS,
    Seeded,
)
from tests.operations.trying import assert_refused

LAST = date(2019, 12, 20)
SAID = {"round": 3, "answer": "remark", "text": "Say who pays.", "provision": "il-o1-m2"}


@pytest.fixture
def asked(seeded: Seeded) -> Seeded:
    """A third round is open for the ministries of foreign affairs and of the interior."""
    seeded.act(LEAD, "open_round", closes_on=LAST, invited=["MoFA", "MoI"])
    return seeded


def say(seeded: Seeded, by: str, **more: Any) -> int:
    return int(seeded.act(by, "save_comment", **SAID | more).values["comment"])


def test_what_is_no_round(seeded: Seeded) -> None:
    for code, args in (
        ("closes_before_opening", {"closes_on": AS_OF, "invited": ["MoFA"]}),
        ("nobody_invited", {"closes_on": LAST, "invited": []}),
        ("unknown_institution", {"closes_on": LAST, "invited": ["XX"]}),
        ("not_found", {"closes_on": LAST, "invited": ["MoFA"], "revision": 9}),
        ("empty.questions", {"closes_on": LAST, "invited": ["MoFA"], "questions": [{"en": ""}]}),
    ):
        assert_refused(seeded, code, LEAD, "open_round", **args)


def test_a_round_is_closed_once_and_not_before_it_opened(asked: Seeded) -> None:
    past = AS_OF - timedelta(days=1)
    assert_refused(asked, "closes_before_opening", LEAD, "close_round", round=3, occurred_on=past)
    asked.act(LEAD, "close_round", round=3)
    assert_refused(asked, "round_closed", LEAD, "close_round", round=3)


def test_silence_is_recorded_after_the_round(asked: Seeded) -> None:
    silent = {"round": 3, "institution": "MoI"}
    assert_refused(asked, "no_reply_too_early", LEAD, "record_no_reply", **silent)
    say(asked, MOFA_FOCAL)
    asked.act(MOFA_FOCAL, "send_submission", round=3)
    with asked.on(LAST + timedelta(days=1)):
        for code, institution in (("has_replied", "MoFA"), ("not_invited", "MoF")):
            told = {"round": 3, "institution": institution}
            assert_refused(asked, code, LEAD, "record_no_reply", **told)
        asked.act(LEAD, "record_no_reply", **silent)
        assert_refused(asked, "no_reply_recorded", LEAD, "record_no_reply", **silent)
    with asked.reading() as session:
        days = session.scalars(select(Invitation.no_reply_on).order_by(Invitation.id.desc())).all()
    assert days[0] == LAST + timedelta(days=1)


def test_a_remark_says_something(asked: Seeded) -> None:
    for code, more in (
        ("choose_answer", {"answer": "perhaps"}),
        ("empty.text", {"text": " \n"}),
        ("empty.proposed", {"answer": "proposal"}),
        ("unknown_provision", {"provision": "no-such"}),
        ("unknown_choice", {"kind": "poem"}),
        ("unknown_choice", {"severity": "deadly"}),
        ("too_long", {"text": "x" * 1_000_000}),
        ("text.control_character", {"text": "a\x00b"}),
        ("text.direction_override", {"text": "a\u202eb"}),
    ):
        assert_refused(asked, code, MOFA_FOCAL, "save_comment", **SAID | more)


def test_agreeing_needs_no_words_and_no_answer(asked: Seeded) -> None:
    lacking = len(asked.open_comments())
    say(asked, MOFA_FOCAL, answer="agree", text="")
    say(asked, MOFA_FOCAL, answer="not_competent", text="ignored")
    asked.act(MOFA_FOCAL, "send_submission", round=3)
    assert len(asked.open_comments()) == lacking


def test_from_a_department_to_the_facility(asked: Seeded) -> None:
    number = say(asked, MOFA_CONSULAR)
    assert asked.comment(number).layer == "department"
    assert_refused(asked, "not_found", MOI_FOCAL, "take_up_comment", comment=number)
    assert_refused(asked, "not_found", MOFA_CONSULAR, "take_up_comment", comment=number)
    asked.act(MOFA_FOCAL, "take_up_comment", comment=number)
    assert asked.comment(number).layer == "institution"
    assert_refused(asked, "comment_taken_up", MOFA_FOCAL, "take_up_comment", comment=number)
    assert_refused(asked, "focal_point_sends", MOFA_CONSULAR, "send_submission", round=3)
    assert asked.act(MOFA_FOCAL, "send_submission", round=3).values["comments"] == [number]
    assert asked.comment(number).layer == "engagement"
    assert_refused(asked, "submission_sent", MOFA_FOCAL, "send_submission", round=3)


def test_what_was_taken_up_is_not_taken_back_by_its_author(asked: Seeded) -> None:
    number = say(asked, MOFA_CONSULAR)
    say(asked, MOFA_CONSULAR, comment=number, text="Better.")
    say(asked, MOFA_FOCAL, comment=number, text="Best.")
    assert asked.comment(number).layer == "institution"
    again = SAID | {"comment": number}
    assert_refused(asked, "comment_taken_up", MOFA_CONSULAR, "save_comment", **again)


def test_a_remark_nobody_took_up_is_never_sent(asked: Seeded) -> None:
    number = say(asked, MOFA_CONSULAR)
    assert asked.act(MOFA_FOCAL, "send_submission", round=3).values["comments"] == []
    assert asked.comment(number).layer == "department"


def test_what_was_sent_is_not_changed(asked: Seeded) -> None:
    number = say(asked, MOFA_FOCAL)
    asked.act(MOFA_FOCAL, "send_submission", round=3)
    again = SAID | {"comment": number}
    assert_refused(asked, "comment_sent", MOFA_FOCAL, "save_comment", **again)
    later = say(asked, MOFA_FOCAL)
    assert asked.comment(later).layer == "engagement"


def test_a_letter_on_record_does_not_open_what_is_being_written(asked: Seeded) -> None:
    number = say(asked, MOFA_FOCAL)
    letter = {**SAID, "institution": "MoFA", "via": "letter"}
    recorded = asked.act(EXPERT, "record_comment", **letter).values["comment"]
    assert asked.comment(number).layer == "institution"
    assert asked.comment(recorded).layer == "engagement"
    assert asked.act(MOFA_FOCAL, "send_submission", round=3).values["comments"] == [number]


def test_late_remarks_are_taken_and_said_to_be_late(asked: Seeded) -> None:
    early = say(asked, MOFA_FOCAL)
    asked.act(LEAD, "close_round", round=3)
    with asked.on(LAST + timedelta(days=5)):
        late = say(asked, MOFA_FOCAL)
        letter = {**SAID, "institution": "MoI", "via": "letter"}
        recorded = asked.act(EXPERT, "record_comment", **letter).values["comment"]
    assert [asked.comment(n).late for n in (early, late, recorded)] == [False, True, True]


def test_who_was_not_asked_does_not_speak(asked: Seeded) -> None:
    for address in (VALIDATORS["MoF"], OBSERVER, LEAD, "legal.momd@example.org"):
        assert_refused(asked, "not_found", address, "save_comment", **SAID)
    letter = {**SAID, "institution": "MoF", "via": "letter"}
    assert_refused(asked, "not_invited", EXPERT, "record_comment", **letter)


def test_an_answer_owes_its_reason(seeded: Seeded) -> None:
    number = seeded.open_comments()[0]
    for disposition in ("not_accepted", "accepted_in_part", "deferred", "out_of_scope"):
        told = {"comment": number, "disposition": disposition}
        assert_refused(seeded, "reason_owed", LEAD, "answer_comment", response="  ", **told)
    assert_refused(
        seeded, "choose_disposition", LEAD, "answer_comment", comment=number, disposition="maybe"
    )
    seeded.act(
        LEAD, "answer_comment", comment=number, disposition="not_accepted", response="The law."
    )
    assert number not in seeded.open_comments()


def test_an_answer_follows_the_earlier_one(seeded: Seeded) -> None:
    number = seeded.open_comments()[0]
    for disposition in ("noted", "accepted"):
        seeded.act(LEAD, "answer_comment", comment=number, disposition=disposition)
    with seeded.reading() as session:
        row = seeded.comment(number)
        given = session.scalars(select(Response).where(Response.comment_id == row.id)).all()
    assert [r.disposition for r in given] == ["noted", "accepted"]
    assert row.response_id == given[-1].id


def test_an_answer_is_not_older_than_its_comment(asked: Seeded) -> None:
    say(asked, MOFA_FOCAL)
    asked.act(MOFA_FOCAL, "send_submission", round=3)
    told = {"comment": 45, "disposition": "noted", "occurred_on": AS_OF - timedelta(days=1)}
    assert_refused(asked, "before_comment", LEAD, "answer_comment", **told)


def test_a_comment_repeats_another_one(seeded: Seeded) -> None:
    first, second, third = seeded.open_comments()[:3]
    told: dict[str, Any] = {"comment": second, "disposition": "duplicate"}
    for code, original in (
        ("duplicate_of_what", None), ("duplicate_of_itself", second), ("not_found", 9999),
    ):  # fmt: skip
        assert_refused(seeded, code, LEAD, "answer_comment", duplicate_of=original, **told)
    seeded.act(LEAD, "answer_comment", duplicate_of=first, **told)
    again = {"comment": third, "disposition": "duplicate", "duplicate_of": second}
    assert_refused(seeded, "duplicate_of_duplicate", LEAD, "answer_comment", **again)


def test_one_answer_for_many_is_given_to_all_or_to_none(seeded: Seeded) -> None:
    numbers = seeded.open_comments()
    given = {"comments": numbers, "disposition": "noted"}
    seeded.act(LEAD, "answer_comment", comment=numbers[-1], disposition="accepted")
    assert_refused(seeded, "comment_answered", LEAD, "answer_comments", **given)
    for code, more in (
        ("nothing_ticked", {"comments": []}), ("duplicate_one_by_one", {"disposition": "duplicate"}),
        ("reason_owed", {"disposition": "deferred", "comments": numbers[:2]}),
    ):  # fmt: skip
        assert_refused(seeded, code, LEAD, "answer_comments", **given | more)
    before = seeded.engagement().event_count
    seeded.act(LEAD, "answer_comments", comments=numbers[:-1], disposition="noted")
    assert seeded.open_comments() == []
    assert seeded.engagement().event_count == before + 10
