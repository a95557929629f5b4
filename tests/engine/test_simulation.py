"""Walking a definition without a database; explain and the moves always agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from srf_policy.engine import simulation
from srf_policy.engine.explain import check_move
from srf_policy.engine.facts import Facts
from srf_policy.engine.loading import DefinitionErrors, load, shipped
from srf_policy.engine.machine import MoveNotOpen
from srf_policy.engine.script import read_script
from srf_policy.engine.simulation import NotMade, Outcome, confirm, make, walk
from srf_policy.engine.vocabulary import ROLES
from srf_policy.languages.rendering import say
from tests.engine.faulty import GOOD
from tests.engine.test_properties import FACTS, MOVES, POLICY

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "simulation.yaml"
SMALL = """simulation: 1
begins: 2019-01-07
institutions: {MoMD: lead, MoJ: required}
facts: {comments_open: 3}
steps:
  - date: 2019-02-01
    record: {rounds: closed, meeting:working_group: approved}
  - {move: write, by: lead_expert}
"""


def walked(text: str, tmp_path: Path, definition: Any = None) -> list[Outcome]:
    file = tmp_path / "facts.yaml"
    file.write_text(text)
    found = definition or load(GOOD)
    script, _ = read_script(file, found)
    return list(walk(found, script))


def test_the_example_of_the_guide_goes_through() -> None:
    script, _ = read_script(EXAMPLE, POLICY)
    outcomes = list(walk(POLICY, script))
    assert len(outcomes) == len(script.steps) + 1
    assert [o.wrong for o in outcomes if o.wrong] == []
    assert outcomes[-1].facts.stage == "adopted"
    assert sum(step.refused for step in script.steps) == 4


def test_words_that_no_catalogue_has_are_said_as_they_are(tmp_path: Path) -> None:
    *_, last = walked(SMALL, tmp_path)
    assert say(last.done[0], "en") == "write: now in text."
    assert [m.move for m in last.stands.moves] == ["ask", "stop"]


def test_a_refused_step_changes_nothing_and_says_everything(tmp_path: Path) -> None:
    outcomes = walked(SMALL.replace("rounds: closed, ", ""), tmp_path)
    assert outcomes[-1].facts == outcomes[-2].facts
    assert [m.code for m in outcomes[-1].wrong] == ["missing.rounds_closed.none"]


def test_a_step_that_should_have_been_refused_is_wrong(tmp_path: Path) -> None:
    text = SMALL.replace("by: lead_expert}", "by: lead_expert, refused: true}")
    *_, last = walked(text, tmp_path)
    assert [m.code for m in last.wrong] == ["simulate.not_refused"]
    assert last.facts.stage == "talks"


def test_the_ballot_follows_its_moves(tmp_path: Path) -> None:
    text = SMALL + (
        "  - record: {revision: new, lead_agrees: yes}\n"
        "  - {move: ask, by: lead_expert}\n"
        "  - record: {position:MoJ: reservation}\n"
        "  - {move: finish, by: lead_expert, refused: true}\n"
        "  - {move: rewrite, by: lead_expert}\n"
    )
    outcomes = walked(text, tmp_path)
    assert [o.wrong for o in outcomes if o.wrong] == []
    asked = outcomes[4].facts.ballot
    assert asked is not None and (asked.closes_on - asked.opened_on).days == 30
    assert outcomes[-1].facts.ballot is None
    assert [p.position for p in outcomes[-1].facts.positions] == ["reservation"]


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("simulation: 1\n", "", 1, "shape.missing"),
        ("simulation: 1", "simulation: 2", 1, "simulate.other_format"),
        ("simulation: 1", "simulation: true", 1, "simulate.other_format"),
        ("begins: 2019-01-07", "begins: soon", 2, "suppose.not_a_day"),
        ("MoJ: required", "MoJ: king", 3, "shape.unknown"),
        ("facts:", "facst:", 4, "shape.unknown_near"),
        ("comments_open: 3", "comment_open: 3", 4, "shape.unknown_near"),
        ("comments_open: 3", "comments_open: few", 4, "suppose.not_a_number"),
        ("- date: 2019-02-01", "- date: 2018-02-01", 6, "simulate.backwards"),
        ("rounds: closed", "rounds: maybe", 7, "suppose.bad_value"),
        ("record: {rounds: closed, meeting:working_group: approved}", "record: {}", 6,
         "simulate.one_thing"),
        (", by: lead_expert}", "}", 8, "simulate.by_whom"),
        ("by: lead_expert", "by: lead_export", 8, "shape.unknown_near"),
        ("move: write", "mov: write", 8, "shape.unknown_near"),
        ("move: write,", "move: write, confirm: write,", 8, "simulate.one_thing"),
        ("facts: {comments_open: 3}\n", "facts: {}\nfacts: {}\n", 5, "shape.twice"),
        ("  - {move: write, by: lead_expert}\n", "  - {move: write, by: }}\n", 8, "shape.not_yaml"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file_is_told_on_its_line(
    tmp_path: Path, old: str, new: str, line: int, code: str
) -> None:
    assert old in SMALL
    with pytest.raises(DefinitionErrors) as caught:
        walked(SMALL.replace(old, new), tmp_path)
    found = [(p.line, p.message.code) for p in caught.value.problems]
    assert (line, code) in found


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (SMALL.encode("utf-16"), "shape.bad_encoding"),
        (b"", "shape.empty"),
        (b"#" * 50_000_000, "shape.too_long"),
    ],
)
def test_what_is_no_facts_file(tmp_path: Path, raw: bytes, code: str) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes(raw)
    with pytest.raises(DefinitionErrors) as caught:
        read_script(file, POLICY)
    assert [p.message.code for p in caught.value.problems] == [code]


def test_a_facts_file_cut_anywhere_is_read_or_told(tmp_path: Path) -> None:
    for end in range(0, len(SMALL), 5):
        problems = [None]
        try:
            walked(SMALL[:end], tmp_path)
        except DefinitionErrors as error:
            problems = list(error.problems)
        assert problems


def agree(known: Facts, move: str, role: str, person: str) -> None:
    """Explain says "nothing missing" exactly when the move succeeds."""
    answer = check_move(POLICY, known, move, frozenset({role}), person)
    act = confirm if answer.awaiting is not None else make
    try:
        after, _ = act(POLICY, known, move, role, person)
    except NotMade:
        assert not answer.allowed
        return
    assert answer.allowed
    assert after != known


PEOPLE = st.sampled_from(["p1", "p2"])


@settings(max_examples=120, deadline=None)
@given(FACTS, st.sampled_from(MOVES), st.sampled_from(ROLES), PEOPLE)
def test_nothing_is_missing_exactly_when_the_move_succeeds(
    known: Facts, move: str, role: str, person: str
) -> None:
    agree(known, move, role, person)


@pytest.mark.parametrize("planted", ["_refuse_unless_allowed", "_asked"])
def test_a_move_that_asks_less_than_explain_is_caught(
    monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    """The property itself is checked, on moves planted with two faults."""
    whole = simulation._asked

    def hasty(definition: Any, facts: Facts, move: str, role: str, person: str) -> Any:
        return whole(definition, facts, move, "lead_expert", person)

    faults = {"_refuse_unless_allowed": lambda answer: None, "_asked": hasty}
    monkeypatch.setattr(simulation, planted, faults[planted])

    @settings(max_examples=300, deadline=None, database=None, phases=[Phase.generate],
              report_multiple_bugs=False, suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(FACTS, st.sampled_from(MOVES), st.sampled_from(ROLES), PEOPLE)
    def tried(known: Facts, move: str, role: str, person: str) -> None:
        agree(known, move, role, person)

    with pytest.raises((AssertionError, MoveNotOpen)):
        tried()


def test_every_shipped_workflow_can_be_walked_to_an_end() -> None:
    script, _ = read_script(EXAMPLE, POLICY)
    for name in ("national_policy", "strategic_plan"):
        stages = [o.facts.stage for o in walk(shipped(name), script)]
        assert stages[0] == "consultation"
