"""How an engagement stands, put together for pages: the workflow's answers and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from srf_policy import clock
from srf_policy.documents.standing import answered
from srf_policy.domain import Engagement
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.definition import Definition
from srf_policy.engine.explain import Explanation, MoveAnswer
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards import Missing
from srf_policy.engine.outlook import Timing, menders, presented
from srf_policy.languages.messages import LocalText, Message, msg
from srf_policy.store.queries.engagements import Standing

from . import mending
from .say import path


@dataclass(frozen=True)
class Stand:
    """One engagement for its viewer. `ahead` is the move that leads on, if one does."""

    engagement: Engagement
    facts: Facts
    definition: Definition
    explanation: Explanation
    ahead: MoveAnswer | None
    timing: Timing
    roles: frozenset[str]

    @property
    def code(self) -> str:
        return self.engagement.code

    @property
    def place(self) -> int:
        """The place of the present stage among those of the workflow, from 0."""
        return [stage.id for stage in self.definition.stages].index(self.engagement.stage)

    @property
    def suspended(self) -> bool:
        return self.engagement.suspended_on is not None

    @property
    def ended(self) -> bool:
        return self.engagement.ended_on is not None

    @property
    def next(self) -> NextStep | None:
        """The next step, None where there is nothing to do any more."""
        return next_step(self)

    def body(self, key: str) -> LocalText:
        """The name of one of the bodies that the draft goes to."""
        return next((body.name for body in self.facts.bodies if body.key == key), {"en": key})

    @property
    def presented_not_adopted(self) -> bool:
        """Presented is not adopted: said wherever the two could be confused."""
        return presented(self.facts) and self.facts.adoption is None and not self.ended


def stand(found: Standing, viewer: Viewer) -> Stand:
    """The workflow's answers for this viewer."""
    engagement = found.engagement
    told = answered(found, viewer, clock.today())
    return Stand(
        engagement, found.facts, told.definition, told.explanation, told.ahead, told.timing,
        viewer.roles_in(engagement.id),
    )  # fmt: skip


@dataclass(frozen=True)
class NextStep:
    """What comes next, whose it is (names of roles), by when, and where it is done."""

    what: Message
    owners: tuple[Message, ...]
    due: date | None
    late: int
    link: str | None


def next_step(shown: Stand) -> NextStep | None:
    """The first missing thing of the move ahead; the move itself when nothing is missing."""
    engagement, answer = shown.engagement, shown.ahead
    due, late = shown.timing.due, shown.timing.late
    if shown.suspended:
        return NextStep(msg("next.resume"), _roles(_suspenders(shown)), engagement.review_on,
                        _days_late(engagement.review_on), None)  # fmt: skip
    if answer is None or shown.ended:
        return None
    if answer.awaiting is not None:
        what = msg("next.confirm", move=msg(f"move.{answer.move}"))
        return NextStep(what, _roles(answer.confirmed_by), due, late, _move(shown))
    if not answer.missing:
        what = msg("next.move", move=msg(f"move.{answer.move}"))
        return NextStep(what, _roles(answer.by), due, late, _move(shown))
    first = answer.missing[0]
    owners = menders(shown.definition, engagement.stage, first)
    return NextStep(first.message, _roles(owners), due, late, mending.link(shown.code, first))


def owners(shown: Stand, missing: Missing) -> list[Message]:
    """The roles that mend a missing thing."""
    return list(_roles(menders(shown.definition, shown.engagement.stage, missing)))


def _roles(names: tuple[str, ...]) -> tuple[Message, ...]:
    return tuple(msg(f"role.{name}") for name in names)


def _suspenders(shown: Stand) -> tuple[str, ...]:
    rule = shown.definition.suspend
    return rule.by if rule else ()


def _days_late(day: date | None) -> int:
    return max((clock.today() - day).days, 0) if day else 0


def _move(shown: Stand) -> str:
    return path("move", code=shown.code)
