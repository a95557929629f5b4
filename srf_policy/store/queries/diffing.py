"""Two texts side by side, and what caused each change between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Change,
    Comment,
    Engagement,
    Institution,
    Meeting,
    Provision,
    Response,
    Revision,
)
from srf_policy.domain.errors import NotFound
from srf_policy.domain.viewer import Viewer

from .. import scope
from . import texts
from .comparing import changes
from .texts import Draft


@dataclass(frozen=True)
class Cause:
    """What caused a change: a comment (and its disposition), minutes, a letter, or a note.

    `name` is the institution, the meeting or the paper in several languages.
    """

    kind: str
    number: int = 0
    ref: str = ""
    name: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    disposition: str = ""
    note: str = ""


@dataclass(frozen=True)
class Compared:
    """`changes` as in `comparing.changes`; `causes` by provision id."""

    older: Revision
    newer: Revision
    old: Draft
    new: Draft
    changes: Mapping[str, Sequence[str]]
    causes: Mapping[str, Sequence[Cause]]


def compared(session: Session, viewer: Viewer, engagement: Engagement, a: int, b: int) -> Compared:
    """Two revisions. Thirteen statements at most. NotFound where one of them is not there."""
    older = texts.revision(session, engagement.id, a)
    newer = texts.revision(session, engagement.id, b)
    if older is None or newer is None:
        raise NotFound
    old, new = texts.of_revision(session, older), texts.of_revision(session, newer)
    known = causes_between(session, viewer, engagement.id, a, b)
    return Compared(older, newer, old, new, changes(old, new), known)


def causes_between(
    session: Session, viewer: Viewer, engagement_id: int, a: int, b: int
) -> dict[str, list[Cause]]:
    """What caused the changes after revision `a` and up to `b`, as `causes`."""
    between = Change.revision_number > a, Change.revision_number <= b
    return causes(session, viewer, engagement_id, between, (a, b))


def causes(
    session: Session,
    viewer: Viewer,
    engagement_id: int,
    which: Iterable[ColumnElement[bool]],
    promised: tuple[int, int] | None = None,
) -> dict[str, list[Cause]]:
    """The causes of these changes that the viewer may see, by provision id. Four statements.

    `promised`: also comments that were promised a change in a revision after the first of these
    two and up to the second.
    """
    rows = session.execute(
        select(Change, Provision.code)
        .join(Provision, Provision.id == Change.provision_id)
        .where(Change.engagement_id == engagement_id, Change.cause_kind != "none", *which)
        .order_by(Change.id)
    ).all()
    known = _Records(session, viewer, engagement_id)
    found: defaultdict[str, list[Cause]] = defaultdict(list)
    if promised is not None:
        for provision, cause in known.promised(*promised):
            found[provision].append(cause)
    for change, provision in rows:
        told = known.cause(change.cause_kind, change.cause)
        if told is not None and told not in found[provision]:
            found[provision].append(told)
    return dict(found)


def causes_of(
    session: Session, viewer: Viewer, engagement_id: int, changes: Sequence[Change]
) -> list[Cause | None]:
    """The cause of each change, None where none is named or the viewer may not see it. Three
    statements."""
    known = _Records(session, viewer, engagement_id)
    return [known.cause(c.cause_kind, c.cause) if c.cause_kind != "none" else None for c in changes]


class _Records:
    """Comments, meetings and letters that changes name, as far as the viewer may see them."""

    def __init__(self, session: Session, viewer: Viewer, engagement_id: int) -> None:
        self._whole = viewer.sees_all_comments(engagement_id)
        rows = session.execute(_comments(viewer, engagement_id)).all()
        self._comments = {str(row.number): _of_comment(row) for row in rows}
        self._promised = [
            (row.code, row.resulting_revision, self._comments[str(row.number)])
            for row in rows
            if row.code and row.resulting_revision
            and row.disposition in ("accepted", "accepted_in_part")
        ]  # fmt: skip
        self._meetings = {
            str(m.number): Cause("minutes", number=m.number, name=m.title, day=m.occurred_on)
            for m in session.scalars(select(Meeting).where(Meeting.engagement_id == engagement_id))
        }
        self._papers = {
            p.ref: Cause("letter", ref=p.ref, name=p.title, day=p.occurred_on)
            for p in session.scalars(scope.papers(viewer, engagement_id))
        }

    def promised(self, after: int, until: int) -> list[tuple[str, Cause]]:
        return [(code, cause) for code, n, cause in self._promised if after < n <= until]

    def cause(self, kind: str, named: str) -> Cause | None:
        """None for what the viewer may not see; notes are the Facility's and the lead's."""
        if kind == "comment":
            return self._comments.get(named)
        if kind == "minutes":
            return self._meetings.get(named)
        if kind == "letter":
            return self._papers.get(named)
        return Cause("note", note=named) if self._whole and named else None


def _comments(viewer: Viewer, engagement_id: int) -> Any:
    return (
        scope.comments(viewer, engagement_id)
        .with_only_columns(
            Comment.number,
            Institution.name,
            Provision.code,
            Response.disposition,
            Response.resulting_revision,
        )
        .join(Institution, Institution.id == Comment.institution_id)
        .outerjoin(Provision, Provision.id == Comment.provision_id)
        .outerjoin(Response, Response.id == Comment.response_id)
        .order_by(Comment.number)
    )


def _of_comment(row: Any) -> Cause:
    return Cause("comment", number=row.number, name=row.name, disposition=row.disposition or "")
