"""What must hold after a fault: nothing acknowledged lost or doubled, the record whole, every effect
there once.

The same functions look after the program as it is and after one with a planted bug.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from email import message_from_bytes
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, HistoryEvent, Job
from srf_policy.domain.wording import text_hash
from srf_policy.languages.rendering import say
from srf_policy.operations import Store, attaching
from srf_policy.operations.awaited_days import awaited
from srf_policy.store import signing, verifying
from srf_policy.store.verifying import Against
from tests.faults.ground import MAILS, NOTICE, Place

Reasons = Mapping[str, Collection[str]]
"""By engagement: the reasons of moves, each of which was given once."""


def after(
    place: Place, acknowledged: Reasons, pressed: Reasons, *, effects: bool = True
) -> list[str]:
    """Everything that is wrong. `effects`: the workers had time to do everything."""
    store = place.store()
    try:
        with store.database.reading() as session:
            found = [*_database(session), *_chains(store, session, place)]
            for engagement in session.scalars(select(Engagement)):
                code = engagement.code
                found += _moves(session, engagement, acknowledged[code], pressed[code])
                found += _outbox(session, engagement)
            if effects:
                found += _effects(session, place)
        return found
    finally:
        store.database.dispose()


def _database(session: Session) -> Iterator[str]:
    if session.get_bind().dialect.name != "sqlite":
        return
    for pragma in ("integrity_check", "foreign_key_check"):
        rows = [tuple(row) for row in session.execute(text(f"PRAGMA {pragma}"))]
        if rows not in ([("ok",)], []):
            yield f"{pragma}: {rows[:3]}"


def _chains(store: Store, session: Session, place: Place) -> Iterator[str]:
    keys = signing.trusted(session, store.keys.signer)
    against = Against(attaching.folder(place.settings), keys, awaited=awaited)
    for chain in verifying.chains(session):
        wrong = verifying.first_wrong(session, chain, against)
        if wrong is not None:
            yield say(wrong, "en")


def _events(session: Session, code: str) -> list[HistoryEvent]:
    query = select(HistoryEvent).where(HistoryEvent.chain == code, HistoryEvent.verb == "make_move")
    return list(session.scalars(query.order_by(HistoryEvent.seq)))


def _moves(
    session: Session,
    engagement: Engagement,
    acknowledged: Collection[str],
    pressed: Collection[str],
) -> Iterator[str]:
    events = _events(session, engagement.code)
    done = Counter(event.payload["texts"]["reason"] for event in events)
    lost = [reason for reason in acknowledged if done[text_hash(reason)] == 0]
    doubled = [reason for reason in pressed if done[text_hash(reason)] > 1]
    if lost:
        yield f"{engagement.code}: {len(lost)} acknowledged moves lost, first: {lost[0]}"
    if doubled:
        yield f"{engagement.code}: {len(doubled)} moves doubled, first: {doubled[0]}"
    strangers = set(done) - {text_hash(reason) for reason in pressed}
    if strangers:
        yield f"{engagement.code}: {len(strangers)} moves that nobody made"
    if [e.payload["number"] for e in events] != list(range(1, engagement.moves + 1)):
        yield f"{engagement.code}: the move counter says {engagement.moves} of {len(events)}"
    ways = [(event.payload["from"], event.payload["to"]) for event in events]
    if any(before[1] != then[0] for before, then in pairwise(ways)):
        yield f"{engagement.code}: a move begins where none ended"


def _outbox(session: Session, engagement: Engagement) -> Iterator[str]:
    """Three jobs for each move, and none for a move that is not there."""
    query = select(Job.key).where(Job.engagement_id == engagement.id, Job.kind == "mail")
    parts = [key.split(":") for key in session.scalars(query)]
    written = Counter(int(seq) for _, _, seq, notice, _ in parts if notice == NOTICE)
    moved = {event.seq: MAILS for event in _events(session, engagement.code)}
    if written != moved:
        yield f"{engagement.code}: {sum(written.values())} jobs for {len(moved)} moves"


def _effects(session: Session, place: Place) -> Iterator[str]:
    mails = session.scalars(select(Job).where(Job.kind == "mail")).all()
    undone = Counter(job.state for job in mails if job.state != "done")
    if undone:
        yield f"jobs that are not done: {dict(undone)}"
    if place.smtp:
        return
    missing = [job.key for job in mails if job.state == "done" and not _is_kept(job)]
    if missing:
        yield f"{len(missing)} jobs are done without their effect, first: {missing[0]}"
    kept = list((place.settings.data_dir / "mail").glob("*.eml"))
    numbers = {message_from_bytes(file.read_bytes())["Message-ID"] for file in kept}
    if not len(mails) == len(kept) == len(numbers):
        yield f"{len(mails)} mails, {len(kept)} kept, {len(numbers)} Message-IDs"


def _is_kept(job: Job) -> bool:
    path = (job.result or {}).get("path")
    return path is not None and Path(path).is_file() and Path(path).stat().st_size > 0


def waiting(place: Place) -> int:
    """Mail jobs that nobody has done yet."""
    return len(_waiting(place))


def taken_over(place: Place) -> int:
    """Jobs that a second worker did because the first was killed."""
    store = place.store()
    with store.database.reading() as session:
        found = session.scalars(select(Job.id).where(Job.kind == "mail", Job.attempts > 1)).all()
    store.database.dispose()
    return len(found)


def _waiting(place: Place) -> list[int]:
    store = place.store()
    with store.database.reading() as session:
        query = select(Job.id).where(Job.kind == "mail", Job.state == "waiting")
        found = list(session.scalars(query))
    store.database.dispose()
    return found
