"""On real data: explain says "nothing missing" exactly when the move is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Engagement
from srf_policy.domain.errors import Refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.explain import check_move
from srf_policy.engine.machine import MoveNotOpen
from srf_policy.operations import moves, perform
from srf_policy.operations.work import definition_of
from srf_policy.store import facts
from tests.makers import ADMINISTRATOR, EXPERT, IRAQ, LEAD, LEAD_FOCAL, VALIDATORS, Seeded
from tests.operations.trying import RolledBack

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
STAGES = ["consultation", "draft", "validation", "presentation", "adoption", "adopted"]
MOVES = ["begin_drafting", "submit_for_validation", "present", "submit_for_adoption",
         "record_adoption", "return_to_drafting", "close"]  # fmt: skip
ACTORS = [LEAD, EXPERT, LEAD_FOCAL, ADMINISTRATOR, VALIDATORS["MoJ"]]
WORKSHOP = {"kind": "validation_workshop", "place": "Baghdad", "title": {"en": "Workshop"},
            "institutions": ["MoMD"]}  # fmt: skip
CABINET = {"authority": {"en": "Cabinet"}, "decision": "1", "compared": "not_seen"}

Deed = tuple[str, str, dict[str, Any]]
DEEDS: list[Deed] = [
    (LEAD, "answer_comments", {"disposition": "noted"}),
    (LEAD_FOCAL, "record_agreement", {"move": "submit_for_validation"}),
    (LEAD_FOCAL, "record_agreement", {"move": "present"}),
    (EXPERT, "record_adoption", CABINET),
    (LEAD, "make_move", {"move": "submit_for_validation"}),
    (LEAD, "make_move", {"move": "record_adoption"}),
    (VALIDATORS["MoJ"], "take_position", {"position": "endorse"}),
    (VALIDATORS["MoJ"], "take_position", {"position": "reservation", "text": "Not yet."}),
    (LEAD, "propose_exception", {"move": "record_adoption", "guard": "action_plan_present",
                                 "reason": "There is none."}),
    (EXPERT, "confirm_exception", {"exception": 1}),
    (LEAD, "suspend", {"reason": "The government changed."}),
]  # fmt: skip
LIVES = st.lists(st.sampled_from(DEEDS), max_size=6, unique_by=lambda deed: str(deed))
PLACES = st.none() | st.sampled_from(STAGES)


def agree(
    seeded: Seeded, viewers: dict[str, Viewer], life: list[Deed], stage: str | None,
    actor: str, move: str,
) -> bool:  # fmt: skip
    """Whether the move was made, after the deeds that could be done; nothing is kept."""
    try:
        with seeded.store.database.writing() as session:

            def act(who: str, verb: str, **args: Any) -> bool:
                try:
                    with session.begin_nested():
                        perform(
                            seeded.store, verb, actor=viewers[who], engagement=IRAQ,
                            within=session, **args,
                        )  # fmt: skip
                except Refused:
                    return False
                return True

            row = session.scalars(select(Engagement).where(Engagement.code == IRAQ)).one()
            open_ = [c.number for c in facts.load_one(session, row, clock.today()).comments_lacking]
            for who, verb, args in life:
                act(who, verb, **args | ({"comments": open_} if verb == "answer_comments" else {}))
            if stage is not None:
                row.stage = stage
            session.flush()
            viewer = viewers[actor]
            answer = check_move(
                definition_of(session, row), facts.load_one(session, row, clock.today()), move,
                viewer.roles_in(row.id), viewer.number,
            )  # fmt: skip
            verb = "confirm_move" if answer.awaiting else "make_move"
            said = {} if answer.awaiting else {"reason": "As agreed.", "choice": "other"}
            made = act(actor, verb, move=move, **said)
            assert made == answer.allowed, (answer, made)
            raise RolledBack
    except RolledBack:
        return made


def property_(seeded: Seeded, examples: int) -> tuple[Callable[[], None], list[bool]]:
    viewers = {address: seeded.viewer(address) for address in ACTORS}
    made: list[bool] = []

    @settings(max_examples=examples, deadline=None, database=None,
              phases=[Phase.explicit, Phase.generate],
              report_multiple_bugs=False, suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(LIVES, PLACES, st.sampled_from([LEAD, LEAD, *ACTORS]), st.sampled_from(MOVES))
    @example([], None, LEAD, "close")
    @example([], "validation", LEAD, "return_to_drafting")
    @example([], "validation", EXPERT, "present")
    def tried(life: list[Deed], stage: str | None, actor: str, move: str) -> None:
        made.append(agree(seeded, viewers, life, stage, actor, move))

    return tried, made


@SQLITE
def test_a_move_is_made_exactly_when_nothing_is_missing(seeded: Seeded) -> None:
    tried, made = property_(seeded, 35)
    tried()
    assert any(made) and not all(made)
    assert seeded.engagement().stage == "draft"


@SQLITE
def test_a_verb_that_asks_less_than_explain_is_caught(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "_refuse_unless_allowed", lambda work, answer: None)
    tried, _ = property_(seeded, 60)
    with pytest.raises((AssertionError, MoveNotOpen)):
        tried()
