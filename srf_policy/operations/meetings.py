"""Meetings: what was held where, who came, and the signed list of who did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from srf_policy.domain import Meeting, Minutes
from srf_policy.domain.errors import refused
from srf_policy.domain.records import MEETING_KINDS

from . import attaching, corrections, find
from . import attendance as came
from . import minutes as writing
from .runner import verb
from .words import hashes, local, words
from .work import Work


@verb("record")
def record_meeting(
    work: Work,
    *,
    kind: str,
    place: str,
    title: Mapping[str, str],
    institutions: Sequence[str],
    until: date | None = None,
    attendance: int | None = None,
    women: int | None = None,
    attending: Sequence[Mapping[str, Any]] = (),
    minutes: Mapping[str, str] | None = None,
    paper: str | None = None,
    list_file: attaching.Attachment | None = None,
    keep_file: bool = True,
    known: bool = False,
    corrects: int | None = None,
    correction_reason: str = "",
) -> dict[str, Any]:
    """Record a meeting that began on the stated day; attendance is not stated where it is None.

    `attending`: rows of institution or kind, women, men, not_stated; they add up to `attendance`.
    A correction keeps the minutes, with their approval, and the signed list unless it brings its own.
    """
    if kind not in MEETING_KINDS:
        raise refused("refused.unknown_choice", "kind", value=kind)
    last = until or work.occurred_on
    if last < work.occurred_on:
        raise refused("refused.ends_before_start", "until", start=work.occurred_on)
    rows = came.read(work, attending)
    attendance, women = came.totals(rows, attendance, women)
    for code in institutions:
        find.institution(work, code, "institutions")
    earlier = find.meeting(work, corrects) if corrects is not None else None
    reason = corrections.reason_of(work, earlier, correction_reason)
    old_file = earlier.list_file_id if earlier and keep_file else None
    row = Meeting(
        engagement_id=work.engagement.id, number=find.next_number(work, Meeting), kind=kind,
        until=last, place=words(place, "place", required=True, limit=200),
        title=local(title, "title", required=True), institutions=_all(institutions, rows),
        attendance=attendance, women=women, corrects_id=earlier.id if earlier else None,
        correction_reason=reason, occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative and not known,
    )  # fmt: skip
    # Who signed the list signed for the organiser: it is never shown to others.
    listed = attaching.attach_or_keep(work, list_file, old_file, restricted=True)
    row.list_file_id = listed.id if listed else None
    held = _store(work, row, rows, earlier, local(minutes, "minutes"), paper)
    _record(work, row, rows, held, attaching.told(listed), known, corrects)
    return {"meeting": row.number}


def _all(institutions: Sequence[str], rows: Sequence[came.Came]) -> list[str]:
    counted = [row.institution.code for row in rows if row.institution]
    return list(dict.fromkeys([*institutions, *counted]))


def _store(
    work: Work, row: Meeting, rows: Sequence[came.Came], earlier: Meeting | None,
    minutes: dict[str, str], paper: str | None,
) -> Minutes | None:  # fmt: skip
    work.session.add(row)
    work.session.flush()
    came.keep(work, row, rows)
    if minutes:
        return writing.keep(work, row, minutes, find.paper(work, paper))
    return writing.carry_over(work, earlier, row) if earlier else None


def _record(
    work: Work, row: Meeting, rows: Sequence[came.Came], minutes: Minutes | None,
    listed: dict[str, Any] | None, known: bool, corrects: int | None,
) -> None:  # fmt: skip
    work.record(
        f"meeting:{row.number}", number=row.number, kind=row.kind, until=row.until,
        place=row.place, institutions=row.institutions, attendance=row.attendance,
        women=row.women, attending=[r.plain() for r in rows], list_file=listed,
        approved=minutes.approved_on if minutes else None,
        approved_by=minutes.approved_by if minutes else None,
        paper=writing.ground(work, minutes), corrects=corrects, known=known,
        texts={
            "title": hashes(row.title), "minutes": hashes(minutes.words if minutes else {}),
            "correction_reason": corrections.hashed(row.correction_reason),
        },
    )  # fmt: skip
