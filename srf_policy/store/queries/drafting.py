"""The draft that is being written: what changed since the newest revision, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Change,
    Comment,
    Engagement,
    Institution,
    Meeting,
    Paper,
    Provision,
    Response,
    Revision,
    Text,
)
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer

from .. import scope
from . import texts
from .comparing import changes
from .diffing import Cause, causes
from .promises import Unkept, unkept
from .texts import Draft


@dataclass(frozen=True)
class Working:
    """`changes` as in `comparing.changes`; `causes` by provision id; `translated`: see below.

    `without_cause` holds provisions with a change since the newest revision that names no cause;
    `translated` those whose translations are all that differs. `renumbered`: the numbering was
    changed since.
    """

    draft: Draft
    newest: Revision | None
    published: Draft | None
    changes: Mapping[str, Sequence[str]]
    causes: Mapping[str, Sequence[Cause]]
    without_cause: Sequence[str]
    unkept: Sequence[Unkept]
    translated: Sequence[str]
    renumbered: bool

    @property
    def changed(self) -> int:
        """How many provisions differ from the newest revision."""
        return len({i for ids in self.changes.values() for i in ids} | set(self.translated))


def working(session: Session, viewer: Viewer, engagement: Engagement) -> Working:
    """The working draft against the newest revision. Twelve statements at most.

    NotFound for who may not see what is between two revisions.
    """
    _require(viewer, engagement)
    newest = texts.revision(session, engagement.id)
    published = texts.of_revision(session, newest) if newest else None
    written = texts.of_working(session, engagement)
    changed = changes(published, written)
    open_changes = (Change.revision_number.is_(None),)
    number = newest.number + 1 if newest else 1
    return Working(
        written,
        newest,
        published,
        changed,
        causes(session, viewer, engagement.id, open_changes),
        _without_cause(session, engagement.id),
        unkept(session, scope.comments(viewer, engagement.id), number, changed),
        _translated(published, written),
        newest is not None and newest.numbering != engagement.numbering,
    )


def draft(session: Session, viewer: Viewer, engagement: Engagement) -> Draft:
    """The working draft by itself. Two statements. NotFound for who may not see it."""
    _require(viewer, engagement)
    return texts.of_working(session, engagement)


def _require(viewer: Viewer, engagement: Engagement) -> None:
    if not scope.sees_working_draft(viewer, engagement.id):
        raise NotFound


def _without_cause(session: Session, engagement_id: int) -> list[str]:
    rows = session.scalars(
        select(Provision.code)
        .join(Change, Change.provision_id == Provision.id)
        .where(
            Change.engagement_id == engagement_id,
            Change.revision_number.is_(None),
            Change.cause_kind == "none",
        )
        .order_by(Change.id)
    )
    return list(dict.fromkeys(rows))


def _translated(published: Draft | None, draft: Draft) -> list[str]:
    if published is None:
        return []
    then = {n.id: _others(n.fields, draft.language) for n in (*published.nodes, *published.plan)}
    return [
        n.id
        for n in (*draft.nodes, *draft.plan)
        if n.id in then and _others(n.fields, draft.language) != then[n.id]
    ]


def _others(fields: Mapping[str, Mapping[str, Any]], source: str) -> dict[tuple[str, str], str]:
    return {
        (name, tag): words.sha256
        for name, languages in fields.items()
        for tag, words in languages.items()
        if tag != source
    }


@dataclass(frozen=True)
class Remark:
    """A comment that may have caused a change. `words`: what was said, or the wording proposed."""

    number: int
    institution: Mapping[str, str]
    disposition: str
    language: str
    words: str
    proposed: str


@dataclass(frozen=True)
class Choices:
    """What a change of one provision may name as its cause."""

    comments: Sequence[Remark]
    meetings: Sequence[Meeting]
    papers: Sequence[Paper]


def choices(
    session: Session, viewer: Viewer, engagement: Engagement, provision_id: int | None = None
) -> Choices:
    """Comments on the provision (on any without one), meetings and letters, newest first."""
    of = engagement.id
    meetings = select(Meeting).where(Meeting.engagement_id == of)
    papers = scope.papers(viewer, of)
    return Choices(
        _remarks(session, viewer, of, provision_id),
        list(session.scalars(meetings.order_by(Meeting.occurred_on.desc(), Meeting.id.desc()))),
        list(session.scalars(papers.order_by(Paper.occurred_on.desc(), Paper.id.desc()))),
    )


def _remarks(
    session: Session, viewer: Viewer, engagement_id: int, provision_id: int | None
) -> list[Remark]:
    said, proposed = Text.__table__.alias(), Text.__table__.alias()
    rows = session.execute(
        scope.comments(viewer, engagement_id)
        .with_only_columns(
            Comment.number, Institution.name, Response.disposition, Comment.language,
            said.c.words.label("said"), proposed.c.words.label("proposed"),
        )
        .join(Institution, Institution.id == Comment.institution_id)
        .outerjoin(Response, Response.id == Comment.response_id)
        .outerjoin(said, _is(said, Comment.words))
        .outerjoin(proposed, _is(proposed, Comment.proposed))
        .where(
            *([Comment.provision_id == provision_id] if provision_id is not None else []),
            Comment.layer == "engagement",
            Comment.answer.in_(("proposal", "remark")),
        )
        .order_by(Comment.number.desc())
    )  # fmt: skip
    return [
        Remark(r.number, r.name, r.disposition or "", r.language, r.said or "", r.proposed or "")
        for r in rows
    ]


def _is(text: Any, column: Any) -> Any:
    return and_(text.c.engagement_id == Comment.engagement_id, text.c.sha256 == column)
