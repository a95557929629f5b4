"""Presented, not adopted: whom the Facility asked, when, and what was answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from srf_policy import clock
from srf_policy.domain import ContactNote
from srf_policy.domain.errors import refused
from srf_policy.domain.wording import text_hash

from . import corrections, find
from .runner import verb
from .words import words
from .work import Work


@verb("record")
def note_contact(
    work: Work,
    *,
    asked: str,
    question: str,
    answer: str = "",
    answered_on: date | None = None,
    corrects: int | None = None,
    correction_reason: str = "",
) -> dict[str, Any]:
    """Note that an office was asked on the stated day how the matter stands.

    A correction states everything anew, the answer too where there was one.
    """
    earlier = find.numbered(work, ContactNote, corrects) if corrects is not None else None
    reason = corrections.reason_of(work, earlier, correction_reason)
    row = ContactNote(
        engagement_id=work.engagement.id, number=find.next_number(work, ContactNote),
        asked=words(asked, "asked", required=True, limit=200),
        question=words(question, "question", required=True, limit=4000), answer="",
        noted_by=work.actor.number, occurred_on=work.occurred_on, seq=work.next_seq,
        corrects_id=earlier.id if earlier else None, correction_reason=reason,
        illustrative=work.illustrative,
    )  # fmt: skip
    if answer.strip() or answered_on is not None:
        _answered(row, answer, answered_on or work.occurred_on)
    work.session.add(row)
    work.record(
        f"contact:{row.number}", number=row.number, corrects=corrects, answered_on=row.answered_on,
        texts={
            "asked": text_hash(row.asked), "question": text_hash(row.question),
            "answer": corrections.hashed(row.answer),
            "correction_reason": corrections.hashed(reason),
        },
    )  # fmt: skip
    return {"contact": row.number}


@verb("record")
def answer_contact(work: Work, *, contact: int, answer: str) -> dict[str, Any]:
    """Note what the office answered on the stated day; each question is answered once."""
    row: ContactNote = find.numbered(work, ContactNote, contact)
    newest = corrections.newest_of(work, row)
    if newest is not row:
        raise refused("refused.corrected_already", record=newest.number)
    if row.answered_on is not None:
        raise refused("refused.contact_answered", answered=row.answered_on)
    _answered(row, answer, work.occurred_on)
    work.record(f"contact:{contact}", number=contact, texts={"answer": text_hash(row.answer)})
    return {"contact": contact}


def _answered(row: ContactNote, answer: str, on: date) -> None:
    if on < row.occurred_on:
        raise refused("refused.before_question", "occurred_on", asked=row.occurred_on)
    if on > clock.today():
        raise refused("refused.date_in_future", "answered_on", today=clock.today())
    row.answer = words(answer, "answer", required=True, limit=4000)
    row.answered_on = on
