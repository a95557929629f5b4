"""Who sits in an engagement, for which institution, under which parent; names where they may be seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Engagement,
    HistoryEvent,
    Institution,
    InstitutionName,
    Member,
    Person,
)
from srf_policy.domain.viewer import Viewer
from srf_policy.store.keys import KeyRing
from srf_policy.store.people import Name, names

__all__ = ["Called", "House", "Name", "Seated", "houses", "under_parents"]


@dataclass(frozen=True)
class Seated:
    """One seat. `name` and `heir` are None where the viewer may not see them.

    `note`: number of the handover note; `version`: what a form about the seat carries.
    """

    member: Member
    number: str
    name: Name | None
    heir: Name | None
    active: bool
    note: int | None
    version: int


@dataclass(frozen=True)
class Called:
    """What an institution was called between two days; `until` is the day of the new name."""

    name: Mapping[str, str]
    since: date
    until: date


@dataclass(frozen=True)
class House:
    """An institution with its members, its parts below it by `depth`."""

    institution: Institution
    depth: int
    earlier: Sequence[Called]
    members: Sequence[Seated]
    hidden: Mapping[str, int]
    version: int

    @property
    def named_since(self) -> date:
        """The day from which the present name holds."""
        return self.earlier[-1].until if self.earlier else self.institution.started_on


def houses(
    session: Session, keys: KeyRing, viewer: Viewer, engagement: Engagement, today: date
) -> list[House]:
    """All institutions, ended ones too, each under its parent. A constant number of statements.

    The Facility sees everybody by name; others see their own institution's people by name, and of
    the rest how many hold which role.
    """
    rows = session.scalars(
        select(Institution)
        .where(Institution.engagement_id == engagement.id)
        .order_by(Institution.id)
    ).all()
    earlier = _earlier(session, engagement, {i.id: i.started_on for i in rows})
    seats = _seats(session, engagement)
    versions = _versions(session, engagement)
    whole = viewer.is_facility(engagement.id)
    seat = viewer.seat_in(engagement.id)
    own = seat.institution_id if seat else None
    shown = [r for r in seats if whole or (r[0].institution_id == own and _active(r[0], today))]
    known = names(session, keys, [n for m, n in shown] + [m.successor or "" for m, _ in shown])
    notes = _notes(session, engagement)
    members: defaultdict[int, list[Seated]] = defaultdict(list)
    for member, number in shown:
        members[member.institution_id].append(
            Seated(
                member, number, known.get(number), known.get(member.successor or ""),
                _active(member, today), notes.get((number, member.role, member.ended_on)),
                versions.get(f"member:{number}", 0),
            )
        )  # fmt: skip
    hidden = _hidden(seats, today) if not whole else {}
    return [
        House(
            i, depth, earlier[i.id], members[i.id],
            hidden.get(i.id, {}) if i.id != own else {}, versions.get(f"institution:{i.code}", 0),
        )
        for i, depth in under_parents(rows)
    ]  # fmt: skip


def under_parents(rows: Sequence[Institution]) -> list[tuple[Institution, int]]:
    """Each institution after its parent, with its depth; those of no parent first."""
    below: defaultdict[int | None, list[Institution]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)
    found: list[tuple[Institution, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below[parent]:
            found.append((row, depth))
            walk(row.id, depth + 1)

    walk(None, 0)
    return found


def _active(member: Member, today: date) -> bool:
    return member.ended_on is None or member.ended_on > today


def _earlier(
    session: Session, engagement: Engagement, since: dict[int, date]
) -> Mapping[int, list[Called]]:
    found: defaultdict[int, list[Called]] = defaultdict(list)
    for row in session.scalars(
        select(InstitutionName)
        .where(InstitutionName.engagement_id == engagement.id)
        .order_by(InstitutionName.id)
    ):
        begun = found[row.institution_id]
        start = begun[-1].until if begun else since[row.institution_id]
        begun.append(Called(row.name, start, row.until))
    return found


def _seats(session: Session, engagement: Engagement) -> list[tuple[Member, str]]:
    rows = session.execute(
        select(Member, Person.number)
        .join(Person, Person.id == Member.person_id)
        .where(Member.engagement_id == engagement.id)
        .order_by(Member.id)
    )
    return [(member, number) for member, number in rows]


def _hidden(seats: list[tuple[Member, str]], today: date) -> dict[int, dict[str, int]]:
    """By institution: how many hold which role."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for member, _ in seats:
        if _active(member, today):
            roles = found[member.institution_id]
            roles[member.role] = roles.get(member.role, 0) + 1
    return found


def _versions(session: Session, engagement: Engagement) -> dict[str, int]:
    """The place of the last event of each institution and member."""
    rows = session.execute(
        select(HistoryEvent.subject, func.max(HistoryEvent.seq))
        .where(
            HistoryEvent.chain == engagement.code,
            or_(
                HistoryEvent.subject.startswith("institution:"),
                HistoryEvent.subject.startswith("member:"),
            ),
        )
        .group_by(HistoryEvent.subject)
    )
    return {subject: int(seq) for subject, seq in rows}


def _notes(session: Session, engagement: Engagement) -> dict[Any, int]:
    """By person, role and last day: the number of the handover note."""
    rows = session.scalars(
        select(HistoryEvent)
        .where(HistoryEvent.chain == engagement.code, HistoryEvent.verb == "end_member")
        .order_by(HistoryEvent.seq)
    )
    return {(e.payload["person"], e.payload["role"], e.occurred_on): e.seq for e in rows}
