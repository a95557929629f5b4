"""What the move screen shows beside the workflow's own answers: proposals and exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Engagement,
    GuardException,
    HistoryEvent,
    Paper,
    ProposedMove,
    Text,
)


@dataclass(frozen=True)
class Proposed:
    """A move that awaits a second person; `role` and `institution` of who proposed it."""

    row: ProposedMove
    role: str
    institution: str


@dataclass(frozen=True)
class Waived:
    """An exception, confirmed or not; `role` and `institution` of who proposed it, and its paper."""

    row: GuardException
    role: str
    institution: str
    paper: str | None

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
        select(GuardException, HistoryEvent.role, HistoryEvent.institution, Paper.ref)
        .outerjoin(Paper, Paper.id == GuardException.paper_id)
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
    return [Waived(*row) for row in rows]


def reasons(
    session: Session, engagement: Engagement, events: Iterable[HistoryEvent]
) -> dict[int, str]:
    """By place in the history: the words that were given as the reason of a move, or of a numbering."""
    asked = {
        e.seq: (e.payload.get("texts") or {}).get("reason")
        for e in events
        if e.verb in ("make_move", "set_numbering")
    }
    wanted = {sha for sha in asked.values() if sha}
    if not wanted:
        return {}
    query = select(Text.sha256, Text.words).where(
        Text.engagement_id == engagement.id, Text.sha256.in_(wanted)
    )
    words = dict(session.execute(query).all())
    return {seq: words[sha] for seq, sha in asked.items() if sha in words}
