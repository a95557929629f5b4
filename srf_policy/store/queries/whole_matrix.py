"""The comment matrix whole, for files: every comment that the viewer may see, with its answer.

Eight statements, however many comments there are; no statement holds a list that grows with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import (
    Comment,
    Engagement,
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
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import LocalText

from .. import scope
from . import places
from .printing import as_printed, stored

_PARTS = ("part", "area", "section", "annex", "objective")
"""Kinds that may head a group of comments; a paragraph that stands by itself heads none."""


class Line(NamedTuple):
    """One comment and the answer that counts now. `institution` and `provision` are row ids.

    `revision` is the one that was commented on, `resulting` the one that shows the result;
    `original` is the number of the comment that this one repeats.
    """

    number: int
    reference: str | None
    institution: int
    provision: int | None
    round: int
    revision: int
    occurred_on: date
    kind: str
    severity: str
    answer: str
    via: str
    layer: str
    late: bool
    language: str
    words: str | None
    proposed: str | None
    justification: str | None
    disposition: str | None
    answered_on: date | None
    response: str | None
    response_language: str | None
    original: int | None
    resulting: int | None
    illustrative: bool

    @property
    def lacks_answer(self) -> bool:
        """It asks for an answer, was sent, and has none."""
        asks = self.answer in ("proposal", "remark") and self.layer == "engagement"
        return asks and self.disposition is None


class Spot(NamedTuple):
    """A provision as it stood in the revision that was commented on; `root` is the part above."""

    code: str
    kind: str
    number: Number
    root: int


class Area(NamedTuple):
    """Comments on one part of the text. `about`: whole, part, plan, or other; a part has a heading,
    and a number where such parts carry one.
    """

    about: str
    number: str
    heading: LocalText
    lines: Sequence[Line]


@dataclass(frozen=True)
class Matrix:
    """`spots` by (number of the revision, provision); `numbers` by revision and provision's id."""

    areas: Sequence[Area]
    institutions: Mapping[int, Institution]
    spots: Mapping[tuple[int, int], Spot]
    numbers: Mapping[int, Mapping[str, tuple[str, Number]]]

    @property
    def lines(self) -> Iterator[Line]:
        return (line for area in self.areas for line in area.lines)


def whole_matrix(
    session: Session, viewer: Viewer, engagement: Engagement, number: int | None = None
) -> Matrix:
    """The comments of one round (of all), in the order in which the newest of its texts is read."""
    lines = [Line(*row) for row in session.execute(_lines(viewer, engagement, number))]
    institutions = session.scalars(
        select(Institution).where(Institution.engagement_id == engagement.id)
    )
    texts = _Texts(session, engagement, number)
    return Matrix(
        _areas(session, lines, texts), {i.id: i for i in institutions}, texts.spots, texts.numbers
    )


def _lines(viewer: Viewer, engagement: Engagement, number: int | None) -> Select[*tuple[Any, ...]]:
    words, proposed, why, said = (aliased(Text) for _ in range(4))
    original = aliased(Comment)
    answer = and_(Response.id == Comment.response_id, Response.engagement_id == engagement.id)
    query = (
        scope.comments(viewer, engagement.id)
        .with_only_columns(
            Comment.number, Comment.reference, Comment.institution_id, Comment.provision_id,
            Round.number, Round.revision_number, Comment.occurred_on, Comment.kind,
            Comment.severity, Comment.answer, Comment.via, Comment.layer, Comment.late,
            Comment.language, words.words, proposed.words, why.words, Response.disposition,
            Response.occurred_on, said.words, Response.language, original.number,
            Response.resulting_revision, Comment.illustrative,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Round, Round.id == Submission.round_id)
        .outerjoin(Response, answer)
        .outerjoin(original, original.id == Response.duplicate_of)
        .order_by(Comment.number)
    )  # fmt: skip
    for text, sha in (
        (words, Comment.words), (proposed, Comment.proposed), (why, Comment.justification),
        (said, Response.words),
    ):  # fmt: skip
        same = and_(text.engagement_id == engagement.id, text.sha256 == sha)
        query = query.outerjoin(text, same)
    return query if number is None else query.where(Round.number == number)


