"""The comment matrix: one page of comments with their places, texts and answers.

The number of statements is the same for any number of comments. Pages are cut by the comment's
number, never by counting rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import (
    Comment,
    Engagement,
    HistoryEvent,
    Institution,
    Provision,
    Response,
    Revision,
    RevisionProvision,
    Round,
    Submission,
    Text,
)
from srf_policy.domain.numbering import Number
from srf_policy.domain.telling import acted
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import LocalText, Message

from .. import scope
from . import places, texts
from .places import Place, numbers, of_spots

PAGE = 20
WITHOUT = "none"
"""The filter's word for "without an answer"."""


@dataclass(frozen=True)
class Filter:
    """What is asked for; empty fields ask for nothing. `after`: what follows the comment with this
    number, in the order of the numbers or `by_place`: as the text of the newest draft is read.
    """

    round: int | None = None
    area: str = ""
    provision: str = ""
    institution: str = ""
    kind: str = ""
    disposition: str = ""
    after: int = 0
    by_place: bool = False


@dataclass(frozen=True)
class Given:
    """One answer as it was given. `original`: the number of the comment this one repeats."""

    response: Response
    words: str
    original: int | None


@dataclass(frozen=True)
class Remark:
    """One row. `who`: wrote it down. `numbers`: provisions to which the texts refer.

    `answers` come newest first. `letter`: the paper with which it came, if the viewer may see it.
    """

    comment: Comment
    institution: str
    name: LocalText
    who: Message
    round: int
    revision: int
    place: Place | None
    words: str
    proposed: str
    justification: str
    numbers: Mapping[str, tuple[str, Number]]
    answers: tuple[Given, ...]
    letter: str | None


@dataclass(frozen=True)
class Page:
    """`following`: the number after which the next page begins, None on the last one."""

    remarks: tuple[Remark, ...]
    following: int | None


@dataclass(frozen=True)
class Counts:
    """Comments in the round (or all), those that ask for an answer and have none, and senders."""

    comments: int
    open: int
    institutions: int


def page(session: Session, viewer: Viewer, engagement: Engagement, wanted: Filter) -> Page:
    """One page of the comments that the viewer may see. Eight statements, ten by place."""
    query = _rows(viewer, engagement, wanted)
    if wanted.by_place:
        numbers_ = _next_by_place(session, query, engagement, wanted.after)
        found = session.execute(query.where(Comment.number.in_(numbers_)).limit(PAGE + 1))
        rows = sorted(found.all(), key=lambda row: numbers_.index(row[0].number))
    else:
        query = query.where(Comment.number > wanted.after).order_by(Comment.number)
        rows = list(session.execute(query.limit(PAGE + 1)).all())
    shown = rows[:PAGE]
    following = shown[-1][0].number if len(rows) > PAGE else None
    answers = _answers(session, viewer, engagement, [row[0].id for row in shown])
    words = _words(session, engagement, [row[0] for row in shown], answers)
    spots = of_spots(
        session, {(row[5], row[0].provision_id) for row in shown if row[0].provision_id}
    )
    said = [
        *words.values(),
        *(w for p in spots.values() for w in p.fields.get("words", {}).values()),
    ]
    known = numbers(session, engagement.id, said)
    whole = viewer.sees_all_comments(engagement.id)
    remarks = tuple(_remark(row, spots, words, known, answers, whole) for row in shown)
    return Page(remarks, following)


def _next_by_place(
    session: Session, query: Select[Any], engagement: Engagement, after: int
) -> list[int]:
    """The numbers of one page and one more."""
    newest = texts.revision(session, engagement.id)
    pairs = session.execute(query.with_only_columns(Comment.number, Comment.provision_id)).all()
    numbers = places.by_place(session, newest, [(n, p) for n, p in pairs])
    start = numbers.index(after) + 1 if after in numbers else 0
    return numbers[start : start + PAGE + 1]


