"""Loading the facts guards ask about: a fixed number of statements for any number of engagements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from srf_policy.domain import Engagement
from srf_policy.domain.numbering import quoted
from srf_policy.domain.schemes import DEFAULT, numbering_of
from srf_policy.engine import facts as shape

from .fact_rows import Rows, engagements, of_all, of_some
from .fact_statements import PLAN_MUST
from .queries.printing import printed_number


def load(session: Session, ids: Sequence[int], today: date) -> dict[int, shape.Facts]:
    """Facts by engagement id, as they stand on `today`."""
    loaded = _Shaper(of_all(session, ids), today)
    return {row.id: loaded.facts(row) for row in engagements(session, ids)}


def load_one(
    session: Session, engagement: Engagement, today: date, reads: frozenset[str] | None = None
) -> shape.Facts:
    """Facts of one engagement that is at hand. `reads`: only these fields are loaded, the others
    are empty; for a question that is known to ask for nothing else.
    """
    id_ = engagement.id
    rows = of_all(session, [id_]) if reads is None else of_some(session, id_, reads)
    return _Shaper(rows, today).facts(engagement)


class _Shaper:
    def __init__(self, rows: Rows, today: date) -> None:
        self.rows, self._today = rows, today

    def facts(self, row: Engagement) -> shape.Facts:
        """The facts of one engagement from the grouped rows."""
        proposals = self.rows["proposals"][row.id]
        adoptions = self.rows["adoptions"][row.id]
        return shape.Facts(
            code=row.code,
            stage=row.stage,
            stage_entered=row.stage_entered_seq,
            today=self._today,
            suspended=row.suspended_on is not None,
            languages=tuple(row.languages),
            official_languages=tuple(row.official_languages),
            institutions=tuple(
                shape.InstitutionFact(i.code, i.name, i.role)
                for i in self.rows["institutions"][row.id]
            ),
            revisions=tuple(
                shape.RevisionFact(r.number, r.seq, r.occurred_on)
                for r in self.rows["revisions"][row.id]
            ),
            rounds=tuple(self._round(r) for r in self.rows["rounds"][row.id]),
            comments_lacking=tuple(_comment(c) for c in self.rows["comments"][row.id]),
            meetings=tuple(_meetings(self.rows["meetings"][row.id])),
            papers=tuple(
                shape.PaperFact(p.ref, p.kind, p.sender, seq, p.occurred_on)
                for p, seq in _standing(self.rows["papers"][row.id])
            ),
            agreements=tuple(
                shape.AgreementFact(a.move, a.revision_number, a.code, a.ref, a.occurred_on)
                for a, _seq in _standing(self.rows["agreements"][row.id])
            ),
            ballot=self._ballot(row.id),
            positions=_latest(self.rows["positions"][row.id]),
            bodies=tuple(shape.BodyFact(b.key, b.name) for b in self.rows["bodies"][row.id]),
            presentations=tuple(
                self._presentation(found, seq)
                for found, seq in _standing(self.rows["presentations"][row.id])
            ),
            adoption=_adoption(adoptions[-1]) if adoptions else None,
            action_lines=sum(count for _, count in self.rows["actions"][row.id]),
            plan_gaps=tuple(_gap(g) for g in self.rows["plan_gaps"][row.id]),
            disputes=tuple(_dispute(d) for d in self.rows["disputes"][row.id]),
            exceptions=tuple(
                shape.ExceptionFact(e.move, e.guard, frozenset(e.items))
                for e in self.rows["exceptions"][row.id]
            ),
            proposal=_proposal(proposals[-1]) if proposals else None,
        )

    def _round(self, row: Any) -> shape.RoundFact:
        invited = [i for i in self.rows["invitations"][row.engagement_id] if i.round_id == row.id]
        return shape.RoundFact(
            row.number,
            row.revision_number,
            row.seq,
            row.closes_on,
            row.closed_on is not None,
            tuple(
                shape.InvitationFact(i.code, i.sent_on is not None, i.no_reply_on, i.closes_on)
                for i in invited
            ),
        )

    def _ballot(self, engagement_id: int) -> shape.BallotFact | None:
        valid = [b for b in self.rows["ballots"][engagement_id] if b.voided_on is None]
        if not valid:
            return None
        ballot = valid[-1]
        rows = [r for r in self.rows["positions"][engagement_id] if r.ballot_id == ballot.id]
        return shape.BallotFact(
            ballot.number,
            ballot.revision_number,
            ballot.occurred_on,
            ballot.closes_on,
            ballot.closes_on < self._today,
            _latest(rows),
        )

    def _presentation(self, row: Any, seq: int) -> shape.PresentationFact:
        conditions = [
            shape.ConditionFact(c.number, c.words, c.met_on is not None)
            for c in self.rows["conditions"][row.engagement_id]
            if c.presentation_id == row.id
        ]
        return shape.PresentationFact(
            row.number,
            row.key,
            seq,
            row.revision_number,
            row.occurred_on,
            row.outcome,
            tuple(conditions),
        )


def _latest(rows: Iterable[Any]) -> tuple[shape.PositionFact, ...]:
    latest = {r.code: shape.PositionFact(r.code, r.position, r.occurred_on) for r in rows}
    return tuple(latest.values())


def _comment(row: Any) -> shape.CommentFact:
    lacks = "reason" if row.response_id else "answer"
    return shape.CommentFact(row.number, row[2], row[3], _quoted(row), lacks)


def _standing(found: Iterable[Any]) -> list[tuple[Any, int]]:
    """What stands of the records: a corrected record counts as its correction.

    Given with the place in the history of the first record, and in that order.
    """
    rows = sorted(found, key=lambda row: row.id)
    first: dict[int, int] = {}
    corrected = {row.corrects_id for row in rows}
    for row in rows:
        first[row.id] = first.get(row.corrects_id, row.seq)
    standing = [(row, first[row.id]) for row in rows if row.id not in corrected]
    return sorted(standing, key=lambda pair: pair[1])


def _meetings(rows: Iterable[Any]) -> Iterable[shape.MeetingFact]:
    """In the order of the days on which they were held."""
    standing = sorted(_standing(rows), key=lambda pair: (pair[0].occurred_on, pair[1]))
    for meeting, seq in standing:
        state = "approved" if meeting.approved_on else "recorded" if meeting.minutes else "none"
        yield shape.MeetingFact(meeting.number, meeting.kind, seq, meeting.occurred_on, state)


def _dispute(row: Any) -> shape.DisputeFact:
    return shape.DisputeFact(row.number, row.code, _quoted(row), row.referred_to is not None)


def _quoted(row: Any) -> str:
    """The number in the newest revision, as it was printed; "" for none."""
    if not row.printed:
        return ""
    numbering = numbering_of(row.numbering)
    return quoted(row.kind, printed_number(row.kind, row.printed, numbering, row.stored))


def _adoption(row: Any) -> shape.AdoptionFact:
    return shape.AdoptionFact(row.number, row.occurred_on, row.compared, row.revision_number)


def _proposal(row: Any) -> shape.ProposalFact:
    return shape.ProposalFact(row.move, row.proposed_by, row.occurred_on, row.proposed_for)


def _gap(row: Any) -> shape.PlanGapFact:
    lacks = tuple(name for name in PLAN_MUST if not getattr(row, name))
    number = printed_number("action", row.printed, DEFAULT, row.stored)
    return shape.PlanGapFact(row.code, number, lacks)
