"""One provision's life: every wording, its number then, who, when, why, and what was said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import (
    Change,
    Comment,
    Engagement,
    HistoryEvent,
    Institution,
    LanguageText,
    PrintedNumber,
    Provision,
    Response,
    Revision,
    RevisionProvision,
    RevisionText,
    Text,
)
from srf_policy.domain.errors import NotFound
from srf_policy.domain.numbering import Number
from srf_policy.domain.schemes import numbering_of
from srf_policy.domain.viewer import Viewer
from srf_policy.store import scope

from .diffing import Cause, causes_of
from .disputes import Bracketed, disputes
from .printing import printed_number, stored


@dataclass(frozen=True)
class Said:
    """A field in one language. A translation has the day on which it was made."""

    field: str
    language: str
    words: str
    day: date | None = None


@dataclass(frozen=True)
class Changed:
    """One change: by whom (a role), when, why. `other`: what it was split from or merged with;
    `absorbed`: the other one was merged into this one."""

    action: str
    role: str
    institution: str
    day: date
    cause: Cause | None
    editorial: bool
    revision: int | None
    other: str = ""
    absorbed: bool = False


@dataclass(frozen=True)
class Wording:
    """The provision in one revision. `same`: its source words are those of the revision before."""

    revision: Revision
    number: Number
    kind: str
    said: tuple[Said, ...]
    same: bool
    changes: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class Remark:
    """A comment that the viewer may see. `provision` names the one it was made on."""

    number: int
    provision: str
    institution: Mapping[str, str]
    day: date
    language: str
    words: str
    proposed: str
    disposition: str
    answer: str
    answer_language: str
    resulting: int | str


@dataclass(frozen=True)
class Life:
    """`waiting`: changes since the newest revision, for who may see the working draft.

    `family` holds the ids of provisions that were split from this one or merged into it.
    """

    provision: Provision
    wordings: tuple[Wording, ...]
    waiting: tuple[Changed, ...]
    remarks: tuple[Remark, ...]
    disputes: tuple[Bracketed, ...]
    family: tuple[str, ...] = ()
    absent: tuple[Revision, ...] = field(default=())


def life(session: Session, viewer: Viewer, engagement: Engagement, code: str) -> Life:
    """Everything about one provision: sixteen statements at most, for any life.

    NotFound for what was never in a revision, unless the viewer may see the working draft.
    """
    provision = session.scalar(
        select(Provision).where(Provision.engagement_id == engagement.id, Provision.code == code)
    )
    if provision is None:
        raise NotFound
    places = _places(session, provision)
    writes = scope.sees_working_draft(viewer, engagement.id)
    if not writes and not any(place for _, place, _ in places):
        raise NotFound
    changes = _changes(session, viewer, engagement, provision)
    merged = [c.other for c in changes if c.absorbed]
    return Life(
        provision,
        _wordings(session, provision, places, changes),
        tuple(c for c in changes if c.revision is None and writes),
        _remarks(session, viewer, engagement.id, [code, *merged]),
        tuple(disputes(session, viewer, engagement.id, [code])),
        tuple(dict.fromkeys(c.other for c in changes if c.other)),
        tuple(revision for revision, place, _ in places if place is None),
    )


def by_number(
    session: Session, engagement_id: int, logical: str, revision: int, printed: str = ""
) -> list[str]:
    """The ids of provisions that carried this logical number in a revision, or were printed so."""
    shown = (
        select(RevisionProvision.id)
        .join(
            PrintedNumber,
            and_(
                PrintedNumber.revision_id == RevisionProvision.revision_id,
                PrintedNumber.provision_id == RevisionProvision.provision_id,
            ),
        )
        .where(PrintedNumber.engagement_id == engagement_id, PrintedNumber.number == printed)
    )
    return list(
        session.scalars(
            select(Provision.code)
            .join(RevisionProvision, RevisionProvision.provision_id == Provision.id)
            .join(Revision, Revision.id == RevisionProvision.revision_id)
            .where(
                Revision.engagement_id == engagement_id,
                Revision.number == revision,
                or_(RevisionProvision.printed == logical, RevisionProvision.id.in_(shown)),
            )
            .order_by(RevisionProvision.id)
        )
    )


def _places(session: Session, provision: Provision) -> list[Any]:
    return list(
        session.execute(
            select(Revision, RevisionProvision, stored())
            .outerjoin(
                RevisionProvision,
                and_(
                    RevisionProvision.revision_id == Revision.id,
                    RevisionProvision.provision_id == provision.id,
                ),
            )
            .where(Revision.engagement_id == provision.engagement_id)
            .order_by(Revision.number)
        )
    )


def _wordings(
    session: Session, provision: Provision, places: Sequence[Any], changes: Sequence[Changed]
) -> tuple[Wording, ...]:
    texts = _texts(session, provision)
    found: list[Wording] = []
    before: set[tuple[str, str]] = set()
    for revision, place, held in places:
        if place is None:
            before = set()
            continue
        said = texts[revision.id]
        source = {(s.field, s.words) for s in said if s.day is None}
        led = tuple(c for c in changes if c.revision == revision.number)
        number = printed_number(place.kind, place.printed, numbering_of(revision.numbering), held)
        found.append(Wording(revision, number, place.kind, tuple(said), source == before, led))
        before = source
    return tuple(found)


def _texts(session: Session, provision: Provision) -> dict[int, list[Said]]:
    """By revision: the source, then the translations that were made beside it."""
    found: defaultdict[int, list[Said]] = defaultdict(list)
    for table in (RevisionText, LanguageText):
        language = getattr(table, "language", Revision.language)
        day = getattr(table, "occurred_on", None)
        columns = [table.revision_id, table.field, language, Text.words]
        rows = session.execute(
            select(*columns, *([day] if day is not None else []))
            .join(Revision, Revision.id == table.revision_id)
            .join(
                Text,
                and_(Text.engagement_id == table.engagement_id, Text.sha256 == table.sha256),
            )
            .where(table.provision_id == provision.id)
            .order_by(table.id)
        )
        for revision_id, name, tag, words, *made in rows:
            found[revision_id].append(Said(name, tag, words, made[0] if made else None))
    return found


def _changes(
    session: Session, viewer: Viewer, engagement: Engagement, provision: Provision
) -> list[Changed]:
    rows = session.execute(
        select(Change, HistoryEvent)
        .join(
            HistoryEvent,
            and_(HistoryEvent.chain == engagement.code, HistoryEvent.seq == Change.seq),
        )
        .where(Change.provision_id == provision.id)
        .order_by(Change.id)
    ).all()
    why = causes_of(session, viewer, engagement.id, [change for change, _ in rows])
    return [
        Changed(
            change.action, event.role, event.institution, change.occurred_on, cause,
            change.editorial, change.revision_number, *_other(event.payload, provision.code),
        )
        for (change, event), cause in zip(rows, why, strict=True)
    ]  # fmt: skip


def _other(payload: Mapping[str, Any], code: str) -> tuple[str, bool]:
    """The other half of a split or a merge, as the event tells it; and whether it came into this."""
    for told in payload["changes"]:
        other = told.get("into") or told.get("merged")
        if other and code in (told["id"], other):
            first = code == told["id"]
            return str(other if first else told["id"]), first and "merged" in told
    return "", False


def _remarks(
    session: Session, viewer: Viewer, engagement_id: int, codes: Sequence[str]
) -> tuple[Remark, ...]:
    said, proposed, answer = aliased(Text), aliased(Text), aliased(Text)
    rows = session.execute(
        scope.comments(viewer, engagement_id)
        .with_only_columns(
            Comment.number, Provision.code, Institution.name, Comment.occurred_on,
            Comment.language, said.words, proposed.words, Response.disposition, answer.words,
            Response.language, Response.resulting_revision,
        )
        .join(Institution, Institution.id == Comment.institution_id)
        .join(Provision, Provision.id == Comment.provision_id)
        .outerjoin(Response, Response.id == Comment.response_id)
        .outerjoin(said, _is(said, Comment.words))
        .outerjoin(proposed, _is(proposed, Comment.proposed))
        .outerjoin(answer, _is(answer, Response.words))
        .where(Provision.code.in_(codes), Comment.answer.in_(("proposal", "remark")))
        .order_by(Comment.number)
    )  # fmt: skip
    return tuple(_remark(*row) for row in rows)


def _remark(*values: Any) -> Remark:
    kept: list[Any] = [value or "" for value in values]
    return Remark(*kept)


def _is(text: Any, column: Any) -> Any:
    return and_(text.engagement_id == Comment.engagement_id, text.sha256 == column)
