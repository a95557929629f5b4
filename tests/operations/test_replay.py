"""Seeds: replayed whole, or refused whole with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
from sqlalchemy import func, select

from srf_policy.domain import Base, Provision
from srf_policy.operations import Store
from srf_policy.operations.replay import replay_engagement, replay_facility
from srf_policy.operations.seed_shape import SeedError
from srf_policy.settings import Settings
from tests.makers import Seeded, store_of

SEEDS = files("srf_policy.seeds")
IRAQ = SEEDS.joinpath("irq-pei.yaml").read_bytes()
FACILITY = SEEDS.joinpath("facility.yaml").read_bytes()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = store_of(settings)
    replay_facility(opened, FACILITY, "facility.yaml")
    yield opened
    opened.database.dispose()


def counts(store: Store) -> dict[str, int]:
    with store.database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def problems(store: Store, raw: bytes) -> list[tuple[int, str, str]]:
    """(line, code, code of the refusal if any); asserts that nothing was kept."""
    before = counts(store)
    with pytest.raises(SeedError) as error:
        replay_engagement(store, raw, "spoilt.yaml")
    assert counts(store) == before
    assert error.value.file == "spoilt.yaml"
    return [
        (line, said.code, getattr(said.params.get("why"), "code", ""))
        for line, said in error.value.problems
    ]


def line_of(words: str) -> int:
    text = IRAQ.decode()
    return text[: text.index(words)].count("\n") + 1


def spoilt(old: str, new: str) -> bytes:
    text = IRAQ.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


SPOILT = {
    "unknown key": (
        "country: IQ",
        "country: IQ\ncolour: green",
        "country: IQ",
        1,
        "seed.unknown_key",
    ),
    "wrong date": ("opened: 2017-02-19", "opened: 2017-02-30", "opened:", 0, "seed.bad_value"),
    "not a date": ("opened: 2017-02-19", "opened: soon", "opened:", 0, "seed.bad_value"),
    "unknown value": (
        "instrument: policy",
        "instrument: law",
        "instrument:",
        0,
        "seed.unknown_value",
    ),
    "missing key": ("country: IQ\n", "", "", 1, "seed.missing"),
    "duplicate key": ("country: IQ", "country: IQ\ncountry: AF", "country: IQ", 1, "shape.twice"),
    "wrong final stage": ("stage: draft", "stage: adopted", "stage: draft", 0, "seed.other_stage"),
}


@pytest.mark.parametrize("name", SPOILT)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_spoilt_file_is_refused_at_its_line(store: Store, name: str) -> None:
    old, new, at, below, code = SPOILT[name]
    line = (line_of(at) if at else 0) + below
    assert [(n, c) for n, c, _ in problems(store, spoilt(old, new))] == [(line, code)]


REFUSED = {
    "unknown institution": (
        "  provision: ter-abroad\n  institution: KRG-DFR", "  provision: ter-abroad\n  institution: XX",
        "", "",
    ),
    "move that is not open": ("- move: begin_drafting", "- move: present", "- move:", "missing.other_stage"),
    "unknown move": ("- move: begin_drafting", "- move: fly", "- move:", "missing.unknown_move"),
    "unknown provision": (
        "  provision: il-o1-m2", "  provision: no-such", "- id: c", "refused.unknown_provision",
    ),
    "unknown guard": ("workflow: national_policy", "workflow: none", "code:", "refused.unknown_workflow"),
    "bad code": ("code: IRQ-PEI", "code: Iraq", "code:", "refused.bad_code"),
    "unknown language": ("- ckb\nofficial", "- tlh\nofficial", "code:", "refused.unknown_language"),
    "unknown kind": ("kind: request", "kind: poem", "- id: req", "refused.unknown_choice"),
    "second paper": ("- id: r-02", "- id: r-01", "", "refused.paper_known"),
    "a move too early": ("  date: 2018-11-27\n  by: lead", "  date: 2017-03-01\n  by: lead", "- move:", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_a_verb_refuses_is_told_with_its_line(store: Store, name: str) -> None:
    old, new, at, code = REFUSED[name]
    raw = spoilt(old, new)
    found = problems(store, raw)
    line = raw.decode().split("\n")[found[0][0] - 1]
    assert found[0][1] in ("seed.refused", "seed.unknown_name")
    assert at in line
    assert code in [refused for _, _, refused in found] or not code


@pytest.mark.parametrize(
    ("raw", "line", "code"),
    [
        (IRAQ.replace(b"Ministry of Interior", b"Minist\xe8re"), None, "shape.bad_encoding"),
        (IRAQ + b"# " + b"x" * 2_000_000, 1, "shape.too_long"),
        (b"code: [", 1, "shape.not_yaml"),
        (b"", 1, "shape.empty"),
        (b"- a list", 1, "shape.not_a_mapping"),
        (b"code: &a X\ncountry: *a", None, "shape.anchor"),
        (b"code: !!python/object:os.system X", 1, "shape.tag"),
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_what_cannot_be_read_is_refused(store: Store, raw: bytes, line: int, code: str) -> None:
    found = problems(store, raw)
    assert found[0][1] == code
    assert line is None or found[0][0] == line


def test_a_file_refused_at_its_end_leaves_nothing(store: Store) -> None:
    assert problems(store, spoilt("stage: draft", "stage: closed"))[0][1] == "seed.other_stage"
    replay_engagement(store, IRAQ, "irq-pei.yaml")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_ballot_stated_in_a_file_is_compared(store: Store) -> None:
    ballot = b"\nballot: {revision: 3, opened: 2019-11-01, positions: []}\n"
    assert problems(store, IRAQ + ballot)[0][1] == "seed.other_ballot"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_second_replay_is_refused(seeded: Seeded) -> None:
    assert problems(seeded.store, IRAQ)[0][2] == "refused.code_taken"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_an_insertion_brings_what_stands_under_it(store: Store) -> None:
    child = "{id: new-m1, kind: measure, text: {en: A measure.}}"
    new = f"{{id: new-o1, kind: objective, heading: {{en: New}}, children: [{child}]}}"
    told = f"  changes:\n  - insert: {new}\n    parent: il\n"
    text = IRAQ.decode()
    at = text.rindex("  changes:\n")
    replay_engagement(store, (text[:at] + told + text[at + 11 :]).encode(), "x.yaml")
    with store.database.reading() as session:
        codes = set(session.scalars(select(Provision.code)))
    assert {"new-o1", "new-m1"} <= codes


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_progress_is_told(store: Store) -> None:
    seen: list[tuple[int, int]] = []
    replay_engagement(store, IRAQ, "irq-pei.yaml", lambda done, of: seen.append((done, of)))
    assert [done for done, _ in seen] == list(range(1, len(seen) + 1))
    assert {of for _, of in seen} == {len(seen)}
