"""The same revision, kind, template and language give the same bytes, in whatever process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from srf_policy.documents.kinds import KINDS
from srf_policy.domain.exports import KINDS as NAMES
from tests.makers import Seeded

SCRIPT = """
import hashlib, json, sys
from srf_policy.documents import choosing, kinds, making
from srf_policy.documents.files import Tools, Wanted
from srf_policy.domain.errors import Refused
from srf_policy.operations import accounts
from srf_policy.operations.people import SYSTEM
from srf_policy.settings import Settings
from srf_policy.store.database import open_database

store = accounts.open_store(Settings(), open_database(Settings()))
made = {}
for name, kind in kinds.KINDS.items():
    choice = choosing.Choice([name], ["en", "ar"], "en", Wanted(revision=3), ["ar"], 2)
    wanted = choosing.many(choice)
    wanted += [w for e in kind.endings[1:] for w in choosing.many(choosing.Choice(
        [name], ["en"], "en", Wanted(revision=3, ending=e), ["ar"], 2))]
    for one in wanted:
        with store.database.reading() as session:
            try:
                file = kinds.make(session, SYSTEM, "" if kind.whole else "IRQ-PEI", one,
                                  Tools(store.keys.token))
            except Refused as error:
                print(name, error, file=sys.stderr)
                continue
            made[f"{name} {one.ending} {one.language}"] = hashlib.sha256(file.content).hexdigest()
json.dump(made, sys.stdout)
"""
"""Not with our own eyes: in a process of its own, that knows the folder alone."""


def begun(seeded: Seeded, **environment: str) -> subprocess.Popen[str]:
    settings = {
        "SRF_DATA_DIR": str(seeded.settings.data_dir),
        "SRF_KEY_DIR": str(seeded.settings.keys),
        "SRF_DATABASE_URL": seeded.settings.database_url,
        "SRF_SECRET_KEY": seeded.settings.secret_key,
    }
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **settings, **environment},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def made_by(process: subprocess.Popen[str]) -> dict[str, str]:
    said, complained = process.communicate()
    assert process.returncode == 0, complained
    found: dict[str, str] = json.loads(said)
    return found


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_every_kind_gives_the_same_bytes_in_two_processes(seeded: Seeded) -> None:
    one = begun(seeded, PYTHONHASHSEED="1", TZ="Asia/Kabul")
    other = begun(seeded, PYTHONHASHSEED="2", TZ="America/Los_Angeles")
    first = made_by(one)
    assert first == made_by(other)
    # Of an adoption there is a record only where there is one.
    assert {name.split()[0] for name in first} >= KINDS.keys() - {"record", "transmittal"}
    assert len(set(first.values())) == len(first), "no two of them are the same file"


def test_every_kind_has_its_place_among_those_that_are_offered() -> None:
    assert KINDS.keys() <= set(NAMES)
