"""The rooms keep to the tables in `srf_policy/__init__.py`; planted breaches are caught."""

from __future__ import annotations

import pytest

from srf_policy import ANYTHING, OWNERS, ROOMS
from tests.sources import ROOT, Source, breaches, long_functions, read_sources, room_of

LONGEST_FILE = 300
LONGEST_FUNCTION = 60

SOURCES = read_sources()


def planted(name: str, text: str) -> list[str]:
    return breaches(Source(name, is_package=False, text=text))


def test_every_source_file_keeps_to_the_tables() -> None:
    assert [breach for source in SOURCES for breach in breaches(source)] == []


def test_every_source_file_is_in_a_room() -> None:
    homeless = [source.name for source in SOURCES if room_of(source.name) is None]
    assert homeless == ["srf_policy"]


def test_the_tables_name_rooms_that_are_there() -> None:
    names = {source.name for source in SOURCES}
    allowed = set().union(*ROOMS.values()) - {ANYTHING}
    for name in allowed | set(OWNERS.values()):
        assert room_of(f"srf_policy.{name}"), f"{name} is in no room"
    for room in ("settings", "clock", "domain", "store", "web"):
        assert f"srf_policy.{room}" in names


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("srf_policy.domain.texts", "from srf_policy.store import queries"),
        ("srf_policy.domain.texts", "import srf_policy.store.queries"),
        ("srf_policy.domain.texts", "import srf_policy.store.queries as queries"),
        ("srf_policy.engine.guards", "from srf_policy.domain.texts import Text"),
        ("srf_policy.engine.guards", "from ..domain.texts import Text"),
        ("srf_policy.engine.guards", "from .. import domain"),
        ("srf_policy.engine.guards", "from .... import domain"),
        ("srf_policy.operations.answer", "def answer():\n    from srf_policy.word import writer"),
        ("srf_policy.operations.answer", "from srf_policy.documents import draft"),
        ("srf_policy.operations.answer", "from srf_policy.jobs import worker"),
        ("srf_policy.operations.answer", "from srf_policy.jobs.worker import run"),
        ("srf_policy.documents.draft", "from srf_policy.store.database import open_database"),
        ("srf_policy.documents.draft", "from srf_policy import store"),
        ("srf_policy.jobs.queue", "from srf_policy.operations import perform"),
        ("srf_policy.jobs.queue", "from . import worker"),
        ("srf_policy.store.facts", "from srf_policy.engine.guards import GUARDS"),
        ("srf_policy.web.engagements", "from ..store.database import open_database"),
        ("srf_policy.web.engagements", "from ..jobs.worker import run"),
        ("srf_policy.web.engagements", "from web import forms"),
        ("srf_policy.mail.letters", "import tests.makers"),
        ("srf_policy.mail.letters", "import importlib\nimportlib.import_module('srf_policy.web')"),
        ("srf_policy.word.writer", "if TYPE_CHECKING:\n    from srf_policy.documents import draft"),
        ("srf_policy.domain.texts", "from srf_policy import ROOMS"),
    ],
)
def test_an_import_from_a_wrong_room_is_caught(name: str, text: str) -> None:
    assert len(planted(name, text)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("srf_policy.operations.move", "import transitions"),
        ("srf_policy.operations.move", "from transitions.core import Machine"),
        ("srf_policy.documents.draft", "def make():\n    import docx"),
        ("srf_policy.documents.draft", "from lxml import etree"),
        ("srf_policy.documents.draft", "import lxml.etree as tree"),
        ("srf_policy.cli", "from flask import Flask"),
        ("srf_policy.web.app", "import click"),
        ("srf_policy.jobs.worker", "from smtplib import SMTP"),
        ("srf_policy.web.app", "import babel.dates"),
        ("srf_policy.cli", "from alembic import command"),
        ("srf_policy.cli", "import sqlalchemy as sa\nengine = sa.create_engine('sqlite://')"),
        ("srf_policy.cli", "from sqlalchemy import create_engine as make"),
        ("srf_policy.web.app", "import os\nport = os.environ['PORT']"),
        ("srf_policy.web.app", "from os import environ"),
        ("srf_policy.cli", "import os\nport = os.getenv('PORT')"),
        ("srf_policy.domain.texts", "import datetime\nnow = datetime.datetime.now()"),
        ("srf_policy.domain.texts", "from datetime import datetime as dt\nnow = dt.now()"),
        ("srf_policy.domain.texts", "from datetime import datetime\nclock = datetime.utcnow"),
        ("srf_policy.domain.texts", "import datetime as d\nday = d.date.today()"),
        ("srf_policy.domain.texts", "import time\nnow = time.time()"),
        ("srf_policy.domain.texts", "from time import time"),
        ("srf_policy.store.rows", "from sqlalchemy import func\nnow = func.now()"),
    ],
)
def test_taking_what_another_room_owns_is_caught(name: str, text: str) -> None:
    assert planted(name, text) != []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("srf_policy.operations.move", "from srf_policy.jobs.queue import enqueue"),
        ("srf_policy.operations.move", "from srf_policy.jobs import queue"),
        ("srf_policy.store.facts", "from srf_policy.engine.facts import Facts"),
        ("srf_policy.store.facts", "from srf_policy.engine import facts"),
        ("srf_policy.jobs.worker", "from srf_policy.mail import letters\nfrom . import queue"),
        ("srf_policy.documents.draft", "from srf_policy.store.queries import drafts"),
        (
            "srf_policy.web.app",
            "from flask import Flask\nfrom ..store import queries\nfrom . import x",
        ),
        ("srf_policy.clock", "from datetime import datetime\nnow = datetime.now()"),
        ("srf_policy.jobs.worker", "import time\nbegun = time.monotonic()"),
        ("srf_policy.cli", "import click\nfrom srf_policy.web import create_app"),
        ("srf_policy.cli", "from srf_policy import __version__"),
        ("srf_policy.store.migrations.env", "from alembic import context"),
        ("srf_policy.domain.texts", "from datetime import date\nday = date(2019, 11, 27)"),
    ],
)
def test_what_the_tables_allow_passes(name: str, text: str) -> None:
    assert planted(name, text) == []


def test_files_and_functions_stay_short_enough_to_read() -> None:
    # A migration is a record of one day's schema: nobody may shorten it afterwards.
    versions = "srf_policy.store.migrations.versions."
    files = [source for source in SOURCES if not source.name.startswith(versions)] + own_tools()
    long_files = [
        f"{source.name} has {lines} lines"
        for source in files
        if (lines := source.text.count("\n")) > LONGEST_FILE
    ]
    functions = [line for source in files for line in long_functions(source, LONGEST_FUNCTION)]
    assert long_files + functions == []


def own_tools() -> list[Source]:
    return [
        Source(str(file.relative_to(ROOT)), is_package=False, text=file.read_text())
        for folder in ("tests", "bench")
        for file in sorted((ROOT / folder).rglob("*.py"))
    ]