class _Texts:
    """Where the provisions stand in the revisions that were commented on. One statement."""

    def __init__(self, session: Session, engagement: Engagement, number: int | None) -> None:
        self.spots: dict[tuple[int, int], Spot] = {}
        self.numbers: dict[int, dict[str, tuple[str, Number]]] = {}
        self.roots: dict[int, tuple[int, Number]] = {}
        self.order: dict[int, int] = {}
        by_revision: dict[int, list[Any]] = {}
        for row in session.execute(_places(engagement, number)):
            by_revision.setdefault(row.revision, []).append(row)
        for revision in sorted(by_revision):
            self._add(revision, by_revision[revision])

    def _add(self, revision: int, rows: Sequence[Any]) -> None:
        """Revisions come oldest first, so that the newest one's order and headings count."""
        self.order = order = _read(rows)
        above = {row.id: row.parent_id for row in rows}
        printed = as_printed(rows[0].numbering)
        numbers = self.numbers.setdefault(revision, {})
        for row in sorted(rows, key=lambda row: order.get(row.id, len(order))):
            number, root = printed.of(row), _top(row.id, above)
            self.spots[revision, row.id] = Spot(row.code, row.kind, number, root)
            numbers[row.code] = (row.kind, number)
            if root == row.id and row.kind in _PARTS:
                self.roots[root] = (row.revision_id, number)


def _places(engagement: Engagement, number: int | None) -> Select[*tuple[Any, ...]]:
    rounds = select(Round.revision_number).where(Round.engagement_id == engagement.id)
    if number is not None:
        rounds = rounds.where(Round.number == number)
    place = RevisionProvision
    return (
        select(
            Revision.number.label("revision"), place.revision_id, Revision.numbering,
            place.provision_id.label("id"), place.parent_id, place.kind, place.printed,
            Provision.code, stored(),
        )
        .join(Revision, Revision.id == place.revision_id)
        .join(Provision, Provision.id == place.provision_id)
        .where(Revision.engagement_id == engagement.id, Revision.number.in_(rounds))
        .order_by(place.position)
    )  # fmt: skip


def _top(provision: int, above: Mapping[int, int | None]) -> int:
    while (parent := above.get(provision)) is not None:
        provision = parent
    return provision


def _read(rows: Iterable[Any]) -> dict[int, int]:
    """Provision -> its place in the order of reading; lines of the action plan come last."""
    below: dict[int | None, list[int]] = {}
    for row in rows:
        below.setdefault(-1 if row.kind == "action" else row.parent_id, []).append(row.id)
    found: dict[int, int] = {}
    waiting = [*reversed(below.get(-1, [])), *reversed(below.get(None, []))]
    while waiting:
        provision = waiting.pop()
        found[provision] = len(found)
        waiting += reversed(below.get(provision, []))
    return found


def _areas(session: Session, every: Sequence[Line], texts: _Texts) -> list[Area]:
    groups: dict[tuple[int, int], list[Line]] = {}
    for line in every:
        groups.setdefault(_group(line, texts), []).append(line)
    heads = _headings(session, texts, {root for rank, root in groups if rank == _PART})
    last = len(texts.order)

    def read(line: Line) -> tuple[int, int]:
        return texts.order.get(line.provision or 0, last), line.number

    found = []
    for rank, root in sorted(groups, key=lambda g: (g[0], texts.order.get(g[1], last), g[1])):
        number, heading = heads.get(root, ("", {}))
        lines = sorted(groups[rank, root], key=read)
        found.append(Area(_ABOUT[rank], number, heading, lines))
    return found


_ABOUT = ("whole", "part", "other", "plan")
_WHOLE, _PART, _OTHER, _PLAN = range(4)


def _group(line: Line, texts: _Texts) -> tuple[int, int]:
    if line.provision is None:
        return _WHOLE, 0
    spot = texts.spots.get((line.revision, line.provision))
    if spot is not None and spot.root in texts.roots:
        return _PART, spot.root
    return (_PLAN if spot is not None and spot.kind == "action" else _OTHER), 0


def _headings(
    session: Session, texts: _Texts, roots: Iterable[int]
) -> dict[int, tuple[Number, LocalText]]:
    """Number and heading of these parts, as they stand in the newest text that has them."""
    spots = {root: (texts.roots[root][0], root) for root in roots}
    words = places.fields(session, set(spots.values()))
    return {
        root: (texts.roots[root][1], words.get(spot, {}).get("heading", {}))
        for root, spot in spots.items()
    }
