"""The draft before its bodies, and the formal act that adopts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Adoption, Condition, Presentation, Revision
from srf_policy.domain.errors import refused
from srf_policy.domain.records import COMPARISONS, OUTCOMES
from srf_policy.domain.wording import text_hash

from . import find
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
    known: bool = False,
) -> dict[str, Any]:
    """Record that the draft was put before a body on the stated day, with its outcome if known."""
    where = find.body(work, body)
    revision = find.newest_revision(work, work.occurred_on)
    if revision is None:
        raise refused("refused.presented_before_draft", "occurred_on")
    ground = find.paper(work, paper)
    row = Presentation(
        engagement_id=work.engagement.id, number=find.next_number(work, Presentation),
        body_id=where.id, revision_number=revision.number, chair=local(chair, "chair"),
        place=words(place, "place", required=True, limit=200),
        paper_id=ground.id if ground else None, occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative and not known, version=1,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    kept = _set_outcome(work, row, outcome, conditions) if outcome else []
    work.record(
        f"presentation:{row.number}", number=row.number, body=body, body_name=where.name,
        revision=revision.number, place=row.place, outcome=outcome, conditions=kept, paper=paper,
        known=known, texts={"chair": hashes(row.chair)},
    )  # fmt: skip
    return {"presentation": row.number}


@verb("record")
def record_outcome(
    work: Work, *, presentation: int, outcome: str, conditions: Sequence[str] = ()
) -> dict[str, Any]:
    """Record what the body decided, with the changes it asked for."""
    row = find.presentation(work, presentation)
    work.expect(row.version, f"presentation:{presentation}")
    if row.outcome is not None:
        raise refused("refused.outcome_recorded", "outcome")
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_presentation", "occurred_on", held=row.occurred_on)
    kept = _set_outcome(work, row, outcome, conditions)
    row.version += 1
    work.record(
        f"presentation:{presentation}", number=presentation, outcome=outcome, conditions=kept
    )
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
    row = find.presentation(work, presentation)
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


@verb("record")
def record_adoption(
    work: Work,
    *,
    authority: Mapping[str, str],
    decision: str,
    compared: str,
    revision: int | None = None,
    gazette: str = "",
    gazetted_on: date | None = None,
    known: bool = False,
) -> dict[str, Any]:
    """Record the formal act of an authority on the stated day; the move to "adopted" follows it.

    `compared`: the adopted text is identical to `revision`, differs from it, or was not seen.
    """
    if compared not in COMPARISONS:
        raise refused("refused.choose_comparison", "compared")
    if compared == "not_seen":
        revision = None
    elif revision is None:
        raise refused("refused.compared_with_what", "revision")
    else:
        find.numbered(work, Revision, revision)
    if gazetted_on is not None and gazetted_on < work.occurred_on:
        raise refused("refused.gazetted_before_adoption", "gazetted_on", adopted=work.occurred_on)
    row = Adoption(
        engagement_id=work.engagement.id, number=find.next_number(work, Adoption),
        authority=local(authority, "authority", required=True),
        decision=words(decision, "decision", required=True, limit=200),
        gazette=words(gazette, "gazette", limit=200), gazetted_on=gazetted_on, compared=compared,
        revision_number=revision, recorded_by=work.actor.number, occurred_on=work.occurred_on,
        seq=work.next_seq, illustrative=work.illustrative and not known,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"adoption:{row.number}", number=row.number, authority=row.authority,
        decision=row.decision, gazette=row.gazette, gazetted_on=gazetted_on, compared=compared,
        revision=revision, known=known,
    )  # fmt: skip
    return {"adoption": row.number}
