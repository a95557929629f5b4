"""Whether the record is whole: the first thing that is wrong with one history and what it left.

In this order: the chain and every column of its events; head and number of events as kept beside
it; the tables against the history told again; texts, revisions, seals and files against their
hashes; deadline rows against what is due. Against a signed head it also shows that the end was cut
off or all of it written anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Select, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, FacilityChain, HistoryEvent, Revision, StoredFile, Text
from srf_policy.domain.chain import COLUMNS, first_fault_stored
from srf_policy.domain.heads import SignedHead
from srf_policy.domain.wording import text_hash
from srf_policy.languages.messages import Message, Value, msg

from . import (
    day_checks,
    facility_checks,
    files,
    row_checks,
    seal_checks,
    signing,
    stored_events,
    template_checks,
)
from .day_checks import Awaited
from .queries import texts
from .rebuilding.events import rebuild
from .rebuilding.state import State
from .rebuilding.tables import read
from .seals import text_seal

_CHUNK = 1000


@dataclass(frozen=True)
class Chain:
    """One history: its name, and head and number of events as kept beside it."""

    name: str
    event_count: int
    head: str
    engagement: Engagement | None


@dataclass(frozen=True)
class Against:
    """What is held against: the folder of files, believed public keys by their short names.

    `awaited` computes what is due; without it, deadline rows are not looked at. A database of
    before there were any has none until they are made.
    """

    folder: Path
    keys: Mapping[str, str]
    heads: tuple[SignedHead, ...] = ()
    awaited: Awaited | None = None


def chains(session: Session, name: str | None = None) -> Iterator[Chain]:
    """All histories, the Facility's own first; or the one of this name."""
    for row in session.scalars(select(FacilityChain)):
        if name in (None, row.chain):
            yield Chain(row.chain, row.event_count, row.history_head, None)
    query = select(Engagement).order_by(Engagement.code)
    for found in session.scalars(query if name is None else query.where(Engagement.code == name)):
        yield Chain(found.code, found.event_count, found.history_head, found)


def first_wrong(session: Session, chain: Chain, against: Against) -> Message | None:
    """The first thing that is wrong, as a sentence; nothing where all of it holds."""
    checks: list[Callable[[], Message | None]] = [
        lambda: _broken_link(session, chain),
        lambda: _lost_tail(session, chain),
    ]
    engagement = chain.engagement
    if engagement is None:
        checks += [
            lambda: row_checks.first_wrong_key(session, chain.name),
            lambda: template_checks.first_wrong(
                session, chain.name, lambda sha: _wrong_file(files.path(against.folder, sha), sha)
            ),
            lambda: _of_facility(session, chain),
        ]
    else:
        checks += [
            lambda: _texts(session, chain, engagement),
            lambda: _tables(session, chain, engagement),
            lambda: row_checks.first_wrong(session, engagement),
            lambda: _revisions(session, chain, engagement),
            lambda: seal_checks.first_wrong(session, engagement, against.keys),
            lambda: _files(session, chain, engagement, against.folder),
            lambda: _days(session, engagement, against.awaited),
        ]
    checks += [_of_head(session, head, against) for head in against.heads]
    return next(filter(None, (_said(chain, check) for check in checks)), None)


def _said(chain: Chain, check: Callable[[], Message | None]) -> Message | None:
    """A row that is lacking, or a value that cannot be one of its column, is a finding too."""
    try:
        return check()
    except (KeyError, AttributeError, TypeError, ValueError, NoResultFound) as error:
        return msg("verify.rows_unreadable", chain=chain.name, kind=type(error).__name__)


def _events(chain: str) -> Select[Any]:
    columns = [getattr(HistoryEvent, name) for name in COLUMNS]
    query = select(*columns).where(HistoryEvent.chain == chain).order_by(HistoryEvent.seq)
    return query.execution_options(yield_per=_CHUNK)


def _stream(session: Session, chain: str) -> Iterable[HistoryEvent]:
    """Rows that read like events, without what mapped objects cost."""
    return cast("Iterable[HistoryEvent]", session.execute(_events(chain)))


def _broken_link(session: Session, chain: Chain) -> Message | None:
    try:
        fault = first_fault_stored(stored_events.rows(session, chain.name))
    except (ValueError, TypeError):
        # A value that is none of its column's kind any more: not even its row can be read.
        return msg("verify.unreadable", chain=chain.name)
    if fault is None:
        return None
    return msg(f"cli.history.fault_{fault[1]}", chain=chain.name, seq=fault[0])


def _last(session: Session, chain: str) -> tuple[int, str]:
    found = session.execute(
        select(HistoryEvent.seq, HistoryEvent.hash)
        .where(HistoryEvent.chain == chain)
        .order_by(HistoryEvent.seq.desc())
        .limit(1)
    ).first()
    return (found.seq, found.hash) if found else (0, "")


