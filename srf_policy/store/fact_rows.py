"""The rows that facts are made from: a fixed number of statements for any number of engagements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Adoption,
    Ballot,
    Body,
    Condition,
    GuardException,
    Institution,
    Paper,
    ProposedMove,
    Revision,
    Round,
)

from . import fact_statements

Grouped = defaultdict[int, list[Any]]


class Rows:
    """The rows of these engagements, grouped by engagement: one statement a kind."""

    def __init__(self, session: Session, ids: list[int]) -> None:
        self._session, self._ids = session, {"ids": ids}
        self.engagements = session.scalars(fact_statements.engagements(), self._ids).all()
        self.institutions = self._rows(Institution)
        self.revisions = self._rows(Revision)
        self.rounds = self._rows(Round)
        self.invitations = self._joined(fact_statements.invitation_rows())
        self.comments = self._joined(fact_statements.comment_rows())
        self.meetings = self._joined(fact_statements.meeting_rows())
        self.papers = self._rows(Paper)
        self.agreements = self._joined(fact_statements.agreement_rows())
        self.ballots = self._rows(Ballot)
        self.positions = self._joined(fact_statements.position_rows())
        self.bodies = self._rows(Body)
        self.presentations = self._joined(fact_statements.presentation_rows())
        self.conditions = self._rows(Condition)
        self.adoptions = self._rows(Adoption)
        self.actions = {
            row[0]: row[1] for row in session.execute(fact_statements.action_counts(), self._ids)
        }
        self.plan_gaps = self._joined(fact_statements.plan_gap_rows())
        self.disputes = self._joined(fact_statements.dispute_rows())
        self.exceptions = self._rows(GuardException)
        self.proposals = self._rows(ProposedMove)

    def _rows(self, model: Any) -> Grouped:
        grouped: Grouped = defaultdict(list)
        for row in self._session.execute(fact_statements.of_kind(model), self._ids):
            grouped[row[0]].append(row)
        return grouped

    def _joined(self, statement: Select[Any]) -> Grouped:
        return _by(self._session.execute(statement, self._ids))


def _by(rows: Iterable[Any]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row[1] if len(row) == 2 else row)
    return grouped
