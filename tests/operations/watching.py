"""Watching what deadlines do: events, mails, rows."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Deadline, HistoryEvent, Job
from srf_policy.operations import scanning
from srf_policy.operations.scanning import scan
from tests.makers import (
    IRAQ,
    LEAD,
    Seeded,
)

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

CLOSES = date(2019, 12, 20)
REMIND = date(2019, 12, 14)
"""A day on which the reminder of seven days before is due at noon."""


def noted(seeded: Seeded, *verbs: str) -> list[HistoryEvent]:
    with seeded.reading() as session:
        query = select(HistoryEvent).where(HistoryEvent.chain == IRAQ, HistoryEvent.verb.in_(verbs))
        return list(session.scalars(query.order_by(HistoryEvent.seq)))


def mails(seeded: Seeded, notice: str) -> list[str]:
    """The numbers of who was told."""
    with seeded.reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.id)).all()
        return [j.arguments["person"] for j in jobs if j.arguments["notice"] == notice]


def rows(seeded: Seeded, kind: str, state: str = "open") -> dict[str, date]:
    with seeded.reading() as session:
        found = session.scalars(
            select(Deadline).where(Deadline.kind == kind, Deadline.state == state)
        )
        return {row.subject: row.day for row in found}


def due(seeded: Seeded) -> list[scanning.Task]:
    """What a scanner finds, before it does anything."""
    with seeded.reading() as session:
        return list(scanning._due_now(session, clock.now()))


def open_round(seeded: Seeded, *invited: str) -> None:
    seeded.act(LEAD, "open_round", closes_on=CLOSES, invited=list(invited or ("MoFA", "MoI")))
    with seeded.on(date(2019, 11, 28)):
        scan(seeded.store)  # what the seed left overdue is told


def number(seeded: Seeded, address: str) -> str:
    return seeded.viewer(address).number


def forget_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "_note_once", lambda *_: None)
