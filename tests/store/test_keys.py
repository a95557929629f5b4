"""Names of people: sealed under a key of their own, which lies elsewhere."""

from __future__ import annotations

import re
import sqlite3
import stat
from importlib.resources import files
from pathlib import Path

import pytest

from srf_policy.domain import Person
from srf_policy.domain.errors import Refused
from srf_policy.operations import perform
from srf_policy.operations.people import SYSTEM
from srf_policy.settings import Settings
from srf_policy.store import people
from srf_policy.store.keys import KeyRing, ensure_secret
from tests.makers import LEAD, Seeded

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NAME = {"email": "rana@example.org", "name": {"en": "Focal point", "ar": "نقطة الارتباط"}}


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys", "a secret")


def erase(folder: Path, number: str) -> None:
    with sqlite3.connect(folder / "keys.db") as connection:
        connection.execute("DELETE FROM key WHERE number = ?", (number,))


def test_what_is_sealed_can_be_opened(ring: KeyRing, tmp_path: Path) -> None:
    ring.make("abc")
    sealed = ring.seal("abc", NAME)
    assert ring.open("abc", sealed) == NAME
    assert KeyRing(tmp_path / "keys", "a secret").open("abc", sealed) == NAME


def test_sealed_bytes_hold_no_plain_text(ring: KeyRing) -> None:
    ring.make("abc")
    first, second = ring.seal("abc", NAME), ring.seal("abc", NAME)
    assert first != second
    assert not re.search(rb"rana|Focal|example|name|email", first)


def test_each_person_has_a_key_of_their_own(ring: KeyRing) -> None:
    ring.make("abc")
    ring.make("def")
    with pytest.raises(Refused):
        ring.open("def", ring.seal("abc", NAME))


def test_another_secret_is_told_in_a_sentence(ring: KeyRing, tmp_path: Path) -> None:
    ring.make("abc")
    sealed = ring.seal("abc", NAME)
    with pytest.raises(Refused) as error:
        KeyRing(tmp_path / "keys", "another secret").open("abc", sealed)
    assert error.value.problems[0].message.code == "refused.wrong_secret"


def test_without_its_key_a_name_is_gone(ring: KeyRing, tmp_path: Path) -> None:
    ring.make("abc")
    sealed = ring.seal("abc", NAME)
    erase(tmp_path / "keys", "abc")
    assert KeyRing(tmp_path / "keys", "a secret").open("abc", sealed) is None


def test_a_key_erased_by_another_process_is_gone_here_too(ring: KeyRing, tmp_path: Path) -> None:
    ring.make("abc")
    sealed = ring.seal("abc", NAME)
    assert ring.open("abc", sealed) == NAME
    erase(tmp_path / "keys", "abc")
    assert ring.open("abc", sealed) is None


def test_addresses_are_found_whatever_their_case(ring: KeyRing, tmp_path: Path) -> None:
    assert ring.lookup(" Rana@Example.org ") == ring.lookup("rana@example.org")
    assert ring.lookup("rana@example.org") != ring.lookup("rani@example.org")
    other = KeyRing(tmp_path / "keys", "another secret")
    assert ring.lookup("rana@example.org") != other.lookup("rana@example.org")


def test_a_secret_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = ensure_secret(settings)
    assert ensure_secret(settings) == first
    assert len(first) > 40
    assert stat.S_IMODE((settings.keys / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.keys.stat().st_mode) == 0o700
    assert ensure_secret(Settings(data_dir=tmp_path, secret_key="mine")) == "mine"


def test_the_key_is_there_before_the_row_that_needs_it(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lost transaction leaves an unused key, never a name that nobody can open."""
    made: list[str] = []

    def dies(self: KeyRing, number: str, plain: object) -> bytes:
        kept = sqlite3.connect(seeded.settings.keys / "keys.db")
        made.extend(row[0] for row in kept.execute("SELECT number FROM key"))
        kept.close()
        raise OSError("the power went")

    monkeypatch.setattr(KeyRing, "seal", dies)
    name = {"en": "A new person"}
    with pytest.raises(OSError):
        perform(seeded.store, "add_person", actor=SYSTEM, address="new@example.org", name=name)
    with seeded.reading() as session:
        numbers = set(session.scalars(Person.__table__.select().with_only_columns(Person.number)))
    assert len(set(made) - numbers) == 1


def test_an_erased_person_has_an_empty_name(seeded: Seeded) -> None:
    number = seeded.viewer(LEAD).number
    erase(seeded.settings.keys, number)
    fresh = KeyRing(seeded.settings.keys, ensure_secret(seeded.settings))
    with seeded.reading() as session:
        held = people.names(session, fresh, [number])[number]
    assert (dict(held.name), held.address) == ({}, "")


@SQLITE
def test_no_name_or_address_stands_on_disk(seeded: Seeded) -> None:
    """Neither in the database nor in its log nor beside the keys."""
    seed = files("srf_policy.seeds").joinpath("irq-pei.yaml").read_text("utf-8")
    people_of_seed = seed[seed.index("\npeople:") : seed.index("\nmeetings:")]
    told = re.findall(r"[\w.]+@example\.org", people_of_seed)
    told += re.findall(r"^ +(?:en|ar|ckb): (.+)$", people_of_seed, re.MULTILINE)
    assert len(told) > 40
    stored = [f for f in seeded.settings.data_dir.parent.rglob("*") if f.is_file()]
    content = b"".join(f.read_bytes() for f in stored)
    assert len(stored) >= 2
    assert [one for one in told if one.encode() in content] == []
