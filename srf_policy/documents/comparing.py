"""The words of a file that came back, beside its own fingerprints and the words in the database.

Whoever takes the fingerprints out, as LibreOffice does, has the words compared with the database
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from srf_policy.domain.numbering import label
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import language_name
from srf_policy.store.queries.exporting import Exported
from srf_policy.word.anchors import hash_of, name_of
from srf_policy.word.draft import write_draft
from srf_policy.word.marked import Marked, Span, read_marked
from srf_policy.word.outside import KINDS, listed_in, plain_line, print_of
from srf_policy.word.package import read_package
from srf_policy.word.stamp import Stamp, read_stamp
from srf_policy.word.tracking import paired

from .covered import Outside, outside_of
from .draft import draft_content, signed_of
from .files import Tools
from .templates import SHIPPED, shipped

Recognises = Callable[[str, str], bool]
"""Whether this installation gave a token for this content, under whatever key."""

_WHOLE = KINDS
"""Kinds in which every paragraph is ours."""


@dataclass(frozen=True)
class Difference:
    """One bookmark; `provision` names it in words, `now` is what the file says."""

    name: str
    provision: Message
    now: str = ""


class Comparing:
    """One file beside its own fingerprints and the words in the database."""

    def __init__(self, found: Exported, stamp: Stamp, parts: Mapping[str, bytes]) -> None:
        self._found, self._stamp = found, stamp
        self._kind = stamp.properties["Kind"]
        texts = [e for e in stamp.entries if e.name.startswith(self._prefixes())]
        self._listed = {e.name: e.hash for e in texts}
        self._printed = {tag: _printed(found, tag) for tag in self._languages()}
        self._own = self._printed[self._languages()[0]][1]
        self._hashes = [{e.name: e.hash for e in one[0].entries} for one in self._printed.values()]
        self._expected = self._all_names()
        names = frozenset({*self._listed, *self._own.spans, *self._expected})
        self._marked = read_marked(parts, names)
        self._named = found.draft.numbers()
        self._owners = {e.name: e.id for one in self._printed.values() for e in one[0].entries}
        self._owners |= {f"s_{n[2:]}": one for n, one in self._owners.items()}
        self._owners |= {e.name: e.id for e in texts if e.name not in self._owners}

    def _prefixes(self) -> tuple[str, ...]:
        return ("p_", "s_") if self._kind == "bilingual" else ("p_",)

    def _languages(self) -> list[str]:
        """Its own; a file of two languages is believed in either."""
        own = self._stamp.properties.get("Language", "")
        if self._kind == "draft":
            return [own]
        return [own, *(tag for tag in self._found.engagement.languages if tag != own)]

    def _all_names(self) -> list[str]:
        """The bookmarks that must be there, whatever the file lists. A translation sheet holds only
        what is to be translated, and where a figure has its picture, no words stand in its place."""
        if self._kind == "translation":
            return []
        source = self._found.draft.language
        pictured = {
            name_of(node.mark, "alt")
            for node in self._found.draft.nodes
            if node.text("image", source)
        }
        names = [name[2:] for name in self._own.spans if name not in pictured]
        return [prefix + name for name in names for prefix in self._prefixes()]

    def missing(self) -> list[Difference]:
        gone = {*self._listed, *self._expected} - self._marked.spans.keys()
        order = {name: place for place, name in enumerate(self._owners)}
        return [self._difference(name) for name in sorted(gone, key=lambda n: order.get(n, 0))]

    def altered_and_renewed(self) -> tuple[list[Difference], list[Difference]]:
        altered: list[Difference] = []
        renewed: list[Difference] = []
        moved = self._moved()
        for name, span in self._marked.spans.items():
            now = hash_of(span.words)
            known = self._known(name)
            # In a redline a provision that went has no words left: the new text knows it no more.
            gone = not known and not span.words and self._kind == "redline"
            if now != self._listed.get(name, now) or self._tail(name, span):
                altered.append(self._difference(name, span.words + span.after))
            elif now not in known and not gone:
                told = renewed if name in self._listed and self._translated() else altered
                told.append(self._difference(name, span.words))
            elif name in moved or self._head(name, span):
                altered.append(self._difference(name, span.before + span.words))
        return altered, renewed

    def _translated(self) -> bool:
        """The words of a revision never change; those of its translations do."""
        return self._stamp.properties.get("Language") != self._found.revision.language

    def _known(self, name: str) -> set[str]:
        """The fingerprints of its words in the database; of either side of two languages."""
        names = {name, f"p_{name[2:]}"}
        found = {one[n] for one in self._hashes for n in names if n in one}
        if self._kind == "bilingual":
            found |= {hash_of(say(msg("text.missing"), tag)) for tag in self._printed}
        return found

    def _tail(self, name: str, span: Span) -> bool:
        """Whether something was typed behind the words, where their bookmark has ended already."""
        ours = self._own.spans.get(name)
        if self._kind not in _WHOLE or ours is None:
            return False
        return plain_line(span.after) != plain_line(ours.after)

    def _head(self, name: str, span: Span) -> bool:
        """Whether the number was changed, or something typed before the words."""
        ours = self._own.spans.get(name)
        if self._kind not in _WHOLE or ours is None:
            return False
        return self._number(span.before) != self._number(ours.before)

    def _number(self, before: str) -> str:
        """Without the note on the translation, which may be another one by now."""
        words = plain_line(before)
        for note in self._notes:
            words = words.removesuffix(note).rstrip()
        return words

    @cached_property
    def _notes(self) -> list[str]:
        language, source = self._stamp.properties.get("Language", ""), self._found.draft.language
        name = language_name(source, language)
        notes = (msg("document.out_of_date"), msg("document.not_translated", language=name))
        return [plain_line(say(one, language)) for one in notes]

    def _moved(self) -> set[str]:
        """Bookmarks that stand in another order. A template may have the plan before the text."""
        if self._kind not in _WHOLE:
            return set()
        plan = {node.id for node in self._found.draft.plan}
        moved: set[str] = set()
        for in_plan in (False, True):
            then, now = (
                [n for n in one if n in other and (self._owners.get(n) in plan) is in_plan]
                for one, other in (
                    (self._own.spans, self._marked.spans),
                    (self._marked.spans, self._own.spans),
                )
            )
            moved |= {b for a, b in paired(then, now, str) if a is None and b is not None}
        return moved

    def added(self) -> Iterator[Difference]:
        """Paragraphs between the provisions that no file of ours has there."""
        if self._kind not in _WHOLE:
            return
        ours = {print_of(plain_line(words)) for _, words in self._own.loose}
        ours |= set(listed_in(self._stamp.properties)[1])
        last = list(self._marked.spans)[-1:]
        for behind, words in self._marked.loose:
            # What stands before the first provision and behind the last one is `covered`'s.
            if behind and [behind] != last and print_of(plain_line(words)) not in ours:
                yield self._difference(behind, words)

    def outside(self, recognises: Recognises) -> Outside | None:
        if self._kind not in _WHOLE:
            return None
        told = signed_of(self._found, self._stamp.properties.get("Language", ""), self._kind)
        known = [words for _, words in self._own.loose]
        return outside_of(
            self._stamp, self._marked, known,
            lambda seal, more: recognises(seal, "|".join([*told, more])),
        )  # fmt: skip

    def _difference(self, name: str, now: str = "") -> Difference:
        kind, number = self._named.get(self._owners.get(name, ""), ("paragraph", ""))
        return Difference(name, label(kind, number), now.strip())


def _printed(found: Exported, language: str) -> tuple[Stamp, Marked]:
    """The words in the database as a draft of today prints them."""
    file = draft_content(found, language, Tools(lambda _: ""), SHIPPED)
    made = write_draft(shipped("draft", language), file)
    stamp = read_stamp(made)
    names = frozenset(e.name for e in stamp.entries)
    return stamp, read_marked(read_package(made), names)
