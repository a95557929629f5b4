"""Where comments stand: the provision, its number then, its words, and the area above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session, aliased

from srf_policy.domain import (
    LanguageText,
    Provision,
    Revision,
    RevisionProvision,
    RevisionText,
    Text,
)
from srf_policy.domain.numbering import Number
from srf_policy.domain.schemes import numbering_of
from srf_policy.domain.wording import references
from srf_policy.languages.messages import LocalText

from .printing import printed_number, stored

Spot = tuple[int, int]
"""(revision id, provision id)."""

Fields = Mapping[str, LocalText]
"""Field of a provision -> its words by language."""


@dataclass(frozen=True)
class Place:
    """A provision as it stood in one revision. `number` is empty where it carries none.

    `area` is the heading of the part of the text that it belongs to.
    """

    provision: str
    kind: str
    number: Number
    fields: Fields = field(default_factory=dict)
    area: LocalText = field(default_factory=dict)


def of_spots(session: Session, spots: Collection[Spot]) -> dict[Spot, Place]:
    """The places of these provisions; what does not stand in its revision is left out.

    Four statements.
    """
    if not spots:
        return {}
    roots = _roots(session, spots)
    words = fields(session, {*spots, *((s[0], root) for s, root in roots.items())})
    rows = session.execute(
        select(RevisionProvision, Provision.code, Revision.numbering, stored())
        .join(Provision, Provision.id == RevisionProvision.provision_id)
        .join(Revision, Revision.id == RevisionProvision.revision_id)
        .where(tuple_(RevisionProvision.revision_id, RevisionProvision.provision_id).in_(spots))
    )
    found: dict[Spot, Place] = {}
    for row, code, numbering, held in rows:
        spot = (row.revision_id, row.provision_id)
        area = words.get((spot[0], roots.get(spot, spot[1])), {}).get("heading", {})
        number = printed_number(row.kind, row.printed, numbering_of(numbering), held)
        found[spot] = Place(code, row.kind, number, words.get(spot, {}), area)
    return found


def _roots(session: Session, spots: Collection[Spot]) -> dict[Spot, int]:
    """The top provision above each spot."""
    start = (
        select(
            RevisionProvision.revision_id.label("revision_id"),
            RevisionProvision.provision_id.label("origin"),
            RevisionProvision.provision_id.label("provision_id"),
            RevisionProvision.parent_id.label("parent_id"),
        )
        .where(tuple_(RevisionProvision.revision_id, RevisionProvision.provision_id).in_(spots))
        .cte("climb", recursive=True)
    )
    above = aliased(RevisionProvision)
    climb = start.union_all(
        select(start.c.revision_id, start.c.origin, above.provision_id, above.parent_id).join(
            above,
            and_(
                above.revision_id == start.c.revision_id,
                above.provision_id == start.c.parent_id,
            ),
        )
    )
    rows = session.execute(
        select(climb.c.revision_id, climb.c.origin, climb.c.provision_id).where(
            climb.c.parent_id.is_(None)
        )
    )
    return {(revision, origin): root for revision, origin, root in rows}


def fields(session: Session, spots: Collection[Spot]) -> dict[Spot, Fields]:
    """Headings and words of these provisions in every language they have. Two statements.

    Translations are the newest up to that revision, also where the source has changed since.
    """
    found: defaultdict[Spot, defaultdict[str, dict[str, str]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for spot, name, language, words in _translated(session, spots):
        found[spot][name][language] = words
    source = session.execute(
        select(
            RevisionText.revision_id,
            RevisionText.provision_id,
            RevisionText.field,
            Revision.language,
            Text.words,
        )
        .join(Revision, Revision.id == RevisionText.revision_id)
        .join(
            Text,
            and_(
                Text.engagement_id == RevisionText.engagement_id,
                Text.sha256 == RevisionText.sha256,
            ),
        )
        .where(
            tuple_(RevisionText.revision_id, RevisionText.provision_id).in_(spots),
            RevisionText.field.in_(("heading", "words")),
        )
    )
    for revision, provision, name, language, words in source:
        found[(revision, provision)][name][language] = words
    return {spot: dict(names) for spot, names in found.items()}


def _translated(session: Session, spots: Collection[Spot]) -> Iterable[tuple[Spot, str, str, str]]:
    """Oldest first, so that what is read last is what counts."""
    shown, made = aliased(Revision), aliased(Revision)
    rows = session.execute(
        select(
            shown.id, LanguageText.provision_id, LanguageText.field, LanguageText.language,
            Text.words,
        )
        .join(made, made.id == LanguageText.revision_id)
        .join(
            shown,
            and_(shown.engagement_id == made.engagement_id, shown.number >= made.number),
        )
        .join(
            Text,
            and_(
                Text.engagement_id == LanguageText.engagement_id,
                Text.sha256 == LanguageText.sha256,
            ),
        )
        .where(
            tuple_(shown.id, LanguageText.provision_id).in_(spots),
            LanguageText.field.in_(("heading", "words")),
        )
        .order_by(made.number, LanguageText.id)
    )  # fmt: skip
    for revision, provision, name, language, words in rows:
        yield (revision, provision), name, language, words


def numbers(
    session: Session, engagement_id: int, texts: Iterable[str]
) -> dict[int, dict[str, tuple[str, Number]]]:
    """By revision: (kind, number) of the provisions to which these texts refer. One statement."""
    wanted = {code for text in texts for code in references(text)}
    rows = session.execute(
        select(
            RevisionProvision.revision_id,
            Provision.code,
            RevisionProvision.kind,
            RevisionProvision.printed,
            Revision.numbering,
            stored(),
        )
        .join(Provision, Provision.id == RevisionProvision.provision_id)
        .join(Revision, Revision.id == RevisionProvision.revision_id)
        .where(Provision.engagement_id == engagement_id, Provision.code.in_(wanted))
    )
    found: defaultdict[int, dict[str, tuple[str, Number]]] = defaultdict(dict)
    for revision, code, kind, logical, numbering, held in rows:
        number = printed_number(kind, logical, numbering_of(numbering), held)
        found[revision][code] = (kind, number)
    return dict(found)


def areas(session: Session, revision: Revision) -> list[tuple[str, Number, LocalText]]:
    """The top parts of a revision in order, as (provision, number, heading). Three statements."""
    rows = session.execute(
        select(
            RevisionProvision.provision_id,
            Provision.code,
            RevisionProvision.kind,
            RevisionProvision.printed,
            stored(),
        )
        .join(Provision, Provision.id == RevisionProvision.provision_id)
        .where(
            RevisionProvision.revision_id == revision.id,
            RevisionProvision.parent_id.is_(None),
            RevisionProvision.kind != "action",
        )
        .order_by(RevisionProvision.position)
    ).all()
    words = fields(session, [(revision.id, row.provision_id) for row in rows])
    numbering = numbering_of(revision.numbering)
    return [
        (
            code,
            printed_number(kind, logical, numbering, held),
            words.get((revision.id, provision), {}).get("heading", {}),
        )
        for provision, code, kind, logical, held in rows
    ]


def reading_order(session: Session, revision: Revision) -> dict[int, int]:
    """Provision -> its place in the order of reading; lines of the action plan come last."""
    rows = session.execute(
        select(RevisionProvision.provision_id, RevisionProvision.parent_id, RevisionProvision.kind)
        .where(RevisionProvision.revision_id == revision.id)
        .order_by(RevisionProvision.position)
    ).all()
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for provision, parent, kind in rows:
        below[-1 if kind == "action" else parent].append(provision)
    found: dict[int, int] = {}
    waiting = [*reversed(below[-1]), *reversed(below[None])]
    while waiting:
        provision = waiting.pop()
        found[provision] = len(found)
        waiting += reversed(below[provision])
    return found


def by_place(
    session: Session, revision: Revision | None, pairs: Iterable[tuple[int, int | None]]
) -> list[int]:
    """Numbers of comments in reading order; remarks on the whole first, lost provisions last.

    `pairs`: number of a comment, its provision.
    """
    order = reading_order(session, revision) if revision else {}
    ranked = ((-1 if p is None else order.get(p, len(order)), number) for number, p in pairs)
    return [number for _, number in sorted(ranked)]