def _lost_tail(session: Session, chain: Chain) -> Message | None:
    seq, head = _last(session, chain.name)
    if (seq, head) == (chain.event_count, chain.head):
        return None
    return msg("cli.history.fault_tail", chain=chain.name, count=chain.event_count, seq=seq)


def _texts(session: Session, chain: Chain, engagement: Engagement) -> Message | None:
    rows = session.execute(
        select(Text.sha256, Text.words).where(Text.engagement_id == engagement.id)
    )
    wrong = next((sha for sha, words in rows if text_hash(words) != sha), None)
    return None if wrong is None else msg("verify.text", chain=chain.name, sha256=wrong)


def _tables(session: Session, chain: Chain, engagement: Engagement) -> Message | None:
    told, seq = _told(session, chain)
    if told is None:
        return msg("verify.not_told", chain=chain.name, seq=seq)
    held = read(session, engagement)
    # Whether a row is there is asked of the other parts; its version may not be told.
    held.versions = {name: held.versions[name] for name in held.versions if name in told.versions}
    names = (part.name for part in fields(State))
    return _unlike(chain, ((name, getattr(told, name), getattr(held, name)) for name in names))


def _unlike(chain: Chain, parts: Iterable[tuple[str, Any, Any]]) -> Message | None:
    """The first part that is told otherwise than it is held."""
    for name, told, held in parts:
        difference = _difference(told, held)
        if difference is not None:
            item, place = difference
            code = "verify.table_since" if place else "verify.table"
            return msg(code, chain=chain.name, part=name, item=item, seq=place)
    return None


def _of_facility(session: Session, chain: Chain) -> Message | None:
    return _unlike(chain, facility_checks.parts(session, chain.name))


def _days(session: Session, engagement: Engagement, awaited: Awaited | None) -> Message | None:
    return day_checks.first_wrong(session, engagement, awaited) if awaited else None


def _told(session: Session, chain: Chain) -> tuple[State | None, int]:
    """The history told again; or the event at which it could not be told on."""
    seq = 0

    def counted() -> Iterator[HistoryEvent]:
        nonlocal seq
        for event in _stream(session, chain.name):
            seq = event.seq
            yield event

    try:
        return rebuild(counted()), seq
    except (KeyError, IndexError, StopIteration, TypeError, ValueError, AttributeError):
        return None, seq


def _difference(told: Any, held: Any) -> tuple[str, int | None] | None:
    """What first differs, and the event that wrote it where the row says so."""
    if told == held:
        return None
    if isinstance(told, list) and isinstance(held, list):
        told, held = dict(enumerate(told, 1)), dict(enumerate(held, 1))
    if not isinstance(told, dict) or not isinstance(held, dict):
        return "", None
    key = next(k for k in (*told, *held) if k not in told or k not in held or told[k] != held[k])
    row = told.get(key)
    place = row.get("seq") if isinstance(row, dict) else None
    name = ", ".join(str(p) for p in key) if isinstance(key, tuple) else str(key)
    return name, place if isinstance(place, int) else None


def _revisions(session: Session, chain: Chain, engagement: Engagement) -> Message | None:
    query = select(Revision).where(Revision.engagement_id == engagement.id)
    for row in session.scalars(query.order_by(Revision.number)):
        if text_seal(texts.of_revision(session, row)) != row.sha256:
            return msg("verify.revision", chain=chain.name, number=row.number, seq=row.seq)
    return None


def _files(session: Session, chain: Chain, engagement: Engagement, folder: Path) -> Message | None:
    query = select(StoredFile).where(StoredFile.engagement_id == engagement.id)
    for row in session.scalars(query.order_by(StoredFile.id)):
        code = _wrong_file(files.path(folder, row.sha256), row.sha256)
        if code is not None:
            return msg(code, chain=chain.name, sha256=row.sha256, seq=row.seq)
    return None


def _wrong_file(path: Path, sha256: str) -> str | None:
    if not path.is_file():
        return "verify.file_missing"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return None if found == sha256 else "verify.file_altered"


def _of_head(session: Session, head: SignedHead, against: Against) -> Callable[[], Message | None]:
    return lambda: against_head(session, head, against.keys)


def against_head(session: Session, head: SignedHead, keys: Mapping[str, str]) -> Message | None:
    """Whether the history goes on from a head that was kept elsewhere."""
    said = head.said
    told: dict[str, Value] = {"chain": said.chain, "count": said.event_count, "when": said.moment}
    if said.key not in keys:
        return msg("verify.head_key", key=said.key, **told)
    if not signing.genuine(keys[said.key], signing.HEAD, said.content(), head.signature):
        return msg("verify.head_forged", **told)
    seq, _ = _last(session, said.chain)
    if seq < said.event_count:
        return msg("verify.head_shorter", seq=seq, **told)
    found = session.scalar(
        select(HistoryEvent.hash).where(
            HistoryEvent.chain == said.chain, HistoryEvent.seq == said.event_count
        )
    )
    return None if (found or "") == said.head else msg("verify.head_other", **told)
