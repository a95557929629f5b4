"""An engagement that is locked and read, for a verb to work with.

Every verb begins with this. The row is asked for as prepared statements are, and made into an object
of the session; the mapper's own loading of the same row took most of the time of the question.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import manager_of_class

from srf_policy.domain import Engagement

from .prepared import Prepared

_ROWS: Any = Engagement.__table__
_NAMES = tuple(column.key for column in _ROWS.c)
_LOCKED = Prepared(
    select(_ROWS)
    .where(_ROWS.c.code == bindparam("code", type_=_ROWS.c.code.type))
    .with_for_update()
)


def locked(session: Session, code: str | None) -> Engagement | None:
    """The engagement of this code, None where there is none.

    On PostgreSQL its row is locked; on SQLite the whole file is locked already. An object that the
    session has of it stays as it is.
    """
    found = _LOCKED.rows(session.connection(), {"code": code})
    if not found:
        return None
    values = dict(zip(_NAMES, found[0], strict=True))
    return _known(session, values["id"]) or _made(session, values)


def _known(session: Session, id_: int) -> Engagement | None:
    known: Engagement | None = session.identity_map.get(session.identity_key(Engagement, id_))
    return known


def _made(session: Session, values: dict[str, Any]) -> Engagement:
    made: Engagement = manager_of_class(Engagement).new_instance()
    vars(made).update(values)
    make_transient_to_detached(made)
    session.add(made)
    return made
