from __future__ import annotations

import re

import pytest

from srf_policy.engine.canonical import canonical
from srf_policy.engine.definition import Definition
from srf_policy.engine.loading import DefinitionErrors, from_canonical, load, shipped
from srf_policy.engine.permissions import may, stages_where

from .test_shape import GOOD

POLICY = shipped("national_policy")


def test_any_is_every_stage_that_does_not_end() -> None:
    close = POLICY.move("close")
    assert close is not None
    going = ("consultation", "draft", "validation", "presentation", "adoption")
    assert close.starts_in == going


def test_durations_are_days() -> None:
    stage = POLICY.stage("consultation")
    assert stage is not None and stage.target == 84


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: {en: W}", "title: {en: Other, ar: آخر}"),
        ("title: {en: A}", "title: {en: Other}, says: {en: Why}, source: a letter"),
        ("version: 1", "version: 1  # a comment\nsource: a letter"),
        ("target: 2 weeks", "target: 14 days"),
        ("from: a", "from: any"),
        ("[rounds_closed]", "[{rounds_closed: {}, source: a letter}]"),
        ("starts: true", "starts: true, ends: false"),
    ],
)
def test_what_is_not_meaning_changes_no_byte(old: str, new: str) -> None:
    changed = load(GOOD.replace(old, new))
    assert (changed.canonical, changed.hash) == (load(GOOD).canonical, load(GOOD).hash)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 1", "version: 2"),
        ("target: 2 weeks", "target: 3 weeks"),
        ("[lead_expert]", "[lead_expert, expert]"),
        ("[rounds_closed]", "[rounds_closed, lead_agrees]"),
        ("[rounds_closed]", "[]"),
        ("[void_ballot]", "[]"),
        ("record: [expert]", "record: [staff]"),
        ("ends: true", "ends: true, seals: true"),
        ("moves:", "suspend: {by: [staff]}\nmoves:"),
    ],
)
def test_meaning_changes_the_bytes(old: str, new: str) -> None:
    assert load(GOOD.replace(old, new)).hash != load(GOOD).hash


@pytest.mark.parametrize("definition", [POLICY, load(GOOD)], ids=lambda d: d.workflow)
def test_is_rebuilt_from_its_bytes(definition: Definition) -> None:
    again = from_canonical(definition.canonical)
    assert (again.hash, canonical(again)) == (definition.hash, definition.canonical)
    assert again.moves == definition.moves
    assert [s.model_copy(update={"title": {}}) for s in definition.stages] == list(again.stages)


def test_bytes_that_name_what_is_gone_are_refused() -> None:
    strange = POLICY.canonical.replace(b"rounds_closed", b"rounds_forgot")
    with pytest.raises(DefinitionErrors):
        from_canonical(strange)


def test_a_definition_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        POLICY.always["record"] = ("observer",)  # type: ignore[index]
    with pytest.raises(ValueError):
        POLICY.version = 9


def test_the_hash_is_of_the_bytes() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", POLICY.hash)


@pytest.mark.parametrize(
    ("stage", "permission", "roles", "answer"),
    [
        ("draft", "edit", {"expert"}, True),
        ("draft", "edit", {"observer"}, False),
        ("validation", "edit", {"lead_expert"}, False),
        ("validation", "take_position", {"validator"}, True),
        ("draft", "take_position", {"validator"}, False),
        ("adoption", "dispose", {"expert"}, True),
        ("adopted", "record", {"expert"}, True),
        ("closed", "record", {"lead_expert"}, True),
        ("adopted", "dispose", {"expert"}, False),
        ("adopted", "record", {"validator"}, False),
        ("nowhere", "record", {"expert"}, False),
        ("draft", "record", set(), False),
    ],
)
def test_permissions(stage: str, permission: str, roles: set[str], answer: bool) -> None:
    assert may(POLICY, stage, permission, roles) is answer


def test_where_a_permission_is_open() -> None:
    assert stages_where(POLICY, "edit") == ("consultation", "draft")
    assert stages_where(POLICY, "record")[-2:] == ("adopted", "closed")
    assert stages_where(POLICY, "comment") == ()
