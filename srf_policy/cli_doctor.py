"""`doctor`: what is unsafe or missing about this installation, in sentences."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import click
from sqlalchemy import func, make_url, select, text

from srf_policy import clock
from srf_policy.domain import Job
from srf_policy.domain.errors import Refused
from srf_policy.languages.messages import Message, msg
from srf_policy.mail import sending
from srf_policy.operations import Store
from srf_policy.settings import Settings
from srf_policy.store import grants, migrate, signing
from srf_policy.store.keys import SHORTEST

from . import cli_demo
from .cli_base import App, in_language, is_local, sentences

OLDEST_PYTHON = (3, 11)
FONTS = (
    "Carlito", "Liberation Sans", "Noto Naskh Arabic", "Noto Nastaliq Urdu", "Noto Sans Bengali",
)  # fmt: skip
"""What stands in for the fonts of office computers when a server makes PDF (the Word templates'
fonts and `word/fonts.conf`)."""


class Finding(NamedTuple):
    """`bad` findings make the exit code 1; `look` is a warning."""

    level: str
    message: Message


Check = Callable[[Settings], Iterator[Finding]]


@click.command("doctor")
@in_language
@click.pass_obj
@click.pass_context
def doctor(ctx: click.Context, app: App) -> None:
    """Say what is unsafe or missing about this installation; exit code 1 where something is."""
    findings = [found for check in CHECKS for found in check(app.settings)]
    try:
        findings += _stored(app.store, app.settings)
    except Exception as error:
        findings += [
            Finding("bad", m if isinstance(m, Message) else msg("cli.unexpected", kind=m))
            for m in sentences(error, app)
        ]
    for level, message in findings:
        app.say(f"cli.doctor.{level}", finding=message)
    if any(level == "bad" for level, _ in findings):
        ctx.exit(1)


def _python(_: Settings) -> Iterator[Finding]:
    version = ".".join(str(n) for n in sys.version_info[:3])
    level = "good" if sys.version_info >= OLDEST_PYTHON else "bad"
    code = "cli.doctor.python" if level == "good" else "cli.doctor.old_python"
    yield Finding(level, msg(code, version=version))


def _data_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield Finding("good", msg("cli.doctor.data_folder", folder=str(folder)))
    except FileNotFoundError:
        yield Finding("bad", msg("cli.doctor.no_data_folder", folder=str(folder)))
    except OSError:
        yield Finding("bad", msg("cli.not_writable", path=str(folder)))


def _secret(settings: Settings) -> Iterator[Finding]:
    if settings.secret_key:
        level = "good" if len(settings.secret_key) >= SHORTEST else "bad"
        yield Finding(
            level, msg("cli.doctor.secret" if level == "good" else "cli.doctor.short_secret")
        )
    elif (settings.keys / "secret").exists():
        yield Finding("look", msg("cli.doctor.secret_in_folder", folder=str(settings.keys)))
    else:
        yield Finding("bad", msg("cli.doctor.no_secret"))


def _signing(settings: Settings) -> Iterator[Finding]:
    if not settings.signing_key:
        return
    try:
        key = signing.Signer(settings.signing_key).id
    except Refused as error:
        yield Finding("bad", error.problems[0].message)
    else:
        yield Finding("good", msg("cli.doctor.signing", key=key))


def _key_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.keys
    if not folder.is_dir():
        return
    open_to_others = stat.S_IMODE(folder.stat().st_mode) & 0o077
    code = "cli.doctor.open_key_folder" if open_to_others else "cli.doctor.key_folder"
    yield Finding("bad" if open_to_others else "good", msg(code, folder=str(folder)))


def _office(_: Settings) -> Iterator[Finding]:
    found = shutil.which("soffice")
    code = "cli.doctor.office" if found else "cli.doctor.no_office"
    yield Finding("good" if found else "look", msg(code))


def _fonts(_: Settings) -> Iterator[Finding]:
    if shutil.which("fc-list") is None:
        yield Finding("look", msg("cli.doctor.no_fc_list"))
        return
    listed = subprocess.run(
        ["fc-list", ":", "family"], capture_output=True, text=True, check=False, timeout=30
    ).stdout
    missing = [font for font in FONTS if font not in listed]
    code = "cli.doctor.no_fonts" if missing else "cli.doctor.fonts"
    yield Finding("look" if missing else "good", msg(code, fonts=missing or list(FONTS)))


def _mail(settings: Settings) -> Iterator[Finding]:
    place = sending.destination(settings)
    if settings.smtp_url:
        yield Finding("good", msg("cli.doctor.mail_server", server=place))
    else:
        yield Finding("look", msg("cli.doctor.mail_files", folder=place))


def _address(settings: Settings) -> Iterator[Finding]:
    """Passwords and texts must not travel in the open beyond this machine."""
    url = urlsplit(settings.base_url)
    if url.scheme == "https" or is_local(url.hostname or ""):
        yield Finding("good", msg("cli.doctor.address", address=settings.base_url))
    else:
        yield Finding("bad", msg("cli.doctor.open_address", address=settings.base_url))


def _keys_apart(settings: Settings) -> Iterator[Finding]:
    """A copy of the data folder must not take along what opens it."""
    if settings.keys.resolve().is_relative_to(settings.data_dir.resolve()):
        yield Finding("look", msg("cli.doctor.keys_inside", folder=str(settings.keys)))
    if not settings.signing_key:
        yield Finding("look", msg("cli.doctor.signing_in_folder", folder=str(settings.keys)))


def _heads(settings: Settings) -> Iterator[Finding]:
    code = "cli.doctor.heads" if settings.heads_to else "cli.doctor.no_heads"
    yield Finding("good" if settings.heads_to else "look", msg(code))


CHECKS: tuple[Check, ...] = (
    _python, _data_folder, _secret, _signing, _key_folder, _keys_apart, _address, _office, _fonts,
    _mail, _heads,
)  # fmt: skip


def _stored(store: Store, settings: Settings) -> Iterator[Finding]:
    """What only an open database can tell."""
    shown = make_url(settings.database).render_as_string(hide_password=True)
    schema = migrate.current(store.database) or ""
    yield Finding("good", msg("cli.doctor.database", database=shown, schema=schema))
    if cli_demo.is_demo(store):
        days = -(clock.offset() // timedelta(days=1))
        yield Finding("look", msg("cli.doctor.demo", days=days, day=clock.today()))
        if not is_local(urlsplit(settings.base_url).hostname or ""):
            yield Finding("bad", msg("cli.doctor.public_demo", address=settings.base_url))
    else:
        yield Finding("good", msg("cli.doctor.clock"))
    with store.database.reading() as session:
        counted = session.execute(select(Job.state, func.count()).group_by(Job.state))
        states = {row[0]: row[1] for row in counted}
    yield Finding("good", msg("cli.doctor.jobs_waiting", count=states.get("waiting", 0)))
    if states.get("failed"):
        yield Finding("bad", msg("cli.doctor.jobs_failed", count=states["failed"]))
    yield from _worker(store)
    if not store.database.is_sqlite:
        yield from _server(store)


def _worker(store: Store) -> Iterator[Finding]:
    """A job that has been due for long says that nobody does them."""
    late = clock.real_now() - timedelta(minutes=10)
    with store.database.reading() as session:
        oldest = session.scalar(
            select(func.min(Job.run_after)).where(Job.state == "waiting", Job.run_after < late)
        )
    if oldest is not None:
        yield Finding("bad", msg("cli.doctor.no_worker", since=oldest))


def _server(store: Store) -> Iterator[Finding]:
    """On PostgreSQL: whether the role that serves could alter the history, whether every role that
    was let to has what it needs, and whether backups can be made."""
    changes = text("SELECT has_table_privilege(current_user, 'history_event', 'UPDATE')")
    with store.database.reading() as session:
        connection = session.connection()
        me = str(session.scalar(text("SELECT current_user")))
        roles = {me, *grants.granted(connection)}
        lacks = {role: grants.lacking(connection, role) for role in sorted(roles)}
        mighty = session.scalar(changes) or grants.is_mighty(connection, me)
    code = "cli.doctor.mighty_role" if mighty else "cli.doctor.modest_role"
    yield Finding("look" if mighty else "good", msg(code))
    for role, tables in lacks.items():
        if tables:
            yield Finding("bad", msg("cli.doctor.role_lacks", role=role, tables=tables))
    if shutil.which("pg_dump") is None:
        yield Finding("look", msg("backup.no_program", program="pg_dump"))
