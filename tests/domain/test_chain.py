"""The chain of the history: what it detects, and what only a head kept elsewhere can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from srf_policy.domain import HistoryEvent
from srf_policy.domain import chain as chains
from srf_policy.domain.chain import COLUMNS, canonical_event, canonical_json, first_fault, link

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
    assert chains._written(found) == canonical_event(columns)


@pytest.mark.parametrize("others", [{"actor": None}, {"seq": "1"}, {"engagement_id": True}])
def test_the_quick_way_leaves_other_kinds_alone(others: dict[str, Any]) -> None:
    found = event(1, "")
    for name, value in others.items():
        setattr(found, name, value)
    assert chains._written(found) == b""


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
