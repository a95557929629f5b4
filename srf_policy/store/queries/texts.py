"""The text of a revision or of the working draft, as a tree with its words and languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, select
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
from srf_policy.domain.numbering import Number

from .printing import Numbers, as_printed, counted, stored


class Words(NamedTuple):
    """One field in one language. `stale`: the source text has changed since it was translated."""

    words: str
    sha256: str
    follows: str = ""
    stale: bool = False


@dataclass(frozen=True)
class Node:
    """One provision where it stands. `fields[field][language]` are its words.

    `number` is logical and knows what each language prints for it; `depth` counts from 0;
    `version` is that of the working draft.
    """

    provision_id: int
    id: str
    mark: str
    kind: str
    parent: str | None
    position: int
    number: Number
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

    def numbers(self) -> dict[str, tuple[str, Number]]:
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
    """The text of a revision with its translations as they stand now. Three statements.

    `until`: with those that were there after so many events of the history.
    """
    wanted = {
        "revision": revision.id,
        "engagement": revision.engagement_id,
        "number": revision.number,
    }
    translations = _translations() if until is None else _translations_until()
    places = session.execute(_places_of_revision(), wanted).all()
    texts = _Texts(revision.language)
    for provision_id, name, sha, words in session.execute(_source_of_revision(), wanted):
        texts.add(provision_id, name, revision.language, Words(words, sha))
    for provision_id, name, language, sha, follows, words in session.execute(
        translations, {**wanted, "until": until}
    ):
        texts.add(provision_id, name, language, Words(words, sha, follows))
    return _draft(revision.language, places, texts, as_printed(revision.numbering))


# Statements are built once: building one costs more than running it.
@cache
def _places_of_revision() -> Select[*tuple[Any, ...]]:
    return (
        select(*_place(RevisionProvision), RevisionProvision.printed, stored())
        .join(Provision, Provision.id == RevisionProvision.provision_id)
        .where(RevisionProvision.revision_id == bindparam("revision"))
        .order_by(RevisionProvision.position)
    )


@cache
def _source_of_revision() -> Select[*tuple[Any, ...]]:
    return (
        select(RevisionText.provision_id, RevisionText.field, RevisionText.sha256, Text.words)
        .join(Text, _same(RevisionText))
        .where(RevisionText.revision_id == bindparam("revision"))
    )


@cache
def _translations() -> Select[*tuple[Any, ...]]:
    """Oldest first, so that the newest row of the newest revision stands at the end."""
    return (
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
            LanguageText.engagement_id == bindparam("engagement"),
            Revision.number <= bindparam("number"),
        )
        .order_by(Revision.number, LanguageText.id)
    )


@cache
def _translations_until() -> Select[*tuple[Any, ...]]:
    return _translations().where(LanguageText.seq <= bindparam("until"))


def _place(table: Any) -> tuple[Any, ...]:
    """Where a provision stands, and what never changes of it."""
    return (
        Provision.id, Provision.code, Provision.mark, Provision.about, table.kind, table.parent_id,
        table.position,
    )  # fmt: skip


def of_working(session: Session, engagement: Engagement) -> Draft:
    """The draft that is being written: the newest revision and the edits since. Two statements."""
    wanted = {"engagement": engagement.id}
    places = session.execute(_working_places(), wanted).all()
    texts = _Texts(engagement.source_language)
    for provision_id, name, language, sha, follows, words in session.execute(
        _working_texts(), wanted
    ):
        texts.add(provision_id, name, language, Words(words, sha, follows))
    numbers = counted(places, engagement.numbering)
    return _draft(engagement.source_language, places, texts, numbers)


@cache
def _working_places() -> Select[*tuple[Any, ...]]:
    return (
        select(*_place(WorkingProvision), WorkingProvision.version)
        .join(Provision, Provision.id == WorkingProvision.provision_id)
        .where(WorkingProvision.engagement_id == bindparam("engagement"))
        .order_by(WorkingProvision.position)
    )


@cache
def _working_texts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            WorkingText.provision_id,
            WorkingText.field,
            WorkingText.language,
            WorkingText.sha256,
            WorkingText.follows,
            Text.words,
        )
        .join(Text, _same(WorkingText))
        .where(WorkingText.engagement_id == bindparam("engagement"))
    )


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


def _draft(language: str, places: Sequence[Any], texts: _Texts, numbers: Numbers) -> Draft:
    ids = {place.id: place.code for place in places}
    ordered = [
        _node(
            place, depth, ids.get(place.parent_id), numbers.of(place), texts.of(place.id), language
        )
        for place, depth in _in_reading_order(places, ids)
    ]
    return Draft(
        language,
        tuple(n for n in ordered if n.kind != "action"),
        tuple(n for n in ordered if n.kind == "action"),
    )


def _node(
    place: Any,
    depth: int,
    parent: str | None,
    number: Number,
    fields: Mapping[str, Mapping[str, Words]],
    language: str,
) -> Node:
    later = fields.get("about", {}).get(language)
    return Node(
        provision_id=place.id,
        id=place.code,
        mark=place.mark,
        kind=place.kind,
        parent=parent,
        position=place.position,
        number=number,
        depth=depth,
        about=later.words if later else place.about,
        version=getattr(place, "version", 0),
        fields=fields,
    )


def _in_reading_order(places: Sequence[Any], known: Mapping[int, str]) -> Iterable[tuple[Any, int]]:
    """Each place with its depth; what stands below nothing known stands at the top."""
    children: defaultdict[int | None, list[Any]] = defaultdict(list)
    for place in places:
        children[place.parent_id if place.parent_id in known else None].append(place)
    waiting = [(place, 0) for place in reversed(children[None])]
    while waiting:
        place, depth = waiting.pop()
        yield place, depth
        waiting.extend((child, depth + 1) for child in reversed(children[place.id]))
