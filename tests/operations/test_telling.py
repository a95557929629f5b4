"""Who is shown before a step is who is told by it, for every verb that tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Job
from srf_policy.engine.definition import Notify
from srf_policy.operations import notices
from srf_policy.operations.notices import TELLERS, announcements
from srf_policy.operations.work import definition_of
from tests.makers import (
    ADMINISTRATOR,
    EXPERT,
    LEAD,
    LEAD_FOCAL,
    MOFA_FOCAL,
    VALIDATORS,
    Seeded,
)  # fmt: skip

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NEW = {"address": "new.person@example.org", "name": {"en": "New Person"}}

Step = Callable[[Seeded], None]


def shown(seeded: Seeded, verb: str, **about: Any) -> set[tuple[str, str]]:
    """(Notice, number) of everybody whom the page would show; no number where it is new."""
    with seeded.reading() as session:
        found = announcements(session, seeded.engagement(), verb, **about)
    return {(said.notice, who.number) for said in found for who in said.told}


def told(seeded: Seeded, known: set[int]) -> set[tuple[str, str]]:
    with seeded.reading() as session:
        rows = session.scalars(select(Job).where(Job.kind == "mail", Job.id.not_in(known))).all()
    return {(row.arguments["notice"], row.person) for row in rows}


def jobs(seeded: Seeded) -> set[int]:
    with seeded.reading() as session:
        return set(session.scalars(select(Job.id)))


def ready(seeded: Seeded) -> None:
    for number in seeded.open_comments():
        seeded.act(LEAD, "answer_comment", comment=number, disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")


def in_validation(seeded: Seeded) -> None:
    ready(seeded)
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    change = {"change": "il-o1-m1", "fields": {"words": {"en": "Changed in validation."}}}
    seeded.act(LEAD, "change_text", changes=[change], cause_kind="note", cause="x", editorial=True)


def nothing(_: Seeded) -> None:
    return


INVITED = ["MoFA", "MoI"]
ROUND = {"closes_on": date(2019, 12, 20), "invited": INVITED}
WAIVER = {"move": "submit_for_validation", "guard": "lead_agrees", "reason": "x"}
SEAT = {"role": "observer", "institution": "MoFA"}

CASES: list[tuple[str, Step, str, dict[str, Any], dict[str, Any]]] = [
    ("open_round", nothing, LEAD, ROUND, {"invited": INVITED}),
    ("propose_exception", nothing, LEAD, WAIVER, {"move": "submit_for_validation"}),
    ("make_move", ready, LEAD, {"move": "submit_for_validation"}, {"move": "submit_for_validation"}),
    ("publish_revision", in_validation, LEAD, {"label": {"en": "x"}},
     {"revision": 4, "on": date(2019, 11, 27)}),
    ("add_member", nothing, LEAD, SEAT | NEW, SEAT),
]  # fmt: skip


@SQLITE
def test_who_is_to_act_for_another_is_shown_and_told(seeded: Seeded) -> None:
    days = {"starts_on": None, "until": date(2019, 12, 4)}
    handed = {"role": "lead_expert", "to": seeded.viewer(EXPERT).number, **days}
    asked = {**handed, "institution": "ICMPD"}
    known, expected = jobs(seeded), shown(seeded, "delegate_role", **asked)
    assert expected == {("role_delegated", handed["to"])}
    for lacking in ({"to": ""}, {"until": None}, {"institution": "MoFA"}):
        assert shown(seeded, "delegate_role", **asked | lacking) == {("role_delegated", "")}
    seeded.act(LEAD, "delegate_role", **handed, reason="On leave.")
    assert told(seeded, known) == expected


@SQLITE
@pytest.mark.parametrize(("verb", "before", "by", "args", "about"), CASES)
def test_who_is_shown_is_told(
    seeded: Seeded, verb: str, before: Step, by: str, args: Any, about: Any
) -> None:
    before(seeded)
    known = jobs(seeded)
    expected = shown(seeded, verb, **about)
    seeded.act(by, verb, **args)
    found = told(seeded, known)
    assert found
    # Who was made by the step had no number before it.
    assert nameless(seeded, found, expected) == expected


def nameless(
    seeded: Seeded, found: set[tuple[str, str]], expected: set[tuple[str, str]]
) -> set[tuple[str, str]]:
    new = any(number == "" for _, number in expected)
    person = seeded.viewer(NEW["address"]).number if new else None
    return {(said, "" if number == person else number) for said, number in found}


@SQLITE
def test_a_lost_recipient_would_be_seen(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: a verb that writes to all but one."""
    real = notices.announce

    def careless(work: Any, verb: str | None = None, **about: Any) -> None:
        written: list[str] = []
        write = notices.write

        def but_one(*args: Any, **more: Any) -> None:
            written.append("x")
            if len(written) > 1:
                write(*args, **more)

        monkeypatch.setattr(notices, "write", but_one)
        real(work, verb, **about)
        monkeypatch.setattr(notices, "write", write)

    monkeypatch.setattr("srf_policy.operations.rounds.announce", careless)
    with pytest.raises(AssertionError):
        test_who_is_shown_is_told(seeded, *CASES[0])


@SQLITE
def test_who_leaves_and_who_takes_over(seeded: Seeded) -> None:
    known, focal = jobs(seeded), seeded.viewer(MOFA_FOCAL).number
    seat = {"role": "focal_point", "institution": "MoFA"}
    expected = shown(seeded, "end_member", **seat, person=focal)
    expected |= shown(seeded, "succeed_member", **seat)
    seeded.act(
        ADMINISTRATOR, "end_member", person=focal, role="focal_point", reason="Moved.", **NEW
    )
    assert nameless(seeded, told(seeded, known), expected) == expected
    assert {said for said, _ in expected} == {"member_left", "takes_over", "member_invited"}


@SQLITE
def test_an_institution_that_ends_tells_its_people(seeded: Seeded) -> None:
    known = jobs(seeded)
    expected = shown(seeded, "end_institution", institution="MoFA")
    seeded.act(ADMINISTRATOR, "end_institution", code="MoFA", reason="Merged.")
    assert told(seeded, known) == expected
    assert seeded.viewer(VALIDATORS["MoFA"]).number in {number for _, number in expected}


@SQLITE
def test_a_confirmed_move_tells_whom_its_page_shows(seeded: Seeded) -> None:
    """What a second person confirms tells that person first, and everybody else afterwards."""
    with seeded.reading() as session:
        engagement = seeded.engagement()
        moves = [m for m in definition_of(session, engagement).moves if m.confirmed_by]
        assert moves
        for move in moves:
            asked = announcements(session, engagement, "make_move", move=move.id)
            assert [said.notice for said in asked] == ["please_confirm_move"]
            after = announcements(session, engagement, "confirm_move", move=move.id)
            assert "please_confirm_move" not in [said.notice for said in after]
            if any(isinstance(effect, Notify) for effect in move.then):
                assert len(after[0].told) > 0


def test_every_verb_that_tells_is_tried() -> None:
    tried = {verb for verb, *_ in CASES} | {
        "end_member", "succeed_member", "end_institution", "confirm_move", "delegate_role",
    }  # fmt: skip
    elsewhere = {"grant_auditor", "open_engagement", "extend_round"}
    assert set(TELLERS) - elsewhere <= tried
