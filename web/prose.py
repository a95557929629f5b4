"""The words of a policy on a page: numbers, cross-references as links, each text in its language."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from srf_policy.domain import numbering
from srf_policy.domain.numbering import label, printed
from srf_policy.domain.wording import REFERENCE, references
from srf_policy.languages import rendering, tags
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.texts import Draft, Node

from . import context, say

_SHORT = 90
"""Characters of a provision's words that stand for it in a list."""


@dataclass(frozen=True)
class Cell:
    """One text as it is shown. `state`: "" as it should be, `stale`, or `missing` (the source
    stands in its place)."""

    words: str
    tag: str
    state: str = ""


def cell(node: Node, name: str, tag: str, source: str) -> Cell | None:
    """A field of a provision in a language; None where the provision has no such words."""
    held = node.text(name, source)
    found = node.text(name, tag)
    if found is not None and found.words:
        return Cell(found.words, tag, "stale" if found.stale else "")
    return Cell(held.words, source, "missing") if held is not None and held.words else None


def title(prose: Prose, node: Node, language: str) -> Cell:
    """What stands for a provision in a list: its heading, else how its words begin."""
    source = prose.draft.language
    heading = cell(node, "heading", language, source)
    words = cell(node, "words", language, source)
    if heading is not None or words is None:
        return heading or Cell(spoken(node, language), language)
    return Cell(_begin(prose.written(words.words, words.tag)), words.tag)


def _begin(words: str) -> str:
    return words if len(words) <= _SHORT else words[:_SHORT].rsplit(" ", 1)[0].rstrip(",;:") + "…"


class Prose:
    """The text of one draft for one reader. `target` is the URL of a provision, `{}` its id."""

    def __init__(self, draft: Draft, target: str = "#p-{}") -> None:
        self.draft = draft
        self.target = target
        self._known = {n.id: n for n in (*draft.nodes, *draft.plan)}
        self._notes: dict[str, list[str]] = {}
        for node in draft.nodes:
            if node.kind == "footnote" and node.parent:
                self._notes.setdefault(node.parent, []).append(node.id)

    def find(self, provision: str | None) -> Node | None:
        """The provision with this id, as `Draft.find`, found at once."""
        return self._known.get(provision or "")

    def number(self, node: Node, tag: str = "") -> Markup:
        """What stands before the text, in the reader's digits; nothing for kinds without number.

        `tag`: the language of the line it stands in, where that is not the page's. The point of
        "1." stands on the side where the text goes on.
        """
        if not (shown := printed(node.kind, node.number, context.language())):
            return Markup("")
        way = tags.direction(tag or context.language())
        return Markup(f'<bdi class="n" dir="{way}">{escape(shown)}</bdi>')

    def name(self, provision: str) -> Message:
        """How a sentence names the provision: "measure 2.1.3"."""
        return named(self._known.get(provision))

    def inline(self, words: str) -> Markup:
        """The words with their references as links."""
        if "{" not in words:
            return escape(words)
        parts, end = [], 0
        for match in REFERENCE.finditer(words):
            parts += [escape(words[end : match.start()]), self.link(match[1])]
            end = match.end()
        return Markup("".join([*parts, escape(words[end:])]))

    def link(self, provision: str) -> Markup:
        """A reference: the provision's name in the reader's language, leading to it."""
        tag = context.language()
        words = say.say(self.name(provision))
        if provision not in self._known:
            return Markup(f"<span{say.lang_attrs(tag)}>{words}</span>")
        if self._known[provision].kind == "footnote":
            return self._note(self._known[provision])
        target = escape(self.target.format(provision))
        return Markup(f'<a href="{target}"{say.lang_attrs(tag)}>{words}</a>')

    def _note(self, node: Node) -> Markup:
        """The mark of a footnote, leading to it."""
        spoken, target = escape(say.plain(self.name(node.id))), self.target.format(node.id)
        shown = escape(say.native(node.number))
        return Markup(f'<sup><a href="{escape(target)}" aria-label="{spoken}">{shown}</a></sup>')

    def marks(self, node: Node | None, words: str) -> Markup:
        """The footnotes of a provision that its words do not place, as marks at their end."""
        own = self._notes.get(node.id if node else "", ())
        placed = set(references(words)) if own else ()
        notes = [i for i in own if i not in placed]
        return Markup(" ").join(self._note(self._known[i]) for i in notes)

    def block(self, words: str, tag: str, of: Node | None = None) -> Markup:
        """A text with its language, in paragraphs; with the footnotes of the provision it is of."""
        lines = [self.inline(line) for line in words.split("\n") if line.strip()]
        if lines:
            lines[-1] += self.marks(of, words)
        inside = "".join(f"<p>{line}</p>" for line in lines)
        return Markup(f'<div class="txt"{say.lang_attrs(tag)}>{inside}</div>')

    def top(self, node: Node) -> Node | None:
        """The top heading above a provision; None for lines of the action plan."""
        if node.kind == "action":
            return None
        while (above := self.find(node.parent)) is not None:
            node = above
        return node

    def written(self, words: str, tag: str) -> str:
        """The words as a ministry reads and changes them: references by name, in their language."""
        return REFERENCE.sub(lambda match: self._written_name(match[1], tag), words)

    def _written_name(self, provision: str, tag: str) -> str:
        return spoken(self._known.get(provision), tag)

    def read(self, typed: str, original: str, tag: str) -> str:
        """What was typed over `written(original)`, with the names of its references turned back."""
        for provision in dict.fromkeys(references(original)):
            typed = typed.replace(self._written_name(provision, tag), f"{{ref: {provision}}}")
        return typed


def named(node: Node | None) -> Message:
    """The name of a provision with its number, as each reader's language prints it."""
    return msg("text.gone") if node is None else label(node.kind, node.number)


def spoken(node: Node | None, tag: str) -> str:
    """The name of a provision in the words of one language."""
    if node is None:
        return rendering.say(msg("text.gone"), tag)
    return numbering.name(node.kind, node.number, tag)
