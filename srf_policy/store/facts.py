"""Loading the facts guards ask about: a fixed number of statements for any number of engagements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    found = of_all(session, ids)
    return {row.id: _facts(row, found[row.id], today, _MADE) for row in engagements(session, ids)}


def load_one(
    session: Session, engagement: Engagement, today: date, reads: frozenset[str] | None = None
) -> shape.Facts:
    """Facts of one engagement that is at hand. `reads`: only these fields are loaded, the others
    are empty; for a question that is known to ask for nothing else.
    """
    id_ = engagement.id
    if reads is None:
        return _facts(engagement, of_all(session, [id_])[id_], today, _MADE)
    return _facts(engagement, of_some(session, id_, reads), today, reads & _MADE.keys())


def _facts(row: Engagement, rows: Rows, today: date, fields: Iterable[str]) -> shape.Facts:
    """The facts of one engagement from its rows; only these fields are made."""
    return shape.Facts(
        code=row.code,
        stage=row.stage,
        stage_entered=row.stage_entered_seq,
        today=today,
        suspended=row.suspended_on is not None,
        languages=tuple(row.languages),
        official_languages=tuple(row.official_languages),
        **{field: _MADE[field](rows, today) for field in fields},
    )


def _institutions(rows: Rows, _today: date) -> tuple[shape.InstitutionFact, ...]:
    return tuple(shape.InstitutionFact(i.code, i.name, i.role) for i in rows["institutions"])


def _revisions(rows: Rows, _today: date) -> tuple[shape.RevisionFact, ...]:
    return tuple(shape.RevisionFact(r.number, r.seq, r.occurred_on) for r in rows["revisions"])


def _rounds(rows: Rows, _today: date) -> tuple[shape.RoundFact, ...]:
    return tuple(_round(row, rows["invitations"]) for row in rows["rounds"])


def _round(row: Any, invitations: Iterable[Any]) -> shape.RoundFact:
    return shape.RoundFact(
        row.number,
        row.revision_number,
        row.seq,
        row.closes_on,
        row.closed_on is not None,
        tuple(
            shape.InvitationFact(i.code, i.sent_on is not None, i.no_reply_on, i.closes_on)
            for i in invitations
            if i.round_id == row.id
        ),
    )


def _comments(rows: Rows, _today: date) -> tuple[shape.CommentFact, ...]:
    return tuple(_comment(c) for c in rows["comments"])


def _papers(rows: Rows, _today: date) -> tuple[shape.PaperFact, ...]:
    return tuple(
        shape.PaperFact(p.ref, p.kind, p.sender, seq, p.occurred_on)
        for p, seq in _standing(rows["papers"])
    )


def _agreements(rows: Rows, _today: date) -> tuple[shape.AgreementFact, ...]:
    return tuple(
        shape.AgreementFact(a.move, a.revision_number, a.code, a.ref, a.occurred_on)
        for a, _seq in _standing(rows["agreements"])
    )


def _ballot(rows: Rows, today: date) -> shape.BallotFact | None:
    valid = [b for b in rows["ballots"] if b.voided_on is None]
    if not valid:
        return None
    ballot = valid[-1]
    return shape.BallotFact(
        ballot.number,
        ballot.revision_number,
        ballot.occurred_on,
        ballot.closes_on,
        ballot.closes_on < today,
        _latest(r for r in rows["positions"] if r.ballot_id == ballot.id),
    )


def _presentations(rows: Rows, _today: date) -> tuple[shape.PresentationFact, ...]:
    standing = _standing(rows["presentations"])
    return tuple(_presentation(found, seq, rows["conditions"]) for found, seq in standing)


def _presentation(row: Any, seq: int, conditions: Iterable[Any]) -> shape.PresentationFact:
    return shape.PresentationFact(
        row.number,
        row.key,
        seq,
        row.revision_number,
        row.occurred_on,
        row.outcome,
        tuple(
            shape.ConditionFact(c.number, c.words, c.met_on is not None)
            for c in conditions
            if c.presentation_id == row.id
        ),
    )


def _exceptions(rows: Rows, _today: date) -> tuple[shape.ExceptionFact, ...]:
    return tuple(
        shape.ExceptionFact(e.move, e.guard, frozenset(e.items)) for e in rows["exceptions"]
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


def _meetings(rows: Rows, _today: date) -> tuple[shape.MeetingFact, ...]:
    """In the order of the days on which they were held."""
    standing = _standing(rows["meetings"])
    standing.sort(key=lambda pair: (pair[0].occurred_on, pair[1]))
    return tuple(_meeting(row, seq) for row, seq in standing)


def _meeting(row: Any, seq: int) -> shape.MeetingFact:
    state = "approved" if row.approved_on else "recorded" if row.minutes else "none"
    return shape.MeetingFact(row.number, row.kind, seq, row.occurred_on, state)


def _dispute(row: Any) -> shape.DisputeFact:
    return shape.DisputeFact(row.number, row.code, _quoted(row), row.referred_to is not None)


def _quoted(row: Any) -> str:
    """The number in the newest revision, as it was printed; "" for none."""
    if not row.printed:
        return ""
    numbering = numbering_of(row.numbering)
    return quoted(row.kind, printed_number(row.kind, row.printed, numbering, row.stored))


def _adoption(rows: Rows, _today: date) -> shape.AdoptionFact | None:
    if not rows["adoptions"]:
        return None
    row = rows["adoptions"][-1]
    return shape.AdoptionFact(row.number, row.occurred_on, row.compared, row.revision_number)


def _proposal(rows: Rows, _today: date) -> shape.ProposalFact | None:
    if not rows["proposals"]:
        return None
    row = rows["proposals"][-1]
    return shape.ProposalFact(row.move, row.proposed_by, row.occurred_on, row.proposed_for)


def _gap(row: Any) -> shape.PlanGapFact:
    lacks = tuple(name for name in PLAN_MUST if not getattr(row, name))
    number = printed_number("action", row.printed, DEFAULT, row.stored)
    return shape.PlanGapFact(row.code, number, lacks)


_MADE: Mapping[str, Callable[[Rows, date], Any]] = {
    "institutions": _institutions,
    "revisions": _revisions,
    "rounds": _rounds,
    "comments_lacking": _comments,
    "meetings": _meetings,
    "papers": _papers,
    "agreements": _agreements,
    "ballot": _ballot,
    "positions": lambda rows, _today: _latest(rows["positions"]),
    "bodies": lambda rows, _today: tuple(shape.BodyFact(b.key, b.name) for b in rows["bodies"]),
    "presentations": _presentations,
    "adoption": _adoption,
    "action_lines": lambda rows, _today: sum(count for _, count in rows["actions"]),
    "plan_gaps": lambda rows, _today: tuple(_gap(row) for row in rows["plan_gaps"]),
    "disputes": lambda rows, _today: tuple(_dispute(row) for row in rows["disputes"]),
    "exceptions": _exceptions,
    "proposal": _proposal,
}
"""How each field of Facts is made from rows; the others are columns of the engagement."""
