"""Minutes: written, rewritten until they are approved, and corrected with a reason afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from srf_policy.domain import Attendance, Meeting, Minutes, Paper
from srf_policy.domain.errors import refused

from . import corrections, find
from .runner import verb
from .words import hashes, local
from .work import Work


def keep(work: Work, row: Meeting, text: dict[str, str], paper: Paper | None) -> Minutes:
    """Write the minutes of a meeting, or rewrite them; `paper` is the letter they came with."""
    minutes = of(work, row)
    if minutes is None:
        minutes = Minutes(
            engagement_id=work.engagement.id, meeting_id=row.id, version=0,
            occurred_on=work.occurred_on, seq=work.next_seq, illustrative=work.illustrative,
        )  # fmt: skip
        work.session.add(minutes)
    minutes.words = text
    minutes.paper_id = paper.id if paper else None
    minutes.version += 1
    return minutes


def of(work: Work, row: Meeting) -> Minutes | None:
    """The minutes of a meeting, if any are written."""
    return work.session.scalar(select(Minutes).where(Minutes.meeting_id == row.id))


def carry_over(work: Work, earlier: Meeting, row: Meeting) -> Minutes | None:
    """The same minutes with their approval under the record that corrects another."""
    held = of(work, earlier)
    if held is None:
        return None
    same = Minutes(
        engagement_id=work.engagement.id, meeting_id=row.id, words=held.words, version=1,
        approved_on=held.approved_on, approved_by=held.approved_by, paper_id=held.paper_id,
        occurred_on=held.occurred_on, seq=work.next_seq, illustrative=held.illustrative,
    )  # fmt: skip
    work.session.add(same)
    return same


def ground(work: Work, minutes: Minutes | None) -> str | None:
    """The short name of the letter with which the minutes came."""
    if minutes is None or minutes.paper_id is None:
        return None
    return work.session.get_one(Paper, minutes.paper_id).ref


@verb("record")
def record_minutes(
    work: Work, *, meeting: int, minutes: Mapping[str, str], paper: str | None = None
) -> dict[str, Any]:
    """Write the minutes of a meeting, or rewrite them while nobody has approved them."""
    row = _standing(work, meeting)
    held = of(work, row)
    work.expect(held.version if held else 0, f"meeting:{meeting}")
    if held is not None and held.approved_on is not None:
        raise refused("refused.minutes_approved", approved=held.approved_on)
    _check_after(work, row)
    letter = find.paper(work, paper)
    kept = keep(work, row, local(minutes, "minutes", required=True), letter)
    work.record(
        f"meeting:{meeting}", number=meeting, paper=letter.ref if letter else None,
        texts={"minutes": hashes(kept.words)},
    )  # fmt: skip
    return {"meeting": meeting}


@verb("record")
def approve_minutes(work: Work, *, meeting: int) -> dict[str, Any]:
    """Record that the minutes were approved on the stated day."""
    row = _standing(work, meeting)
    held = of(work, row)
    if held is None:
        raise refused("refused.no_minutes")
    work.expect(held.version, f"meeting:{meeting}")
    if held.approved_on is not None:
        raise refused("refused.minutes_approved", approved=held.approved_on)
    _check_after(work, row)
    held.approved_on, held.approved_by = work.occurred_on, work.actor.number
    held.version += 1
    work.record(f"meeting:{meeting}", number=meeting, texts={"minutes": hashes(held.words)})
    return {"meeting": meeting}


@verb("record")
def correct_minutes(
    work: Work, *, meeting: int, minutes: Mapping[str, str], correction_reason: str = "",
    paper: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Correct minutes that were approved: a further record of the meeting, to be approved anew."""
    row = find.meeting(work, meeting)
    reason = corrections.reason_of(work, row, correction_reason)
    held = of(work, row)
    if held is None or held.approved_on is None:
        raise refused("refused.minutes_not_approved")
    work.expect(held.version, f"meeting:{meeting}")
    _check_after(work, row)
    letter = find.paper(work, paper)
    text = local(minutes, "minutes", required=True)
    further = _copy(work, row, reason)
    kept = keep(work, further, text, letter)
    work.record(
        f"meeting:{further.number}", number=further.number, corrects=row.number,
        held_on=further.occurred_on, paper=letter.ref if letter else None,
        texts={
            "minutes": hashes(kept.words), "correction_reason": corrections.hashed(reason),
        },
    )  # fmt: skip
    return {"meeting": further.number}


def _copy(work: Work, row: Meeting, reason: str) -> Meeting:
    """The same meeting with the same attendance under a new number."""
    further = Meeting(
        engagement_id=row.engagement_id, number=find.next_number(work, Meeting), kind=row.kind,
        until=row.until, place=row.place, title=row.title, institutions=row.institutions,
        attendance=row.attendance, women=row.women, list_file_id=row.list_file_id,
        corrects_id=row.id, correction_reason=reason, occurred_on=row.occurred_on,
        seq=work.next_seq, illustrative=work.illustrative,
    )  # fmt: skip
    work.session.add(further)
    work.session.flush()
    work.session.add_all(
        Attendance(
            engagement_id=a.engagement_id, meeting_id=further.id, kind=a.kind, women=a.women,
            institution_id=a.institution_id, men=a.men, not_stated=a.not_stated,
        )
        for a in work.session.scalars(select(Attendance).where(Attendance.meeting_id == row.id))
    )  # fmt: skip
    return further


def _standing(work: Work, number: int) -> Meeting:
    """A meeting that no other record corrects."""
    row = find.meeting(work, number)
    newest = corrections.newest_of(work, row)
    if newest is not row:
        raise refused("refused.corrected_already", record=newest.number)
    return row


def _check_after(work: Work, row: Meeting) -> None:
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_meeting", "occurred_on", held=row.occurred_on)
