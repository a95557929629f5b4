"""What institutions say: comments by form, by letter and in meetings, sent as one submission."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import (
    Comment,
    Institution,
    Invitation,
    Member,
    Round,
    Submission,
)
from srf_policy.domain.consultation import COMMENT_KINDS, SEVERITIES, VIAS
from srf_policy.domain.errors import NotAllowed, NotFound, Problem, refused
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import normalise

from . import find, remarks
from .deadlines import is_late, own_day
from .runner import verb
from .work import Work

_COMMENTERS = frozenset({"focal_point", "reviewer", "validator"})


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

    A focal point speaks for the institution, others for their department, until the focal point
    takes it up. After the institution has sent its reply, what a focal point adds goes in at once.
    """
    row, institution = _invited_round(work, round)
    submission = find.submission(work, row.id, institution.id)
    said = remarks.said(work, row, answer, text, proposed, justification, provision)
    remarks.one_of(kind=(kind, COMMENT_KINDS), severity=(severity, SEVERITIES), via=(via, VIAS))
    held = _own(work, comment, submission) if comment is not None else None
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


def _invited_round(work: Work, number: int) -> tuple[Round, Institution]:
    """The round and the actor's institution; the uninvited learn nothing of the round."""
    row = find.round_(work, number)
    institution = find.own_institution(work)
    if not work.roles & _COMMENTERS or not _is_invited(work, row, institution):
        raise NotFound
    if work.engagement.ended_on is not None:
        raise refused("refused.engagement_ended", ended=work.engagement.ended_on)
    return row, institution


def _is_invited(work: Work, row: Round, institution: Institution) -> bool:
    found = work.session.scalar(
        select(Invitation.id).where(
            Invitation.round_id == row.id, Invitation.institution_id == institution.id
        )
    )
    return found is not None


def _own(work: Work, number: int, submission: Submission) -> Comment:
    """One's own comment, or a colleague's that the focal point rewrites; not one that is answered."""
    row = find.comment(work, number)
    focal = _speaks(work)
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


def _speaks(work: Work) -> bool:
    """Does the actor speak for the institution? Where it named no focal point, whoever sits for it."""
    if "focal_point" in work.roles:
        return True
    seat = work.actor.seat_in(work.engagement.id)
    focal = select(Member.id).where(
        Member.engagement_id == work.engagement.id,
        Member.institution_id == (seat.institution_id if seat else None),
        Member.role == "focal_point",
        find.active(Member, clock.today()),
    )
    return work.session.scalar(focal.limit(1)) is None


def _layer(work: Work, submission: Submission) -> str:
    if not _speaks(work):
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
    if row.institution_id != institution.id or not _speaks(work):
        raise NotFound
    work.expect(row.version, f"comment:{comment}")
    if row.layer != "department":
        raise refused("refused.comment_taken_up", number=comment)
    submission = work.session.get_one(Submission, row.submission_id)
    row.layer = _layer(work, submission)
    row.version += 1
    work.record(f"comment:{comment}", number=comment, layer=row.layer)
    return {"comment": comment}


@verb()
def send_submission(work: Work, *, round: int) -> dict[str, Any]:
    """The focal point sends the institution's reply; from now on the Facility sees it."""
    row, institution = _invited_round(work, round)
    if not _speaks(work):
        raise NotAllowed([Problem(msg("refused.focal_point_sends"))])
    submission = find.submission(work, row.id, institution.id)
    sent = _release(work, submission)
    # A letter on record counts as the reply; what was being written then is sent after it.
    if submission.sent_on is None:
        _mark_sent(work, submission, own_day(work, row, institution))
    elif not sent:
        raise refused("refused.submission_sent", when=submission.sent_on)
    work.record(
        f"submission:{round}:{institution.code}", round=round, institution=institution.code,
        comments=sent, late=submission.late, count=len(sent),
    )  # fmt: skip
    return {"round": round, "comments": sent}


def _release(work: Work, submission: Submission) -> list[int]:
    rows = work.session.scalars(
        select(Comment)
        .where(Comment.submission_id == submission.id, Comment.layer == "institution")
        .order_by(Comment.number)
    ).all()
    for row in rows:
        row.layer, row.version = "engagement", row.version + 1
    return [row.number for row in rows]


def _mark_sent(work: Work, submission: Submission, due: date) -> None:
    submission.sent_on, submission.sent_seq = work.occurred_on, work.next_seq
    submission.late = is_late(work, due)


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
    if not _is_invited(work, row, asked):
        raise refused("refused.not_invited", "institution", institution=asked.name)
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
        _mark_sent(work, submission, due)
        submission.paper_id = found.id if found else None
    _record(work, target, round, asked, provision, said, paper)
    return {"comment": target.number}
