"""Deadlines of a workflow: what is due by which day, and what is done before or after it.

Everything here is computed from plain values: the rules of the definition, the facts, the zone.
A day ends at 23:59:59 in the country's zone; where the clocks are set back in that hour, with the
later of the two. What is to happen *before* a day happens when the day so many days earlier
begins, what is to happen *after* it when the day so many days later has ended.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr, ValidationError

from srf_policy.engine.proof import Fault, Path
from srf_policy.engine.vocabulary import AUDIENCES, MOMENTS, ROLES
from srf_policy.engine.words import Roles, Strict, no_more, one_of, refuse, unknown
from srf_policy.languages.messages import Message, msg

ACTIVITY = "activity"
_WHEN = re.compile(r"([0-9]{1,4}) (day|week)s? (before|after|without)[ _]([a-z_]+)")


class When(Strict):
    """`side`: before, after, or without (nothing was done for so many days)."""

    days: int
    side: str
    moment: str

    def __str__(self) -> str:
        joined = "without_activity" if self.side == "without" else f"{self.side} {self.moment}"
        return f"{self.days} days {joined}"


def when(value: object) -> When:
    """`7 days before round_closes`, `0 days after stage_target`, `180 days without_activity`."""
    found = _WHEN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        refuse(msg("shape.bad_when", value=str(value)[:60]))
    days, moment = int(found[1]) * (7 if found[2] == "week" else 1), found[4]
    if moment not in MOMENTS:
        refuse(unknown("moment", moment, MOMENTS))
    if (found[3] == "without") != (moment == ACTIVITY) or (days == 0 and found[3] != "after"):
        refuse(msg("shape.bad_when", value=str(value)[:60]))
    return When(days=days, side=found[3], moment=moment)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Listeners = Annotated[
    tuple[Annotated[StrictStr, one_of("audience", (*AUDIENCES, *ROLES))], ...],
    Field(min_length=1),
    BeforeValidator(_listed),
    AfterValidator(lambda value: tuple(sorted(set(value)))),
]
Tellers = Annotated[Roles, BeforeValidator(_listed)]


class Nothing(Strict):
    """An effect without parameters."""


def _spelled_out(value: object) -> object:
    """`close_round` is short for `close_round: {}`."""
    return {value: {}} if isinstance(value, str) else value


class Do(Strict):
    """What happens: at least one of these; several happen together."""

    remind: Listeners | None = None
    tell: Tellers | None = None
    escalate: Tellers | None = None
    close_round: Annotated[Nothing | None, no_more()] = None
    propose: Annotated[StrictStr, one_of("proposal", ("suspend",))] | None = None


@dataclass(frozen=True)
class Act:
    """One thing that a rule does. `key` names it for ever: it stands in rows and in the history."""

    when: When
    name: str
    who: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.when}: {' '.join((self.name, *self.who))}"

    def at(self, day: date, zone: ZoneInfo) -> datetime:
        """The moment, in UTC."""
        if self.when.side == "before":
            return begin_of(day - timedelta(days=self.when.days), zone)
        return end_of(day + timedelta(days=self.when.days), zone)


class Rule(Strict):
    """One line of `deadlines:`."""

    when: Annotated[When, BeforeValidator(when)]
    do: Annotated[Do, BeforeValidator(_spelled_out)]

    @property
    def acts(self) -> tuple[Act, ...]:
        found = []
        for name in Do.model_fields:
            value = getattr(self.do, name)
            if value is not None:
                who = value if isinstance(value, tuple) else ()
                found.append(Act(self.when, name, (value,) if isinstance(value, str) else who))
        return tuple(found)


_FITS: Final = {
    "close_round": ("round_closes",),
    "invited_without_answer": ("round_closes",),
    "without_position": ("ballot_closes",),
}
"""What is only possible beside one moment."""


def unsound(data: Mapping[str, object]) -> Iterator[Fault]:
    """What is wrong with rules whose shape is right: without effect, twice, or out of place."""
    parts = data.get("deadlines")
    seen: set[str] = set()
    for place, part in enumerate(parts if isinstance(parts, list) else ()):
        try:
            rule = Rule.model_validate(part)
        except ValidationError:
            continue
        path: Path = ("deadlines", place)
        if not rule.acts:
            yield path, msg("proof.deadline_without_effect")
        for act in rule.acts:
            yield from ((path, said) for said in _misplaced(act, bool(data.get("suspend"))))
            if act.key in seen:
                yield path, msg("proof.deadline_twice", rule=act.key)
            seen.add(act.key)


def _misplaced(act: Act, may_suspend: bool) -> Iterator[Message]:
    for word in (act.name, *act.who):
        moments = _FITS.get(word, (act.when.moment,))
        if act.when.moment not in moments:
            yield msg("proof.deadline_out_of_place", name=word, moments=list(moments))
    if act.name in ("close_round", "escalate") and act.when.side == "before":
        yield msg("proof.deadline_before", name=act.name)
    if act.name == "propose" and not may_suspend:
        yield msg("proof.deadline_no_suspension")


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the day: where midnight is left out, that at which the clocks jump."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last second of the day; of a last hour that comes twice, the second one."""
    return datetime.combine(day, time(23, 59, 59), zone).replace(fold=1).astimezone(UTC)


