"""What was made from an engagement's rows, kept until its history goes on.

Nothing is written without an event, so as long as the head of the history is the same, so is what
was made. Only for what depends on nothing else: never on who looks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement

Made = TypeVar("Made")

_MOST = 2000
_Held = dict[tuple[str, int], tuple[Hashable, Any]]
_held: WeakKeyDictionary[Engine, _Held] = WeakKeyDictionary()


def kept(
    session: Session,
    what: str,
    rows: Iterable[Engagement],
    make: Callable[[list[int]], dict[int, Made]],
    *,
    more: Hashable = None,
) -> dict[int, Made]:
    """By engagement id. `make` is asked for those alone of which nothing is kept any more.

    The rows must have been read in this session, before anything else of them: what is read later
    may be newer than its head, and is then made anew by the next who asks. `more`: what it depends
    on besides, such as the day.
    """
    held = _held.setdefault(session.get_bind().engine, {})
    states: dict[int, Hashable] = {row.id: (row.history_head, more) for row in rows}
    found: dict[int, Made] = {}
    for id_, state in states.items():
        entry = held.get((what, id_))
        if entry is not None and entry[0] == state:
            found[id_] = entry[1]
    lacking = [id_ for id_ in states if id_ not in found]
    if lacking:
        made = make(lacking)
        if len(held) + len(made) > _MOST:
            held.clear()
        held.update({(what, id_): (states[id_], value) for id_, value in made.items()})
        found |= made
    return found
