"""A revision's text for the cells of tables, and what a language lacks said in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from srf_policy.domain.numbering import printed, quoted, said
from srf_policy.languages.messages import msg
from srf_policy.store.queries.exporting import Exported
from srf_policy.store.queries.texts import Node
from srf_policy.word.model import NoteRef, Ref, Words

from .content import Content


class Side(Content):
    """The text as it stands in cells. We number its footnotes, and they stand as texts of their own:
    an office program would count them twice in two columns.
    """

    def __init__(
        self, found: Exported, language: str, picture: Callable[[str], bytes | None] | None = None
    ) -> None:
        super().__init__(found, language, picture)
        self._numbered = {
            n.mark: said(n.kind, n.number, language)
            for n in found.draft.nodes
            if n.kind == "footnote"
        }

    @property
    def language(self) -> str:
        return self._language

    def names(self) -> Mapping[str, str]:
        """What each provision is called in a sentence, by its id."""
        return self._names

    def words(self, node: Node, name: str) -> Words | None:
        """One field as it is printed in this language."""
        return self._words(node, name)

    def bare(self, node: Node, name: str) -> Words | None:
        """The field in this language alone, without a word on whether it is out of date."""
        held = node.text(name, self._language)
        return Words(tuple(self._parts(held.words)), self._language) if held else None

    def place(self, node: Node) -> str:
        """What stands before the text in this language: "1.1.2", "Table 3"."""
        return printed(node.kind, node.number, self._language) or self._caption(node)

    def _parts(self, words: str) -> Iterator[str | Ref]:
        for part in super()._parts(words):
            if isinstance(part, Ref) and part.mark in self._numbered:
                yield self._small(part.mark)
            else:
                yield part

    def _notes(self, node: Node) -> list[NoteRef]:
        return [self._small(note.mark) for note in super()._notes(node)]

    def _small(self, mark: str) -> NoteRef:
        return NoteRef(mark, self._numbered[mark])

    def _caption(self, node: Node) -> str:
        if node.kind != "footnote":
            return super()._caption(node)
        return self._say(msg("caption.footnote", number=quoted(node.kind, node.number)))


class WholeSide(Side):
    """As `Side`; nothing stands in for a text that is not translated, or not as it is now."""

    def _words(self, node: Node, name: str) -> Words | None:
        found = node.text(name, self._language)
        if found is not None and not found.stale:
            return super()._words(node, name)
        if node.text(name, self._draft.language) is None:
            return None
        return Words((Ref("", self._say(msg("text.missing"))),), self._language)
