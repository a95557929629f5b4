"""Presented, not adopted: whom the Facility asked, when, and what was answered."""

from __future__ import annotations

from typing import Any

from srf_policy.domain import ContactNote
from srf_policy.domain.errors import refused
from srf_policy.domain.wording import text_hash

from . import find
from .runner import verb
from .words import words
from .work import Work


@verb("record")
def note_contact(work: Work, *, asked: str, question: str) -> dict[str, Any]:
    """Note that an office was asked on the stated day how the matter stands."""
    row = ContactNote(
        engagement_id=work.engagement.id, number=find.next_number(work, ContactNote),
        asked=words(asked, "asked", required=True, limit=200),
        question=words(question, "question", required=True, limit=4000), answer="",
        noted_by=work.actor.number, occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"contact:{row.number}", number=row.number,
        texts={"asked": text_hash(row.asked), "question": text_hash(row.question)},
    )  # fmt: skip
    return {"contact": row.number}


@verb("record")
def answer_contact(work: Work, *, contact: int, answer: str) -> dict[str, Any]:
    """Note what the office answered on the stated day; each question is answered once."""
    row: ContactNote = find.numbered(work, ContactNote, contact)
    if row.answered_on is not None:
        raise refused("refused.contact_answered", answered=row.answered_on)
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_question", "occurred_on", asked=row.occurred_on)
    row.answer = words(answer, "answer", required=True, limit=4000)
    row.answered_on = work.occurred_on
    work.record(f"contact:{contact}", number=contact, texts={"answer": text_hash(row.answer)})
    return {"contact": contact}
