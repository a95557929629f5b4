"""Disputes: what is in brackets, who holds which wording, and how it is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, or_, select

from srf_policy.domain import Alternative, Dispute, Provision
from srf_policy.domain.errors import refused
from srf_policy.domain.wording import text_hash

from . import find
from .runner import verb
from .words import words
from .work import Work
from .working_draft import WorkingDraft


@verb()
def open_dispute(
    work: Work, *, provision: str, question: str, alternatives: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Put a provision of the draft in brackets.

    An alternative is `{"words", "holders"}`, holders being codes of institutions.
    """
    _require(work)
    WorkingDraft(work).find(provision)
    where = find.provision(work, provision)
    if _of_provision(work, where.id) is not None:
        raise refused("refused.dispute_open", "provision")
    asked = words(question, "question", required=True, limit=2000)
    row = Dispute(
        engagement_id=work.engagement.id, number=find.next_number(work, Dispute),
        provision_id=where.id, question=asked, meetings=[], version=1,
        occurred_on=work.occurred_on, seq=work.next_seq, illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    kept = [
        _told(_add(work, row, one["words"], one.get("holders", ()), place))
        for place, one in enumerate(alternatives, 1)
    ]
    work.record(
        f"dispute:{row.number}", number=row.number, provision=provision, alternatives=kept,
        texts={"question": text_hash(asked)},
    )  # fmt: skip
    return {"dispute": row.number}


@verb()
def add_alternative(
    work: Work, *, dispute: int, alternative: str, holders: Sequence[str] = ()
) -> dict[str, Any]:
    """One more wording for what is in brackets."""
    row = _open(work, dispute)
    last = work.session.scalar(
        select(func.max(Alternative.number)).where(Alternative.dispute_id == row.id)
    )
    added = _add(work, row, alternative, holders, (last or 0) + 1)
    row.version += 1
    work.record(
        f"dispute:{dispute}", number=dispute, provision=_code(work, row), alternative=_told(added)
    )
    return {"dispute": dispute, "alternative": added.number}


@verb()
def hold_alternative(
    work: Work, *, dispute: int, alternative: int | None, institution: str
) -> dict[str, Any]:
    """Say which wording an institution holds; it holds one at most, and none without a number."""
    row = _open(work, dispute)
    code = find.institution(work, institution).code
    held = _alternatives(work, row)
    if alternative is not None and alternative not in held:
        raise refused("refused.unknown_alternative", "alternative")
    now = next((number for number, one in held.items() if code in one.holders), None)
    if now == alternative:
        raise refused("refused.nothing_changed", "alternative")
    for number, one in held.items():
        others = [holder for holder in one.holders if holder != code]
        one.holders = sorted([*others, code]) if number == alternative else others
    row.version += 1
    work.record(
        f"dispute:{dispute}", number=dispute, provision=_code(work, row), institution=code,
        alternative=alternative,
    )  # fmt: skip
    return {"dispute": dispute}


@verb()
def hold_meeting_on(work: Work, *, dispute: int, meeting: int) -> dict[str, Any]:
    """Record that a meeting, itself on record, dealt with the dispute."""
    row = _open(work, dispute)
    held = find.meeting(work, meeting)
    if str(held.number) in row.meetings:
        raise refused("refused.meeting_named", "meeting")
    row.meetings = [*row.meetings, str(held.number)]
    row.version += 1
    work.record(
        f"dispute:{dispute}", number=dispute, provision=_code(work, row), meeting=held.number
    )
    return {"dispute": dispute}


@verb()
def refer_dispute(work: Work, *, dispute: int, body: str) -> dict[str, Any]:
    """Leave the question to one of the bodies that the draft goes to."""
    row = _open(work, dispute)
    where = find.body(work, body)
    if row.referred_to == where.key:
        raise refused("refused.nothing_changed", "body")
    _after_opening(work, row)
    row.referred_to, row.referred_on = where.key, work.occurred_on
    row.version += 1
    work.record(
        f"dispute:{dispute}", number=dispute, provision=_code(work, row), body=where.key,
        body_name=where.name,
    )  # fmt: skip
    return {"dispute": dispute}


@verb()
def decide_dispute(
    work: Work, *, dispute: int, decision: str, chosen: int | None = None
) -> dict[str, Any]:
    """Take the brackets away: how it was settled, and which of the wordings was chosen, if one.

    The text itself is changed by `change_text`, with its cause.
    """
    row = _open(work, dispute)
    if chosen is not None and chosen not in _alternatives(work, row):
        raise refused("refused.unknown_alternative", "chosen")
    _after_opening(work, row)
    row.decision = words(decision, "decision", required=True, limit=4000)
    row.decided_on, row.chosen = work.occurred_on, chosen
    row.version += 1
    work.record(
        f"dispute:{dispute}", number=dispute, provision=_code(work, row), chosen=chosen,
        texts={"decision": text_hash(row.decision)},
    )  # fmt: skip
    return {"dispute": dispute}


def declared(work: Work, body: str) -> list[int]:
    """Open disputes that were left to this body: they travel with the draft that is put before it."""
    opened = select(Dispute.number).where(
        Dispute.engagement_id == work.engagement.id, Dispute.referred_to == body,
        Dispute.referred_on <= work.occurred_on,
        or_(Dispute.decided_on.is_(None), Dispute.decided_on > work.occurred_on),
    )  # fmt: skip
    return list(work.session.scalars(opened.order_by(Dispute.number)))


def _require(work: Work) -> None:
    """Who may write the text or keep the records may keep its disputes too, in every stage."""
    if not work.may("edit"):
        work.require("record")


def _open(work: Work, number: int) -> Dispute:
    _require(work)
    row: Dispute = find.numbered(work, Dispute, number)
    work.expect(row.version, f"dispute:{number}")
    if row.decided_on is not None:
        raise refused("refused.dispute_decided", decided=row.decided_on)
    return row


def _of_provision(work: Work, provision_id: int) -> Dispute | None:
    return work.session.scalar(
        select(Dispute).where(Dispute.provision_id == provision_id, Dispute.decided_on.is_(None))
    )


def _after_opening(work: Work, row: Dispute) -> None:
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_dispute", "occurred_on", opened=row.occurred_on)


def _add(work: Work, row: Dispute, said: str, holders: Sequence[str], number: int) -> Alternative:
    codes = sorted({find.institution(work, code, "holders").code for code in holders})
    taken = {holder for one in _alternatives(work, row).values() for holder in one.holders}
    if twice := taken.intersection(codes):
        raise refused("refused.holds_another", "holders", institutions=sorted(twice))
    added = Alternative(
        engagement_id=work.engagement.id, dispute_id=row.id, number=number,
        words=words(said, "alternative", required=True, limit=20_000),
        language=work.engagement.source_language, holders=codes, occurred_on=work.occurred_on,
        seq=work.next_seq, illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(added)
    work.session.flush()
    return added


def _alternatives(work: Work, row: Dispute) -> dict[int, Alternative]:
    query = select(Alternative).where(Alternative.dispute_id == row.id)
    return {one.number: one for one in work.session.scalars(query.order_by(Alternative.number))}


def _told(row: Alternative) -> dict[str, Any]:
    return {"number": row.number, "words": text_hash(row.words), "holders": row.holders}


def _code(work: Work, row: Dispute) -> str:
    return work.session.get_one(Provision, row.provision_id).code
