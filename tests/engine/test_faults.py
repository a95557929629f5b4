"""Every rule of the check: a file with one fault, the line and the code of what is said about it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from srf_policy.engine import soundness
from srf_policy.engine.loading import DefinitionErrors, Problem, check, load, shipped_names
from srf_policy.engine.locking import NAME
from srf_policy.engine.vocabulary import TEMPLATES
from srf_policy.languages.rendering import say
from tests.engine.faulty import GOOD, LOCK, PROOF, SHAPE, Edits

Found = list[tuple[int, str]]


def found_in(text: str) -> Found:
    """Line and code of each problem; every one of them can be said in a sentence."""
    problems: list[Problem] = []
    try:
        load(text, file="w.yaml")
    except DefinitionErrors as error:
        problems = error.problems
    assert all(say(p.message, "en").endswith(".") for p in problems)
    return [(p.line, p.message.code) for p in problems]


def edited(edits: Edits) -> str:
    text = GOOD
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_the_good_twin_has_no_fault() -> None:
    assert found_in(GOOD) == []
    for kind in TEMPLATES:
        assert found_in(GOOD.replace("template: draft", f"template: {kind}")) == []


def test_there_are_enough_of_them() -> None:
    assert len(SHAPE) + len(PROOF) >= 60
    assert len({code for *_, code in SHAPE} | {code for _, told in PROOF for _, code in told}) >= 30


@pytest.mark.parametrize(("old", "new", "line", "code"), SHAPE)
def test_a_fault_of_shape(old: str, new: str, line: int, code: str) -> None:
    assert found_in(edited(((old, new),))) == [(line, code)]


@pytest.mark.parametrize(("edits", "told"), PROOF)
def test_a_fault_of_the_whole(edits: Edits, told: Found) -> None:
    assert found_in(edited(edits)) == told


def test_a_rule_that_is_lost_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is checked too: without the rule its file would be called sound."""
    monkeypatch.setattr(soundness, "_told_apart", lambda definition: iter(()))
    [(edits, _)] = [row for row in PROOF if row[1][0][1] == "proof.same_move"]
    assert found_in(edited(edits)) == []


def test_what_no_screen_could_name_is_found() -> None:
    named = [(place, said.params["code"]) for place, said in soundness.unworded(load(GOOD))]
    assert named[0] == ((), "workflow.w")
    assert (("stages", "talks"), "stage.talks") in named
    assert (("moves", "write"), "move.write") in named
    assert (("moves", "stop", "reason"), "reason.withdrawn") in named
    assert (("moves", "stop", "reason"), "reason.other") not in named
    assert [name for name in shipped_names() if [*soundness.unworded(check(name))]] == []


def large(stages: int, moves: int) -> str:
    """A file of this size without a fault: every stage leads on, and many ways around."""
    lines = [GOOD.split("stages:")[0] + "stages:"]
    lines += [
        f"  s{n}: {{title: {{en: S}}, {'starts: true, ' if n == 0 else ''}open: {{edit: [expert]}}}}"
        for n in range(stages - 1)
    ]
    lines += ["  end: {title: {en: End}, ends: true}", "moves:"]
    lines += [f"  n{n}: {{from: s{n}, to: s{n + 1}, by: [expert]}}" for n in range(stages - 2)]
    lines += ["  end: {from: any, to: end, by: [expert]}"]
    around = stages - 1
    lines += [
        f"  m{n}:\n    from: s{n % around}\n    to: s{(n + 2 + n // around) % around}\n"
        "    by: [lead_expert]\n    needs:\n      - rounds_closed\n"
        "      - meeting_held: {kind: working_group}\n"
        "    then: [{notify: {who: [validator], message: adopted}}]"
        for n in range(moves - around)
    ]
    return "\n".join(lines) + "\n"


def test_a_thousand_moves_are_checked_in_half_a_second() -> None:
    text = large(200, 1000)
    spent = []
    for _ in range(3):
        began = time.process_time()
        found = found_in(text)
        spent.append(time.process_time() - began)
    assert found == []
    assert min(spent) < 0.5


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """The good file beside a lock that holds it."""
    file = tmp_path / "w.yaml"
    file.write_text(GOOD)
    (tmp_path / NAME).write_text(LOCK.format(hash=load(GOOD).hash, old="0" * 64))
    return file


def told(file: Path) -> Found:
    with pytest.raises(DefinitionErrors) as caught:
        check(file)
    return [(p.line, p.message.code) for p in caught.value.problems]


def test_a_released_version_may_change_its_titles_only(locked: Path) -> None:
    check(locked)
    locked.write_text(GOOD.replace("{en: Talks}", "{en: First talks}"))
    check(locked)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("4 weeks", "5 weeks", "lock.changed"),
        ("allows: [stop]}\ndeadlines:", "allows: []}\ndeadlines:", "lock.changed"),
        ("version: 2", "version: 1", "lock.changed"),
        ("workflow: w\nversion: 2", "workflow: other\nversion: 6", "lock.older"),
    ],
)
def test_a_released_version_keeps_its_meaning(locked: Path, old: str, new: str, code: str) -> None:
    assert old in GOOD
    locked.write_text(GOOD.replace(old, new))
    assert told(locked) == [(2, code)]


def test_a_higher_version_may_mean_something_else(locked: Path) -> None:
    locked.write_text(GOOD.replace("4 weeks", "5 weeks").replace("version: 2", "version: 3"))
    check(locked)


@pytest.mark.parametrize("line", ["w 2", "w two " + "0" * 64, "w 1 " + "0" * 64, "\ufffd"])
def test_a_spoilt_lock_is_told_with_its_line(locked: Path, line: str) -> None:
    lock = locked.parent / NAME
    lock.write_text(lock.read_text() + line + "\n")
    assert told(locked) == [(5, "lock.bad_line")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "shape.empty"),
        (GOOD.encode("utf-16"), "shape.bad_encoding"),
        (GOOD.replace("Talks", "Gespr\u00e4che").encode("latin-1"), "shape.bad_encoding"),
        (b"\x00" * 100, "shape.not_yaml"),
        (b"PK\x03\x04" + b"\xff" * 50, "shape.bad_encoding"),
    ],
)
def test_what_is_no_text(tmp_path: Path, raw: bytes, code: str) -> None:
    file = tmp_path / "w.yaml"
    file.write_bytes(raw)
    assert [code for _, code in told(file)] == [code]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert found_in("\ufeff" + GOOD) == []


def test_fifty_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    with file.open("wb") as opened:
        opened.truncate(50_000_000)
    began = time.process_time()
    assert told(file) == [(1, "shape.too_long")]
    assert time.process_time() - began < 0.2


def test_a_file_cut_anywhere_is_told_or_held_against_the_lock(locked: Path) -> None:
    """Cut where a line ends it may still be a workflow, but it is not the released one."""
    whole = GOOD.rstrip()
    for end in range(0, len(whole), 7):
        locked.write_text(whole[:end])
        assert told(locked), end
