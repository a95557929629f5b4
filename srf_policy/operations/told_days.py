"""Deadline rows as the history tells them, those that are over too: told again, event by event.

Whatever the rows hold follows from here but two things. The history does not tell where a verb
ends that wrote several events, so a row may name a later one of them as its place; and its moments
are read from the clock beside those of its events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, HistoryEvent
from srf_policy.engine.deadlines import ACTIVITY, Clocks, RoundClock, dues
from srf_policy.engine.definition import Definition
from srf_policy.store.day_checks import Key, Told

from .work import definition_of_hash

Definitions = Callable[[str], Definition]

_EFFECTS = frozenset({"open_ballot", "void_ballot"})
"""What only a move does: its days are looked at when these are done."""

NOTED = {
    "remind": "reminded_at", "escalate_deadline": "escalated_at",
    "propose_suspension": "proposed_at",
}  # fmt: skip
"""Acts whose moment stands in the row."""

ACTS = (*NOTED, "tell_deadline", "skip_reminder")
"""Events of what deadlines did, beside rounds that they closed."""


def told(session: Session, engagement: Engagement) -> dict[Key, Told]:
    """Every row that there ever was, as it stands now."""
    days = _Days(lambda sha256: definition_of_hash(session, sha256))
    event = HistoryEvent
    found = session.execute(
        select(event.seq, event.verb, event.subject, event.occurred_on, event.recorded_at,
               event.payload)
        .where(event.chain == engagement.code, event.verb.in_(_FOLLOW))
        .order_by(event.seq)
    ).all()  # fmt: skip
    for one, after in pairwise([*found, None]):
        assert one is not None
        days.follow(one, settles=after is None or after.verb not in _EFFECTS)
    return days.rows


@dataclass
class _Round:
    closes_on: date
    open: bool = True
    own: dict[str, date] = field(default_factory=dict)
    replied: set[str] = field(default_factory=set)


class _Days:
    """What days follow from, as the events leave it, and the rows."""

    def __init__(self, definitions: Definitions) -> None:
        self.rows: dict[Key, Told] = {}
        self.definitions = definitions
        self.definition = self.stage = ""
        self.clocks = Clocks(stage_seq=0, entered_on=date.min, target=None)
        self.rounds: dict[int, _Round] = {}
        self.ballots: dict[int, date] = {}
        self.planned: dict[str, tuple[date | None, int]] = {}
        self.presented: dict[str, int] = {}

    def follow(self, event: Any, *, settles: bool) -> None:
        _FOLLOW[event.verb](self, event, event.payload)
        if event.verb not in ACTS and settles:
            self._settle(event)

    def opened(self, event: Any, told: Any) -> None:
        self.definition, self.stage = told["definition"], told["stage"]
        self.clocks = replace(self.clocks, stage_seq=event.seq, entered_on=event.occurred_on)

    def moved(self, event: Any, told: Any) -> None:
        self.stage = told["to"]
        self.clocks = replace(
            self.clocks, stage_seq=event.seq, entered_on=event.occurred_on, paused=0,
            ended=told["ends"],
        )  # fmt: skip
        if told["ends"]:
            self.clocks = replace(self.clocks, suspended_on=None, review_on=None)

    def migrated(self, _event: Any, told: Any) -> None:
        self.definition, self.stage = told["definition"], told["to"]

    def suspended(self, event: Any, told: Any) -> None:
        review_on = date.fromisoformat(told["review_on"])
        self.clocks = replace(self.clocks, suspended_on=event.occurred_on, review_on=review_on)

    def resumed(self, event: Any, told: Any) -> None:
        stood = (event.occurred_on - date.fromisoformat(told["since"])).days
        self.clocks = replace(
            self.clocks, paused=self.clocks.paused + stood, suspended_on=None, review_on=None
        )
        for one in told.get("moved", ()):
            thing, number, *own = one["subject"].split(":")
            day = date.fromisoformat(one["closes_on"])
            if thing == "ballot":
                self.ballots[int(number)] = day
            elif own:
                self.rounds[int(number)].own[own[0]] = day
            else:
                self.rounds[int(number)].closes_on = day

    def round_opened(self, _event: Any, told: Any) -> None:
        self.rounds[told["round"]] = _Round(date.fromisoformat(told["closes_on"]))

    def extended(self, _event: Any, told: Any) -> None:
        row, day = self.rounds[told["round"]], date.fromisoformat(told["closes_on"])
        if told["institution"]:
            row.own[told["institution"]] = day
        else:
            row.closes_on = day
            row.own = {code: own for code, own in row.own.items() if own > day}

    def closed(self, event: Any, told: Any) -> None:
        self.rounds[told["round"]].open = False
        if "act" in told:
            self.acted(event, told)

    def replied(self, _event: Any, told: Any) -> None:
        self.rounds[told["round"]].replied.add(told["institution"])

    def ballot_opened(self, _event: Any, told: Any) -> None:
        self.ballots[told["ballot"]] = date.fromisoformat(told["closes_on"])

    def ballot_voided(self, _event: Any, told: Any) -> None:
        del self.ballots[told["ballot"]]

    def plan(self, event: Any, told: Any) -> None:
        day = told["planned_on"]
        self.planned[told["body"]] = (date.fromisoformat(day) if day else None, event.seq)

    def put(self, event: Any, told: Any) -> None:
        self.presented[told["body"]] = event.seq

    def acted(self, event: Any, told: Any) -> None:
        key = (told["deadline"], told["about"], date.fromisoformat(told["day"]))
        over = "done" if key[0] == ACTIVITY else "void"
        row = self.rows.get(key) or Told(over, event.seq, event.recorded_at)
        row = replace(row, acted=(*row.acted, told["act"]))
        if event.verb in NOTED:
            row = replace(row, **{NOTED[event.verb]: event.recorded_at})
        self.rows[key] = row

    def _settle(self, event: Any) -> None:
        """Open what is due, and settle what is not due any more, as `deadlines.refresh` does."""
        wanted = {due.key for due in dues(self._now())}
        still = {key[:2] for key in wanted}
        for key in wanted:
            row = self.rows.get(key) or Told("open", event.seq, event.recorded_at)
            self.rows[key] = replace(row, state="open")
        for key, row in self.rows.items():
            if row.state == "open" and key not in wanted:
                came_about = key[:2] not in still and self._is_done(key)
                self.rows[key] = replace(row, state="done" if came_about else "void")

    def _is_done(self, key: Key) -> bool:
        kind, (_, name, *own) = key[0], key[1].split(":")
        if kind == "ballot_closes":
            return int(name) in self.ballots
        if kind == "round_closes" and not own:
            return not self.rounds[int(name)].open
        return kind != "presentation" or self._was_put(name)

    def _was_put(self, body: str) -> bool:
        return self.presented.get(body, 0) > self.planned[body][1]

    def _now(self) -> Clocks:
        definition = self.definitions(self.definition)
        votes = definition.votes_in(self.stage)
        return replace(
            self.clocks,
            target=definition.target_of(self.stage),
            rounds=tuple(self._rounds()),
            ballot=max(self.ballots.items()) if votes and self.ballots else None,
            planned=tuple(
                (body, day)
                for body, (day, _) in self.planned.items()
                if day is not None and not self._was_put(body)
            ),
        )

    def _rounds(self) -> Iterator[RoundClock]:
        for number, row in self.rounds.items():
            if row.open:
                own = {code: day for code, day in row.own.items() if code not in row.replied}
                yield RoundClock(number, row.closes_on, own)


_FOLLOW: dict[str, Callable[[_Days, Any, Any], None]] = {
    "open_engagement": _Days.opened,
    "make_move": _Days.moved,
    "migrate_workflow": _Days.migrated,
    "revert_migration": _Days.migrated,
    "suspend": _Days.suspended,
    "resume": _Days.resumed,
    "open_round": _Days.round_opened,
    "extend_round": _Days.extended,
    "close_round": _Days.closed,
    "record_no_reply": _Days.replied,
    "send_submission": _Days.replied,
    "record_comment": _Days.replied,
    "open_ballot": _Days.ballot_opened,
    "void_ballot": _Days.ballot_voided,
    "plan_presentation": _Days.plan,
    "record_presentation": _Days.put,
    **dict.fromkeys(ACTS, _Days.acted),
}
