"""Random verbs by random people: whatever is done, the four promises hold after every step.

The history rebuilds the tables; explain is empty exactly when the move succeeds; nobody sees what
is not theirs; counters equal counts. The seed of a failing walk is in the test's name.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from srf_policy import clock
from srf_policy.domain import Comment, HistoryEvent, Institution, Member, Person
from srf_policy.domain.chain import first_fault
from srf_policy.domain.errors import Refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.explain import explain
from srf_policy.operations import perform
from srf_policy.operations.work import definition_of
from srf_policy.store import facts, people, scope
from tests.makers import IRAQ, LEAD, MOFA_CONSULAR, MOFA_FOCAL, TRANSLATOR, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.store.test_kept import assert_as_made_anew

STEPS = 80
LENT = ((LEAD, TRANSLATOR, "lead_expert"), (MOFA_FOCAL, MOFA_CONSULAR, "focal_point"))
Step = Callable[["Walk"], tuple[str, dict[str, Any]]]


class Walk:
    """One walk: who there is, and dice."""

    def __init__(self, seeded: Seeded, seed: int) -> None:
        self.seeded, self.dice = seeded, random.Random(seed)
        with seeded.reading() as session:
            rows = session.scalars(
                select(Person).join(Member, Member.person_id == Person.id).order_by(Person.id)
            ).all()
            self.people = {p.id: people.viewer(session, p, clock.today()) for p in rows}
        # Most people may do little: half of the steps are taken by those who may do much.
        busy = {"lead_expert", "focal_point"}
        self.busy = [p for p in self.people.values() if _roles(p) & busy]
        self.done: list[str] = []

    def step(self) -> None:
        leads = [p for p in self.busy if "lead_expert" in _roles(p)]
        crowd = self.dice.choice([list(self.people.values()), self.busy, leads, leads])
        actor = self.dice.choice(crowd)
        verb, args = self.dice.choice(STEPS_KNOWN)(self)
        predicted = self.predicted(actor, args) if verb == "make_move" else None
        try:
            perform(self.seeded.store, verb, actor=actor, engagement=IRAQ, **args)
            succeeded = True
            self.done.append(verb)
        except Refused:
            succeeded = False
        assert predicted in (None, succeeded), (verb, args, actor.roles_in(1))

    def predicted(self, actor: Any, args: dict[str, Any]) -> bool:
        """What explain says of the move for this person, before it is tried."""
        with self.seeded.reading() as session:
            row = self.seeded.engagement()
            loaded = facts.load_one(session, row, clock.today())
            found = explain(
                definition_of(session, row), loaded, roles=actor.own_roles_in(row.id),
                person=actor.number, lent=actor.lent_roles(row.id),
            ).moves  # fmt: skip
        answer = next((m for m in found if m.move == args["move"]), None)
        return answer is not None and answer.allowed and answer.awaiting is None


def _roles(viewer: Viewer) -> frozenset[str]:
    return frozenset().union(*(viewer.roles_in(here) for here in viewer.seats))


def _comment(walk: Walk) -> tuple[str, dict[str, Any]]:
    return "save_comment", {
        "round": 2, "answer": walk.dice.choice(["agree", "remark", "proposal"]), "text": "A remark",
        "proposed": "Other words", "provision": walk.dice.choice(["il-o1-m1", "vis-v", None]),
    }  # fmt: skip


def _answer(walk: Walk) -> tuple[str, dict[str, Any]]:
    number = walk.dice.choice(walk.seeded.open_comments() or [1])
    disposition = walk.dice.choice(["accepted", "noted", "not_accepted"])
    words = walk.dice.choice(["", "Because."])
    return "answer_comment", {"comment": number, "disposition": disposition, "response": words}


def _edit(walk: Walk) -> tuple[str, dict[str, Any]]:
    words = {"words": {"en": f"Words {walk.dice.randint(1, 9)}."}}
    one = walk.dice.choice(["il-o1-m1", "vis-v", "pre-p1"])
    changes: list[dict[str, Any]] = [
        {"change": one, "fields": words},
        {"move": "il-o2", "parent": "il", "after": walk.dice.choice(["il-o1", "il-o3"])},
        {
            "insert": {"id": f"x-{walk.dice.randint(1, 5)}", "kind": "paragraph", "fields": words},
            "parent": "pre", "after": None,
        },
    ]  # fmt: skip
    return "change_text", {"changes": [walk.dice.choice(changes)]}


def _move(walk: Walk) -> tuple[str, dict[str, Any]]:
    move = walk.dice.choice(
        [
            "begin_drafting",
            "submit_for_validation",
            "present",
            "consult_again",
            "return_to_drafting",
        ]
    )
    return "make_move", {"move": move, "reason": "Walked."}


def _agree(walk: Walk) -> tuple[str, dict[str, Any]]:
    move = walk.dice.choice(["submit_for_validation", "present"])
    return "record_agreement", {"move": move, "paper": walk.dice.choice([None, "req"])}


STEPS_KNOWN: list[Step] = [
    _comment, _comment, _answer, _answer, _answer, _edit, _move, _move, _agree,
    lambda walk: ("publish_revision", {"label": {"en": "A draft"}}),
    lambda walk: ("send_submission", {"round": 2}),
    lambda walk: ("take_up_comment", {"comment": walk.seeded.engagement().comment_count}),
    lambda walk: ("take_position", {
        "position": walk.dice.choice(["endorse", "reservation"]), "text": "It must be named.",
    }),
    lambda walk: ("lift_reservation", {"position": "no_objection"}),
    lambda walk: ("suspend", {"reason": "Elections."}),
    lambda walk: ("resume", {"reason": "They are over."}),
    lambda walk: ("record_meeting", {
        "kind": "validation_workshop", "place": "Baghdad", "title": {"en": "Workshop"},
        "institutions": ["MoMD"], "minutes": {"en": "Minutes."},
    }),
    lambda walk: ("approve_minutes", {"meeting": walk.seeded.facts().meetings[-1].number}),
    lambda walk: ("propose_exception", {
        "move": "submit_for_validation", "guard": "comments_disposed", "reason": "Walked.",
    }),
    lambda walk: ("confirm_exception", {"exception": 1}),
]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_is_done_the_promises_hold(seeded: Seeded, seed: int) -> None:
    for giver, deputy, role in LENT:
        to = seeded.viewer(deputy).number
        until = clock.today() + timedelta(days=9)
        seeded.act(giver, "delegate_role", role=role, to=to, until=until, reason="On leave.")
    walk = Walk(seeded, seed)
    for number in range(STEPS):
        walk.step()
        counters_equal_counts(seeded)
        if number % 8 == 0:
            with seeded.reading() as session:
                assert_as_made_anew(session, seeded.viewer(LEAD))
    assert len(set(walk.done)) > 5, walk.done
    assert_rebuilt(seeded)
    nobody_sees_what_is_not_theirs(walk)


def counters_equal_counts(seeded: Seeded) -> None:
    row = seeded.engagement()
    with seeded.reading() as session:
        events = session.scalars(
            select(HistoryEvent).where(HistoryEvent.chain == IRAQ).order_by(HistoryEvent.seq)
        ).all()
        comments = session.scalar(select(func.count()).select_from(Comment))
    assert (row.event_count, row.history_head) == (len(events), events[-1].hash)
    assert row.comment_count == comments
    assert first_fault(events) is None


def nobody_sees_what_is_not_theirs(walk: Walk) -> None:
    with walk.seeded.reading() as session:
        lead = session.scalar(select(Institution.id).where(Institution.role == "lead"))
        every = session.scalars(select(Comment)).all()
        for viewer in walk.people.values():
            seen = {
                c.number for c in session.scalars(scope.comments(viewer, every[0].engagement_id))
            }
            assert seen <= {c.number for c in every if _theirs(viewer, c, lead)}


def _theirs(viewer: Any, comment: Comment, lead: int | None) -> bool:
    """The rule, written a second time and by layer."""
    seat = viewer.seat_in(comment.engagement_id)
    own = seat is not None and seat.institution_id == comment.institution_id
    if comment.layer == "engagement":
        facility = bool(
            viewer.roles_in(comment.engagement_id) & {"lead_expert", "expert", "translator"}
        )
        return own or facility or (seat is not None and seat.institution_id == lead)
    if comment.layer == "institution":
        return own
    speaks = "focal_point" in viewer.roles_in(comment.engagement_id)
    return own and (speaks or comment.author == viewer.number)
