"""The demo: its folder, its data replayed from the seeds, its clock and its sign-ins."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import (
    Credential,
    Engagement,
    FacilityChain,
    FacilityMember,
    Institution,
    Member,
    Person,
)
from srf_policy.domain.errors import refused
from srf_policy.languages.messages import msg
from srf_policy.operations import Store, perform, replaying
from srf_policy.operations.accounts import open_store
from srf_policy.operations.demo import PASSPHRASE
from srf_policy.operations.people import SYSTEM, hash_password
from srf_policy.operations.replay import replay_engagement, replay_facility
from srf_policy.operations.seed_shape import read_facility
from srf_policy.operations.signing import ensure_registered
from srf_policy.settings import Settings
from srf_policy.store import migrate, people
from srf_policy.store.database import open_database

from .cli_base import App, start_clock

DEMO_SEEDS = ("irq-pei", "afg-cmp", "pak-newp", "pak-fia")
"""The engagements of the demo; the code of each is its file's name in capitals."""

MARKER = "demo"
"""The file that says: what lies in this folder is a demo's and may be thrown away."""


def prepare(settings: Settings, *, reset: bool) -> None:
    """Make the folder a demo's, empty it first if asked. Refused for a folder of anything else."""
    folder = settings.data_dir
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / MARKER).exists() and any(folder.iterdir()):
        raise refused("cli.demo.other_folder", folder=str(folder))
    if reset:
        if settings.database_url:
            raise refused("cli.demo.no_reset")
        with in_use(settings, alone=True):
            _empty(folder)
    (folder / MARKER).write_text("srf-policy demo\n")


def _empty(folder: Path) -> None:
    """The marker goes last, and is written again: broken off, the folder still is a demo's."""
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        elif child.name != MARKER:
            child.unlink()


@contextmanager
def in_use(settings: Settings, *, alone: bool = False) -> Iterator[None]:
    """Hold the data folder: many may serve from it, only who is alone may empty it."""
    descriptor = os.open(settings.data_dir / "in-use.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise refused("cli.demo.in_use", folder=str(settings.data_dir)) from None
    finally:
        os.close(descriptor)


def build(app: App) -> Store:
    """Bring the demo's data to where they must be; what is there already is kept."""
    store = open_store(app.settings, open_database(app.settings))
    migrate.upgrade(store.database)
    start_clock(store)
    seed = _seed("facility")
    if not _any(store, FacilityMember.id > 0):
        app.say("cli.demo.facility")
        replay_facility(store, seed, "facility.yaml")
    for name in DEMO_SEEDS:
        if not _any(store, Engagement.code == name.upper()):
            _replay(app, store, name)
    if not is_demo(store):
        as_of = read_facility(seed, "facility.yaml").as_of
        perform(store, "set_clock", actor=SYSTEM, origin="system", as_of=as_of)
        start_clock(store)
    _set_passwords(store)
    ensure_registered(store)
    return store


def _seed(name: str) -> bytes:
    return files("srf_policy.seeds").joinpath(f"{name}.yaml").read_bytes()


def _any(store: Store, condition: ColumnElement[bool]) -> bool:
    with store.database.reading() as session:
        return session.scalar(select(condition).where(condition).limit(1)) is not None


def _replay(app: App, store: Store, name: str) -> None:
    with _shown(app, name.upper()) as progress:
        replay_engagement(store, _seed(name), f"{name}.yaml", progress)


@contextmanager
def _shown(app: App, code: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, plain lines elsewhere."""
    console = Console()
    words = app.words(msg("cli.demo.engagement", code=code))
    if not console.is_terminal:
        click.echo(words)
        yield lambda done, all_: None
        return
    with Progress(console=console) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, all_: bar.update(task, completed=done, total=all_)


def _set_passwords(store: Store) -> None:
    """Everybody without a password gets the demo's; one hash serves all, as all know it."""
    with store.database.reading() as session:
        numbers = session.scalars(
            select(Person.number)
            .outerjoin(Credential, Credential.person_id == Person.id)
            .where(Credential.person_id.is_(None))
            .order_by(Person.id)
        ).all()
    if not numbers:
        return
    hashed = hash_password(PASSPHRASE)
    with replaying(store) as step:
        for number in numbers:
            step("set_password", actor=SYSTEM, origin="system", person=number, password_hash=hashed)


def is_demo(store: Store) -> bool:
    """Only a demo's clock stands elsewhere than today."""
    with store.database.reading() as session:
        return bool(session.scalar(select(FacilityChain.clock_offset)))


def tell_sign_ins(app: App, store: Store, address: str) -> None:
    """One address for each role, the password of all, the day, and where to go."""
    app.say("cli.demo.sign_ins")
    with store.database.reading() as session:
        for words, email in _sign_ins(app, session, store):
            click.echo(f"  {email:<36} {words}")
    app.say("cli.demo.password", password=PASSPHRASE)
    app.say("cli.demo.day", day=clock.today(), days=-(clock.offset() // timedelta(days=1)))
    app.say("cli.demo.address", address=address)


def _sign_ins(app: App, session: Session, store: Store) -> list[tuple[str, str]]:
    """(Role in words, address) of the first person of each role."""
    found: dict[str, str] = {}
    for role, of, number in session.execute(_seats()):
        lead = role == "focal_point" and of == "lead"
        found.setdefault("focal_point_of_lead" if lead else role, number)
    for role, number in session.execute(_facility_people()):
        found.setdefault(role, number)
    names = people.names(session, store.keys, found.values())
    return [(_role(app, role), names[found[role]].address) for role in _SHOWN if role in found]


_SHOWN = (
    "administrator", "staff", "lead_expert", "expert", "focal_point_of_lead", "focal_point",
    "reviewer", "validator", "translator", "observer",
)  # fmt: skip


def _role(app: App, role: str) -> str:
    lead = role == "focal_point_of_lead"
    return app.words(msg("cli.demo.focal_point_of_lead" if lead else f"role.{role}"))


def _facility_people() -> Select[str, str]:
    return (
        select(FacilityMember.role, Person.number)
        .join(Person, Person.id == FacilityMember.person_id)
        .order_by(FacilityMember.id)
    )


def _seats() -> Select[str, str, str]:
    return (
        select(Member.role, Institution.role, Person.number)
        .join(Institution, Institution.id == Member.institution_id)
        .join(Person, Person.id == Member.person_id)
        .order_by(Member.id)
    )
