"""What the faults are tried on: a small installation whose engagements can move for ever.

Each engagement goes to and fro between two stages, with a reason and with mail to three people,
so that every move is an event, a new value of the move counter, and three effects of the worker.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

from srf_policy import clock
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.definition import Definition
from srf_policy.engine.loading import load
from srf_policy.operations import Store, opening, perform
from srf_policy.operations.people import SYSTEM, hash_password
from srf_policy.operations.signing import ensure_registered
from srf_policy.settings import Settings
from srf_policy.store import people
from srf_policy.store.database import open_database
from srf_policy.store.keys import KeyRing, ensure_secret
from srf_policy.store.migrate import upgrade

SECRET = "a secret for tests only, as long as a real one"
PASSWORD = "a password for tests"
OPENED = date(2020, 1, 6)
TO, FRO = "begin_drafting", "consult_again"
MAILS, NOTICE = 3, "please_take_position"
"""How many messages each move sends, and which."""


@dataclass(frozen=True)
class Place:
    """Where an installation lies, and its database."""

    folder: Path
    url: str = ""
    smtp: str = ""

    @property
    def settings(self) -> Settings:
        return Settings(
            data_dir=self.folder / "data", key_dir=self.folder / "keys", database_url=self.url,
            secret_key=SECRET, smtp_url=self.smtp,
        )  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        found = {
            "SRF_DATA_DIR": str(self.folder / "data"),
            "SRF_KEY_DIR": str(self.folder / "keys"),
            "SRF_DATABASE_URL": self.url,
            "SRF_SECRET_KEY": SECRET,
            "SRF_SMTP_URL": self.smtp,
        }
        return {name: value for name, value in found.items() if value}

    def store(self) -> Store:
        settings = self.settings
        return Store(open_database(settings), KeyRing(settings.keys, ensure_secret(settings)))


def codes(count: int) -> list[str]:
    return [f"TST-E{number}" for number in range(1, count + 1)]


def expert(code: str) -> str:
    """The address of who moves this engagement."""
    return f"expert.{code.lower()}@example.org"


def build(place: Place, engagements: int = 2) -> None:
    """Make the database and its engagements, each with its expert and two people to be told."""
    if place.url:
        _build(place, engagements)
        return
    made = Path(_made(engagements).name)
    shutil.copytree(made, place.folder, dirs_exist_ok=True)


@cache
def _made(engagements: int) -> tempfile.TemporaryDirectory[str]:
    """The same on SQLite, made once and copied; removed when the process ends."""
    folder = tempfile.TemporaryDirectory(prefix="srf-ground-")
    _build(Place(Path(folder.name)), engagements)
    return folder


def _build(place: Place, engagements: int) -> None:
    place.settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = place.store()
    upgrade(store.database)
    ensure_registered(store)
    with mock.patch.object(opening, "shipped", return_value=to_and_fro()):
        for code in codes(engagements):
            _open(store, code)
    store.database.dispose()


def _open(store: Store, code: str) -> None:
    def do(verb: str, **args: Any) -> None:
        perform(store, verb, actor=SYSTEM, origin="system", **args)

    do("open_engagement", code=code, country="IQ", instrument="policy", workflow="to_and_fro",
       title={"en": "Policy to and fro"}, languages=["en"], occurred_on=OPENED,
       lead={"code": "MoX", "name": {"en": "Ministry of X"}},
       lead_expert={"address": expert(code), "name": {"en": "Expert"}})  # fmt: skip
    for role in ("focal_point", "validator"):
        do("add_member", engagement=code, institution="MoX", role=role, name={"en": "Somebody"},
           address=f"{role}.{code.lower()}@example.org")  # fmt: skip
    number = viewer(store, expert(code)).number
    do("set_password", person=number, password_hash=hash_password(PASSWORD))


def viewer(store: Store, address: str) -> Viewer:
    with store.database.reading() as session:
        person = people.find_by_address(session, store.keys, address)
        assert person is not None, address
        return people.viewer(session, person, clock.today())


def to_and_fro() -> Definition:
    """The shipped workflow with two moves that need nothing but a reason, and tell three people."""
    shipped = files("srf_policy.workflows").joinpath("national_policy.yaml").read_text("utf-8")
    meaning = yaml.safe_load(shipped)
    ways = {TO: ("consultation", "draft"), FRO: ("draft", "consultation")}
    for move, (start, end) in ways.items():
        meaning["moves"][move] = {
            "from": start, "to": end, "by": ["lead_expert"], "reason": "required",
            "then": [{"notify": _told()}],
        }  # fmt: skip
    meaning["workflow"], meaning["version"] = "to_and_fro", 1
    return load(yaml.safe_dump(meaning, sort_keys=False, allow_unicode=True))


def _told() -> dict[str, Any]:
    """Made anew each time: a workflow file may not refer to its own parts."""
    return {"who": ["lead_expert", "focal_point", "validator"], "message": NOTICE}
