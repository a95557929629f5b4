"""How guards name what is missing."""

from __future__ import annotations

from datetime import date

import pytest

from srf_policy.engine.facts import CommentFact, MeetingFact
from srf_policy.engine.guards import Missing
from srf_policy.languages.messages import msg

from .makers import LEAD, ask, ballot, comment, facts, invited, keys, meeting, round_, shown

WORKSHOP = "consultation_workshop"
HELD = {"kind": WORKSHOP, "minutes": "approved"}


def test_comments_are_named_by_number_place_and_institution() -> None:
    found = ask("comments_disposed", facts(comments_lacking=(comment(14), comment(15, "reason"))))
    assert isinstance(found, Missing)
    where = {"number": 14, "provision": "3.2", "institution": "MoJ"}
    assert found.items[0].message == msg("item.comment.placed.answer", **where)
    assert found.items[1].message.code == "item.comment.placed.reason"
    assert found.message == msg("missing.comments_disposed.both", count=2)


@pytest.mark.parametrize(
    ("provision", "printed", "code"),
    [(None, "", "item.comment.general.answer"), ("il-o9", "", "item.comment.gone.answer")],
)
def test_a_comment_without_printed_number(provision: str | None, printed: str, code: str) -> None:
    lacking = CommentFact(1, "MoJ", provision, printed)
    found = ask("comments_disposed", facts(comments_lacking=(lacking,)))
    assert isinstance(found, Missing) and found.items[0].message.code == code


def test_institutions_are_named_with_why() -> None:
    found = ask("institutions_heard", facts(rounds=(round_(2, invited("MoJ")),)), of="required")
    assert isinstance(found, Missing)
    assert [i.message.code for i in found.items] == [
        "item.institution.unanswered",
        "item.institution.never_invited",
    ]
    assert found.items[0].message.params["round"] == 2


def test_since_goes_by_place_not_by_time() -> None:
    """A workshop held long before but recorded after the newest revision counts."""
    held_early = MeetingFact(1, WORKSHOP, 6, date(2001, 1, 1), "approved")
    assert keys(ask("meeting_held", facts(meetings=(held_early,)), **HELD, since="revision")) == ()


def test_required_never_means_the_lead_institution() -> None:
    given = facts(institutions=(LEAD,), ballot=ballot(1))
    for guard in ("institutions_heard", "ballot_complete", "views_of"):
        assert keys(ask(guard, given, of="required")) == ()


@pytest.mark.parametrize(
    ("minutes", "code"),
    [("none", "minutes_not_recorded"), ("recorded", "minutes_not_approved")],
)
def test_minutes_that_nobody_wrote_are_not_called_unapproved(minutes: str, code: str) -> None:
    held = facts(meetings=(meeting(WORKSHOP, 3, minutes),))
    found = ask("meeting_held", held, **HELD)
    assert isinstance(found, Missing) and found.items[0].message.code == f"item.meeting.{code}"


def test_a_body_that_has_the_draft_again_owes_an_outcome() -> None:
    again = facts(presentations=(shown(1, "direc", "returned"), shown(2, "direc", None)))
    found = ask("presented_to", again, bodies="all", outcome=["endorsed"])
    assert isinstance(found, Missing) and found.items[0].key == "direc"
    assert found.items[0].message.code == "item.body.no_outcome"
