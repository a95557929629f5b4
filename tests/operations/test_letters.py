"""Papers as the ground of what is recorded, positions by letter, and the letters to who comes and goes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Job, Paper
from srf_policy.domain.errors import Stale
from srf_policy.mail.messages import Notice, text_of
from srf_policy.store.queries import mailing, rounds
from tests.makers import (
    AS_OF,
    EXPERT,
    LEAD,
    MOFA_CONSULAR,
    MOFA_FOCAL,
    MOI_FOCAL,
    STAFF,
    VALIDATORS,
    Seeded,
)
from tests.operations.test_ballots import validating
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, last_event, refusal

__all__ = ["validating"]

MOFA = VALIDATORS["MoFA"]
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
FILE = {"sha256": "a" * 64, "size": 8, "name": "reply.pdf", "media_type": "application/pdf"}


def letter(seeded: Seeded, sender: str = "MoFA", restricted: bool = True) -> str:
    answer = seeded.act(
        EXPERT, "file_paper", kind="letter", sender=sender, addressee="ICMPD",
        title={"en": "Letter"}, restricted=restricted,
    )  # fmt: skip
    return str(answer.values["paper"])


def papers(seeded: Seeded, address: str) -> set[str]:
    from srf_policy.store import scope

    with seeded.reading() as session:
        found = session.scalars(scope.papers(seeded.viewer(address), seeded.engagement().id))
        return {paper.ref for paper in found}


def third_round(seeded: Seeded) -> int:
    """A round with one answer of MoFA that is not sent yet."""
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI"])
    said = {"round": 3, "answer": "remark", "text": "One.", "provision": "il-o1-m2"}
    return int(seeded.act(MOFA_FOCAL, "save_comment", **said).values["comment"])


def version(seeded: Seeded) -> str:
    from srf_policy.store.queries import commenting

    with seeded.reading() as session:
        viewer = seeded.viewer(MOFA_FOCAL)
        return commenting.desk(session, viewer, seeded.engagement(), 3).version


def test_a_reply_goes_with_its_letter(seeded: Seeded) -> None:
    third_round(seeded)
    dated = {"dated": AS_OF - timedelta(days=1), "reference": "MoFA/7", "file": FILE}
    for code, sent in (
        ("empty.letter_date", {"letter": dated | {"dated": None}}),
        ("date_in_future", {"letter": dated | {"dated": AS_OF + timedelta(days=1)}}),
        ("one_letter", {"letter": dated, "paper": "req"}),
        ("unknown_paper", {"paper": "no-such"}),
    ):
        assert_refused(seeded, code, MOFA_FOCAL, "send_submission", round=3, **sent)
    seeded.act(MOFA_FOCAL, "send_submission", round=3, letter=dated, expected=version(seeded))
    ref = last_event(seeded).payload["paper"]
    with seeded.reading() as session:
        paper = session.scalars(select(Paper).where(Paper.ref == ref)).one()
        assert (paper.kind, paper.sender, paper.restricted) == ("reply", "MoFA", True)
        assert paper.occurred_on == dated["dated"] and paper.file_id is not None
        held = rounds.rounds(session, seeded.viewer(LEAD), seeded.engagement(), AS_OF)[0]
        assert {i.institution.code: i.paper for i in held.invited} == {"MoFA": ref, "MoI": None}
    assert ref in papers(seeded, MOFA_CONSULAR) and ref not in papers(seeded, MOI_FOCAL)
    assert_rebuilt(seeded)


@SQLITE
def test_a_reply_that_changed_meanwhile_is_not_sent(seeded: Seeded) -> None:
    number = third_round(seeded)
    shown = version(seeded)
    said = {"round": 3, "answer": "remark", "text": "Two.", "provision": "il-o1-m2"}
    seeded.act(MOFA_FOCAL, "save_comment", comment=number, **said)
    error = refusal(seeded, MOFA_FOCAL, "send_submission", round=3, expected=shown)
    assert isinstance(error, Stale)
    assert error.problems[0].message.code == "refused.stale"
    seeded.act(MOFA_FOCAL, "send_submission", round=3, expected=version(seeded))


def test_the_facility_names_the_letter_of_a_reply(seeded: Seeded) -> None:
    third_round(seeded)
    named = {"round": 3, "institution": "MoFA", "paper": letter(seeded)}
    assert named["paper"] not in papers(seeded, MOFA_FOCAL)
    assert_refused(seeded, "no_reply_yet", EXPERT, "name_reply_letter", **named)
    assert_refused(
        seeded, "not_invited", EXPERT, "name_reply_letter", **named | {"institution": "MoJ"}
    )
    seeded.act(MOFA_FOCAL, "send_submission", round=3)
    assert_refused(seeded, "empty.letter", EXPERT, "name_reply_letter", **named | {"paper": ""})
    seeded.act(EXPERT, "name_reply_letter", expected="", **named)
    assert isinstance(refusal(seeded, LEAD, "name_reply_letter", expected="", **named), Stale)
    assert_refused(seeded, "nothing_changed", EXPERT, "name_reply_letter", **named)
    assert named["paper"] in papers(seeded, MOFA_FOCAL)
    assert_rebuilt(seeded)


def test_a_position_by_letter_counts_and_may_be_changed(validating: Seeded) -> None:
    ref = letter(validating)
    told: dict[str, Any] = {"institution": "MoFA", "position": "reservation", "paper": ref}
    for code, more in (
        ("position_without_letter", {"paper": ""}),
        ("reservation_without_text", {}),
        ("takes_no_position", {"institution": "EUD"}),
        ("before_ballot", {"text": "x", "occurred_on": AS_OF - timedelta(days=1)}),
        ("choose_position", {"position": "perhaps"}),
    ):
        assert_refused(validating, code, EXPERT, "record_position", **told | more)
    assert_refused(validating, "not_your_role", MOFA, "record_position", **told, text="x")
    validating.act(EXPERT, "record_position", **told, text="Article 3 must go.")
    assert "no_open_reservation" in validating.missing("present")
    assert ref in papers(validating, MOFA)
    validating.act(MOFA, "take_position", position="no_objection")
    assert "no_open_reservation" not in validating.missing("present")
    assert_rebuilt(validating)


@SQLITE
def test_every_record_may_rest_on_a_paper(seeded: Seeded) -> None:
    ref = letter(seeded, "MoMD")
    waived = {"move": "submit_for_validation", "guard": "lead_agrees", "reason": "No minister."}
    seeded.act(LEAD, "propose_exception", paper=ref, **waived)
    seeded.act(EXPERT, "confirm_exception", exception=1)
    put = {"body": "committees", "chair": {"en": "Chair"}, "place": "Baghdad"}
    seeded.act(EXPERT, "record_presentation", paper=ref, **put)
    seeded.act(EXPERT, "record_outcome", presentation=1, outcome="noted", paper=ref)
    authority = {"authority": {"en": "Cabinet"}, "decision": "1", "compared": "not_seen"}
    seeded.act(EXPERT, "record_adoption", paper=ref, **authority)
    seeded.act(LEAD, "suspend", reason="The government changed.", paper=ref)
    assert seeded.engagement().suspension_paper == ref
    held = assert_rebuilt(seeded)
    assert held.exceptions[1]["paper"] == held.adoptions[1]["paper"] == ref
    assert held.presentations[1]["outcome_paper"] == ref
    seeded.act(LEAD, "resume", reason="It is formed.", paper=ref)
    assert last_event(seeded).payload["paper"] == ref
    assert seeded.engagement().suspension_paper is None
    for verb, args in (
        ("propose_exception", waived | {"guard": seeded.missing("submit_for_validation")[0]}),
        ("suspend", {"reason": "x"}), ("record_presentation", put),
        ("record_adoption", authority | {"corrects": 1, "correction_reason": "Misread."}),
    ):  # fmt: skip
        assert_refused(seeded, "unknown_paper", LEAD, verb, paper="no-such", **args)
    assert_rebuilt(seeded)


def mail(seeded: Seeded, notice: str) -> tuple[str, str]:
    """The text of the one message of this kind, as the worker makes it."""
    with seeded.reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == "mail")).all()
        (job,) = [j for j in jobs if j.arguments["notice"] == notice]
        told = mailing.recipient(
            session, seeded.store.keys, job.engagement_id, job.arguments["person"],
            left=bool(job.arguments.get("left")),
        )  # fmt: skip
    assert told is not None
    letter = Notice(
        notice, job.key, told.code, told.title, "en", told.number, told.role, told.institution,
        job.created_at, job.arguments["params"],
    )  # fmt: skip
    return told.address, " ".join(text_of(letter, "https://srf.example.org"))


@SQLITE
def test_who_takes_over_and_who_has_left_are_told(seeded: Seeded) -> None:
    third_round(seeded)
    person = seeded.viewer(MOFA_FOCAL).number
    heir = {"address": "next.mofa@example.org", "name": {"en": "The next"}}
    left = {"person": person, "role": "focal_point", "reason": "Posted abroad."}
    event = seeded.act(STAFF, "end_member", **left, **heir).values["event"]
    to, words = mail(seeded, "member_left")
    assert to == MOFA_FOCAL and "ended on 27 November 2019" in words
    to, words = mail(seeded, "takes_over")
    assert to == heir["address"]
    assert "1 remark not sent yet" in words and "1 open consultation round" in words
    assert f"https://srf.example.org/en/e/IRQ-PEI/handover/{event}" in words
