"""What would be missing if: facts that can be supposed, by name, typed, from a closed list.

Nothing is written: each supposition makes other Facts of the given ones. They are applied in the
order of the list, whatever the order in which they were given, so that "in validation, with a new
revision, on which the ministry agrees" can be said in any order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from srf_policy.engine import supposed
from srf_policy.engine.definition import Definition
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards import GUARDS
from srf_policy.engine.supposed import Change, Given
from srf_policy.engine.vocabulary import MEETING_KINDS, OUTCOMES
from srf_policy.engine.words import unknown
from srf_policy.languages.messages import Message, msg

ALL = "all"
YES_NO = ("yes", "no")
POSITIONS = ("endorse", "no_objection", "reservation", "abstain", "not_competent")
_LARGEST = 9999


class NotSupposable(Exception):
    """A name or a value that is not in the list; `message` says what is."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


@dataclass(frozen=True)
class Supposable:
    """One fact that can be supposed.

    `of`: what stands behind the colon of its name (`position:MoFA`), if anything does.
    `takes`: `date`, `number`, `stage`, or the words to choose from. `changes`: fields of Facts.
    """

    name: str
    of: str | None
    takes: str | tuple[str, ...]
    changes: tuple[str, ...]
    change: Change


LIST: tuple[Supposable, ...] = (
    Supposable("stage", None, "stage", ("stage", "stage_entered"), supposed.stage),
    Supposable("date", None, "date", ("today",), supposed.today),
    Supposable("suspended", None, YES_NO, ("suspended",), supposed.suspended),
    Supposable("revision", None, ("new",), ("revisions",), supposed.revision),
    Supposable("rounds", None, ("open", "closed"), ("rounds",), supposed.rounds),
    Supposable("heard", "institution", YES_NO, ("rounds",), supposed.heard),
    Supposable("comments_open", None, "number", ("comments_lacking",), supposed.comments),
    Supposable("disputes", None, "number", ("disputes",), supposed.disputes),
    Supposable("disputes_referred", None, YES_NO, ("disputes",), supposed.referred),
    Supposable("action_lines", None, "number", ("action_lines",), supposed.action_lines),
    Supposable("plan_gaps", None, "number", ("plan_gaps",), supposed.plan_gaps),
    Supposable("ballot", None, ("open", "closed", "none"), ("ballot",), supposed.ballot),
    Supposable("position", "institution", POSITIONS, ("ballot", "positions"), supposed.position),
    Supposable("reservations", None, ("0",), ("ballot", "positions"), supposed.no_reservation),
    Supposable("meeting", "meeting_kind", ("none", "held", "recorded", "approved"), ("meetings",),
               supposed.meeting),
    Supposable("presented", "body", (*OUTCOMES, "none"), ("presentations",), supposed.presented),
    Supposable("conditions_open", None, ("0",), ("presentations",), supposed.conditions_met),
    Supposable("view", "institution", ("yes",), ("papers",), supposed.view),
    Supposable("adoption", None, ("recorded", "none"), ("adoption",), supposed.adoption),
    Supposable("lead_agrees", None, YES_NO, ("agreements",), supposed.lead_agrees),
    Supposable("exception", "guard", ("yes",), ("exceptions",), supposed.exception),
)  # fmt: skip
"""In the order in which they are applied."""

NAMES = {row.name: row for row in LIST}


def suppose(definition: Definition, facts: Facts, said: Mapping[str, object]) -> Facts:
    """The facts as they would be. Raises NotSupposable, before anything is applied."""
    given = [_checked(definition, facts, name, value) for name, value in said.items()]
    for row, what in sorted(given, key=lambda pair: LIST.index(pair[0])):
        facts = row.change(definition, facts, what)
    return facts


def _checked(
    definition: Definition, facts: Facts, name: str, value: object
) -> tuple[Supposable, Given]:
    word, _, of = name.partition(":")
    row = NAMES.get(word)
    if row is None:
        raise NotSupposable(unknown("fact", word, NAMES))
    if row.of is None and of:
        raise NotSupposable(msg("suppose.of_nothing", name=word, of=of))
    subjects = _subjects(facts, row.of, of) if row.of else ()
    return row, Given(subjects, _value(definition, row, name, _plain(value)))


def _subjects(facts: Facts, kind: str, of: str) -> tuple[str, ...]:
    """Which institutions, bodies, meetings or guards are meant; `all` names each."""
    known: Collection[str] = {
        "institution": [i.code for i in facts.institutions],
        "body": [b.key for b in facts.bodies],
        "meeting_kind": MEETING_KINDS,
        "guard": list(GUARDS),
    }[kind]
    if of == ALL:
        return tuple(known)
    if of not in known:
        raise NotSupposable(unknown(kind, of, [*known, ALL]))
    return (of,)


def _plain(value: object) -> str:
    """A YAML file may hold `true`, a number or a day where the command line has words."""
    if isinstance(value, bool):
        return YES_NO[0 if value else 1]
    return str(value)


def _value(definition: Definition, row: Supposable, name: str, value: str) -> str | int | date:
    if row.takes == "date":
        return _day(name, value)
    if row.takes == "number":
        if not re.fullmatch(r"[0-9]{1,4}", value):
            raise NotSupposable(msg("suppose.not_a_number", name=name, value=value[:60],
                                    limit=_LARGEST))  # fmt: skip
        return int(value)
    known = [s.id for s in definition.stages] if row.takes == "stage" else row.takes
    if value not in known:
        said = msg("suppose.bad_value", name=name, value=value[:60], known=list(known))
        raise NotSupposable(said)
    return value


def _day(name: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise NotSupposable(msg("suppose.not_a_day", name=name, value=value[:60])) from None
