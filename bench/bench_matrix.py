"""The comment matrix of 10,000 comments, from the database, beside zipping the same parts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.measure import Row, compare
from bench.packing import unpacked, zipped
from bench.scene import fresh_store, seed_bytes, temporary_folder
from srf_policy.cli_settling import settle
from srf_policy.documents.files import Tools, Wanted
from srf_policy.documents.matrix import matrix_file
from srf_policy.domain import Comment, Response, Text
from srf_policy.domain.wording import text_hash
from srf_policy.operations import Store
from srf_policy.operations.people import SYSTEM
from srf_policy.operations.replay import replay_engagement

CODE, COMMENTS = "IRQ-PEI", 10_000
BUDGET = 2_000.0
"""Milliseconds that a matrix of so many comments may take."""


def run() -> list[Row]:
    _, store = fresh_store(temporary_folder())
    replay_engagement(store, seed_bytes("irq-pei"), "irq-pei.yaml")
    with store.database.writing() as session:
        fill(session, COMMENTS)
    settle()
    return [row for ending in ("xlsx", "docx") for row in _rows(store, ending)]


def _rows(store: Store, ending: str) -> Iterator[Row]:
    wanted = Wanted(kind="matrix", language="en", ending=ending)

    def make() -> bytes:
        with store.database.reading() as session:
            return matrix_file(session, SYSTEM, CODE, wanted, Tools(store.keys.token)).content

    parts = unpacked(make())
    name = f"comment matrix of {COMMENTS:,} comments as .{ending}, from the database"
    row = compare(name, make, "zipping its parts", lambda: zipped(parts), rounds=5)
    yield row
    budget = f"a budget of {BUDGET:.0f} ms"
    yield Row(f"{name}, against its budget", row.median, "ms", budget, row.median / BUDGET)
    spent = statistics.median(_processor(make) for _ in range(5)) * 1000
    yield Row(f"{name}, of the processor's time", spent, "ms", budget, spent / BUDGET)


def _processor(make: Callable[[], bytes]) -> float:
    """Seconds of the processor for one file, which others beside us do not slow."""
    begun = time.process_time()
    make()
    return time.process_time() - begun


def fill(session: Session, count: int) -> None:
    """As many comments in all, each with words of its own: those there are, said again."""
    comments = [_values(row) for row in session.scalars(select(Comment).order_by(Comment.number))]
    texts = {row.sha256: row.words for row in session.scalars(select(Text))}
    answers = {row.id: _values(row) for row in session.scalars(select(Response))}
    last = max(row["id"] for row in comments)
    last_answer = max(answers)
    said: dict[str, dict[str, Any]] = {}
    more: list[dict[str, Any]] = []
    responses: list[dict[str, Any]] = []
    for place in range(1, count - len(comments) + 1):
        one = dict(comments[place % len(comments)])
        one |= {"id": last + place, "number": len(comments) + place, "reference": None}
        for field in ("words", "proposed", "justification"):
            if one[field]:
                words = f"{texts[one[field]]} ({place})"
                one[field] = text_hash(words)
                said[one[field]] = {"engagement_id": one["engagement_id"], "sha256": one[field],
                                    "words": words}  # fmt: skip
        if one["response_id"]:
            answer = answers[one["response_id"]] | {"id": last_answer + place}
            responses.append(answer | {"comment_id": one["id"]})
            one["response_id"] = last_answer + place
        more.append(one)
    session.execute(insert(Text), list(said.values()))
    session.execute(insert(Comment), more)
    session.execute(insert(Response), responses)


def _values(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}
