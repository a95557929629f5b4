"""Replaying a seed through the ordinary verbs, with the clock standing at each date.

A file is replayed whole or not at all: one transaction, and any refusal is told with file and
line. A replay sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy import clock
from srf_policy.domain import Ballot, Engagement
from srf_policy.domain.errors import Refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.reading import Text
from srf_policy.languages.messages import msg
from srf_policy.store import people as people_store

from .people import SYSTEM
from .runner import Answer, Store, replaying
from .seed_order import Step, steps
from .seed_shape import (
    BallotSeed,
    EngagementSeed,
    FacilitySeed,
    SeedError,
    read_engagement,
    read_facility,
)

Progress = Callable[[int, int], None]


@dataclass
class Replay:
    """One transaction of replayed steps. `people`: opaque number by address."""

    step: Callable[..., Answer]
    session: Session
    store: Store
    people: dict[str, str] = field(default_factory=dict)
    comments: dict[str, int] = field(default_factory=dict)

    def viewer(self, address: str) -> Viewer:
        """Who this person is on the day at which the clock stands."""
        person = people_store.find_by_address(self.session, self.store.keys, address)
        if person is None:
            raise KeyError(address)
        return people_store.viewer(self.session, person, clock.today())

    def person(self, address: str, name: dict[str, str]) -> str:
        """The number of the person with this address, made where there is none."""
        held = people_store.find_by_address(self.session, self.store.keys, address)
        if held is not None:
            return held.number
        answer = self.step("add_person", actor=SYSTEM, origin="seed", address=address, name=name)
        return str(answer.values["person"])


def replay_facility(store: Store, raw: bytes, file: str) -> FacilitySeed:
    """Replay the Facility's seed: its administrators, staff, translators and auditors."""
    seed = read_facility(raw, file)
    with replaying(store) as step, clock.standing_at(_morning(date(2017, 1, 1))):
        replay = Replay(step, _session(step), store)
        for row in seed.people:
            number = replay.person(row.email, row.name)
            step("add_facility_member", actor=SYSTEM, origin="seed", person=number, role=row.role)
    return seed


def replay_engagement(
    store: Store, raw: bytes, file: str, progress: Progress = lambda done, all_: None
) -> EngagementSeed:
    """Replay one engagement in the order of its dates. Raises SeedError; then nothing was kept."""
    seed, text = read_engagement(raw, file)
    replay_seed(store, seed, text, file, progress)
    return seed


def replay_seed(
    store: Store,
    seed: EngagementSeed,
    text: Text,
    file: str,
    progress: Progress = lambda done, all_: None,
) -> None:
    """Replay a seed that is read already; `text` tells the line of what is refused."""
    with replaying(store) as step:
        replay = Replay(step, _session(step), store)
        ordered = list(steps(seed))
        for done, row in enumerate(ordered, 1):
            _take(replay, seed, row, text, file)
            progress(done, len(ordered))
        _check_end(replay, seed, text, file)


def _take(replay: Replay, seed: EngagementSeed, row: Step, text: Text, file: str) -> None:
    with clock.standing_at(_morning(row.day)):
        try:
            row.perform(replay, seed)
        except Refused as error:
            line = text.line(row.path)
            raise SeedError(
                file, [(line, msg("seed.refused", why=p.message)) for p in error.problems]
            ) from None
        except KeyError as error:
            said = msg("seed.unknown_name", name=str(error.args[0]))
            raise SeedError(file, [(text.line(row.path), said)]) from None


def _check_end(replay: Replay, seed: EngagementSeed, text: Text, file: str) -> None:
    row = replay.session.scalar(select(Engagement).where(Engagement.code == seed.code))
    assert row is not None
    if row.stage != seed.stage:
        said = msg("seed.other_stage", stage=row.stage, stated=seed.stage)
        raise SeedError(file, [(text.line(("stage",)), said)])
    if seed.ballot is not None and not _was_opened(replay.session, row.id, seed.ballot):
        said = msg("seed.other_ballot", stated=seed.ballot.revision, opened=seed.ballot.opened)
        raise SeedError(file, [(text.line(("ballot",)), said)])


def _was_opened(session: Session, engagement_id: int, stated: BallotSeed) -> bool:
    """A seed's ballot is opened by a move; what the file says of it is only compared."""
    found = session.scalar(
        select(Ballot.id).where(
            Ballot.engagement_id == engagement_id,
            Ballot.revision_number == stated.revision,
            Ballot.occurred_on == stated.opened,
        )
    )
    return found is not None


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _session(step: Any) -> Session:
    session: Session = step.session
    return session
