"""Commands about jobs: the worker that does them, and jobs list, retry, cancel."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence

import click

from srf_policy.domain.history import JOB_STATES
from srf_policy.jobs import worker
from srf_policy.jobs.worker import HANDLERS, periodic
from srf_policy.languages.messages import msg
from srf_policy.operations import perform
from srf_policy.operations.signing import ensure_registered
from srf_policy.store.queries import jobs as queries

from .cli_base import App, as_json, in_language, show_json
from .cli_settling import settle

_KINDS = click.Choice(sorted(HANDLERS))


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option("--queue", "kinds", multiple=True, type=_KINDS, help="Only jobs of this kind.")
@in_language
@click.pass_obj
def worker_command(app: App, once: bool, kinds: Sequence[str]) -> None:
    """Do the waiting jobs: mail, Word files, what is due; until stopped."""
    ensure_registered(app.store)
    settle()
    app.say("cli.worker.ready")
    only = kinds or None
    if once:
        _once(app, only)
    else:
        with periodic.beside(app.store):
            _until_stopped(app, only)
    app.say("cli.worker.stopped")


def _once(app: App, kinds: Sequence[str] | None) -> None:
    if app.store.database.is_sqlite:
        while worker.run_once(app.store, app.settings, kinds):
            pass
        return
    from srf_policy.jobs.worker import postgres

    postgres.run(app.store, app.settings, kinds, once=True)


def _until_stopped(app: App, kinds: Sequence[str] | None) -> None:
    if app.store.database.is_sqlite:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        worker.run(app.store, app.settings, stop, kinds=kinds)
        return
    from srf_policy.jobs.worker import postgres

    postgres.run(app.store, app.settings, kinds)


@click.group("jobs")
def jobs_group() -> None:
    """Jobs: list, retry, cancel."""


@jobs_group.command("list")
@click.option("--state", type=click.Choice(JOB_STATES), help="Only these (all that are not done).")
@as_json
@in_language
@click.pass_obj
def list_command(app: App, state: str | None, as_json: bool) -> None:
    """The newest jobs, with why they failed."""
    wanted = [state] if state else [s for s in JOB_STATES if s != "done"]
    with app.store.database.reading() as session:
        found = [row for s in wanted for row in queries.in_state(session, s, None).rows]
    rows = [
        {
            "job": row.job.id, "kind": row.job.kind, "state": row.job.state,
            "engagement": row.engagement.code if row.engagement else None,
            "asked": row.job.created_at, "attempts": row.job.attempts,
            "next": row.job.run_after if row.job.state == "waiting" else None,
            "why": row.job.error,
        }
        for row in found
    ]  # fmt: skip
    if as_json:
        show_json(rows)
        return
    for row in rows:
        kind = app.words(msg(f"job_kind.{row['kind']}"))
        of = row["engagement"] or ""
        click.echo(f"{row['job']:>6}  {row['state']:<9}  {of:<10}  {kind}  {row['why']}".rstrip())


@jobs_group.command("retry")
@click.argument("job", type=int)
@click.option("--as", "address", metavar="EMAIL", help="Who asks; the system without it.")
@in_language
@click.pass_obj
def retry_command(app: App, job: int, address: str | None) -> None:
    """Try a job again at once."""
    perform(app.store, "retry_job", actor=app.viewer(address), origin="cli", job=job)
    app.say("jobs.did.retry_job")


@jobs_group.command("cancel")
@click.argument("job", type=int)
@click.option("--as", "address", metavar="EMAIL", help="Who asks; the system without it.")
@in_language
@click.pass_obj
def cancel_command(app: App, job: int, address: str | None) -> None:
    """Let a waiting job never be done."""
    perform(app.store, "cancel_job", actor=app.viewer(address), origin="cli", job=job)
    app.say("jobs.did.cancel_job")
