"""The chain of the history: what it detects, and what only a head kept elsewhere can."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srf_policy.domain import HistoryEvent
from srf_policy.domain import chain as chains
from srf_policy.domain.chain import (
    COLUMNS,
    STORED,
    as_stored,
    canonical_event,
    canonical_json,
    first_fault,
    first_fault_stored,
    link,
)

HASHED_APART = {"canonical", "previous", "hash"}
OTHER_VALUES: dict[str, Any] = {
    "chain": "AFG-CMP", "seq": 7, "engagement_id": 2, "verb": "close_round", "subject": "round:2",
    "occurred_on": date(2019, 1, 2), "recorded_at": datetime(2020, 1, 1, tzinfo=UTC),
    "actor": "somebody", "role": "expert", "institution": "MoFA", "origin": "cli",
    "payload": {"round": 2},
}  # fmt: skip


def event(seq: int, previous: str) -> HistoryEvent:
    columns: dict[str, Any] = {
        "chain": "IRQ-PEI", "seq": seq, "engagement_id": 1, "verb": "open_round",
        "subject": "round:1", "occurred_on": date(2019, 1, 1),
        "recorded_at": datetime(2019, 1, 1, 9, 30, tzinfo=UTC), "actor": "abc", "role": "lead_expert",
        "institution": "ICMPD", "origin": "web", "payload": {"round": seq, "invited": ["MoI"]},
    }  # fmt: skip
    canonical = canonical_event(columns)
    head = link(previous, canonical)
    return HistoryEvent(**columns, canonical=canonical, previous=previous, hash=head)


def chain(length: int = 4) -> list[HistoryEvent]:
    events: list[HistoryEvent] = []
    for seq in range(1, length + 1):
        events.append(event(seq, events[-1].hash if events else ""))
    return events


def test_every_column_of_an_event_is_hashed() -> None:
    columns = {column.name for column in HistoryEvent.__table__.columns}
    assert set(COLUMNS) | HASHED_APART == columns
    assert set(OTHER_VALUES) == set(COLUMNS)


def test_the_bytes_of_an_event_never_change() -> None:
    assert event(1, "").canonical == (
        b'{"actor":"abc","chain":"IRQ-PEI","engagement_id":1,"institution":"ICMPD",'
        b'"occurred_on":"2019-01-01","origin":"web","payload":{"invited":["MoI"],"round":1},'
        b'"recorded_at":"2019-01-01T09:30:00.000000+00:00","role":"lead_expert","seq":1,'
        b'"subject":"round:1","verb":"open_round"}'
    )
    assert event(1, "").hash == link("", event(1, "").canonical)


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"engagement_id": None, "payload": {}},
        {"actor": 'a"b\\c\n\u0007\u007f', "subject": "د\u200cر", "institution": "وزارت \U0001f600"},
        {"payload": {"ب": [1, None, True, {"z": "\u2028", "a": -1}], "a": '"'}},
        {
            "recorded_at": datetime(
                2019, 1, 1, 14, 0, 0, 5, timezone(timedelta(hours=4, minutes=30))
            )
        },
    ],
)
def test_the_quick_way_writes_the_same_bytes(others: dict[str, Any]) -> None:
    found = event(1, "")
    for name, value in others.items():
        setattr(found, name, value)
    columns = {name: getattr(found, name) for name in COLUMNS}
    assert chains._written(as_stored(found)) == canonical_event(columns)


MOMENT = "2019-01-01 09:30:00.000000"


def stored(**others: Any) -> list[Any]:
    """The row of an event, with other values in some columns and the bytes and hashes it had."""
    row = list(as_stored(event(1, "")))
    for name, value in others.items():
        row[STORED.index(name)] = value
    return row


@pytest.mark.parametrize(
    "others",
    [
        {"actor": None}, {"actor": b"abc"}, {"institution": 5}, {"subject": "round:1\ud800"},
        {"engagement_id": True}, {"engagement_id": 1.0}, {"engagement_id": "1"},
        {"occurred_on": "20190101"}, {"occurred_on": "2019-01-01 "}, {"occurred_on": b"2019-01-01"},
        {"recorded_at": MOMENT.replace(" ", "T")}, {"recorded_at": MOMENT + "+00:00"},
        {"recorded_at": MOMENT[:19]}, {"recorded_at": MOMENT + " "},
        {"payload": '{"invited":["MoI"],"round":true}'}, {"payload": '{"invited":["MoI"],"round":1.0}'},
        {"payload": '{"invited":["MoI"],"round":"1"}'}, {"payload": '{"invited":["MoI"],"round":-0.0}'},
        {"payload": '{"invited":["MoI"],"round":2,"round":1}'},
        {"payload": '{"invited": ["MoI"], "round": 2, "round": 1}'},
        {"payload": '{"invited":["Mo\\u0049"],"round":1}'}, {"payload": '{"invited":["MoI"],"round":1} '},
        {"payload": '{"invited":["MoI"],"round":1}}'}, {"payload": "{"}, {"payload": None},
        {"payload": b'{"invited":["MoI"],"round":1}'}, {"payload": "[" * 100_000},
        # A column that says what belongs to the next one as well.
        {"occurred_on": '2019-01-01","origin":"web', "origin": ""},
        {"payload": '{"invited":["MoI"],"round":1},"recorded_at":"2019-01-01T09:30:00.000000+00:00"'},
    ],
)  # fmt: skip
def test_a_row_in_any_other_form_is_found(others: dict[str, Any]) -> None:
    assert first_fault_stored([stored()]) is None
    assert first_fault_stored([stored(**others)]) == (1, "column")


@pytest.mark.parametrize(
    ("others", "fault"),
    [
        ({"seq": "1"}, "gap"), ({"seq": 1.5}, "gap"), ({"previous": None}, "previous"),
        ({"hash": None}, "hash"), ({"canonical": event(1, "").canonical.decode()}, "hash"),
        ({"canonical": event(1, "").canonical + b" "}, "hash"), ({"canonical": None}, "hash"),
    ],
)  # fmt: skip
def test_places_hashes_and_bytes_of_another_kind_are_found(
    others: dict[str, Any], fault: str
) -> None:
    assert first_fault_stored([stored(**others)]) == (1, fault)


def _rehashed(canonical: bytes) -> list[Any]:
    return stored(canonical=canonical, hash=link("", canonical))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"round":1}', b'"round":1.0}'), (b'"round":1}', b'"round":1,"round":1}'),
        (b'"seq":1', b'"seq": 1'), (b"abc", b"\\u0061bc"), (b'_round"}', b'_round"}\n'),
        (b'{"actor"', b'{"actor":"other","actor"'), (b'"engagement_id":1', b'"engagement_id":true'),
        (b"+00:00", b"Z"), (b'"role":"lead_expert",', b""),
    ],
)  # fmt: skip
def test_bytes_in_any_other_form_are_found_though_their_hash_fits(old: bytes, new: bytes) -> None:
    right = event(1, "").canonical
    assert first_fault_stored([_rehashed(right)]) is None
    assert first_fault_stored([_rehashed(right.replace(old, new))]) == (1, "column")


def test_rows_of_earlier_versions_are_sound() -> None:
    """Their payloads have spaces, and escapes in place of letters."""
    found = event(1, "")
    found.payload = {"ب": "\u200c", "a": [1.5, None]}
    canonical = canonical_event({name: getattr(found, name) for name in COLUMNS})
    row = list(as_stored(found))
    row[11:] = [json.dumps(found.payload), canonical, "", link("", canonical)]
    assert "\\u0628" in row[11]
    assert first_fault_stored([row]) is None


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_no_other_text_in_any_column_passes(data: st.DataObject) -> None:
    """Letters put in, left out or exchanged, and pieces of the bytes themselves, in any columns."""
    canonical = event(1, "").canonical.decode()
    row = stored()
    for _ in range(data.draw(st.integers(1, 3))):
        column = data.draw(st.sampled_from([c for c in range(12) if isinstance(row[c], str)]))
        old = row[column]
        begin = data.draw(st.integers(0, len(old)))
        end = data.draw(st.integers(begin, len(old)))
        start = data.draw(st.integers(0, len(canonical)))
        piece = canonical[start : start + data.draw(st.integers(0, 60))]
        new = data.draw(st.one_of(st.just(piece), st.text(max_size=3), st.sampled_from('"\\,: {}')))
        row[column] = old[:begin] + new + old[end:]
    assert (first_fault_stored([row]) is None) == (row == stored() or row[11] in LAID_OUT)


LAID_OUT = {json.dumps({"invited": ["MoI"], "round": 1})}


def test_the_order_of_keys_and_the_zone_of_a_moment_do_not_matter() -> None:
    kabul = datetime(2019, 1, 1, 14, tzinfo=timezone(timedelta(hours=4, minutes=30)))
    here = {"b": "ا", "a": kabul}
    there = {"a": datetime(2019, 1, 1, 9, 30, tzinfo=UTC), "b": "ا"}
    assert canonical_json(here) == canonical_json(there)
    assert "ا".encode() in canonical_json(here)


def test_a_column_that_is_lacking_is_an_error() -> None:
    with pytest.raises(KeyError, match="institution"):
        canonical_event({name: None for name in COLUMNS if name != "institution"})


def test_an_untouched_chain_has_no_fault() -> None:
    assert first_fault(chain()) is None
    assert first_fault([]) is None


@pytest.mark.parametrize("name", sorted(set(OTHER_VALUES) - {"seq"}))
def test_a_changed_column_is_found(name: str) -> None:
    events = chain()
    setattr(events[2], name, OTHER_VALUES[name])
    assert first_fault(events) == (3, "column")


def _changed_number(events: list[HistoryEvent]) -> None:
    events[2].seq = 7


def _changed_bytes(events: list[HistoryEvent]) -> None:
    events[2].canonical = events[2].canonical.replace(b"MoI", b"MoF")


def _changed_hash(events: list[HistoryEvent]) -> None:
    events[2].hash = "0" * 64


def _rewritten(events: list[HistoryEvent]) -> None:
    """Somebody who knows the rule rewrites one event with a right hash of its own."""
    events[2].institution = "MoFA"
    columns = {name: getattr(events[2], name) for name in COLUMNS}
    events[2].canonical = canonical_event(columns)
    events[2].hash = link(events[2].previous, events[2].canonical)


def _gap(events: list[HistoryEvent]) -> None:
    del events[1]


def _order(events: list[HistoryEvent]) -> None:
    events[1], events[2] = events[2], events[1]


def _beginning(events: list[HistoryEvent]) -> None:
    del events[0]


def _previous(events: list[HistoryEvent]) -> None:
    events[2].previous = events[0].hash


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (_changed_number, (7, "gap")), (_changed_bytes, (3, "hash")), (_changed_hash, (3, "hash")),
        (_rewritten, (4, "previous")), (_gap, (3, "gap")), (_order, (3, "gap")),
        (_beginning, (2, "gap")), (_previous, (3, "previous")),
    ],
)  # fmt: skip
def test_damage_is_found_where_it_is(
    damage: Callable[[list[HistoryEvent]], None], fault: tuple[int, str]
) -> None:
    events = chain()
    damage(events)
    assert first_fault(events) == fault


def test_a_lost_tail_shows_only_against_a_head_kept_elsewhere() -> None:
    events = chain()
    head, count = events[-1].hash, len(events)
    del events[-1]
    assert first_fault(events) is None
    assert (events[-1].hash, len(events)) != (head, count)
