"""The one scoping layer: what a viewer may read. Every query of a screen begins here.

What is not the viewer's answers exactly like what does not exist.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    cast,
    false,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import (
    Adoption,
    Comment,
    ContactNote,
    Engagement,
    HistoryEvent,
    Paper,
    Position,
    Response,
    StoredFile,
    Submission,
)
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Seat, Viewer

PUBLIC_VERBS = frozenset(
    {
        "open_engagement", "publish_revision", "open_round", "close_round", "make_move",
        "confirm_move", "suspend", "resume", "record_presentation", "record_outcome",
        "record_adoption",
    }
)  # fmt: skip
"""Events that everybody in an engagement may read; the rest is the Facility's and the lead's."""

_WRITING = ("save_comment", "take_up_comment")
"""Events of comments that may not have been sent: who may see the comment may see them."""


def engagements(viewer: Viewer) -> Select[Engagement]:
    """The engagements that the viewer may see."""
    query = select(Engagement)
    return query if viewer.reaches_all else query.where(Engagement.id.in_(viewer.seats))


def engagement(session: Session, viewer: Viewer, code: str) -> Engagement:
    """One engagement by its code; NotFound when there is none or it is not the viewer's."""
    found = session.scalar(engagements(viewer).where(Engagement.code == code))
    if found is None:
        raise NotFound
    return found


def comments(viewer: Viewer, engagement_id: int) -> Select[Comment]:
    """The comments of an engagement that the viewer may see, by layer."""
    return select(Comment).where(
        Comment.engagement_id == engagement_id, _layers(viewer, engagement_id)
    )


def comments_in(viewer: Viewer, engagement_ids: Collection[int]) -> Select[Comment]:
    """The comments of several engagements that the viewer may see, by layer."""
    answering = [i for i in engagement_ids if _answers(viewer, i)]
    visible = [and_(Comment.engagement_id == i, _layers(viewer, i)) for i in answering]
    # One condition for all the others: one for each of fifty costs more than what they find.
    return select(Comment).where(or_(_shared(seeing_shared(viewer, engagement_ids)), *visible))


def seeing_shared(viewer: Viewer, engagement_ids: Collection[int]) -> list[int]:
    """Those of the engagements of which the viewer may see what was sent, and nothing besides."""
    return [
        i
        for i in engagement_ids
        if not _answers(viewer, i)
        and (viewer.sees_all_comments(i) if viewer.seat_in(i) else viewer.is_facility(i))
    ]


def shared_comments(engagement_ids: Collection[int]) -> Select[Comment]:
    """What institutions sent: for who is in `seeing_shared`."""
    return select(Comment).where(_shared(engagement_ids))


def _shared(engagement_ids: Collection[int]) -> ColumnElement[bool]:
    return and_(Comment.engagement_id.in_(engagement_ids), Comment.layer == "engagement")


def _answers(viewer: Viewer, engagement_id: int) -> bool:
    """Whether the viewer sits for an institution that comments, and so has some of its own."""
    seat = viewer.seat_in(engagement_id)
    return seat is not None and seat.institution_role not in ("facility", "observer")


def _layers(viewer: Viewer, engagement_id: int) -> ColumnElement[bool]:
    seat = viewer.seat_in(engagement_id)
    shared = Comment.layer == "engagement"
    visible: list[ColumnElement[bool]] = []
    if viewer.sees_all_comments(engagement_id):
        visible.append(shared)
    if seat is not None and _answers(viewer, engagement_id):
        own = Comment.institution_id == seat.institution_id
        visible.append(and_(own, or_(shared, Comment.layer == "institution")))
        visible.append(
            and_(own, Comment.layer == "department", _department(viewer, seat, engagement_id))
        )
    return or_(*visible) if visible else false()


def _department(viewer: Viewer, seat: Seat, engagement_id: int) -> ColumnElement[bool]:
    """A department's remarks are its author's, its department's, and the focal point's."""
    if "focal_point" in viewer.roles_in(engagement_id):
        return true()
    mine = Comment.author == viewer.number
    return or_(mine, Comment.department == seat.department) if seat.department else mine


def responses(viewer: Viewer, engagement_id: int) -> Select[Response]:
    """The answers to the comments that the viewer may see."""
    visible = comments(viewer, engagement_id).with_only_columns(Comment.id)
    return select(Response).where(Response.comment_id.in_(visible))


