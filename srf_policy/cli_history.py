"""Commands about the history: what happened, and whether the record is whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, FacilityChain, HistoryEvent
from srf_policy.domain.chain import first_fault
from srf_policy.domain.errors import NotFound
from srf_policy.domain.history import FACILITY_CHAIN
from srf_policy.domain.telling import tell
from srf_policy.languages.messages import msg
from srf_policy.store import scope

from .cli_base import App, as_json, as_person, in_language, show_json


@click.group("history")
def history_group() -> None:
    """The history: show and verify."""


@history_group.command("show")
@click.argument("code", required=False)
@click.option("--facility", is_flag=True, help="The Facility's own history.")
@as_person
@as_json
@in_language
@click.pass_obj
def show(app: App, code: str | None, facility: bool, address: str | None, as_json: bool) -> None:
    """What happened in an engagement (CODE), or in the Facility (--facility)."""
    if facility == (code is not None):
        raise click.UsageError(app.words(msg("cli.history.which")))
    with app.store.database.reading() as session:
        query = _query(app, session, code, address)
        events = session.scalars(query.order_by(HistoryEvent.seq)).all()
    if as_json:
        show_json([_plain(app, event) for event in events])
        return
    for event in events:
        _line(app, event)


def _query(
    app: App, session: Session, code: str | None, address: str | None
) -> Select[HistoryEvent]:
    viewer = app.viewer(address)
    if code is not None:
        return scope.events(viewer, scope.engagement(session, viewer, code))
    if not viewer.facility_roles & {"administrator", "auditor"}:
        raise NotFound
    return select(HistoryEvent).where(HistoryEvent.chain == FACILITY_CHAIN)


def _plain(app: App, event: HistoryEvent) -> dict[str, Any]:
    names = ("seq", "verb", "subject", "occurred_on", "recorded_at", "actor", "role",
             "institution", "origin", "payload", "hash")  # fmt: skip
    said = app.words(tell(event.verb, event.payload))
    return {**{name: getattr(event, name) for name in names}, "says": said}


def _line(app: App, event: HistoryEvent) -> None:
    """Both dates where they differ by more than a day."""
    late = (event.recorded_at.date() - event.occurred_on).days > 1
    app.say(
        "cli.history.line_late" if late else "cli.history.line",
        seq=event.seq, day=event.occurred_on, recorded=event.recorded_at.date(),
        role=msg(f"role.{event.role}"), institution=event.institution,
        what=tell(event.verb, event.payload),
    )  # fmt: skip


@history_group.command("verify")
@click.argument("code", required=False)
@in_language
@click.pass_obj
@click.pass_context
def verify(ctx: click.Context, app: App, code: str | None) -> None:
    """Check the chain of one engagement, or of all and the Facility: every column of every event."""
    with app.store.database.reading() as session:
        chains = list(_chains(session, code))
        if not chains and code is not None:
            raise NotFound
        sound = [_verify(app, session, *chain) for chain in chains]
    if not chains:
        app.say("cli.history.empty")
    if not all(sound):
        ctx.exit(1)


def _chains(session: Session, code: str | None) -> Iterable[tuple[str, int, str]]:
    """Name, number of events and head of each chain, as kept beside it."""
    if code in (None, FACILITY_CHAIN):
        for row in session.scalars(select(FacilityChain)):
            yield row.chain, row.event_count, row.history_head
    query = select(Engagement).order_by(Engagement.code)
    for found in session.scalars(query if code is None else query.where(Engagement.code == code)):
        yield found.code, found.event_count, found.history_head


def _verify(app: App, session: Session, chain: str, count: int, head: str) -> bool:
    query = select(HistoryEvent).where(HistoryEvent.chain == chain).order_by(HistoryEvent.seq)
    fault = first_fault(session.scalars(query.execution_options(yield_per=1000)))
    if fault is not None:
        seq, what = fault
        app.complain(msg(f"cli.history.fault_{what}", chain=chain, seq=seq))
        return False
    last = session.execute(
        select(HistoryEvent.seq, HistoryEvent.hash)
        .where(HistoryEvent.chain == chain)
        .order_by(HistoryEvent.seq.desc())
        .limit(1)
    ).first()
    if tuple(last or (0, "")) != (count, head):
        app.complain(
            msg("cli.history.fault_tail", chain=chain, count=count, seq=last[0] if last else 0)
        )
        return False
    app.say("cli.history.sound", chain=chain, count=count)
    return True
