"""The hash chain of the history: canonical bytes, the link, and how a chain is checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from .history import HistoryEvent

COLUMNS = (
    "chain", "seq", "engagement_id", "verb", "subject", "occurred_on", "recorded_at",
    "actor", "role", "institution", "origin", "payload",
)  # fmt: skip
"""Every column of an event but its canonical bytes and the two hashes made from them."""

STORED = (*COLUMNS, "canonical", "previous", "hash")


def plain(value: Any) -> Any:
    """Dates and moments as ISO 8601 text (moments in UTC); everything else as it is."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value


_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain
).encode
_quote = json.encoder.encode_basestring


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: the same value always gives the same bytes."""
    return _encode(value).encode()


def canonical_event(columns: Mapping[str, Any]) -> bytes:
    """The bytes of an event's columns; raises KeyError where one is lacking."""
    return canonical_json({name: plain(columns[name]) for name in COLUMNS})


def link(previous: str, canonical: bytes) -> str:
    """The hash of an event: SHA-256 over the previous hash (hex text) and its canonical bytes."""
    return hashlib.sha256(previous.encode() + canonical).hexdigest()


Stored = Sequence[Any]
"""An event as its row is stored, in the order of `STORED`: day, moment (in UTC) and payload as text."""


def stored_json(value: Any) -> str:
    """JSON as the database keeps it: of a payload, letter for letter what its canonical bytes hold."""
    return _encode_stored(value)


def read_json(text: str) -> Any:
    """JSON as `stored_json` writes it, read without a search for space around it.

    What is written otherwise is read as any JSON. Raises ValueError.
    """
    try:
        value, end = _raw_decode(text)
        if end == len(text):
            return value
    except ValueError:
        pass
    return json.loads(text)


_raw_decode = json.JSONDecoder().raw_decode
_encode_stored = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_stored(event: HistoryEvent) -> Stored:
    """The row of an event that was read as an object. Raises where a value is none of its column's."""
    moment = event.recorded_at.astimezone(UTC).isoformat(" ", "microseconds")
    texts = {
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_at": moment.removesuffix("+00:00"),
        "payload": _encode(event.payload),
    }
    return [texts[name] if name in texts else getattr(event, name) for name in STORED]


def first_fault(events: Iterable[HistoryEvent]) -> tuple[int, str] | None:
    """`first_fault_stored` of events that were read as objects."""
    return first_fault_stored(map(as_stored, events))


def first_fault_stored(rows: Iterable[Stored]) -> tuple[int, str] | None:
    """The first event that is wrong, as (seq, what): gap, previous, hash or column; else nothing.

    Rows must come in order of `seq`. A lost tail cannot be seen here: compare the head.
    """
    before, expected = "", 1
    for row in rows:
        seq, canonical, previous, head = row[1], row[12], row[13], row[14]
        if seq != expected:
            return (seq if type(seq) is int else expected), "gap"
        if previous != before:
            return expected, "previous"
        if type(canonical) is not bytes or head != link(before, canonical):
            return expected, "hash"
        if _written(row) != canonical and _written(_respaced(row)) != canonical:
            return expected, "column"
        before, expected = head, expected + 1
    return None


def _written(row: Stored) -> bytes:
    """The canonical bytes that belong to a row; empty where a column is of another kind.

    `_encode` would take four times as long. Values stand in the order of their names, as sorted
    keys do. Those that are put in as they are have a kind or a length that is looked at: so none
    can reach over into another's place, and equal bytes mean that every single column is equal.
    """
    chain, seq, of, verb, subject, day, at, actor, role, institution, origin, payload = row[:12]
    try:
        if (
            not (len(day) == 10 and len(at) == 26 and at[10] == " ")
            or type(seq) is not int
            or not (of is None or type(of) is int)
        ):
            return b""
        return (
            f'{{"actor":{_quote(actor)},"chain":{_quote(chain)},'
            f'"engagement_id":{"null" if of is None else of},'
            f'"institution":{_quote(institution)},"occurred_on":"{day}","origin":{_quote(origin)},'
            f'"payload":{payload},"recorded_at":"{at[:10]}T{at[11:]}+00:00","role":{_quote(role)},'
            f'"seq":{seq},"subject":{_quote(subject)},"verb":{_quote(verb)}}}'
        ).encode()
    except (TypeError, UnicodeEncodeError):
        return b""


def _respaced(row: Stored) -> Stored:
    """The row with its payload written as we do now: earlier rows keep it with spaces and escapes.

    A payload in any other form was not written by us, though it may say the same to a reader.
    """
    payload = row[11]
    try:
        value = json.loads(payload)
        if payload in (json.dumps(value), stored_json(value)):
            return [*row[:11], _encode(value), *row[12:]]
    except (TypeError, ValueError, RecursionError):
        pass
    return row
