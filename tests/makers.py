"""What tests are made of: the demo's data, people who act in it, and short ways to do so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Comment, Engagement
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.explain import Explanation, explain
from srf_policy.engine.facts import Facts
from srf_policy.operations import Answer, Store, perform
from srf_policy.operations.replay import replay_engagement, replay_facility
from srf_policy.operations.work import definition_of
from srf_policy.settings import Settings
from srf_policy.store import facts, people
from srf_policy.store.database import open_database
from srf_policy.store.keys import KeyRing, ensure_secret
from srf_policy.store.migrate import upgrade

IRAQ = "IRQ-PEI"
AS_OF = date(2019, 11, 27)
LEAD = "lead.irq@example.org"
EXPERT = "expert.diaspora@example.org"
ADMINISTRATOR = "admin@example.org"
STAFF = "staff.one@example.org"
LEAD_FOCAL = "focal.momd@example.org"
LEGAL = "legal.momd@example.org"
MOFA_FOCAL = "focal.mofa.iq@example.org"
MOFA_CONSULAR = "consular.mofa.iq@example.org"
MOI_FOCAL = "focal.moi.iq@example.org"
OBSERVER = "observer.eud.iq@example.org"
TRANSLATOR = "translator.arabic.irq@example.org"
VALIDATORS = {
    "MoFA": "validator.mofa.iq@example.org",
    "MoI": "validator.moi.iq@example.org",
    "MoP": "validator.mop@example.org",
    "MoF": "validator.mof.iq@example.org",
    "MoHESR": "validator.mohesr@example.org",
    "MoJ": "validator.moj.iq@example.org",
}


def store_of(settings: Settings) -> Store:
    """An opened store of these settings, whose database is at the newest revision."""
    return Store(open_database(settings), KeyRing(settings.keys, ensure_secret(settings)))


def seed(settings: Settings, *names: str) -> None:
    """Migrate, and replay the Facility's seed and these engagements (Iraq's without names)."""
    store = store_of(settings)
    upgrade(store.database)
    folder = files("srf_policy.seeds")
    replay_facility(store, folder.joinpath("facility.yaml").read_bytes(), "facility.yaml")
    for name in names or ("irq-pei",):
        replay_engagement(store, folder.joinpath(f"{name}.yaml").read_bytes(), f"{name}.yaml")
    # PostgreSQL copies a database only while nobody is connected to it.
    store.database.dispose()


@contextmanager
def opened(settings: Settings, day: date = AS_OF) -> Iterator[Seeded]:
    """The seeded store, with the working clock standing at noon of `day`."""
    store = store_of(settings)
    with clock.standing_at(datetime.combine(day, time(12), UTC)):
        yield Seeded(settings, store)
    store.database.dispose()


@dataclass
class Seeded:
    """The demo's data and short ways to act in it as one of its people."""

    settings: Settings
    store: Store

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.store.database.reading() as session:
            yield session

    def viewer(self, address: str) -> Viewer:
        with self.reading() as session:
            person = people.find_by_address(session, self.store.keys, address)
            assert person is not None, f"nobody has the address {address}"
            return people.viewer(session, person, clock.today())

    def act(self, address: str, verb: str, /, engagement: str | None = IRAQ, **args: Any) -> Answer:
        return perform(self.store, verb, actor=self.viewer(address), engagement=engagement, **args)

    def engagement(self, code: str = IRAQ) -> Engagement:
        with self.reading() as session:
            found = session.scalar(select(Engagement).where(Engagement.code == code))
            assert found is not None
            return found

    def facts(self, code: str = IRAQ) -> Facts:
        with self.reading() as session:
            return facts.load_one(session, self.engagement(code), clock.today())

    def explain(self, code: str = IRAQ) -> Explanation:
        with self.reading() as session:
            row = self.engagement(code)
            loaded = facts.load_one(session, row, clock.today())
            return explain(definition_of(session, row), loaded)

    def missing(self, move: str, code: str = IRAQ) -> list[str]:
        """Names of the guards that still lack something for this move."""
        answer = next(m for m in self.explain(code).moves if m.move == move)
        return [m.guard for m in answer.missing]

    def open_comments(self, code: str = IRAQ) -> list[int]:
        return [c.number for c in self.facts(code).comments_lacking]

    def comment(self, number: int) -> Comment:
        with self.reading() as session:
            found = session.scalar(
                select(Comment).where(
                    Comment.engagement_id == self.engagement().id, Comment.number == number
                )
            )
            assert found is not None
            return found

    @contextmanager
    def on(self, day: date) -> Iterator[None]:
        """Let the clock stand at another day within the block."""
        with clock.standing_at(datetime.combine(day, time(12), UTC)):
            yield
