"""The draft before its bodies: who saw it, what they decided, how their conditions were met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Condition, Presentation
from srf_policy.domain.errors import refused
from srf_policy.domain.records import OUTCOMES
from srf_policy.domain.wording import text_hash

from . import corrections, find
from .disputes import declared
from .runner import verb
from .words import hashes, local, words
from .work import Work


@verb("record")
def record_presentation(
    work: Work,
    *,
    body: str,
    chair: Mapping[str, str],
    place: str,
    outcome: str | None = None,
    conditions: Sequence[str] = (),
    paper: str | None = None,
    outcome_paper: str | None = None,
    known: bool = False,
    corrects: int | None = None,
    correction_reason: str = "",
) -> dict[str, Any]:
    """Record that the draft was put before a body on the stated day, with its outcome if known.

    A correction states everything anew; conditions in the same words stay met.
    """
    where = find.body(work, body)
    revision = find.newest_revision(work, work.occurred_on)
    if revision is None:
        raise refused("refused.presented_before_draft", "occurred_on")
    earlier = find.presentation(work, corrects) if corrects is not None else None
    reason = corrections.reason_of(work, earlier, correction_reason)
    ground, decided = find.paper(work, paper), find.paper(work, outcome_paper, "outcome_paper")
    row = Presentation(
        engagement_id=work.engagement.id, number=find.next_number(work, Presentation),
        body_id=where.id, revision_number=revision.number, chair=local(chair, "chair"),
        place=words(place, "place", required=True, limit=200),
        paper_id=ground.id if ground else None, outcome_paper_id=decided.id if decided else None,
        corrects_id=earlier.id if earlier else None,
        correction_reason=reason, disputes=list(earlier.disputes) if earlier else declared(work, where.key),
        occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative and not known, version=1,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    kept = _set_outcome(work, row, outcome, conditions) if outcome else []
    met = _carry_over(work, earlier, row) if earlier else []
    work.record(
        f"presentation:{row.number}", number=row.number, body=body, body_name=where.name,
        revision=revision.number, place=row.place, outcome=outcome, conditions=kept,
        outcome_on=row.outcome_on, met=met, paper=ground.ref if ground else None,
        outcome_paper=decided.ref if decided else None, disputes=row.disputes,
        corrects=corrects, known=known,
        texts={
            "chair": hashes(row.chair), "correction_reason": corrections.hashed(reason),
        },
    )  # fmt: skip
    return {"presentation": row.number}


def _carry_over(work: Work, earlier: Presentation, row: Presentation) -> list[dict[str, Any]]:
    """The day of the outcome, and how conditions were met, from the record that is corrected."""
    if row.outcome is not None and earlier.outcome_on is not None:
        row.outcome_on = max(earlier.outcome_on, row.occurred_on)
    work.session.flush()
    was = {c.words: c for c in _conditions(work, earlier) if c.met_on is not None}
    met = []
    for condition in _conditions(work, row):
        if condition.words in was:
            before = was[condition.words]
            condition.met_on, condition.how_met = before.met_on, before.how_met
            met.append({"condition": condition.number, "met_on": before.met_on,
                        "how_met_sha256": text_hash(before.how_met)})  # fmt: skip
    return met


def _conditions(work: Work, row: Presentation) -> Sequence[Condition]:
    query = select(Condition).where(Condition.presentation_id == row.id)
    return work.session.scalars(query.order_by(Condition.number)).all()


def _standing(work: Work, number: int) -> Presentation:
    """A presentation that no other record corrects."""
    row = find.presentation(work, number)
    newest = corrections.newest_of(work, row)
    if newest is not row:
        raise refused("refused.corrected_already", record=newest.number)
    return row


@verb("record")
def record_outcome(
    work: Work,
    *,
    presentation: int,
    outcome: str,
    conditions: Sequence[str] = (),
    paper: str | None = None,
) -> dict[str, Any]:
    """Record what the body decided, with the changes it asked for, and the letter that says so."""
    row = _standing(work, presentation)
    work.expect(row.version, f"presentation:{presentation}")
    if row.outcome is not None:
        raise refused("refused.outcome_recorded", "outcome")
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_presentation", "occurred_on", held=row.occurred_on)
    ground = find.paper(work, paper)
    kept = _set_outcome(work, row, outcome, conditions)
    row.outcome_paper_id = ground.id if ground else None
    row.version += 1
    work.record(
        f"presentation:{presentation}", number=presentation, outcome=outcome, conditions=kept,
        paper=ground.ref if ground else None,
    )  # fmt: skip
    return {"presentation": presentation}


def _set_outcome(
    work: Work, row: Presentation, outcome: str, conditions: Sequence[str]
) -> list[str]:
    if outcome not in OUTCOMES:
        raise refused("refused.unknown_choice", "outcome", value=outcome)
    kept = [words(c, "conditions", required=True) for c in conditions if c.strip()]
    if (outcome == "endorsed_with_changes") != bool(kept):
        raise refused("refused.conditions_and_outcome", "conditions")
    row.outcome, row.outcome_on = outcome, work.occurred_on
    work.session.add_all(
        Condition(engagement_id=work.engagement.id, presentation_id=row.id, number=n, words=text)
        for n, text in enumerate(kept, 1)
    )
    return [text_hash(text) for text in kept]


@verb("record")
def meet_condition(
    work: Work, *, presentation: int, condition: int, how_met: str
) -> dict[str, Any]:
    """Record how one change that a body asked for was met."""
    row = _standing(work, presentation)
    found = work.session.scalar(
        select(Condition).where(Condition.presentation_id == row.id, Condition.number == condition)
    )
    if found is None:
        raise refused("refused.unknown_condition", "condition")
    if found.met_on is not None:
        raise refused("refused.condition_met", met=found.met_on)
    found.how_met = words(how_met, "how_met", required=True, limit=4000)
    found.met_on = work.occurred_on
    work.record(
        f"presentation:{presentation}", number=presentation, condition=condition,
        texts={"how_met": text_hash(found.how_met)},
    )  # fmt: skip
    return {"presentation": presentation, "condition": condition}