def day_at(moment: datetime, zone: ZoneInfo) -> date:
    """Which day it is there."""
    return moment.astimezone(zone).date()


@dataclass(frozen=True)
class RoundClock:
    """An open round. `own`: the own day of each institution that has one and has not answered."""

    number: int
    closes_on: date
    own: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Clocks:
    """The facts about one engagement from which its deadlines follow.

    `paused`: days of suspensions within the present stage. `ballot`: number and closing day of the
    one that is open to positions. `planned`: bodies before which the draft is still to be put.
    """

    stage_seq: int
    entered_on: date
    target: int | None
    paused: int = 0
    suspended_on: date | None = None
    review_on: date | None = None
    ended: bool = False
    rounds: tuple[RoundClock, ...] = ()
    ballot: tuple[int, date] | None = None
    planned: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True)
class Due:
    """A thing and its day. `last`: of a round, the last day that any institution has."""

    kind: str
    subject: str
    day: date
    last: date

    @property
    def key(self) -> tuple[str, str, date]:
        return self.kind, self.subject, self.day


def dues(clocks: Clocks) -> tuple[Due, ...]:
    """Everything that is due, in no order; nothing once the engagement has ended."""
    return () if clocks.ended else tuple(_dues(clocks))


def _dues(clocks: Clocks) -> Iterator[Due]:
    for row in clocks.rounds:
        last = max([row.closes_on, *row.own.values()])
        yield Due("round_closes", f"round:{row.number}", row.closes_on, last)
        for institution, day in row.own.items():
            yield Due("round_closes", f"round:{row.number}:{institution}", day, day)
    if clocks.ballot is not None:
        number, day = clocks.ballot
        yield Due("ballot_closes", f"ballot:{number}", day, day)
    if clocks.target is not None:
        day = clocks.entered_on + timedelta(days=clocks.target + clocks.paused)
        yield Due("stage_target", f"stage:{clocks.stage_seq}", day, day)
    for body, day in clocks.planned:
        yield Due("presentation", f"presentation:{body}", day, day)
    if clocks.suspended_on is not None and clocks.review_on is not None:
        subject = f"suspension:{clocks.suspended_on.isoformat()}"
        yield Due("suspension_review", subject, clocks.review_on, clocks.review_on)


def acts_due(
    rules: Iterable[Rule], due: Due, zone: ZoneInfo, acted: Collection[str], now: datetime
) -> list[Act]:
    """What is to be done about this thing by now and has not been done."""
    found = []
    for act in (act for rule in rules for act in rule.acts):
        if act.when.moment != due.kind or act.key in acted:
            continue
        closing = act.name == "close_round"
        if closing and due.subject.count(":") > 1:
            continue
        if act.at(due.last if closing else due.day, zone) < now:
            found.append(act)
    return found


def too_late(act: Act, due: Due, zone: ZoneInfo, now: datetime) -> bool:
    """Whether a reminder before the day comes only after it: then nobody is told."""
    return act.when.side == "before" and end_of(due.day, zone) < now


def activity_due(rules: Iterable[Rule], since: date, zone: ZoneInfo, now: datetime) -> list[Act]:
    """What is to be done because nothing was done since this day."""
    acts = (act for rule in rules for act in rule.acts if act.when.moment == ACTIVITY)
    return [act for act in acts if act.at(since, zone) < now]
