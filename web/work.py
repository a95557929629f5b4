"""What "Your work" is made of: one line for each thing that waits, with its link and its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from srf_policy import clock
from srf_policy.domain import Engagement
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.facts import InvitationFact, RoundFact
from srf_policy.engine.permissions import may
from srf_policy.engine.vocabulary import PROPOSAL_DAYS
from srf_policy.languages.messages import LocalText, Message, msg
from srf_policy.store.queries.me import Desk

from .say import path
from .standing import Stand

NEEDS, WAITING, SENT_BACK = "needs", "waiting", "sent"


@dataclass(frozen=True)
class Task:
    """`part`: needs, waiting or sent. `since` stands where there is no day by which."""

    part: str
    engagement: Engagement
    what: Message
    link: str | None
    why: Message | None = None
    due: date | None = None
    since: date | None = None


@dataclass(frozen=True)
class Case:
    """One engagement as it lies on the viewer's desk."""

    shown: Stand
    viewer: Viewer
    desk: Desk
    today: date = field(default_factory=clock.today)

    @property
    def id(self) -> int:
        return self.shown.engagement.id

    @property
    def revision(self) -> int:
        """The number of the newest draft, 0 where none is published."""
        return self.shown.facts.newest_revision or 0

    def may(self, permission: str) -> bool:
        """Whether the workflow lets the viewer do this now."""
        shown = self.shown
        return may(shown.definition, shown.engagement.stage, permission, shown.roles)

    def task(self, part: str, what: Message, screen: str, **more: object) -> Task:
        """A task whose link leads to a screen of this engagement; `number` names the round."""
        number = more.pop("number", None)
        parts = {"round": f"{self.shown.code}-{number}"} if number else {"code": self.shown.code}
        link = path(screen, **parts)
        return Task(part, self.shown.engagement, what, link, **more)  # type: ignore[arg-type]

    def name(self, code: str) -> LocalText | str:
        """An institution's name; its code where it has ended."""
        found = (i.name for i in self.shown.facts.institutions if i.code == code)
        return next(found, code)

    def open_rounds(self) -> list[RoundFact]:
        """The rounds that are not closed."""
        return [r for r in self.shown.facts.rounds if not r.closed]


def confirmations(case: Case) -> Iterator[Task]:
    """Moves and exceptions that a second person must confirm: this viewer, or somebody else."""
    for answer in case.shown.explanation.moves:
        if answer.awaiting is None:
            continue
        on = answer.awaiting.proposed_on
        yield case.task(
            NEEDS if answer.confirmable else WAITING,
            msg("me.confirm_move" if answer.confirmable else "me.move_waits",
                move=msg(f"move.{answer.move}")),
            "move", why=msg("me.proposed", date=on), due=on + timedelta(days=PROPOSAL_DAYS),
        )  # fmt: skip
    for row in case.desk.exceptions.get(case.id, []):
        mine = case.may("waive") and row.proposed_by != case.viewer.number
        if mine or case.viewer.is_facility(case.id):
            code = "me.confirm_exception" if mine else "me.exception_waits"
            what = msg(code, number=row.number, guard=msg(f"guard.{row.guard}"))
            why = msg("me.proposed", date=row.occurred_on)
            yield case.task(NEEDS if mine else WAITING, what, "move", why=why,
                            since=row.occurred_on)  # fmt: skip


def silent(found: RoundFact) -> list[InvitationFact]:
    """Who was invited, has not answered, and is not on record as having given no reply."""
    return [i for i in found.invitations if not i.answered and i.no_reply is None]


def rank(task: Task) -> tuple[date, str]:
    """The most urgent first; what has no day comes last."""
    return task.due or date.max, task.engagement.code
