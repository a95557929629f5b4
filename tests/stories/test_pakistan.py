"""Pakistan's policy: a reservation, a return to drafting, a second round of the text, and a ballot
that a new revision voids; then validation without reservation."""

from __future__ import annotations

import pytest

from srf_policy.domain.errors import Refused
from tests.makers import ADMINISTRATOR, Seeded

NEWP = "PAK-NEWP"
LEAD = "lead.newp@example.org"
FOCAL = "focal.ophrd@example.org"
INTERIOR = "validator.moi.pk@example.org"


def act(world: Seeded, who: str, verb: str, **args: object) -> None:
    world.act(who, verb, engagement=NEWP, **args)


def test_the_seed_names_the_reservation_and_who_has_no_position(world: Seeded) -> None:
    answer = next(m for m in world.explain(NEWP).moves if m.move == "present")
    items = {m.guard: {i.key for i in m.items} for m in answer.missing}
    assert items["no_open_reservation"] == {"MoI"}
    assert items["ballot_complete"] == {"FIN", "LAW"}
    assert len(items["comments_disposed"]) == 6


def test_a_reservation_a_return_and_a_voided_ballot(world: Seeded) -> None:
    first = world.facts(NEWP).ballot
    assert first is not None and first.revision == 3
    with pytest.raises(Refused):
        act(world, LEAD, "make_move", move="present")
    act(world, LEAD, "make_move", move="return_to_drafting", reason="Settle the data exchange.")
    assert world.facts(NEWP).ballot is None
    answer_all(world)
    rewrite(world)
    act(world, FOCAL, "record_agreement", move="submit_for_validation")
    act(world, LEAD, "make_move", move="submit_for_validation")
    second = world.facts(NEWP).ballot
    assert second is not None and (second.revision, second.number) == (4, first.number + 1)
    assert "no_open_reservation" in world.missing("present", NEWP)
    act(world, INTERIOR, "lift_reservation", position="no_objection")
    assert "no_open_reservation" not in world.missing("present", NEWP)
    a_new_revision_voids_the_ballot(world, second.number)


def answer_all(world: Seeded) -> None:
    for number in world.open_comments(NEWP):
        act(world, LEAD, "answer_comment", comment=number, disposition="noted")


def rewrite(world: Seeded) -> None:
    change = {"change": "po-o1-m6", "fields": {"words": {"en": "The register is kept by BEOE."}}}
    act(world, LEAD, "change_text", changes=[change], cause_kind="note", cause="Reservation of MoI")
    act(world, LEAD, "publish_revision", label={"en": "Fourth draft"})


def a_new_revision_voids_the_ballot(world: Seeded, before: int) -> None:
    change = {
        "change": "po-o1-m6",
        "fields": {"words": {"en": "The register is kept by the BEOE."}},
    }
    act(
        world, LEAD, "change_text", changes=[change], editorial=True, cause_kind="note",
        cause="An article was missing.",
    )  # fmt: skip
    act(world, LEAD, "publish_revision", label={"en": "Fourth draft, corrected"})
    ballot = world.facts(NEWP).ballot
    assert ballot is not None and (ballot.number, ballot.revision) == (before + 1, 5)
    assert ballot.positions == ()


def test_another_round_is_heard_before_the_text_goes_on(world: Seeded) -> None:
    act(world, LEAD, "make_move", move="consult_again", reason="The provinces ask to be heard.")
    assert world.engagement(NEWP).stage == "consultation"
    assert "rounds_closed" in world.missing("begin_drafting", NEWP)


def test_closing_without_adoption_names_its_reason(world: Seeded) -> None:
    world.act(
        ADMINISTRATOR, "make_move", engagement=NEWP, move="close", choice="government_changed"
    )
    row = world.engagement(NEWP)
    assert (row.stage, row.sealed_at, row.end_reason) == ("closed", None, "government_changed")
