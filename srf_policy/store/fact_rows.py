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
    Engagement,
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
    """The rows of these engagements, grouped by engagement: one statement a kind.

    `reads`: the fields of Facts that are asked for, all without it.
    """

    def __init__(
        self, session: Session, ids: list[int], reads: frozenset[str] | None = None
    ) -> None:
        self._session, self._ids = session, {"ids": ids}
        self._reads = reads
        self.institutions = self._rows(Institution, "institutions")
        self.revisions = self._rows(Revision, "revisions")
        self.rounds = self._rows(Round, "rounds")
        self.invitations = self._joined(fact_statements.invitation_rows(), "rounds")
        self.comments = self._joined(fact_statements.comment_rows(), "comments_lacking")
        self.meetings = self._joined(fact_statements.meeting_rows(), "meetings")
        self.papers = self._rows(Paper, "papers")
        self.agreements = self._joined(fact_statements.agreement_rows(), "agreements")
        self.ballots = self._rows(Ballot, "ballot")
        self.positions = self._joined(fact_statements.position_rows(), "positions", "ballot")
        self.bodies = self._rows(Body, "bodies")
        self.presentations = self._joined(fact_statements.presentation_rows(), "presentations")
        self.conditions = self._rows(Condition, "presentations")
        self.adoptions = self._rows(Adoption, "adoption")
        self.actions = self._joined(fact_statements.action_counts(), "action_lines")
        self.plan_gaps = self._joined(fact_statements.plan_gap_rows(), "plan_gaps")
        self.disputes = self._joined(fact_statements.dispute_rows(), "disputes")
        self.exceptions = self._rows(GuardException, "exceptions")
        self.proposals = self._rows(ProposedMove, "proposal")

    def _rows(self, model: Any, *fields: str) -> Grouped:
        grouped: Grouped = defaultdict(list)
        for row in self._asked(fact_statements.of_kind(model), fields):
            grouped[row[0]].append(row)
        return grouped

    def _joined(self, statement: Select[*tuple[Any, ...]], *fields: str) -> Grouped:
        return _by(self._asked(statement, fields))

    def _asked(self, statement: Select[*tuple[Any, ...]], fields: Iterable[str]) -> Iterable[Any]:
        if self._reads is not None and self._reads.isdisjoint(fields):
            return ()
        return self._session.execute(statement, self._ids)


def engagements(session: Session, ids: Iterable[int]) -> Iterable[Engagement]:
    return session.scalars(fact_statements.engagements(), {"ids": list(ids)})


def _by(rows: Iterable[Any]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(row[1] if len(row) == 2 else row)
    return grouped
