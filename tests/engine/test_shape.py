from __future__ import annotations

from pathlib import Path

import pytest

from srf_policy.engine.loading import DefinitionErrors, load, shipped

GOOD = """workflow: w
version: 1
title: {en: W}
always: {record: [expert], agree: [expert], manage_rounds: [lead_expert]}
stages:
  a: {title: {en: A}, starts: true, target: 2 weeks}
  b: {title: {en: B}, ends: true}
moves:
  go:
    from: a
    to: b
    by: [lead_expert]
    needs: [rounds_closed]
    then: [void_ballot]
  ask: {from: a, to: a, by: [lead_expert], then: [{open_ballot: {closes_after: 30 days}}]}
"""


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(DefinitionErrors) as caught:
        load(text, file="w.yaml")
    assert {p.file for p in caught.value.problems} == {"w.yaml"}
    return [(p.line, p.message.code) for p in caught.value.problems]


def test_the_good_one_is_good() -> None:
    assert load(GOOD).start == "a"


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("to: b", "to: c", 11, "shape.unknown"),
        ("from: a", "from: [a, c]", 10, "shape.unknown"),
        ("from: a", "from: [a, b]", 10, "proof.end_moves"),
        ("    from: a\n", "", 9, "shape.missing"),
        ("by: [lead_expert]", "by: [lead_exprt]", 12, "shape.unknown_near"),
        ("by: [lead_expert]", "by: lead_expert", 12, "shape.wrong_type"),
        ("by: [lead_expert]", "by: []", 12, "shape.empty_list"),
        ("by: [lead_expert]", "by: [lead_expert]\n    reason: maybe", 13, "shape.bad_reason"),
        ("[rounds_closed]", "[round_closed]", 13, "shape.unknown_near"),
        ("[rounds_closed]", "[rounds_closed: {since: ever}]", 13, "shape.no_parameters"),
        ("[rounds_closed]", "[meeting_held]", 13, "shape.missing"),
        ("[rounds_closed]", "\n      - meeting_held: {kind: party}", 14, "shape.unknown"),
        ("[rounds_closed]", "\n      - meeting_held:\n          kind: party", 15, "shape.unknown"),
        ("[rounds_closed]", "[revision_published: {since: revision}]", 13, "shape.unknown"),
        ("[rounds_closed]", "[views_of: {of: official}]", 13, "shape.unknown"),
        ("[rounds_closed]", "[views_of: {off: required}]", 13, "shape.missing"),
        ("[rounds_closed]", "[{rounds_closed: , lead_agrees: }]", 13, "shape.one_guard"),
        ("[void_ballot]", "[burn_ballot]", 14, "shape.unknown_near"),
        ("[void_ballot]", "[document: {template: poem}]", 14, "shape.unknown"),
        ("[void_ballot]", "[open_ballot: {closes_after: soon}]", 14, "shape.bad_duration"),
        ("[void_ballot]", "[notify: {who: everyone, message: hi}]", 14, "shape.unknown"),
        ("[void_ballot]", "[notify: {who: [king], message: adopted}]", 14, "shape.unknown"),
        ("record:", "recrd:", 4, "shape.unknown_near"),
        ("version: 1", "version: one", 2, "shape.wrong_type"),
        ("version: 1", "version: 2019-02-30", 2, "shape.wrong_type"),
        ("version: 1", "version: 1\nversion: 2", 3, "shape.twice"),
        ("starts: true", "starts: yes please", 6, "shape.wrong_type"),
        ("starts: true", "strats: true", 6, "shape.unknown_near"),
        ("starts: true", "starts: false", 5, "proof.no_start"),
        ("ends: true", "starts: true", 7, "proof.two_starts"),
        ("ends: true}", "ends: true}\n  lost: {title: {en: L}}", 8, "proof.unreachable"),
        ("2 weeks", "2 months", 6, "shape.bad_duration"),
        ("2 weeks", "0 days", 6, "shape.bad_duration"),
        ("title: {en: W}\n", "", 1, "shape.no_title"),
        ("title: {en: A}, ", "", 6, "shape.no_stage_title"),
        ("  b: {", "  B b: {", 7, "shape.bad_name"),
        ("moves:", "motto: x\nmoves:", 8, "shape.unknown"),
        ("version: 1", "version: &v 1", 2, "shape.anchor"),
        ("version: 1", "version: !!python/name:os.system 1", 2, "shape.tag"),
        ("version: 1", "version: 1: 2", 2, "shape.not_yaml"),
        ("version: 1", "version: \x00", 2, "shape.not_yaml"),
        ("version: 1", "version: " + "9" * 5000, 2, "shape.not_yaml.value"),
        ("version: 1", "version: " + "[" * 5000, 2, "shape.too_deep"),
        ("version: 1", "version: 1\n---\nversion: 2", 3, "shape.two_documents"),
    ],
)
def test_finds_the_fault_on_its_line(old: str, new: str, line: int, code: str) -> None:
    assert old in GOOD
    assert (line, code) in problems(GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "shape.empty"),
        (b"# nothing\n", "shape.empty"),
        (b"- a\n", "shape.not_a_mapping"),
        (b"just words\n", "shape.not_a_mapping"),
        (b"workflow: w\nversion: \xe9\n", "shape.bad_encoding"),
        (GOOD.encode("utf-16"), "shape.bad_encoding"),
        (b"#" * 1_000_001, "shape.too_long"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, raw: bytes, code: str) -> None:
    file = tmp_path / "w.yaml"
    file.write_bytes(raw)
    with pytest.raises(DefinitionErrors) as caught:
        load(file)
    assert [p.message.code for p in caught.value.problems] == [code]


def test_an_alias_bomb_is_refused_before_it_is_built() -> None:
    layers = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert {code for _, code in problems("a0: &a0 [x]\n" + layers)} == {"shape.anchor"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DefinitionErrors) as caught:
        load(tmp_path / "none.yaml")
    assert caught.value.problems[0].message.code == "shape.no_file"


@pytest.mark.parametrize("name", ["nonsense", "../national_policy", ""])
def test_only_what_is_shipped_is_shipped(name: str) -> None:
    with pytest.raises(DefinitionErrors):
        shipped(name)


def test_all_faults_are_told_at_once() -> None:
    faulty = (
        GOOD.replace("to: b", "to: c")
        .replace("[void_ballot]", "[fly]")
        .replace("starts: true", "starts: false")
        .replace("title: {en: B}, ", "")
        .replace("version: 1", "version: 1\nversion: 2")
    )
    assert [code for _, code in problems(faulty)] == [
        "shape.twice",
        "proof.no_start",
        "shape.no_stage_title",
        "shape.unknown",
        "shape.unknown",
    ]
