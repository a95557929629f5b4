"""`backup` and `restore`: everything but the keys in one file, and the keys in another."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from srf_policy import __version__, clock
from srf_policy.domain import heads
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.operations import attaching, deadlines
from srf_policy.operations.signing import ensure_registered
from srf_policy.settings import Settings
from srf_policy.store import archive, dumps, grants, migrate, signing, verifying
from srf_policy.store.archive import DATA, KEYS, Manifest
from srf_policy.store.database import Database, open_database
from srf_policy.store.heads import sign_all
from srf_policy.store.keys import KeyRing, ensure_secret
from srf_policy.store.verifying import Against

from .cli_base import App, in_language
from .cli_demo import in_use

_STAMP = "%Y%m%d-%H%M%S"


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--keys", is_flag=True, help="The keys instead: keep them apart from the rest.")
@in_language
@click.pass_obj
def backup(app: App, file: Path, keys: bool) -> None:
    """Write database, files and templates, with signed heads, into FILE; the server may go on."""
    if not file.absolute().parent.is_dir():
        raise FileNotFoundError(2, "", str(file.parent))
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as folder:
        made = _keys(app, file, Path(folder)) if keys else _data(app, file, Path(folder))
    app.store.database.dispose()
    size = file.stat().st_size
    app.say(
        "cli.backup.keys" if keys else "cli.backup.done", file=str(file), kilobytes=size // 1024 + 1,
        files=sum(name.startswith("files/") for name in made.files),
    )  # fmt: skip


def _data(app: App, file: Path, folder: Path) -> Manifest:
    """Files are kept before the rows that name them: copied after the database, none is lacking."""
    ensure_registered(app.store)
    database, kind = app.store.database, dumps.kind(app.store.database)
    copied = folder / dumps.name_of(kind)
    # The heads first: the copy holds at least what they say.
    (folder / "heads.txt").write_bytes(_heads(app))
    dumps.copy(database, copied)
    entries = [("heads.txt", folder / "heads.txt"), (copied.name, copied)]
    entries += _below("files", attaching.folder(app.settings), "??/" + "?" * 64)
    entries += _below("templates", app.settings.data_dir / "templates", "*")
    return archive.write(file, _about(DATA, migrate.current(database) or "", kind), entries)


def _below(name: str, folder: Path, pattern: str) -> list[tuple[str, Path]]:
    found = sorted(path for path in folder.glob(pattern) if path.is_file())
    return [(f"{name}/{path.relative_to(folder).as_posix()}", path) for path in found]


def _heads(app: App) -> bytes:
    with app.store.database.reading() as session:
        signed = sign_all(app.store.keys.signer, verifying.chains(session))
    return heads.file_of(signed, "")


def _about(what: str, schema: str, database: str) -> dict[str, str]:
    made = clock.real_now().isoformat(timespec="seconds")
    return {"what": what, "program": __version__, "schema": schema, "database": database,
            "made_at": made}  # fmt: skip


def _keys(app: App, file: Path, folder: Path) -> Manifest:
    ensure_registered(app.store)
    dumps.copy_sqlite(app.settings.keys / "keys.db", folder / "keys.db")
    beside = [app.settings.keys / name for name in ("secret", signing.FILE)]
    entries = [("keys.db", folder / "keys.db"), *((p.name, p) for p in beside if p.is_file())]
    return archive.write(file, _about(KEYS, "", ""), entries)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--keys", is_flag=True, help="The keys, from a file that `backup --keys` wrote.")
@in_language
@click.pass_obj
def restore(app: App, file: Path, keys: bool) -> None:
    """Put the content of FILE in the place of what is there, which is kept beside it.

    Everything is checked first: the file, the database, every history against the signed heads.
    Nobody may use the installation meanwhile.
    """
    manifest = archive.read_manifest(file)
    if manifest.what != (KEYS if keys else DATA):
        raise refused("backup.other_kind_keys" if keys else "backup.other_kind_data")
    app.settings.data_dir.mkdir(parents=True, exist_ok=True)
    with in_use(app.settings, alone=True), _unpacked(app.settings, file, manifest) as folder:
        kept = _put_keys(app, folder) if keys else _put_data(app, manifest, folder)
    app.say("cli.restore.done", made=manifest.made_at, kept=kept)


@contextmanager
def _unpacked(settings: Settings, file: Path, manifest: Manifest) -> Iterator[Path]:
    """In the data folder, so that a file takes its place by being renamed."""
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix="restoring-") as folder:
        archive.unpack(file, manifest, Path(folder))
        yield Path(folder)


def _put_keys(app: App, folder: Path) -> str:
    if dumps.broken(folder / "keys.db"):
        raise refused("backup.damaged", name="keys.db")
    target = app.settings.keys
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = target / f"before-{clock.real_now():{_STAMP}}-{secrets.token_hex(2)}"
    kept.mkdir(mode=0o700)
    for name in ("keys.db", "secret", signing.FILE):
        if (target / name).exists():
            (target / name).rename(kept / name)
        if (folder / name).exists():
            (folder / name).chmod(0o600)
            (folder / name).rename(target / name)
    return str(kept)


def _put_data(app: App, manifest: Manifest, folder: Path) -> str:
    settings = app.settings
    if manifest.schema not in migrate.known():
        raise refused("backup.later", file="", program=manifest.program)
    kind = dumps.SQLITE if settings.database.startswith("sqlite") else dumps.POSTGRESQL
    if manifest.database != kind:
        raise refused("backup.other_database", there=manifest.database, here=kind)
    copied = folder / dumps.name_of(kind)
    if kind == dumps.SQLITE:
        return _put_sqlite(settings, folder, copied)
    return _put_postgresql(settings, folder, copied)


def _put_sqlite(settings: Settings, folder: Path, copied: Path) -> str:
    if dumps.broken(copied):
        raise refused("backup.damaged", name=copied.name)
    _verify(settings, folder, f"sqlite:///{copied}")
    there = open_database(settings)
    target = Path(there.engine.url.database or "")
    kept = target.with_name(f"{target.name}.before-{clock.real_now():{_STAMP}}")
    with there.gate():
        if target.exists():
            _settle(there)
            there.dispose()
            target.rename(kept)
        for rest in ("-wal", "-shm"):
            target.with_name(target.name + rest).unlink(missing_ok=True)
        _put_files(settings, folder)
        copied.rename(target)
    return str(kept)


def _settle(there: Database) -> None:
    """Bring what stands in SQLite's log into the file that is kept."""
    with there.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _put_postgresql(settings: Settings, folder: Path, copied: Path) -> str:
    there = open_database(settings)
    url = there.engine.url
    there.dispose()
    kept = f"{url.database}_before_{clock.real_now():{_STAMP.replace('-', '_')}}"
    with dumps.beside(url, copied) as coming:
        _verify(settings, folder, coming.render_as_string(hide_password=False))
        _put_files(settings, folder)
        dumps.take_place(url, coming, kept)
    return kept


