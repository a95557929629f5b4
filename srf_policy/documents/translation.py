"""A revision to be translated in Word: every text beside its translation, to be filled and sent back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from srf_policy.domain.diff import diff
from srf_policy.domain.errors import refused
from srf_policy.domain.numbering import said
from srf_policy.domain.texts import TRANSLATED_FIELDS
from srf_policy.domain.viewer import Viewer
from srf_policy.domain.wording import with_references
from srf_policy.languages.messages import Numeral, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import language_name
from srf_policy.store.queries.exporting import Exported, revision_to_export
from srf_policy.store.queries.filling import words_of
from srf_policy.store.queries.texts import Node
from srf_policy.word.translation import Row, TranslationFile, write_translation

from .draft import origin_of, written_in
from .files import WORD, NamedFile, Tools, Wanted
from .frame import frame
from .sides import Side
from .templates import template_for
from .values import cover_values

_FILLS = {"done": "E3F1E8", "stale": "F8E6E3", "missing": "FFF4D6"}
_NEW_TABLE = frozenset({"part", "area", "annex"})
_COLUMNS = {"words": ""}
"""Columns in bookmarks: the words have none, other fields their own name."""

_ACTION = {"words": "activity", "indicator": "indicator", "source": "source"}
_FIELDS = {"heading": "heading", "alt": "alt", **_ACTION, "words": "words"}


def translation_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """A revision (the newest one) into a language (the first that is not the source).

    Raises NotFound, and Refused for the source and for a language that there is not.
    """
    found = revision_to_export(session, viewer, code, wanted.revision)
    tag = _target(found, wanted.language)
    template = template_for(session, found.engagement, "translation", tag, tools)
    rows = _Rows(found, tag, words_of(session, found.engagement, _followed(found, tag)))
    file = _content(found, tag, rows, tools, template.version)
    name = f"{code}-translation-{found.revision.number}-{tag}.docx"
    return NamedFile(name, WORD, write_translation(template.content, file))


def _target(found: Exported, language: str | None) -> str:
    source = found.revision.language
    if language is None:
        others = [one for one in found.engagement.languages if one != source]
        if not others:
            raise refused("refused.nothing_to_translate", "language")
        return others[0]
    tag = written_in(found, language)
    if tag == source:
        named = language_name(source, "en")
        raise refused("refused.not_a_translation", "language", language=named)
    return tag


def _nodes(found: Exported) -> Iterator[Node]:
    yield from found.draft.nodes
    yield from found.draft.plan


def _followed(found: Exported, language: str) -> list[str]:
    """Hashes of the source texts that stale translations follow."""
    texts = (node.text(name, language) for node in _nodes(found) for name in TRANSLATED_FIELDS)
    return [text.follows for text in texts if text is not None and text.stale and text.follows]


@dataclass(frozen=True)
class _Area:
    heading: str
    rows: list[Row]


class _Rows:
    """One row for each text of the source; `before` are older source texts by their hash."""

    def __init__(self, found: Exported, language: str, before: Mapping[str, str]) -> None:
        self._found, self._language, self._before = found, language, before
        self._source = Side(found, found.revision.language)
        self._target = Side(found, language)
        self._nodes = {node.id: node for node in found.draft.nodes}
        self._names = self._source.names()

    def areas(self) -> list[_Area]:
        """As the form cuts them: a table for each part, area and annex, one for the action plan."""
        areas = [_Area("", [])]
        for node in self._found.draft.nodes:
            section = node.kind == "section" and node.depth == 0
            if node.kind in _NEW_TABLE or section:
                areas.append(_Area(self._heading(node), []))
            areas[-1].rows.extend(self._of(node))
        if self._found.draft.plan:
            areas.append(_Area(say(msg("document.plan.caption"), self._language), []))
            for node in self._found.draft.plan:
                areas[-1].rows.extend(self._of(node))
        return [area for area in areas if area.rows]

    def _heading(self, node: Node) -> str:
        words = self._target.words(node, "heading") or self._target.words(node, "words")
        place = self._target.place(node)
        return f"{place}\t{words.text}" if place and words else words.text if words else place

    def _of(self, node: Node) -> Iterator[Row]:
        for name in ("heading", "words", "alt", "indicator", "source"):
            if (held := node.text(name, self._source.language)) is not None and held.words:
                yield self._row(node, name)

    def _row(self, node: Node, name: str) -> Row:
        source = self._source.words(node, name)
        held = node.text(name, self._language)
        assert source is not None
        target = None
        state = "missing"
        if held is not None:
            target = self._target.bare(node, name)
            state = "stale" if held.stale else "done"
        return Row(
            id=node.id,
            mark=node.mark,
            column=self._column(node, name),
            number=self._place(node),
            field=self._field(node, name),
            source=source,
            target=target,
            state=say(msg(f"translation_file.{state}"), self._language),
            fill=_FILLS[state],
            since=self._since(node, name),
        )

    def _column(self, node: Node, name: str) -> str:
        """As in the draft, where the activity of a line is its `activity`."""
        return _ACTION[name] if node.kind == "action" else _COLUMNS.get(name, name)

    def _place(self, node: Node) -> str:
        if node.kind == "action":
            return said(node.kind, node.number, self._language)
        return self._target.place(self._table(node) if node.kind == "cell" else node)

    def _field(self, node: Node, name: str) -> str:
        """Which text it is: a kind for words that stand alone, else the field, or where a cell is."""
        if node.kind == "cell":
            row = self._nodes[node.parent or ""]
            place = {"row": Numeral(row.position), "column": Numeral(node.position)}
            return say(msg("table.cell", **place), self._language)
        field = _ACTION[name] if node.kind == "action" else name
        if field in ("heading", "words"):
            lone = len([f for f in ("heading", "words") if f in node.fields]) == 1
            code = f"kind_of.{node.kind}" if lone else f"field.{field}"
        else:
            code = f"field.{field}"
        return say(msg(code), self._language)

    def _table(self, cell: Node) -> Node:
        return self._nodes[self._nodes[cell.parent or ""].parent or ""]

    def _since(self, node: Node, name: str) -> tuple[tuple[str, str], ...]:
        held = node.text(name, self._language)
        now = node.text(name, self._source.language)
        if held is None or now is None or not held.stale or held.follows not in self._before:
            return ()
        old, new = (
            with_references(words, lambda code: self._names.get(code, code))
            for words in (self._before[held.follows], now.words)
        )
        return tuple((piece.kind, piece.words) for piece in diff(old, new))


def _content(
    found: Exported, language: str, rows: _Rows, tools: Tools, template: str
) -> TranslationFile:
    source = found.revision.language
    areas = rows.areas()
    held = [row for area in areas for row in area.rows]
    of = {state: sum(row.fill == fill for row in held) for state, fill in _FILLS.items()}
    counts = msg(
        "translation_file.counts",
        done=of["done"], count=len(held), stale=of["stale"], missing=of["missing"],
    )  # fmt: skip
    names = {tag: language_name(tag, language) for tag in (source, language)}
    into = msg("translation_file.languages", source=names[source], language=names[language])
    more = (("First", source), ("Second", language))
    place, state = (say(msg(f"translation_file.{one}"), language) for one in ("place", "state"))
    return TranslationFile(
        **frame(language, origin_of(found, language, tools, more), tools, template),
        values=cover_values(found, language, Side(found, language).translated())
        | {
            "document.status_note": say(counts, language),
            "document.how": say(msg("translation_file.how"), language),
            "language.name": say(into, language),
        },
        source=source,
        areas=[(area.heading, area.rows) for area in areas],
        heads=(place, names[source], names[language], state),
        changed=say(msg("translation_file.changed"), language),
    )
