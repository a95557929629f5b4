"""What the Facility keeps for all its engagements, against its own history: persons, their roles,
holidays and weekends. Each part in one shape, as told and as held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import FacilityMember, HistoryEvent, HolidayList, Person, StatedWeekend
from srf_policy.domain.wording import text_hash


class Part(NamedTuple):
    name: str
    told: Any
    held: Any


def parts(session: Session, chain: str) -> Iterator[Part]:
    """Persons first: the roles are theirs."""
    told = _Told()
    for event in session.execute(_events(chain)):
        told.follow(event)
    numbers = {row.id: row.number for row in session.scalars(select(Person))}
    yield Part("persons", told.persons, dict.fromkeys(numbers.values(), True))
    yield Part("roles", told.roles, _roles(session, numbers))
    yield Part("holidays", told.holidays, _holidays(session))
    yield Part("weekends", told.weekends, _weekends(session))


def _events(chain: str) -> Any:
    event, verbs = HistoryEvent, [*_Told.FOLLOWED]
    query = select(event.verb, event.occurred_on, event.payload)
    return query.where(event.chain == chain, event.verb.in_(verbs)).order_by(event.seq)


class _Told:
    """The parts as the events tell them."""

    FOLLOWED = (
        "add_person", "add_facility_member", "end_facility_member", "set_holidays", "set_weekend",
        "take_back_weekend",
    )  # fmt: skip

    def __init__(self) -> None:
        self.persons: dict[str, bool] = {}
        self.roles: dict[tuple[str, str], list[list[date | None]]] = {}
        self.holidays: dict[tuple[str, str], dict[str, Any]] = {}
        self.weekends: dict[tuple[str, str], dict[str, Any]] = {}

    def follow(self, event: Any) -> None:
        getattr(self, event.verb)(event.occurred_on, event.payload)

    def add_person(self, _on: date, told: dict[str, Any]) -> None:
        self.persons[told["person"]] = True

    def add_facility_member(self, on: date, told: dict[str, Any]) -> None:
        self.roles.setdefault((told["person"], told["role"]), []).append([on, None])

    def end_facility_member(self, on: date, told: dict[str, Any]) -> None:
        self.roles[told["person"], told["role"]][-1][1] = on

    def set_holidays(self, on: date, told: dict[str, Any]) -> None:
        named = zip(told["days"], told["texts"]["names"], strict=True)
        row = {"days": [list(pair) for pair in named], "entered_on": on}
        self.holidays[told["country"], told["year"]] = row

    def set_weekend(self, on: date, told: dict[str, Any]) -> None:
        row = {"rest": told["rest"], "reason": told["texts"]["reason"], "entered_on": on}
        self.weekends[told["country"], told["since"] or ""] = row

    def take_back_weekend(self, _on: date, told: dict[str, Any]) -> None:
        del self.weekends[told["country"], told["since"] or ""]


def _roles(
    session: Session, numbers: dict[int, str]
) -> dict[tuple[str, str], list[list[date | None]]]:
    found: dict[tuple[str, str], list[list[date | None]]] = {}
    for row in session.scalars(select(FacilityMember).order_by(FacilityMember.id)):
        line = found.setdefault((numbers[row.person_id], row.role), [])
        line.append([row.started_on, row.ended_on])
    return found


def _holidays(session: Session) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (row.country, str(row.year)): {
            "days": [[one["day"], text_hash(one["name"])] for one in row.days],
            "entered_on": row.entered_on,
        }
        for row in session.scalars(select(HolidayList))
    }


def _weekends(session: Session) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (row.country, row.since.isoformat() if row.since else ""): {
            "rest": row.rest,
            "reason": text_hash(row.reason),
            "entered_on": row.entered_on,
        }
        for row in session.scalars(select(StatedWeekend))
    }
