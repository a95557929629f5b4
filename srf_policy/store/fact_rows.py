"""The rows that facts are made from: a fixed number of statements for any number of engagements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any

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
from .fact_union import Asked, Concerned, Union, of_many, of_one

Rows = defaultdict[str, list[Any]]
"""The rows of one engagement by their kind, each kind in its order."""

_of_kind = fact_statements.of_kind

KINDS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "institutions": (partial(_of_kind, Institution), ("institutions",)),
    "revisions": (partial(_of_kind, Revision), ("revisions",)),
    "rounds": (partial(_of_kind, Round), ("rounds",)),
    "invitations": (fact_statements.invitation_rows, ("rounds",)),
    "comments": (fact_statements.comment_rows, ("comments_lacking",)),
    "meetings": (fact_statements.meeting_rows, ("meetings",)),
    "papers": (partial(_of_kind, Paper), ("papers",)),
    "agreements": (fact_statements.agreement_rows, ("agreements",)),
    "ballots": (partial(_of_kind, Ballot), ("ballot",)),
    "positions": (fact_statements.position_rows, ("positions", "ballot")),
    "bodies": (partial(_of_kind, Body), ("bodies",)),
    "presentations": (fact_statements.presentation_rows, ("presentations",)),
    "conditions": (partial(_of_kind, Condition), ("presentations",)),
    "adoptions": (partial(_of_kind, Adoption), ("adoption",)),
    "actions": (fact_statements.action_counts, ("action_lines",)),
    "plan_gaps": (fact_statements.plan_gap_rows, ("plan_gaps",)),
    "disputes": (fact_statements.dispute_rows, ("disputes",)),
    "exceptions": (partial(_of_kind, GuardException), ("exceptions",)),
    "proposals": (partial(_of_kind, ProposedMove), ("proposal",)),
}
"""By kind of row: its statement, and the fields of Facts that are made from it."""


def of_all(session: Session, ids: Iterable[int]) -> dict[int, Rows]:
    """All kinds of rows of these engagements, one statement a kind."""
    found: dict[int, Rows] = {id_: defaultdict(list) for id_ in ids}
    values = {"ids": list(found)}
    for kind in KINDS:
        for row in session.execute(_asked(kind, of_many).ordered(), values):
            found[row[0]][kind].append(row)
    return found


def of_some(session: Session, id_: int, reads: frozenset[str]) -> Rows:
    """What the fields `reads` of one engagement's Facts are made from, in one statement."""
    found: Rows = defaultdict(list)
    union = _union(reads)
    if union is not None:
        # Nothing here is a mapped object, and the session's own way costs as much as the asking.
        for kind, row in union.rows(session.connection(), {"id": id_}):
            found[kind].append(row)
    return found


@cache
def _union(reads: frozenset[str]) -> Union | None:
    kinds = [kind for kind, (_, fields) in KINDS.items() if not reads.isdisjoint(fields)]
    return Union({kind: _asked(kind, of_one) for kind in kinds}) if kinds else None


def _asked(kind: str, concerned: Concerned) -> Asked:
    asked: Asked = KINDS[kind][0](concerned)
    return asked


def engagements(session: Session, ids: Iterable[int]) -> Iterable[Engagement]:
    return session.scalars(fact_statements.engagements(), {"ids": list(ids)})
