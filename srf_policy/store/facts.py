"""Loading the facts guards ask about: a fixed number of statements for any number of engagements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import (
    Adoption,
    Agreement,
    Ballot,
    Body,
    Comment,
    Condition,
    Engagement,
    GuardException,
    Institution,
    Invitation,
    Meeting,
    Minutes,
    Paper,
    Position,
    Presentation,
    ProposedMove,
    Provision,
    Response,
    Revision,
    RevisionProvision,
    Round,
    Submission,
)
from srf_policy.domain.consultation import OWES_REASON
from srf_policy.engine import facts as shape

Grouped = defaultdict[int, list[Any]]


def load(session: Session, ids: Sequence[int], today: date) -> dict[int, shape.Facts]:
    """Facts by engagement id, as they stand on `today`."""
    loaded = _Loaded(session, list(ids), today)
    return {row.id: loaded.facts(row) for row in loaded.engagements}


def load_one(session: Session, engagement: Engagement, today: date) -> shape.Facts:
    """Facts of one engagement that is at hand."""
    return load(session, [engagement.id], today)[engagement.id]


class _Loaded:
    """All rows that facts are made from, grouped by engagement; one statement a kind."""

    def __init__(self, session: Session, ids: list[int], today: date) -> None:
        self._session, self._ids, self._today = session, ids, today
        self.engagements = session.scalars(select(Engagement).where(Engagement.id.in_(ids))).all()
        self._institutions = self._rows(Institution, Institution.ended_on.is_(None))
        self._revisions = self._rows(Revision)
        self._rounds = self._rows(Round)
        self._invitations = _by(self._invitation_rows())
        self._comments = _by(self._comment_rows())
        self._meetings = _by(self._meeting_rows())
        self._papers = self._rows(Paper)
        self._agreements = _by(self._agreement_rows())
        self._ballots = self._rows(Ballot)
        self._positions = _by(self._position_rows())
        self._bodies = self._rows(Body)
        self._presentations = _by(self._presentation_rows())
        self._conditions = self._rows(Condition)
        self._adoptions = self._rows(Adoption)
        self._actions = dict(self._action_counts())
        self._exceptions = self._rows(GuardException, GuardException.confirmed_by.is_not(None))
        self._proposals = self._rows(ProposedMove, ProposedMove.state == "open")

    def _rows(self, model: Any, *conditions: Any) -> Grouped:
        query = select(model).where(model.engagement_id.in_(self._ids), *conditions)
        order = getattr(model, "position", None) if model is Body else model.id
        return _by((row.engagement_id, row) for row in self._session.scalars(query.order_by(order)))

    def _invitation_rows(self) -> Iterable[Any]:
        return self._session.execute(
            select(
                Invitation.engagement_id,
                Invitation.round_id,
                Institution.code,
                Submission.sent_on,
                Invitation.no_reply_on,
            )
            .join(Institution, Institution.id == Invitation.institution_id)
            .outerjoin(
                Submission,
                and_(
                    Submission.round_id == Invitation.round_id,
                    Submission.institution_id == Invitation.institution_id,
                ),
            )
            .where(Invitation.engagement_id.in_(self._ids))
            .order_by(Invitation.id)
        )

    def _comment_rows(self) -> Iterable[Any]:
        """Only what lacks something: an answer, or the reason an answer owes."""
        newest = self._newest_revision()
        lacking = or_(
            Comment.response_id.is_(None),
            and_(Response.disposition.in_(OWES_REASON), Response.words.is_(None)),
        )
        return self._session.execute(
            select(
                Comment.engagement_id,
                Comment.number,
                Institution.code,
                Provision.code,
                RevisionProvision.printed,
                Comment.response_id,
            )
            .join(Institution, Institution.id == Comment.institution_id)
            .outerjoin(Provision, Provision.id == Comment.provision_id)
            .outerjoin(Response, Response.id == Comment.response_id)
            .outerjoin(newest, newest.c.engagement_id == Comment.engagement_id)
            .outerjoin(
                RevisionProvision,
                and_(
                    RevisionProvision.revision_id == newest.c.id,
                    RevisionProvision.provision_id == Comment.provision_id,
                ),
            )
            .where(
                Comment.engagement_id.in_(self._ids),
                Comment.layer == "engagement",
                Comment.answer.in_(("proposal", "remark")),
                lacking,
            )
            .order_by(Comment.number)
        )

    def _newest_revision(self) -> Any:
        later = aliased(Revision)
        newer = select(later.id).where(
            later.engagement_id == Revision.engagement_id, later.number > Revision.number
        )
        return select(Revision.engagement_id, Revision.id).where(~newer.exists()).subquery()

    def _meeting_rows(self) -> Iterable[Any]:
        """A corrected meeting counts as its correction."""
        correction = aliased(Meeting)
        corrected = select(correction.id).where(correction.corrects_id == Meeting.id)
        return self._session.execute(
            select(Meeting.engagement_id, Meeting, Minutes.id, Minutes.approved_on)
            .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
            .where(Meeting.engagement_id.in_(self._ids), ~corrected.exists())
            .order_by(Meeting.occurred_on, Meeting.number)
        )

    def _agreement_rows(self) -> Iterable[Any]:
        return self._session.execute(
            select(Agreement.engagement_id, Agreement, Institution.code, Paper.ref)
            .join(Institution, Institution.id == Agreement.institution_id)
            .outerjoin(Paper, Paper.id == Agreement.paper_id)
            .where(Agreement.engagement_id.in_(self._ids))
            .order_by(Agreement.id)
        )

    def _position_rows(self) -> Iterable[Any]:
        return self._session.execute(
            select(Position.engagement_id, Position, Institution.code)
            .join(Institution, Institution.id == Position.institution_id)
            .where(Position.engagement_id.in_(self._ids))
            .order_by(Position.id)
        )

    def _presentation_rows(self) -> Iterable[Any]:
        return self._session.execute(
            select(Presentation.engagement_id, Presentation, Body.key)
            .join(Body, Body.id == Presentation.body_id)
            .where(Presentation.engagement_id.in_(self._ids))
            .order_by(Presentation.id)
        )

    def _action_counts(self) -> Iterable[Any]:
        newest = self._newest_revision()
        return self._session.execute(
            select(newest.c.engagement_id, func.count())
            .join(RevisionProvision, RevisionProvision.revision_id == newest.c.id)
            .where(
                newest.c.engagement_id.in_(self._ids),
                RevisionProvision.kind == "action",
            )
            .group_by(newest.c.engagement_id)
        ).tuples()

    def facts(self, row: Engagement) -> shape.Facts:
        """The facts of one engagement from the grouped rows."""
        proposals = self._proposals[row.id]
        adoptions = self._adoptions[row.id]
        return shape.Facts(
            code=row.code,
            stage=row.stage,
            stage_entered=row.stage_entered_seq,
            today=self._today,
            suspended=row.suspended_on is not None,
            languages=tuple(row.languages),
            official_languages=tuple(row.official_languages),
            institutions=tuple(
                shape.InstitutionFact(i.code, i.name, i.role) for i in self._institutions[row.id]
            ),
            revisions=tuple(
                shape.RevisionFact(r.number, r.seq, r.occurred_on) for r in self._revisions[row.id]
            ),
            rounds=tuple(self._round(r) for r in self._rounds[row.id]),
            comments_lacking=tuple(_comment(c) for c in self._comments[row.id]),
            meetings=tuple(_meeting(m) for m in self._meetings[row.id]),
            papers=tuple(
                shape.PaperFact(p.ref, p.kind, p.sender, p.seq, p.occurred_on)
                for p in self._papers[row.id]
            ),
            agreements=tuple(
                shape.AgreementFact(a.move, a.revision_number, code, ref, a.occurred_on)
                for _, a, code, ref in self._agreements[row.id]
            ),
            ballot=self._ballot(row.id),
            positions=_latest(self._positions[row.id]),
            bodies=tuple(shape.BodyFact(b.key, b.name) for b in self._bodies[row.id]),
            presentations=tuple(self._presentation(p) for p in self._presentations[row.id]),
            adoption=_adoption(adoptions[-1]) if adoptions else None,
            action_lines=self._actions.get(row.id, 0),
            exceptions=tuple(
                shape.ExceptionFact(e.move, e.guard, frozenset(e.items))
                for e in self._exceptions[row.id]
            ),
            proposal=_proposal(proposals[-1]) if proposals else None,
        )

    def _round(self, row: Round) -> shape.RoundFact:
        invited = [i for i in self._invitations[row.engagement_id] if i.round_id == row.id]
        return shape.RoundFact(
            row.number,
            row.revision_number,
            row.seq,
            row.closes_on,
            row.closed_on is not None,
            tuple(
                shape.InvitationFact(i.code, i.sent_on is not None, i.no_reply_on) for i in invited
            ),
        )

    def _ballot(self, engagement_id: int) -> shape.BallotFact | None:
        valid = [b for b in self._ballots[engagement_id] if b.voided_on is None]
        if not valid:
            return None
        ballot = valid[-1]
        rows = [r for r in self._positions[engagement_id] if r[1].ballot_id == ballot.id]
        return shape.BallotFact(
            ballot.number,
            ballot.revision_number,
            ballot.occurred_on,
            ballot.closes_on,
            ballot.closes_on < self._today,
            _latest(rows),
        )

    def _presentation(self, found: Any) -> shape.PresentationFact:
        _, row, body = found
        conditions = [
            shape.ConditionFact(c.number, c.words, c.met_on is not None)
            for c in self._conditions[row.engagement_id]
            if c.presentation_id == row.id
        ]
        return shape.PresentationFact(
            row.number,
            body,
            row.seq,
            row.revision_number,
            row.occurred_on,
            row.outcome,
            tuple(conditions),
        )


def _by(rows: Iterable[Any]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row[1] if len(row) == 2 else row)
    return grouped


def _latest(rows: Iterable[Any]) -> tuple[shape.PositionFact, ...]:
    latest = {
        code: shape.PositionFact(code, row.position, row.occurred_on) for _, row, code in rows
    }
    return tuple(latest.values())


def _comment(row: Any) -> shape.CommentFact:
    lacks = "reason" if row.response_id else "answer"
    return shape.CommentFact(row.number, row[2], row[3], row.printed or "", lacks)


def _meeting(row: Any) -> shape.MeetingFact:
    _, meeting, minutes, approved_on = row
    state = "approved" if approved_on else "recorded" if minutes else "none"
    return shape.MeetingFact(meeting.number, meeting.kind, meeting.seq, meeting.occurred_on, state)


def _adoption(row: Adoption) -> shape.AdoptionFact:
    return shape.AdoptionFact(row.number, row.occurred_on, row.compared, row.revision_number)


def _proposal(row: ProposedMove) -> shape.ProposalFact:
    return shape.ProposalFact(row.move, row.proposed_by, row.occurred_on)
