"""The text of a revision or of the working draft, as a tree with its words and languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from srf_policy.domain import (
    Engagement,
    LanguageText,
    Provision,
    Revision,
    RevisionProvision,
    RevisionText,
    Text,
    WorkingProvision,
    WorkingText,
)
from srf_policy.domain.numbering import number


@dataclass(frozen=True)
class Words:
    """One field in one language. `stale`: the source text has changed since it was translated."""

    words: str
    sha256: str
    follows: str = ""
    stale: bool = False


@dataclass(frozen=True)
class Node:
    """One provision where it stands. `fields[field][language]` are its words.

    `number` is in ASCII digits; `depth` counts from 0; `version` is that of the working draft.
    """

    provision_id: int
    id: str
    mark: str
    kind: str
    parent: str | None
    position: int
    number: str
    depth: int
    about: str | None = None
    version: int = 0
    fields: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)

    def text(self, name: str, language: str) -> Words | None:
        """The field's words in that language, if there are any."""
        return self.fields.get(name, {}).get(language)


@dataclass(frozen=True)
class Draft:
    """A whole text in reading order; action lines come last, in `plan`."""

    language: str
    nodes: tuple[Node, ...]
    plan: tuple[Node, ...]

    def find(self, provision: str) -> Node | None:
        """The provision or action line with this id."""
        return next((n for n in (*self.nodes, *self.plan) if n.id == provision), None)

    def numbers(self) -> dict[str, tuple[str, str]]:
        """(kind, number) by provision id, for cross-references."""
        return {n.id: (n.kind, n.number) for n in (*self.nodes, *self.plan)}


def revisions(session: Session, engagement_id: int) -> list[Revision]:
    """All published revisions, oldest first."""
    return list(
        session.scalars(
            select(Revision)
            .where(Revision.engagement_id == engagement_id)
            .order_by(Revision.number)
        )
    )


def revision(session: Session, engagement_id: int, wanted: int | None = None) -> Revision | None:
    """One revision by its number; the newest one without it."""
    query = select(Revision).where(Revision.engagement_id == engagement_id)
    if wanted is not None:
        query = query.where(Revision.number == wanted)
    return session.scalar(query.order_by(Revision.number.desc()).limit(1))


def of_revision(session: Session, revision: Revision, *, until: int | None = None) -> Draft:
    """The text of a revision with its translations as they stand now. Four statements.

    `until`: with those that were there after so many events of the history.
    """
    places = session.execute(
        select(RevisionProvision, Provision)
        .join(Provision, Provision.id == RevisionProvision.provision_id)
        .where(RevisionProvision.revision_id == revision.id)
        .order_by(RevisionProvision.position)
    ).all()
    source = session.execute(
        select(RevisionText.provision_id, RevisionText.field, RevisionText.sha256, Text.words)
        .join(Text, _same(RevisionText))
        .where(RevisionText.revision_id == revision.id)
    ).all()
    texts = _Texts(revision.language)
    for provision_id, name, sha, words in source:
        texts.add(provision_id, name, revision.language, Words(words, sha))
    for row in _translations(session, revision, until):
        texts.add(row[0], row[1], row[2], Words(row.words, row.sha256, row.follows))
    return _draft(revision.language, places, texts)


def _translations(session: Session, revision: Revision, until: int | None) -> Iterable[Any]:
    """Oldest first, so that the newest row of the newest revision stands at the end."""
    return session.execute(
        select(
            LanguageText.provision_id,
            LanguageText.field,
            LanguageText.language,
            LanguageText.sha256,
            LanguageText.follows,
            Text.words,
        )
        .join(Text, _same(LanguageText))
        .join(Revision, Revision.id == LanguageText.revision_id)
        .where(
            LanguageText.engagement_id == revision.engagement_id,
            Revision.number <= revision.number,
            *(() if until is None else (LanguageText.seq <= until,)),
        )
        .order_by(Revision.number, LanguageText.id)
    )


