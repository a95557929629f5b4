"""What institutions say: comments by form, by letter and in meetings, sent as one submission."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from srf_policy.domain import (
    Comment,
    Institution,
    Round,
    Submission,
)
from srf_policy.domain.consultation import COMMENT_KINDS, SEVERITIES, VIAS
from srf_policy.domain.errors import NotFound, refused
from srf_policy.languages.tags import normalise

from . import find, remarks
from .replies import invited_round, mark_sent, speaks
from .reply_days import is_late, own_day
from .runner import verb
from .work import Work


@verb()
def save_comment(
    work: Work,
    *,
    round: int,
    answer: str,
    provision: str | None = None,
    comment: int | None = None,
    language: str = "en",
    text: str = "",
    proposed: str = "",
    justification: str = "",
    kind: str = "substantive",
    severity: str = "minor",
    via: str = "form",
    reference: str | None = None,
) -> dict[str, Any]:
    """Say something for one's institution in a round: new, or instead of `comment`.

    `expected`: the version of `comment`; for a new one how much was said there already
    (`Desk.said_before`).

    A focal point speaks for the institution, others for their department, until the focal point
    takes it up. After the institution has sent its reply, what a focal point adds goes in at once.
    """
    row, institution = invited_round(work, round)
    submission = find.submission(work, row.id, institution.id)
    said = remarks.said(work, row, answer, text, proposed, justification, provision)
    remarks.one_of(kind=(kind, COMMENT_KINDS), severity=(severity, SEVERITIES), via=(via, VIAS))
    held = _own(work, comment, submission) if comment is not None else None
    if held is None and work.expected is not None:
        _expect_said(work, submission, said["provision_id"])
    target = held or _new(work, row, submission, institution, reference)
    target.answer, target.kind, target.severity, target.via = answer, kind, severity, via
    target.language = normalise(language) or "en"
    for name, value in said.items():
        setattr(target, name, value)
    target.layer = _layer(work, submission)
    target.late = is_late(work, own_day(work, row, institution))
    target.version = held.version + 1 if held else 1
    work.session.add(target)
    _record(work, target, round, institution, provision, said)
    return {"comment": target.number}


def _own(work: Work, number: int, submission: Submission) -> Comment:
    """One's own comment, or a colleague's that the focal point rewrites; not one that is answered."""
    row = find.comment(work, number)
    focal = speaks(work)
    if row.submission_id != submission.id or (row.author != work.actor.number and not focal):
        raise NotFound
    work.expect(row.version, f"comment:{number}")
    if row.response_id is not None:
        raise refused("refused.comment_answered", number=number)
    if row.layer == "engagement":
        raise refused("refused.comment_sent", number=number)
    if row.layer == "institution" and not focal:
        raise refused("refused.comment_taken_up", number=number)
    return row


def _expect_said(work: Work, submission: Submission, provision_id: int | None) -> None:
    """Nobody adds twice from two windows: as much must have been said there as the form had shown."""
    found = work.session.scalars(
        select(Comment)
        .where(Comment.submission_id == submission.id, Comment.provision_id == provision_id)
        .order_by(Comment.number)
    )
    focal = work.acts_as("focal_point")
    counted = [c.number for c in found if c.author == work.actor.number
               or (focal and c.layer != "department")]  # fmt: skip
    work.expect(len(counted), f"comment:{counted[-1]}" if counted else "comment:0")


def _new(
    work: Work, row: Round, submission: Submission, institution: Institution, reference: str | None
) -> Comment:
    work.engagement.comment_count += 1
    return Comment(
        engagement_id=work.engagement.id, number=work.engagement.comment_count,
        reference=reference, submission_id=submission.id, institution_id=institution.id,
        author=work.actor.number, department=_department(work), occurred_on=work.occurred_on,
        seq=work.next_seq, illustrative=work.illustrative,
    )  # fmt: skip


def _department(work: Work) -> str:
    seat = work.actor.seat_in(work.engagement.id)
    return seat.department if seat else ""


def _layer(work: Work, submission: Submission) -> str:
    if not speaks(work):
        return "department"
    return "engagement" if submission.sent_on is not None else "institution"


def _record(
    work: Work, row: Comment, round: int, institution: Institution, provision: str | None,
    said: Any, paper: str | None = None,
) -> None:  # fmt: skip
    texts = {k: v for k, v in said.items() if k != "provision_id"}
    work.record(
        f"comment:{row.number}", number=row.number, round=round, institution=institution.code,
        provision=provision, answer=row.answer, via=row.via, kind=row.kind, severity=row.severity,
        layer=row.layer, late=row.late, language=row.language, department=row.department,
        reference=row.reference, paper=paper, texts=texts,
    )  # fmt: skip


@verb()
def take_up_comment(work: Work, *, comment: int) -> dict[str, Any]:
    """The focal point makes a department's remark the institution's."""
    row = find.comment(work, comment)
    institution = find.own_institution(work)
    if row.institution_id != institution.id or not speaks(work):
        raise NotFound
    work.expect(row.version, f"comment:{comment}")
    if row.layer != "department":
        raise refused("refused.comment_taken_up", number=comment)
    submission = work.session.get_one(Submission, row.submission_id)
    row.layer = _layer(work, submission)
    row.version += 1
    work.record(f"comment:{comment}", number=comment, layer=row.layer)
    return {"comment": comment}


@verb("record")
def record_comment(
    work: Work,
    *,
    round: int,
    institution: str,
    answer: str,
    via: str,
    provision: str | None = None,
    language: str = "en",
    text: str = "",
    proposed: str = "",
    justification: str = "",
    kind: str = "substantive",
    severity: str = "minor",
    paper: str | None = None,
    reference: str | None = None,
    stated_on: date | None = None,
) -> dict[str, Any]:
    """Record what an institution said by letter, in Word or in a meeting; it counts as its reply."""
    row = find.round_(work, round)
    asked = find.institution(work, institution)
    find.invitation(work, row, asked)
    remarks.one_of(kind=(kind, COMMENT_KINDS), severity=(severity, SEVERITIES), via=(via, VIAS))
    submission = find.submission(work, row.id, asked.id)
    said = remarks.said(work, row, answer, text, proposed, justification, provision)
    target = _new(work, row, submission, asked, reference)
    target.answer, target.kind, target.severity, target.via = answer, kind, severity, via
    target.language, target.layer, target.department = normalise(language) or "en", "engagement", ""
    for name, value in said.items():
        setattr(target, name, value)
    due = own_day(work, row, asked)
    target.late = is_late(work, due)
    target.version = 1
    work.session.add(target)
    found = find.paper(work, paper)
    if submission.sent_on is None:
        mark_sent(work, submission, due)
        submission.paper_id = found.id if found else None
    _record(work, target, round, asked, provision, said, paper)
    return {"comment": target.number}
