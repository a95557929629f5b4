"""Ways to tamper with a copy of the database, as somebody would who has its file and no scruples.

Each takes an open connection without triggers, and a random generator. `RECKLESS` ways leave
traces that the database itself shows; after `CONSISTENT` ones everything in it fits together again
as far as the history goes, so that only a head kept elsewhere can tell.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from typing import Any

from srf_policy.domain.chain import COLUMNS, link

IRAQ = "IRQ-PEI"
Way = Callable[[sqlite3.Connection, random.Random], None]

TABLES = (
    ("comment", "words"), ("comment", "institution_id"), ("comment", "layer"),
    ("comment", "answer"), ("response", "disposition"), ("response", "answered_by"),
    ("ballot_position", "position"), ("ballot_position", "taken_by"), ("adoption", "decision"),
    ("adoption", "recorded_by"), ("agreement", "revision_number"), ("paper", "sender"),
    ("paper", "restricted"), ("meeting", "women"), ("presentation", "outcome"),
    ("revision", "published_by"), ("revision", "sha256"), ("revision_text", "sha256"),
    ("revision_provision", "position"), ("working_text", "sha256"), ("text", "words"),
    ("seal", "canonical"), ("seal", "signature"), ("seal", "sha256"), ("seal", "signing_key"),
    ("institution", "role"), ("member", "ended_on"), ("member", "role"), ("stored_file", "sha256"),
    ("engagement", "stage"), ("engagement", "moves"), ("consultation_round", "closed_on"),
    ("submission", "sent_on"), ("language_text", "seq"), ("provision", "mark"),
    ("signing_key", "public_key"), ("signing_key", "former"), ("engagement", "comment_count"),
    ("engagement", "illustrative"), ("engagement", "end_reason"), ("engagement", "sealed_at"),
    ("proposed_move", "reason"), ("proposed_move", "state"), ("proposed_move", "proposed_by"),
    ("change", "cause"), ("change", "made_by"), ("change", "revision_number"),
    ("change", "action"), ("revision", "provisions"), ("response", "illustrative"),
    ("ballot", "illustrative"), ("guard_exception", "confirmed_on"), ("deadline", "day"),
    ("deadline", "due_at"), ("deadline", "kind"), ("deadline", "state"), ("deadline", "set_at"),
    ("comment", "version"), ("working_provision", "version"), ("minutes", "version"),
    ("facility_member", "role"), ("facility_member", "ended_on"), ("person", "number"),
    ("holiday_list", "days"), ("stated_weekend", "rest"), ("stated_weekend", "reason"),
    ("word_template", "sha256"), ("word_template", "withdrawn_on"),
)  # fmt: skip


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, int):
        return 1 - value if value in (0, 1) else value + 1
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1]) if value else b"x"
    if value is None:
        return "2001-01-01"
    text = str(value)
    if text[:1] in ("{", "["):
        return json.dumps({"altered": True} if text[0] == "{" else ["altered"])
    if text[4:5] == "-" and text[7:8] == "-":
        return f"2001-01-01{text[10:]}"
    return f"{text}x"


def _event(connection: sqlite3.Connection, chance: random.Random) -> int:
    """The rowid of any event of any history."""
    rows = connection.execute("SELECT rowid FROM history_event ORDER BY rowid").fetchall()
    return int(chance.choice(rows)[0])


def _set(connection: sqlite3.Connection, table: str, column: str, row: int) -> None:
    (value,) = connection.execute(
        f'SELECT "{column}" FROM {table} WHERE rowid = ?', (row,)
    ).fetchone()
    connection.execute(
        f'UPDATE OR REPLACE {table} SET "{column}" = ? WHERE rowid = ?', (other(value), row)
    )


def column(connection: sqlite3.Connection, chance: random.Random) -> None:
    """One value of one event: any column, the bytes, a hash."""
    name = chance.choice([*COLUMNS, "canonical", "previous", "hash"])
    _set(connection, "history_event", name, _event(connection, chance))


def column_and_bytes(connection: sqlite3.Connection, chance: random.Random) -> None:
    """A value, with bytes and hash of this event made to fit: the next event does not."""
    row = _event(connection, chance)
    _refit(connection, row, "role", "altered")


def _refit(connection: sqlite3.Connection, row: int, name: str, value: Any) -> str:
    previous, canonical = connection.execute(
        "SELECT previous, canonical FROM history_event WHERE rowid = ?", (row,)
    ).fetchone()
    held = json.loads(canonical) | {name: value}
    content = json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    stored = json.dumps(value) if name == "payload" else value
    head = link(previous, content)
    connection.execute(
        f'UPDATE history_event SET "{name}" = ?, canonical = ?, hash = ? WHERE rowid = ?',
        (stored, content, head, row),
    )
    return head


def deleted(connection: sqlite3.Connection, chance: random.Random) -> None:
    row = _event(connection, chance)
    connection.execute("DELETE FROM history_event WHERE rowid = ?", (row,))


def reordered(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Two events change places."""
    rows = connection.execute(
        "SELECT seq FROM history_event WHERE chain = ? ORDER BY seq", (IRAQ,)
    ).fetchall()
    a, b = chance.sample([row[0] for row in rows], 2)
    for old, new in ((a, -1), (b, a), (-1, b)):
        connection.execute(
            "UPDATE history_event SET seq = ? WHERE chain = ? AND seq = ?", (new, IRAQ, old)
        )


