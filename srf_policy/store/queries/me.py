"""What "Your work" asks for beside the facts: a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Comment,
    Deadline,
    Engagement,
    GuardException,
    HistoryEvent,
    LanguageText,
    Response,
    Revision,
    RevisionText,
    Round,
    Submission,
)
from srf_policy.domain.consultation import OWES_REASON
from srf_policy.domain.viewer import Viewer

from .. import scope
from ..kept import kept
from . import days
from .engagements import Standing, standings

ByRound = dict[int, int]
"""Number of the round -> how many comments."""


@dataclass(frozen=True)
class Desk:
    """By engagement id. `open`: comments that lack an answer or its reason; `remarks`: of the
    viewer's departments, not taken up; `own_open`: sent by the viewer's institution, unanswered;
    `stale`: translations out of date, by language; `moved_by_viewer`: the viewer's own
    move to where the engagement stands; `proposed`: to suspend it, as nothing was done.
    """

    standings: list[Standing]
    open: dict[int, ByRound]
    remarks: dict[int, ByRound]
    own_open: dict[int, ByRound]
    exceptions: dict[int, list[GuardException]]
    stale: dict[int, dict[str, int]]
    moved_by_viewer: dict[int, HistoryEvent]
    proposed: dict[int, Deadline]


def desk(session: Session, viewer: Viewer, today: date) -> Desk:
    """Everything of a viewer's engagements that "Your work" is made from."""
    found = standings(session, viewer, today)
    ids = [standing.engagement.id for standing in found]
    counted = _comments(session, viewer, [standing.engagement for standing in found])
    return Desk(
        standings=found,
        open=counted["open"],
        remarks=counted["remarks"],
        own_open=counted["own"],
        exceptions=_exceptions(session, ids),
        stale=stale(session, [s.engagement for s in found if viewer.is_facility(s.engagement.id)]),
        moved_by_viewer=_moved(session, viewer, ids),
        proposed=days.proposed(session, ids),
    )


def _comments(
    session: Session, viewer: Viewer, rows: Collection[Engagement]
) -> dict[str, dict[int, ByRound]]:
    """Unanswered comments of all, of the viewer's institution, and remarks not taken up."""
    counted: dict[str, dict[int, ByRound]] = {"open": {}, "own": {}, "remarks": {}}
    for engagement_id, number, layer, institution_id, count in _comment_rows(session, viewer, rows):
        seat = viewer.seat_in(engagement_id)
        mine = seat is not None and seat.institution_id == institution_id
        names = ["remarks"] if layer == "department" else ["open"] if layer == "engagement" else []
        for name in names + (["own"] if mine and layer == "engagement" else []):
            rounds = counted[name].setdefault(engagement_id, {})
            rounds[number] = rounds.get(number, 0) + count
    return counted


def _comment_rows(
    session: Session, viewer: Viewer, rows: Collection[Engagement]
) -> Iterator[Sequence[Any]]:
    """What was sent is the same for whoever may see it, and is kept; what is not is asked for anew."""
    ids = [row.id for row in rows]
    shared = set(scope.seeing_shared(viewer, ids))
    found = kept(
        session, "open comments", [row for row in rows if row.id in shared],
        lambda ids: _by_engagement(session, scope.shared_comments(ids), ids),
    )  # fmt: skip
    yield from (row for rows in found.values() for row in rows)
    if others := [id_ for id_ in ids if id_ not in shared]:
        yield from session.execute(_lacking(scope.comments_in(viewer, others)))


def _by_engagement(
    session: Session, comments: Select[Comment], ids: list[int]
) -> dict[int, list[Sequence[Any]]]:
    found: dict[int, list[Sequence[Any]]] = {id_: [] for id_ in ids}
    for row in session.execute(_lacking(comments)):
        found[row[0]].append(tuple(row))
    return found


def _lacking(comments: Select[Comment]) -> Select[*tuple[Any, ...]]:
    """How many of the comments lack an answer or its reason, or are remarks not taken up."""
    lacking = or_(
        Comment.response_id.is_(None),
        and_(Response.disposition.in_(OWES_REASON), Response.words.is_(None)),
    )
    asks = or_(Comment.layer == "department", Comment.answer.in_(("proposal", "remark")))
    return (
        comments.with_only_columns(
            Comment.engagement_id, Round.number, Comment.layer, Comment.institution_id, func.count()
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Round, Round.id == Submission.round_id)
        .outerjoin(Response, Response.id == Comment.response_id)
        .where(lacking, asks)
        .group_by(Comment.engagement_id, Round.number, Comment.layer, Comment.institution_id)
        .order_by(Round.number)
    )


def _exceptions(session: Session, ids: Collection[int]) -> dict[int, list[GuardException]]:
    rows: defaultdict[int, list[GuardException]] = defaultdict(list)
    for row in session.scalars(
        select(GuardException)
        .where(GuardException.engagement_id.in_(ids), GuardException.confirmed_by.is_(None))
        .order_by(GuardException.number)
    ):
        rows[row.engagement_id].append(row)
    return rows


def stale(session: Session, rows: Iterable[Engagement]) -> dict[int, dict[str, int]]:
    """Provisions of the newest revision whose translation follows an older text, by language."""
    return kept(session, "stale", rows, lambda ids: _counted(session, ids))


def _counted(session: Session, ids: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {id_: {} for id_ in ids}
    for engagement_id, language, count in session.execute(_stale(), {"ids": ids}):
        found[engagement_id][language] = count
    return found


@cache
def _stale() -> Select[*tuple[Any, ...]]:
    """The newest text of each revision against the last translation of it, each read once."""
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    # Revisions are numbered in the order of their ids.
    newest = (
        select(Revision.engagement_id, func.max(Revision.id).label("id"))
        .where(Revision.engagement_id.in_(ids))
        .group_by(Revision.engagement_id)
        .subquery("newest")
    )
    text = LanguageText
    place = func.row_number().over(
        partition_by=(text.engagement_id, text.provision_id, text.field, text.language),
        order_by=(text.revision_id.desc(), text.id.desc()),
    )
    last = (
        select(
            text.engagement_id, text.provision_id, text.field, text.language, text.follows,
            place.label("place"),
        )
        .where(text.engagement_id.in_(ids))
        .subquery("last")
    )  # fmt: skip
    return (
        select(last.c.engagement_id, last.c.language, func.count(last.c.provision_id.distinct()))
        .join(newest, newest.c.engagement_id == last.c.engagement_id)
        .join(
            RevisionText,
            and_(
                RevisionText.revision_id == newest.c.id,
                RevisionText.provision_id == last.c.provision_id,
                RevisionText.field == last.c.field,
            ),
        )
        .where(last.c.place == 1, last.c.follows != RevisionText.sha256)
        .group_by(last.c.engagement_id, last.c.language)
    )


def _moved(session: Session, viewer: Viewer, ids: Collection[int]) -> dict[int, HistoryEvent]:
    """The viewer's own moves to where each engagement stands."""
    rows = session.scalars(
        select(HistoryEvent)
        .join(
            Engagement,
            and_(
                Engagement.id == HistoryEvent.engagement_id,
                Engagement.stage_entered_seq == HistoryEvent.seq,
            ),
        )
        .where(
            HistoryEvent.engagement_id.in_(ids),
            HistoryEvent.verb == "make_move",
            HistoryEvent.actor == viewer.number,
        )
    )
    return {row.engagement_id: row for row in rows if row.engagement_id is not None}
