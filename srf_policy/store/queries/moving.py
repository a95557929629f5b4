"""What the move screen shows beside the workflow's own answers: proposals and exceptions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, GuardException, HistoryEvent, ProposedMove


@dataclass(frozen=True)
class Proposed:
    """A move that awaits a second person; `role` and `institution` of who proposed it."""

    row: ProposedMove
    role: str
    institution: str


@dataclass(frozen=True)
class Waived:
    """An exception, confirmed or not; `role` and `institution` of who proposed it."""

    row: GuardException
    role: str
    institution: str

    @property
    def confirmed(self) -> bool:
        return self.row.confirmed_by is not None


def proposed(session: Session, engagement: Engagement) -> list[Proposed]:
    """The proposals that nobody has confirmed, taken back or overtaken."""
    rows = session.execute(
        select(ProposedMove, HistoryEvent.role, HistoryEvent.institution)
        .join(
            HistoryEvent,
            and_(
                HistoryEvent.chain == engagement.code,
                HistoryEvent.seq == ProposedMove.seq,
            ),
        )
        .where(ProposedMove.engagement_id == engagement.id, ProposedMove.state == "open")
        .order_by(ProposedMove.id)
    )
    return [Proposed(row, role, institution) for row, role, institution in rows]


def exceptions(session: Session, engagement: Engagement) -> list[Waived]:
    """Every exception of the engagement: they are shown for ever."""
    rows = session.execute(
        select(GuardException, HistoryEvent.role, HistoryEvent.institution)
        .join(
            HistoryEvent,
            and_(
                HistoryEvent.chain == engagement.code,
                HistoryEvent.seq == GuardException.seq,
            ),
        )
        .where(GuardException.engagement_id == engagement.id)
        .order_by(GuardException.number)
    )
    return [Waived(row, role, institution) for row, role, institution in rows]
