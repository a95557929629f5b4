"""Role, verb, stage: what the workflow file gives, and nothing else."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
import yaml

from srf_policy.domain.errors import NotAllowed
from srf_policy.engine.vocabulary import ROLES
from srf_policy.operations import VERBS
from tests.makers import EXPERT, LEAD, LEAD_FOCAL, STAFF, Seeded
from tests.operations.trying import assert_refused, attempt, role_viewer

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

FILE = yaml.safe_load(files("srf_policy.workflows").joinpath("national_policy.yaml").read_text())

# Arguments that every verb refuses for another reason than a permission.
NONSENSE: dict[str, dict[str, Any]] = {
    "answer_comment": {"comment": 0, "disposition": "noted"},
    "answer_comments": {"comments": [], "disposition": "noted"},
    "open_round": {"closes_on": None, "invited": [], "revision": 99},
    "close_round": {"round": 99},
    "extend_round": {"round": 99, "closes_on": None, "reason": ""},
    "plan_presentation": {"body": "x", "planned_on": None},
    "record_no_reply": {"round": 99, "institution": "MoFA"},
    "record_comment": {"round": 99, "institution": "MoFA", "answer": "agree", "via": "letter"},
    "file_paper": {"kind": "x", "sender": "", "addressee": "", "title": {}},
    "record_meeting": {"kind": "x", "place": "", "title": {}, "institutions": []},
    "record_minutes": {"meeting": 99, "minutes": {}},
    "approve_minutes": {"meeting": 99},
    "correct_minutes": {"meeting": 99, "minutes": {}},
    "record_agreement": {"move": "no_such_move"},
    "record_presentation": {"body": "x", "chair": {}, "place": ""},
    "record_outcome": {"presentation": 99, "outcome": "noted"},
    "meet_condition": {"presentation": 99, "condition": 1, "how_met": ""},
    "record_adoption": {"authority": {}, "decision": "", "compared": "x"},
    "note_contact": {"asked": "", "question": ""},
    "answer_contact": {"contact": 99, "answer": ""},
    "translate": {"provision": "il-o1", "language": "xx", "fields": {}},
    "name_reply_letter": {"round": 99, "institution": "MoFA", "paper": ""},
    "take_position": {"position": "x"},
    "record_position": {"institution": "MoFA", "position": "x", "paper": ""},
    "lift_reservation": {"position": "reservation"},
    "confirm_exception": {"exception": 99},
    "change_text": {"changes": [{}]},
    "publish_revision": {"label": {}},
}
ASKED_THEMSELVES = {
    "change_text": "edit", "publish_revision": "edit", "record_agreement": "agree",
}  # fmt: skip


def given(stage: str, permission: str) -> set[str]:
    """The roles that the file gives a permission in a stage, read without our engine."""
    told = FILE["stages"][stage]
    roles = set(told.get("open", {}).get(permission, []))
    if not told.get("ends") or permission == "record":
        roles |= set(FILE["always"].get(permission, []))
    return roles


def test_every_verb_with_a_permission_is_tried() -> None:
    asked = {name for name, verb in VERBS.items() if verb.permission}
    assert asked - {"propose_exception"} == set(NONSENSE) - set(ASKED_THEMSELVES)


@SQLITE
@pytest.mark.parametrize("verb", sorted(NONSENSE))
def test_role_by_stage(seeded: Seeded, verb: str) -> None:
    permission = VERBS[verb].permission or ASKED_THEMSELVES[verb]
    viewers = {role: role_viewer(seeded, role) for role in ROLES}
    for stage in FILE["stages"]:
        wanted = given(stage, permission)
        if verb == "publish_revision":
            wanted = wanted | given(stage, "edit_editorial")
        found = {
            role for role, viewer in viewers.items()
            if not refused_by_permission(attempt(seeded, viewer, stage, verb, **NONSENSE[verb]))
        }  # fmt: skip
        # Where only editorial changes are open, that is said instead, and is no question of roles.
        also = given(stage, "edit_editorial") if verb == "change_text" else set()
        assert found == wanted | also, stage


def refused_by_permission(error: Exception | None) -> bool:
    return isinstance(error, NotAllowed)


@SQLITE
@pytest.mark.parametrize("move", sorted(FILE["moves"]))
def test_role_by_move(seeded: Seeded, move: str) -> None:
    told = FILE["moves"][move]
    start = told["from"] if isinstance(told["from"], str) else told["from"][0]
    stage = "draft" if start == "any" else start
    for role in ROLES:
        error = attempt(seeded, role_viewer(seeded, role), stage, "make_move", move=move)
        assert refused_by_permission(error) == (role not in told["by"]), role


@SQLITE
def test_role_by_suspension(seeded: Seeded) -> None:
    for role in ROLES:
        error = attempt(seeded, role_viewer(seeded, role), "draft", "suspend", reason="x")
        assert refused_by_permission(error) == (role not in FILE["suspend"]["by"])


@SQLITE
def test_only_lead_experts_propose_exceptions(seeded: Seeded) -> None:
    args = {"move": "submit_for_validation", "guard": "lead_agrees", "reason": "x"}
    for role in ROLES:
        viewer = role_viewer(seeded, role)
        error = attempt(seeded, viewer, "draft", "propose_exception", **args)
        assert refused_by_permission(error) == (role != "lead_expert")


@SQLITE
def test_the_refusal_says_where_it_would_be_possible(seeded: Seeded) -> None:
    error = attempt(
        seeded, role_viewer(seeded, "expert"), "validation", "publish_revision", label={}
    )
    assert error is not None
    said = error.problems[0].message
    assert said.code == "refused.not_in_stage"
    assert [m.code for m in said.params["stages"]] == ["stage.consultation", "stage.draft"]


@SQLITE
def test_who_brings_people_in(seeded: Seeded) -> None:
    """Nobody is made an administrator here, or an expert of the Facility at a ministry."""
    person = seeded.viewer(LEAD_FOCAL).number
    args = {"person": person, "institution": "MoMD"}
    for role in ("administrator", "staff", "king"):
        assert_refused(seeded, "unknown_role", LEAD, "add_member", role=role, **args)
    assert_refused(seeded, "role_of_institution", LEAD, "add_member", role="expert", **args)
    assert_refused(seeded, "not_your_role", EXPERT, "add_member", role="validator", **args)
    assert_refused(seeded, "member_already", STAFF, "add_member", role="focal_point", **args)
    elsewhere = args | {"institution": "MoF"}
    assert_refused(seeded, "member_elsewhere", STAFF, "add_member", role="reviewer", **elsewhere)