def _put_files(settings: Settings, folder: Path) -> None:
    """Files lie under their hash: what is there already is the same. Templates are replaced."""
    for entry in sorted((folder / "files").glob("*/*")):
        target = attaching.folder(settings) / entry.parent.name / entry.name
        target.parent.mkdir(parents=True, exist_ok=True)
        entry.replace(target)
    for entry in sorted((folder / "templates").glob("*")):
        target = settings.data_dir / "templates" / entry.name
        target.parent.mkdir(parents=True, exist_ok=True)
        entry.replace(target)


def _verify(settings: Settings, folder: Path, url: str) -> None:
    """Every history of the copy, at the present schema, with the heads of the backup."""
    trial = settings.model_copy(update={"data_dir": folder, "database_url": url})
    database = open_database(trial)
    try:
        older = migrate.current(database) != migrate.head()
        migrate.upgrade(database)
        wrong = _first_wrong(settings, database, folder)
        if wrong is not None:
            raise wrong
        if older:
            # As `db upgrade` does.
            with database.writing() as session:
                deadlines.rebuild(session)
        if database.is_sqlite:
            _settle(database)
        # A dump has the rights on tables, not those on the database itself.
        grants.renew(database)
    finally:
        database.dispose()


def _first_wrong(settings: Settings, database: Database, folder: Path) -> Refused | None:
    signed = heads.read((folder / "heads.txt").read_bytes())
    signer = KeyRing(settings.keys, ensure_secret(settings), settings.signing_key).signer
    with database.reading() as session:
        keys = signing.trusted(session, signer)
        if any(head.said.key not in keys for head in signed):
            return refused("backup.unknown_key", key=signed[0].said.key)
        for head in signed:
            if (message := verifying.against_head(session, head, keys)) is not None:
                return Refused([Problem(message)])
        for chain in verifying.chains(session):
            message = verifying.first_wrong(session, chain, Against(folder / "files", keys))
            if message is not None:
                return Refused([Problem(message)])
    return None
