"""Commands that run: demo, serve, db upgrade, db grant."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
import waitress

from srf_policy.domain.errors import Refused, refused
from srf_policy.jobs import worker
from srf_policy.jobs.worker import periodic
from srf_policy.operations import Store, deadlines
from srf_policy.operations.signing import ensure_registered
from srf_policy.settings import Settings
from srf_policy.store import grants, migrate
from srf_policy.store.database import open_database
from srf_policy.web import create_app
from srf_policy.web.warming import warm

from . import cli_demo
from .cli_base import App, in_language, is_local
from .cli_settling import settle

HOST, PORT = "127.0.0.1", 8000
_THREADS = 8
_LARGEST_REQUEST = 32 * 1024 * 1024
_STOPPING_SECONDS = 30.0

host_option = click.option("--host", default=HOST, show_default=True)
port_option = click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Make the demo's data and stop there.")
@click.option("--reset", is_flag=True, help="Start over: what was done in the demo is lost.")
@port_option
@in_language
@click.pass_obj
def demo(app: App, no_serve: bool, reset: bool, port: int) -> None:
    """Make the demo's data, or keep what is there, and serve it."""
    if not no_serve:
        # Asked before the long part, and before anything is thrown away.
        _refuse_taken(HOST, port)
    if "base_url" not in app.settings.model_fields_set:
        app.settings = app.settings.model_copy(update={"base_url": f"http://{HOST}:{port}"})
    cli_demo.prepare(app.settings, reset=reset)
    store = cli_demo.build(app)
    cli_demo.tell_sign_ins(app, store, app.settings.base_url)
    if not no_serve:
        _serve(app, store, HOST, port)


@click.command("serve")
@host_option
@port_option
@in_language
@click.pass_obj
def serve(app: App, host: str, port: int) -> None:
    """Serve the web application, on SQLite with a worker beside it."""
    store = app.store
    if cli_demo.is_demo(store) and not is_local(host):
        raise refused("cli.serve.demo_in_public", host=host)
    ensure_registered(store)
    _serve(app, store, host, port)


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _of_binding(error, host, port) from None


def _of_binding(error: OSError, host: str, port: int) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return refused("cli.serve.port_taken", port=str(port))
    if error.errno == errno.EACCES:
        return refused("cli.serve.port_not_allowed", port=str(port))
    return refused("cli.serve.bad_host", host=host)


def _serve(app: App, store: Store, host: str, port: int) -> None:
    with cli_demo.in_use(app.settings):
        server = _bound(app, store, host, port)
        app.say("cli.serve.ready", address=f"http://{host}:{port}/")
        with _worker_beside(app.settings, store):
            signal.signal(signal.SIGTERM, _stop)
            # Waitress ends on SystemExit and KeyboardInterrupt, once what it has begun is answered.
            server.run()
    app.say("cli.serve.stopped")


def _bound(app: App, store: Store, host: str, port: int) -> Any:
    application = create_app(app.settings, store.database)
    warm(application)
    settle()
    try:
        return waitress.create_server(
            application, host=host, port=port, threads=_THREADS, ident=None,
            max_request_body_size=_LARGEST_REQUEST,
        )  # fmt: skip
    except OSError as error:
        raise _of_binding(error, host, port) from None


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


@contextmanager
def _worker_beside(settings: Settings, store: Store) -> Iterator[None]:
    """One worker thread on SQLite; on PostgreSQL workers are processes of their own."""
    if not store.database.is_sqlite:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(
        target=worker.run, args=(store, settings, stop), name="worker", daemon=True
    )
    thread.start()
    try:
        with periodic.beside(store):
            yield
    finally:
        stop.set()
        thread.join(_STOPPING_SECONDS)


@click.group("db")
def db_group() -> None:
    """The database: upgrade, grant."""


@db_group.command("upgrade")
@in_language
@click.pass_obj
def upgrade(app: App) -> None:
    """Bring the database to the schema of this program; make it where there is none.

    On PostgreSQL every role that was let to run the program may use what is new.
    """
    database = open_database(app.settings)
    migrate.upgrade(database)
    with database.writing() as session:
        # A database of before there were due days gets those of its engagements.
        deadlines.rebuild(session)
    app.say("cli.db.upgraded", schema=migrate.current(database) or "")
    counts, problems = grants.renew(database)
    for role, count in counts.items():
        app.say("cli.db.renewed", role=role, count=count)
    if problems:
        raise Refused(problems)


@db_group.command("grant")
@click.argument("role")
@in_language
@click.pass_obj
def grant(app: App, role: str) -> None:
    """Let a PostgreSQL role run the program without being able to change the record.

    Run it as the owner of the tables, once for each role; `db upgrade` renews what was granted.
    """
    count = grants.grant(open_database(app.settings), role)
    app.say("cli.db.granted", role=role, count=count)
