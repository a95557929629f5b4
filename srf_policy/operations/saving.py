"""Writing what a verb left: the engagement by itself, where nothing else waits to be written."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import bindparam, inspect, update
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement
from srf_policy.store.prepared import Prepared

_ROWS: Any = Engagement.__table__


def written(session: Session, row: Engagement | None) -> None:
    """Write everything that waits, at the end of a verb.

    Most verbs change the engagement alone, by their event: then its changed columns are written by
    one statement without the session's walk, and the session lets go of it.
    """
    if row is None or not _alone(session, row):
        session.flush()
        return
    before = inspect(row).committed_state
    changed = {name: now for name in before if (now := getattr(row, name)) != before[name]}
    if changed:
        _writing(frozenset(changed)).run(session.connection(), {**changed, "row": row.id})
    session.expunge(row)


def _alone(session: Session, row: Engagement) -> bool:
    dirty = session.dirty
    return len(dirty) == 1 and row in dirty and not session.new and not session.deleted


@cache
def _writing(names: frozenset[str]) -> Prepared:
    values: dict[str, Any] = {n: bindparam(n, type_=_ROWS.c[n].type) for n in sorted(names)}
    return Prepared(update(_ROWS).where(_ROWS.c.id == bindparam("row")).values(values))