def of_working(session: Session, engagement: Engagement) -> Draft:
    """The draft that is being written: the newest revision and the edits since. Two statements."""
    places = session.execute(
        select(WorkingProvision, Provision)
        .join(Provision, Provision.id == WorkingProvision.provision_id)
        .where(WorkingProvision.engagement_id == engagement.id)
        .order_by(WorkingProvision.position)
    ).all()
    rows = session.execute(
        select(
            WorkingText.provision_id,
            WorkingText.field,
            WorkingText.language,
            WorkingText.sha256,
            WorkingText.follows,
            Text.words,
        )
        .join(Text, _same(WorkingText))
        .where(WorkingText.engagement_id == engagement.id)
    ).all()
    texts = _Texts(engagement.source_language)
    for provision_id, name, language, sha, follows, words in rows:
        texts.add(provision_id, name, language, Words(words, sha, follows))
    return _draft(engagement.source_language, places, texts)


def _same(table: Any) -> Any:
    return and_(Text.engagement_id == table.engagement_id, Text.sha256 == table.sha256)


class _Texts:
    def __init__(self, source: str) -> None:
        self._source = source
        self._by: defaultdict[int, dict[str, dict[str, Words]]] = defaultdict(dict)

    def add(self, provision_id: int, name: str, language: str, words: Words) -> None:
        self._by[provision_id].setdefault(name, {})[language] = words

    def of(self, provision_id: int) -> dict[str, dict[str, Words]]:
        """The fields of one provision, with translations marked that follow an older text."""
        fields = self._by.get(provision_id, {})
        for languages in fields.values():
            source = languages.get(self._source)
            for language, text in languages.items():
                if language != self._source and (source is None or text.follows != source.sha256):
                    languages[language] = Words(text.words, text.sha256, text.follows, stale=True)
        return fields


def _draft(language: str, places: Iterable[Any], texts: _Texts) -> Draft:
    rows = list(places)
    ids = {provision.id: provision.code for _, provision in rows}
    numbers = _numbers(rows, ids)
    nodes = {
        provision.code: Node(
            provision_id=provision.id,
            id=provision.code,
            mark=provision.mark,
            kind=place.kind,
            parent=ids.get(place.parent_id),
            position=place.position,
            number=numbers[provision.code],
            depth=0,
            about=_about(provision, texts.of(provision.id), language),
            version=getattr(place, "version", 0),
            fields=texts.of(provision.id),
        )
        for place, provision in rows
    }
    ordered = tuple(_in_reading_order(nodes.values()))
    return Draft(
        language,
        tuple(n for n in ordered if n.kind != "action"),
        tuple(n for n in ordered if n.kind == "action"),
    )


def _numbers(rows: list[Any], ids: Mapping[int, str]) -> dict[str, str]:
    """Those of a revision stay as they were printed; the working draft is counted anew."""
    if rows and isinstance(rows[0][0], RevisionProvision):
        return {provision.code: place.printed for place, provision in rows}
    return number(
        (provision.code, place.kind, ids.get(place.parent_id)) for place, provision in rows
    )


def _about(
    provision: Provision, fields: Mapping[str, Mapping[str, Words]], language: str
) -> str | None:
    later = fields.get("about", {}).get(language)
    return later.words if later else provision.about


def _in_reading_order(nodes: Iterable[Node]) -> Iterable[Node]:
    children: defaultdict[str | None, list[Node]] = defaultdict(list)
    for node in nodes:
        children[node.parent].append(node)
    waiting = [(node, 0) for node in reversed(children[None])]
    while waiting:
        node, depth = waiting.pop()
        yield _at_depth(node, depth)
        waiting.extend((child, depth + 1) for child in reversed(children[node.id]))


def _at_depth(node: Node, depth: int) -> Node:
    return Node(**{**node.__dict__, "depth": depth})