def _rows(viewer: Viewer, engagement: Engagement, wanted: Filter) -> Select[Any]:
    letters = scope.papers(viewer, engagement.id).subquery()
    query = (
        scope.comments(viewer, engagement.id)
        .add_columns(
            Institution.code, Institution.name, HistoryEvent.role, Round.number, Revision.id,
            Revision.number, HistoryEvent.payload, letters.c.ref,
        )
        .join(Institution, Institution.id == Comment.institution_id)
        .join(
            HistoryEvent,
            and_(HistoryEvent.chain == engagement.code, HistoryEvent.seq == Comment.seq),
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(letters, letters.c.id == Submission.paper_id)
        .join(Round, Round.id == Submission.round_id)
        .join(
            Revision,
            and_(
                Revision.engagement_id == Round.engagement_id,
                Revision.number == Round.revision_number,
            ),
        )
    )  # fmt: skip
    return _filtered(query, engagement, wanted)


def _filtered(query: Select[Any], engagement: Engagement, wanted: Filter) -> Select[Any]:
    if wanted.round is not None:
        query = query.where(Round.number == wanted.round)
    if wanted.institution:
        query = query.where(Institution.code == wanted.institution)
    if wanted.kind:
        query = query.where(Comment.kind == wanted.kind)
    if wanted.provision:
        one = select(Provision.id).where(
            Provision.engagement_id == engagement.id, Provision.code == wanted.provision
        )
        query = query.where(Comment.provision_id.in_(one))
    if wanted.area:
        query = query.where(Comment.provision_id.in_(_below(engagement.id, wanted.area)))
    if wanted.disposition == WITHOUT:
        return query.where(Comment.response_id.is_(None), _asks())
    if wanted.disposition:
        given = select(Response.id).where(
            Response.engagement_id == engagement.id,
            Response.disposition == wanted.disposition,
        )
        query = query.where(Comment.response_id.in_(given))
    return query


def _asks() -> Any:
    return Comment.answer.in_(("proposal", "remark"))


def _below(engagement_id: int, code: str) -> Select[tuple[int]]:
    """The provision and everything that ever stood below it in a revision."""
    top = (
        select(Provision.id.label("id"))
        .where(Provision.engagement_id == engagement_id, Provision.code == code)
        .cte("below", recursive=True)
    )
    child = aliased(RevisionProvision)
    tree = top.union(select(child.provision_id).join(top, child.parent_id == top.c.id))
    return select(tree.c.id)


def _answers(
    session: Session, viewer: Viewer, engagement: Engagement, ids: Sequence[int]
) -> dict[int, list[Given]]:
    """Every answer these comments ever got, by comment, newest first; words are still hashes."""
    original = aliased(Comment)
    rows = session.execute(
        scope.responses(viewer, engagement.id)
        .add_columns(original.number)
        .outerjoin(original, original.id == Response.duplicate_of)
        .where(Response.comment_id.in_(ids))
        .order_by(Response.id.desc())
    )
    found: defaultdict[int, list[Given]] = defaultdict(list)
    for response, number in rows:
        found[response.comment_id].append(Given(response, response.words or "", number))
    return dict(found)


def _words(
    session: Session,
    engagement: Engagement,
    comments: Iterable[Comment],
    answers: Mapping[int, list[Given]],
) -> dict[str, str]:
    """The words behind all hashes of the page."""
    wanted = {h for c in comments for h in (c.words, c.proposed, c.justification) if h}
    wanted |= {given.words for row in answers.values() for given in row if given.words}
    rows = session.execute(
        select(Text.sha256, Text.words).where(
            Text.engagement_id == engagement.id, Text.sha256.in_(wanted)
        )
    )
    return dict(rows.all())


def _remark(
    row: Any, places: Mapping[tuple[int, int], Place], words: Mapping[str, str],
    known: Mapping[int, Mapping[str, tuple[str, Number]]], answers: Mapping[int, list[Given]],
    whole: bool,
) -> Remark:  # fmt: skip
    comment, code, name, role, round_number, revision_id, revision_number, told, letter = row
    given = answers.get(comment.id, [])
    return Remark(
        comment=comment,
        institution=code,
        name=name,
        who=acted(role, told),
        round=round_number,
        revision=revision_number,
        place=places.get((revision_id, comment.provision_id)),
        words=words.get(comment.words or "", ""),
        proposed=words.get(comment.proposed or "", ""),
        justification=words.get(comment.justification or "", ""),
        numbers=known.get(revision_id, {}),
        answers=tuple(replace(g, words=words.get(g.words, "")) for g in given),
        letter=told.get("paper") if whole and comment.via != "form" else letter,
    )


def counts(
    session: Session, viewer: Viewer, engagement: Engagement, round_number: int | None
) -> Counts:
    """How many comments the viewer may see, and how many still ask for an answer."""
    lacks = and_(Comment.response_id.is_(None), _asks(), Comment.layer == "engagement")
    query = scope.comments(viewer, engagement.id).with_only_columns(
        func.count(),
        func.count(case((lacks, 1))),
        func.count(Comment.institution_id.distinct()),
    )
    if round_number is not None:
        query = (
            query.join(Submission, Submission.id == Comment.submission_id)
            .join(Round, Round.id == Submission.round_id)
            .where(Round.number == round_number)
        )
    return Counts(*session.execute(query).one())


def senders(session: Session, viewer: Viewer, engagement: Engagement) -> list[Institution]:
    """The institutions whose comments the viewer may see, for the filter."""
    seen = scope.comments(viewer, engagement.id).with_only_columns(Comment.institution_id)
    return list(
        session.scalars(
            select(Institution).where(Institution.id.in_(seen)).order_by(Institution.id)
        )
    )
