"""The lead expert leaves in the middle of a round; a ministry's person leaves with words unsent."""

from __future__ import annotations

from datetime import date

import pytest

from srf_policy.domain.errors import NotFound
from srf_policy.store.queries import handover
from tests.makers import (
    ADMINISTRATOR,
    AS_OF,
    EXPERT,
    LEAD,
    MOFA_CONSULAR,
    MOFA_FOCAL,
    STAFF,
    Seeded,
)
from tests.operations.test_rebuild import assert_rebuilt

HEIR = "new.lead@example.org"
SAID = {"round": 3, "answer": "remark", "text": "About consular fees.", "provision": "il-o1-m2"}


def number(seeded: Seeded, address: str) -> str:
    return seeded.viewer(address).number


def note(seeded: Seeded, address: str, event: int) -> handover.Note:
    viewer = seeded.viewer(address)
    with seeded.reading() as session:
        return handover.note(
            session, seeded.store.keys, viewer, seeded.engagement(), event, AS_OF
        )  # fmt: skip


def test_the_lead_expert_leaves_in_the_middle_of_a_round(seeded: Seeded) -> None:
    waived = {"move": "submit_for_validation", "guard": "lead_agrees", "reason": "No minister."}
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI"])
    seeded.act(LEAD, "propose_exception", **waived)
    mine = int(seeded.act(MOFA_CONSULAR, "save_comment", **SAID).values["comment"])
    leaver = number(seeded, LEAD)

    ended = seeded.act(
        ADMINISTRATOR, "end_member", person=leaver, role="lead_expert",
        reason="Posted to another country.", address=HEIR, name={"en": "The new lead expert"},
    ).values  # fmt: skip

    with pytest.raises(NotFound):
        seeded.act(LEAD, "close_round", round=3)

    handed = note(seeded, HEIR, ended["event"])
    assert handed.own
    assert [c.number for c in handed.unanswered] == seeded.open_comments()
    assert [(r.number, r.closes_on) for r in handed.rounds if r.number == 3] == [
        (3, date(2019, 12, 20))
    ]
    assert handed.unsent == []
    assert mine not in {c.number for c in handed.unanswered}
    with pytest.raises(NotFound):
        note(seeded, EXPERT, ended["event"])

    first = seeded.open_comments()[0]
    seeded.act(HEIR, "answer_comment", comment=first, disposition="noted")
    seeded.act(EXPERT, "confirm_exception", exception=1)
    seeded.act(MOFA_FOCAL, "take_up_comment", comment=mine)
    seeded.act(MOFA_FOCAL, "send_submission", round=3)
    seeded.act(HEIR, "close_round", round=3)
    held = assert_rebuilt(seeded)
    assert held.exceptions[1]["proposed_by"] == leaver
    assert held.comments[first]["answered"]["by"] == number(seeded, HEIR)
    assert [c.number for c in note(seeded, HEIR, ended["event"]).unanswered] == (
        seeded.open_comments()
    )


def test_a_desk_officer_leaves_with_words_unsent(seeded: Seeded) -> None:
    seeded.act(LEAD, "open_round", closes_on=date(2019, 12, 20), invited=["MoFA", "MoI"])
    mine = int(seeded.act(MOFA_CONSULAR, "save_comment", **SAID).values["comment"])
    leaver = number(seeded, MOFA_CONSULAR)
    told = {"person": leaver, "role": "reviewer"}
    event = seeded.act(STAFF, "end_member", **told, reason="Retired.").values["event"]
    assert note(seeded, STAFF, event).unsent == []

    seeded.act(STAFF, "succeed_member", **told, address=HEIR, name={"en": "The next one"})
    handed = note(seeded, HEIR, event)
    assert not handed.own
    assert [c.number for c in handed.unsent] == [mine]
    assert [r.number for r in handed.rounds] == [3]
    assert handed.minutes == handed.promised == []

    seeded.act(HEIR, "save_comment", comment=mine, **SAID | {"text": "About fees and papers."})
    seeded.act(MOFA_FOCAL, "take_up_comment", comment=mine)
    seeded.act(MOFA_FOCAL, "send_submission", round=3)
    assert mine in seeded.open_comments()
    assert note(seeded, HEIR, event).rounds == []
    assert_rebuilt(seeded)