def positions(viewer: Viewer, engagement_id: int, ballot_closed: bool) -> Select[Position]:
    """Positions of others are the Facility's and the lead's only, until the ballot closes."""
    query = select(Position).where(Position.engagement_id == engagement_id)
    if ballot_closed or viewer.sees_all_comments(engagement_id):
        return query
    seat = viewer.seat_in(engagement_id)
    return query.where(Position.institution_id == seat.institution_id if seat else false())


def papers(viewer: Viewer, engagement_id: int) -> Select[Paper]:
    """Papers on file; restricted ones, and what they correct, are the Facility's and the lead's.

    The letters on which an institution's own reply or positions rest are its own too.
    """
    query = select(Paper).where(Paper.engagement_id == engagement_id)
    if viewer.sees_all_comments(engagement_id):
        return query
    closed = (
        select(Paper.id, Paper.corrects_id)
        .where(Paper.engagement_id == engagement_id, Paper.restricted.is_(True))
        .cte("closed", recursive=True)
    )
    before = aliased(Paper)
    closed = closed.union(
        select(before.id, before.corrects_id).join(closed, closed.c.corrects_id == before.id)
    )
    return query.where(
        or_(Paper.id.not_in(select(closed.c.id)), Paper.id.in_(_own_letters(viewer, engagement_id)))
    )


def _own_letters(viewer: Viewer, engagement_id: int) -> CompoundSelect[int]:
    seat = viewer.seat_in(engagement_id)
    own = seat.institution_id if seat else None
    return union(
        *(
            select(model.paper_id).where(
                model.institution_id == own,
                model.paper_id.is_not(None),
            )
            for model in (Submission, Position)
        )
    )


def files(viewer: Viewer, engagement_id: int) -> Select[StoredFile]:
    """Files as they came: open ones of papers that the viewer may see, and of the adoption."""
    query = select(StoredFile).where(StoredFile.engagement_id == engagement_id)
    if viewer.sees_all_comments(engagement_id):
        return query
    of_papers = papers(viewer, engagement_id).with_only_columns(Paper.file_id)
    of_adoption = select(Adoption.file_id).where(Adoption.engagement_id == engagement_id)
    own = select(Paper.file_id).where(Paper.id.in_(_own_letters(viewer, engagement_id)))
    opened = or_(
        StoredFile.id.in_(of_papers.where(Paper.file_id.is_not(None))),
        StoredFile.id.in_(of_adoption.where(Adoption.file_id.is_not(None))),
    )
    return query.where(
        or_(
            and_(StoredFile.restricted.is_(False), opened),
            StoredFile.id.in_(own.where(Paper.file_id.is_not(None))),
        )
    )


def contacts(viewer: Viewer, engagement_ids: Collection[int]) -> Select[ContactNote]:
    """Whom the Facility asked after a presentation: the Facility's and the lead's only."""
    open_to = [i for i in engagement_ids if viewer.sees_all_comments(i)]
    return select(ContactNote).where(ContactNote.engagement_id.in_(open_to))


def evidence(viewer: Viewer) -> Select[Engagement]:
    """Engagements of which the viewer may see who took part."""
    query = engagements(viewer)
    if viewer.reaches_all:
        return query
    return query.where(Engagement.id.in_([i for i in viewer.seats if viewer.sees_evidence(i)]))


def events(viewer: Viewer, engagement: Engagement) -> Select[HistoryEvent]:
    """The history: whole for the Facility and the lead, the public part and one's own else."""
    query = select(HistoryEvent).where(HistoryEvent.chain == engagement.code)
    whole = "auditor" in viewer.roles_in(engagement.id)
    if whole or viewer.sees_all_comments(engagement.id):
        # What an institution has not sent does not exist for others, in the history either.
        return query.where(
            or_(
                HistoryEvent.verb.not_in(_WRITING),
                HistoryEvent.subject.in_(_comment_subjects(viewer, engagement.id)),
            )
        )
    behalf = HistoryEvent.payload["for"].as_string()
    return query.where(
        or_(
            HistoryEvent.verb.in_(PUBLIC_VERBS),
            HistoryEvent.actor == viewer.number,
            behalf == viewer.number,
        )
    )


def _comment_subjects(viewer: Viewer, engagement_id: int) -> Select[str]:
    number = cast(Comment.number, String)
    return comments(viewer, engagement_id).with_only_columns(literal("comment:") + number)


def sees_working_draft(viewer: Viewer, engagement_id: int) -> bool:
    """Text between two revisions is the Facility's and the lead institution's only."""
    return viewer.sees_all_comments(engagement_id)
