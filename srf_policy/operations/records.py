"""Putting on record what happened: papers, meetings, minutes, the lead institution's agreement.

Others meet, write and decide when they like: nothing here asks in which stage the engagement is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from srf_policy.domain import Agreement, Institution, Meeting, Minutes, Paper
from srf_policy.domain.errors import NotAllowed, Problem, refused
from srf_policy.domain.records import MEETING_KINDS, PAPER_KINDS
from srf_policy.languages.messages import msg

from . import find
from .runner import verb
from .words import hashes, local, words
from .work import Work


@verb("record")
def file_paper(
    work: Work,
    *,
    kind: str,
    sender: str,
    addressee: str,
    title: Mapping[str, str],
    reference: str = "",
    ref: str | None = None,
    restricted: bool = False,
    known: bool = False,
    corrects: str | None = None,
) -> dict[str, Any]:
    """Put a paper on file, dated the stated day. `ref` is its short name (`l-07`), made if absent."""
    if kind not in PAPER_KINDS:
        raise refused("refused.unknown_choice", "kind", value=kind)
    earlier = find.paper(work, corrects, "corrects")
    name = words(ref, "ref", limit=40) or _next_ref(work)
    _refuse_taken(work, name)
    row = Paper(
        engagement_id=work.engagement.id, ref=name, kind=kind,
        sender=words(sender, "sender", required=True, limit=200),
        addressee=words(addressee, "addressee", required=True, limit=200),
        reference=words(reference, "reference", limit=200),
        title=local(title, "title", required=True), restricted=restricted,
        corrects_id=earlier.id if earlier else None, occurred_on=work.occurred_on,
        seq=work.next_seq, illustrative=work.illustrative and not known,
    )  # fmt: skip
    work.session.add(row)
    work.record(
        f"paper:{name}", ref=name, kind=kind, sender=row.sender, addressee=row.addressee,
        reference=row.reference, title_sha256=hashes(row.title), restricted=restricted,
        corrects=corrects, known=known,
    )  # fmt: skip
    return {"paper": name}


def _refuse_taken(work: Work, name: str) -> None:
    held = (Paper.engagement_id == work.engagement.id, Paper.ref == name)
    if work.session.scalar(select(Paper.id).where(*held)) is not None:
        raise refused("refused.paper_known", "ref", paper=name)


def _next_ref(work: Work) -> str:
    count = work.session.scalar(
        select(func.count()).select_from(Paper).where(Paper.engagement_id == work.engagement.id)
    )
    return f"p-{(count or 0) + 1:02}"


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
    minutes: Mapping[str, str] | None = None,
    known: bool = False,
    corrects: int | None = None,
) -> dict[str, Any]:
    """Record a meeting that began on the stated day; attendance is not stated where it is None."""
    if kind not in MEETING_KINDS:
        raise refused("refused.unknown_choice", "kind", value=kind)
    last = until or work.occurred_on
    if last < work.occurred_on:
        raise refused("refused.ends_before_start", "until", start=work.occurred_on)
    _check_attendance(attendance, women)
    for code in institutions:
        find.institution(work, code, "institutions")
    earlier = find.meeting(work, corrects) if corrects is not None else None
    row = Meeting(
        engagement_id=work.engagement.id, number=find.next_number(work, Meeting), kind=kind,
        until=last, place=words(place, "place", required=True, limit=200),
        title=local(title, "title", required=True), institutions=list(institutions),
        attendance=attendance, women=women, corrects_id=earlier.id if earlier else None,
        occurred_on=work.occurred_on, seq=work.next_seq,
        illustrative=work.illustrative and not known,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    kept = local(minutes, "minutes")
    if kept:
        _keep_minutes(work, row, kept)
    work.record(
        f"meeting:{row.number}", number=row.number, kind=kind, until=last, place=row.place,
        institutions=row.institutions, attendance=attendance, women=women, corrects=corrects,
        known=known, texts={"title": hashes(row.title), "minutes": hashes(kept)},
    )  # fmt: skip
    return {"meeting": row.number}


def _check_attendance(attendance: int | None, women: int | None) -> None:
    for field, value in (("attendance", attendance), ("women", women)):
        if value is not None and not 0 <= value <= 100_000:
            raise refused("refused.bad_count", field)
    if women is not None and (attendance is None or women > attendance):
        raise refused("refused.more_women_than_people", "women")


def _keep_minutes(work: Work, row: Meeting, text: dict[str, str]) -> Minutes:
    held = work.session.scalar(select(Minutes).where(Minutes.meeting_id == row.id))
    if held is None:
        held = Minutes(
            engagement_id=work.engagement.id, meeting_id=row.id, version=0,
            occurred_on=work.occurred_on, seq=work.next_seq, illustrative=work.illustrative,
        )  # fmt: skip
        work.session.add(held)
    held.words = text
    held.version += 1
    return held


@verb("record")
def record_minutes(work: Work, *, meeting: int, minutes: Mapping[str, str]) -> dict[str, Any]:
    """Write the minutes of a meeting, or rewrite them while nobody has approved them."""
    row = find.meeting(work, meeting)
    held = work.session.scalar(select(Minutes).where(Minutes.meeting_id == row.id))
    work.expect(held.version if held else 0, f"meeting:{meeting}")
    if held is not None and held.approved_on is not None:
        raise refused("refused.minutes_approved", approved=held.approved_on)
    _check_after(work, row)
    kept = _keep_minutes(work, row, local(minutes, "minutes", required=True))
    work.record(f"meeting:{meeting}", number=meeting, texts={"minutes": hashes(kept.words)})
    return {"meeting": meeting}


@verb("record")
def approve_minutes(work: Work, *, meeting: int) -> dict[str, Any]:
    """Record that the minutes were approved on the stated day."""
    row = find.meeting(work, meeting)
    held = work.session.scalar(select(Minutes).where(Minutes.meeting_id == row.id))
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


def _check_after(work: Work, row: Meeting) -> None:
    if work.occurred_on < row.occurred_on:
        raise refused("refused.before_meeting", "occurred_on", held=row.occurred_on)


@verb("agree")
def record_agreement(work: Work, *, move: str, paper: str | None = None) -> dict[str, Any]:
    """Record that the lead institution agrees to a move with the newest revision.

    Its own focal point may say so; the Facility needs the letter in which it was said.
    """
    if work.definition.move(move) is None:
        raise refused("refused.unknown_move", "move", move=move)
    lead = _lead(work)
    seat = work.actor.seat_in(work.engagement.id)
    own = seat is not None and seat.institution_id == lead.id
    if not own and "focal_point" in work.roles:
        raise NotAllowed([Problem(msg("refused.lead_agrees_itself", institution=lead.name))])
    letter = find.paper(work, paper)
    if not own and letter is None:
        raise refused("refused.agreement_without_letter", "paper", institution=lead.name)
    revision = find.newest_revision(work, work.occurred_on)
    if revision is None:
        raise refused("refused.agreement_without_revision")
    work.session.add(
        Agreement(
            engagement_id=work.engagement.id, move=move, revision_number=revision.number,
            institution_id=lead.id, paper_id=letter.id if letter else None,
            recorded_by=work.actor.number, occurred_on=work.occurred_on, seq=work.next_seq,
            illustrative=work.illustrative,
        )
    )  # fmt: skip
    work.record(
        f"agreement:{move}", move=move, revision=revision.number, institution=lead.code,
        paper=paper,
    )  # fmt: skip
    return {"move": move, "revision": revision.number}


def _lead(work: Work) -> Institution:
    found = work.session.scalar(
        select(Institution).where(
            Institution.engagement_id == work.engagement.id,
            Institution.role == "lead",
            Institution.ended_on.is_(None),
        )
    )
    if found is None:
        raise refused("refused.no_lead")
    return found
