"""An institution's reply to a round: sent by its focal point, with the letter that it came with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Comment, Institution, Member, Paper, Round, Submission
from srf_policy.domain.consultation import reply_version
from srf_policy.domain.engagements import HOUSE
from srf_policy.domain.errors import NotAllowed, NotFound, Problem, refused
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import INTERFACE

from . import find
from .papers import file_paper
from .reply_days import is_late, own_day
from .runner import verb
from .work import Work

_COMMENTERS = frozenset({"focal_point", "reviewer", "validator"})


@verb()
def send_submission(
    work: Work, *, round: int, paper: str | None = None, letter: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The focal point sends the institution's reply; from now on the Facility sees it.

    `expected` is the `reply_version` that was shown. The letter that goes with it is a `paper` on
    file, or `letter`: dated, reference, and a file if there is one, put on file with the reply.
    """
    row, institution = invited_round(work, round)
    if not speaks(work):
        raise NotAllowed([Problem(msg("refused.focal_point_sends"))])
    submission = find.submission(work, row.id, institution.id)
    ready = _ready(work, submission)
    _expect(work, ready, f"submission:{round}:{institution.code}")
    # A letter on record counts as the reply; what was being written then is sent after it.
    if submission.sent_on is not None and not ready:
        raise refused("refused.submission_sent", when=submission.sent_on)
    ground = _letter(work, row, institution, paper, letter)
    for comment in ready:
        comment.layer, comment.version = "engagement", comment.version + 1
    if submission.sent_on is None:
        mark_sent(work, submission, own_day(work, row, institution))
    submission.paper_id = ground.id if ground else submission.paper_id
    sent = [comment.number for comment in ready]
    work.record(
        f"submission:{round}:{institution.code}", round=round, institution=institution.code,
        comments=sent, late=submission.late, count=len(sent), paper=ground.ref if ground else None,
    )  # fmt: skip
    return {"round": round, "comments": sent}


def _ready(work: Work, submission: Submission) -> Sequence[Comment]:
    return work.session.scalars(
        select(Comment)
        .where(Comment.submission_id == submission.id, Comment.layer == "institution")
        .order_by(Comment.number)
    ).all()


def _expect(work: Work, ready: Sequence[Comment], subject: str) -> None:
    if work.expected is not None and work.expected != reply_version(ready):
        raise work.stale(subject, *(f"comment:{comment.number}" for comment in ready))


def _letter(
    work: Work, row: Round, institution: Institution, paper: str | None,
    letter: Mapping[str, Any] | None,
) -> Paper | None:  # fmt: skip
    """The paper that was named, or the letter that came with the reply, now on file."""
    found = find.paper(work, paper)
    if letter is None:
        return found
    if found is not None:
        raise refused("refused.one_letter", "paper")
    dated = letter.get("dated")
    if dated is None:
        raise refused("refused.empty.letter_date", "letter_on")
    if dated > clock.today():
        raise refused("refused.date_in_future", "letter_on", today=clock.today())
    file_paper(
        work.following("file_paper", dated), kind="reply", sender=institution.code,
        addressee=HOUSE, reference=letter.get("reference", ""), restricted=True,
        title=_title(work, row, institution), file=letter.get("file"),
    )  # fmt: skip
    # Not by `find`: until it is the reply's, the restricted letter is nobody's at the institution.
    kept: Paper | None = work.session.scalar(
        select(Paper).where(
            Paper.engagement_id == work.engagement.id, Paper.seq == work.next_seq - 1
        )
    )
    return kept


def _title(work: Work, row: Round, institution: Institution) -> dict[str, str]:
    """A reply has no title of its own: it is called what it is, in the engagement's languages."""
    said = msg("letters.reply", institution=institution.name, round=row.number)
    tags = [tag for tag in work.engagement.languages if tag in INTERFACE] or ["en"]
    return {tag: say(said, tag) for tag in tags}


def mark_sent(work: Work, submission: Submission, due: date) -> None:
    """From the event that follows on, the institution has replied."""
    submission.sent_on, submission.sent_seq = work.occurred_on, work.next_seq
    submission.late = is_late(work, due)


@verb("record")
def name_reply_letter(work: Work, *, round: int, institution: str, paper: str) -> dict[str, Any]:
    """Name the letter with which a reply came, where it reached the Facility beside the form.

    `expected` is the letter that was shown, "" for none.
    """
    row = find.round_(work, round)
    asked = find.institution(work, institution)
    find.invitation(work, row, asked)
    submission = find.submission(work, row.id, asked.id)
    if submission.sent_on is None:
        raise refused("refused.no_reply_yet", "institution", institution=asked.name)
    held = work.session.get(Paper, submission.paper_id) if submission.paper_id else None
    work.expect(held.ref if held else "", f"submission:{round}:{asked.code}")
    ground = find.paper(work, paper)
    if ground is None:
        raise refused("refused.empty.letter", "paper")
    if held is not None and held.id == ground.id:
        raise refused("refused.nothing_changed", "paper")
    submission.paper_id = ground.id
    work.record(
        f"submission:{round}:{asked.code}", round=round, institution=asked.code, paper=ground.ref,
        was=held.ref if held else None,
    )  # fmt: skip
    return {"round": round, "institution": asked.code, "paper": ground.ref}


def invited_round(work: Work, number: int) -> tuple[Round, Institution]:
    """The round and the actor's institution; the uninvited learn nothing of the round."""
    row = find.round_(work, number)
    institution = find.own_institution(work)
    if not work.acts_as(*_COMMENTERS) or find.invited(work, row, institution) is None:
        raise NotFound
    if work.engagement.ended_on is not None:
        raise refused("refused.engagement_ended", ended=work.engagement.ended_on)
    return row, institution


def speaks(work: Work) -> bool:
    """Does the actor speak for the institution? Where it named no focal point, whoever sits for it."""
    if work.acts_as("focal_point"):
        return True
    seat = work.actor.seat_in(work.engagement.id)
    focal = select(Member.id).where(
        Member.engagement_id == work.engagement.id,
        Member.institution_id == (seat.institution_id if seat else None),
        Member.role == "focal_point",
        find.active(Member, clock.today()),
    )
    return work.session.scalar(focal.limit(1)) is None
