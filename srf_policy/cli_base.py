"""What all commands share: the opened store, words for people, and errors as sentences."""

from __future__ import annotations

import errno
import ipaddress
import json
import os
import sqlite3
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from sqlalchemy import make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    NoSuchModuleError,
    OperationalError,
)

from srf_policy import clock
from srf_policy.domain import FacilityChain, Person
from srf_policy.domain.errors import NotFound, Refused, refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.loading import DefinitionErrors
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import normalise
from srf_policy.operations import Store
from srf_policy.operations.accounts import open_store
from srf_policy.operations.people import SYSTEM
from srf_policy.operations.seed_shape import SeedError
from srf_policy.settings import Settings
from srf_policy.store import migrate, people
from srf_policy.store.database import open_database
from srf_policy.store.queries import administration


@dataclass
class App:
    """One run of the program. `language` is the reader's."""

    language: str = "en"
    tracebacks: bool = False

    @cached_property
    def settings(self) -> Settings:
        return Settings()

    @cached_property
    def store(self) -> Store:
        """The opened store at the schema of this program, with the working clock set."""
        require_database(self.settings)
        store = open_store(self.settings, open_database(self.settings))
        _require_schema(store)
        start_clock(store)
        _require_secret(store)
        return store

    def say(self, code: str, /, **params: Any) -> None:
        """A sentence on standard output."""
        click.echo(self.words(msg(code, **params)))

    def words(self, message: Message) -> str:
        return say(message, self.language)

    def complain(self, message: Message | str) -> None:
        """A sentence on standard error."""
        click.echo(message if isinstance(message, str) else self.words(message), err=True)

    def viewer(self, address: str | None) -> Viewer:
        """Who acts or looks: the person with this address, or the system where none is named."""
        if address is None:
            return SYSTEM
        with self.store.database.reading() as session:
            person = people.find_by_address(session, self.store.keys, address)
            if person is None:
                raise refused("cli.unknown_person", address=address)
            return people.viewer(session, person, clock.today())


def start_clock(store: Store) -> None:
    """Run this process's working clock as the database says: a demo stands at its seed's date."""
    with store.database.reading() as session:
        days = session.scalar(select(FacilityChain.clock_offset))
        started = administration.clock_started(session) if days else None
    clock.shift(timedelta(days=days or 0), started)


def require_database(settings: Settings) -> None:
    """Reading must not make an empty database where a folder is named wrongly."""
    url = make_url(settings.database)
    file = url.database or ""
    if url.get_backend_name() == "sqlite" and not Path(file).is_file():
        raise refused("cli.no_database", folder=str(settings.data_dir))


def _require_schema(store: Store) -> None:
    found, needed = migrate.current(store.database), migrate.head()
    if found is not None and found > needed:
        raise refused("refused.later_database", found=found)
    if found != needed:
        raise refused("cli.old_schema")


def _require_secret(store: Store) -> None:
    """With another secret nobody would be found by address: say why instead."""
    with store.database.reading() as session:
        number = session.scalar(select(Person.number).order_by(Person.id).limit(1))
        if number is not None:
            people.names(session, store.keys, [number])


class Sentences(click.Group):
    """Commands whose errors are sentences: exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        app = ctx.ensure_object(App)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if app.tracebacks:
                traceback.print_exception(error)
            for sentence in sentences(error, app):
                app.complain(sentence)
            ctx.exit(1)


def sentences(error: Exception, app: App) -> Iterator[Message | str]:
    """What is wrong and the way out, one sentence for each problem."""
    match error:
        case NotFound():
            yield msg("cli.not_found")
        case Refused():
            yield from (problem.message for problem in error.problems)
        case SeedError():
            for line, said in error.problems:
                yield f"{error.file}:{line}: {app.words(said)}"
        case DefinitionErrors():
            for p in error.problems:
                yield f"{p.file}:{p.line}: {app.words(p.message)}"
        case ValidationError():
            for found in error.errors(include_url=False, include_input=False):
                yield msg("cli.bad_setting", name=f"SRF_{str(found['loc'][0]).upper()}")
        case OSError():
            yield _of_system(error)
        case _:
            yield msg(_code(error), kind=type(error).__name__)


def _code(error: Exception) -> str:
    if isinstance(error, DatabaseError) and getattr(error.orig, "sqlstate", None) == _NO_RIGHTS:
        return "cli.no_rights"
    return next((code for kinds, code in _CODES if isinstance(error, kinds)), "cli.unexpected")


_NO_RIGHTS = "42501"
"""PostgreSQL's `insufficient_privilege`."""

_CODES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((ArgumentError, NoSuchModuleError), "cli.bad_database_url"),
    ((OperationalError, sqlite3.OperationalError), "cli.no_connection"),
    ((DatabaseError, sqlite3.DatabaseError), "cli.not_a_database"),
    ((ImportError,), "cli.no_library"),
)
"""What the libraries raise; the first that fits counts."""


def _of_system(error: OSError) -> Message:
    place = str(error.filename or "")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return msg("cli.not_writable", path=place)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return msg("refused.disk_full")
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return msg("cli.not_a_folder", path=place)
    if error.errno == errno.ENOENT:
        return msg("cli.no_such_file", path=place)
    if error.errno == errno.EISDIR:
        return msg("cli.is_a_folder", path=place)
    return msg("cli.system", path=place, why=error.strerror or type(error).__name__)


def _language(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    known = normalise(value)
    if known is None:
        raise click.BadParameter(say(msg("cli.unknown_language", tag=value), "en"))
    ctx.ensure_object(App).language = known


Decorator = Callable[[Any], Any]

in_language: Decorator = click.option(
    "--language", callback=_language, expose_value=False, help="Language of what is said (en)."
)
as_json: Decorator = click.option("--json", "as_json", is_flag=True, help="Plain JSON.")
as_person: Decorator = click.option("--as", "address", metavar="EMAIL", help="With whose eyes.")


def show_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def is_local(host: str) -> bool:
    """Whether only this machine can reach an address with this host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def write_whole(path: Path, content: bytes) -> None:
    """The whole file or none, and never a half one in place of an older one."""
    if path.is_dir():
        raise IsADirectoryError(21, "", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "", str(path.parent))
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            Path(file.name).chmod(0o666 & ~mask)
            Path(file.name).rename(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