def cut(connection: sqlite3.Connection, chance: random.Random) -> None:
    """The end is lost, as in a copy that was broken off."""
    (last,) = connection.execute(
        "SELECT max(seq) FROM history_event WHERE chain = ?", (IRAQ,)
    ).fetchone()
    connection.execute(
        "DELETE FROM history_event WHERE chain = ? AND seq > ?",
        (IRAQ, last - chance.randint(1, 20)),
    )


def row_altered(connection: sqlite3.Connection, chance: random.Random) -> None:
    """One value of a table that the history vouches for."""
    found: list[tuple[int]] = []
    while not found:
        table, name = chance.choice(TABLES)
        found = connection.execute(f"SELECT rowid FROM {table} ORDER BY rowid").fetchall()
    _set(connection, table, name, chance.choice(found)[0])


def row_lost(connection: sqlite3.Connection, chance: random.Random) -> None:
    tables = ("comment", "ballot_position", "response", "adoption", "seal", "member", "paper",
              "agreement", "revision_text", "working_provision", "proposed_move", "change",
              "facility_member", "holiday_list", "stated_weekend", "word_template", "deadline")  # fmt: skip
    table = chance.choice(tables)
    found = connection.execute(f"SELECT rowid FROM {table} ORDER BY rowid").fetchall()
    connection.execute(f"DELETE FROM {table} WHERE rowid = ?", chance.choice(found))


def tail_lost(connection: sqlite3.Connection, chance: random.Random) -> None:
    """The end is cut off, and count and head beside the chain are made to fit."""
    cut(connection, chance)
    _fit_engagement(connection)


def rewritten(connection: sqlite3.Connection, chance: random.Random) -> None:
    """One event tells something else, and all that follow are chained anew."""
    rows = connection.execute(
        "SELECT rowid FROM history_event WHERE chain = ? ORDER BY seq", (IRAQ,)
    ).fetchall()
    start = chance.randrange(len(rows))
    name = chance.choice(["role", "institution", "actor", "subject", "origin"])
    head = _refit(connection, rows[start][0], name, "altered")
    for (row,) in rows[start + 1 :]:
        connection.execute("UPDATE history_event SET previous = ? WHERE rowid = ?", (head, row))
        (content,) = connection.execute(
            "SELECT canonical FROM history_event WHERE rowid = ?", (row,)
        ).fetchone()
        head = link(head, content)
        connection.execute("UPDATE history_event SET hash = ? WHERE rowid = ?", (head, row))
    _fit_engagement(connection)


def _fit_engagement(connection: sqlite3.Connection) -> None:
    seq, head = connection.execute(
        "SELECT seq, hash FROM history_event WHERE chain = ? ORDER BY seq DESC LIMIT 1", (IRAQ,)
    ).fetchone()
    connection.execute(
        "UPDATE engagement SET event_count = ?, history_head = ? WHERE code = ?", (seq, head, IRAQ)
    )


RECKLESS: dict[str, Way] = {
    "a value of an event": column,
    "a value of an event with its own hash": column_and_bytes,
    "an event deleted": deleted,
    "two events exchanged": reordered,
    "the end lost": cut,
    "a value of a table": row_altered,
    "a row of a table deleted": row_lost,
}
CONSISTENT: dict[str, Way] = {
    "the end lost, count and head made to fit": tail_lost,
    "the whole chain rewritten": rewritten,
}
