"""Two revisions in one language as a Word file with tracked changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from srf_policy.domain.errors import refused
from srf_policy.domain.numbering import printed
from srf_policy.domain.texts import TRANSLATED_FIELDS
from srf_policy.domain.viewer import Viewer
from srf_policy.domain.wording import with_references
from srf_policy.languages.calendars import say_date
from srf_policy.languages.digits import to_native
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.store.queries.comparing import (
    changes,
    fold,
    inside,
    reading_order,
    source,
    words_changed,
)
from srf_policy.store.queries.diffing import Cause, causes_between
from srf_policy.store.queries.exporting import Exported, revision_to_export
from srf_policy.store.queries.texts import Draft, Node
from srf_policy.word.model import Cell, Group, Item, Ref, WordFile, Words
from srf_policy.word.redline import RedlineFile, write_redline

from .content import Content
from .draft import origin_of, written_in
from .files import WORD, NamedFile, Tools, Wanted
from .frame import frame
from .labels import labels
from .templates import template_for
from .values import cover_values, in_groups

_KINDS: Final = ("changed", "added", "removed", "moved")


def redline_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """What changed from the older of two revisions to the newer, in a language (the source's).

    Without a `base` it is the one before. Raises NotFound, and Refused for one and the same
    revision and for a language in which the engagement is not written.
    """
    new = revision_to_export(session, viewer, code, wanted.revision)
    base = wanted.base if wanted.base is not None else new.revision.number - 1
    old = revision_to_export(session, viewer, code, base, field="base")
    if old.revision.number == new.revision.number:
        raise refused("refused.redline_same", "base", number=old.revision.number)
    if old.revision.number > new.revision.number:
        old, new = new, old
    tag = written_in(new, wanted.language)
    a, b = old.revision.number, new.revision.number
    known = causes_between(session, viewer, new.engagement.id, a, b)
    template = template_for(session, new.engagement, "redline", tag, tools)
    file = file_of(old, new, tag, tools, known, template.version)
    name = f"{code}-redline-{a}-{b}-{tag}.docx"
    return NamedFile(name, WORD, write_redline(template.content, file))


def file_of(
    old: Exported,
    new: Exported,
    language: str,
    tools: Tools,
    causes: Mapping[str, Sequence[Cause]],
    template: str,
) -> RedlineFile:
    """What the file says, from the older to the newer of two revisions."""
    return _Redline(old, new, language, tools, causes).file(template)


class _Redline:
    def __init__(
        self,
        old: Exported,
        new: Exported,
        language: str,
        tools: Tools,
        causes: Mapping[str, Sequence[Cause]],
    ) -> None:
        self._old, self._new, self._language, self._tools = old, new, language, tools
        self._causes = causes
        self._now = Content(new, language, tools.kept)
        self._then = Content(old, language, tools.kept, self._now.reference_names)
        self._before = {n.id: n for n in (*old.draft.nodes, *old.draft.plan)}
        self._after = {n.id: n for n in (*new.draft.nodes, *new.draft.plan)}
        self._changes = fold(changes(old.draft, new.draft), old.draft, new.draft)
        self._of_kind = {kind: set(ids) for kind, ids in self._changes.items()}
        self._translated = set(_translated(old.draft, new.draft, language))
        self._order = reading_order(old.draft, new.draft)

    def file(self, template: str) -> RedlineFile:
        found, tag = self._new, self._language
        origin = origin_of(found, tag, self._tools, (("Base", str(self._old.revision.number)),))
        values = cover_values(found, tag, self._now.translated())
        return RedlineFile(
            **frame(tag, origin, self._tools, template),
            values={**values, **self._base_values(), **self._told()},
            provisions=self._now.provisions(),
            plan=self._now.plan(),
            groups={"row": self._groups()},
            base=WordFile(tag, origin, labels(tag), {}, self._then.provisions(), self._then.plan()),
            moved=moved_marks(found.draft, self._changes["moved"]),
            author=origin.facility,
        )

    def _say(self, message: Message) -> str:
        return say(message, self._language, country=self._new.engagement.country)

    def _base_values(self) -> dict[str, str]:
        row, country = self._old.revision, self._new.engagement.country
        return {
            "base.number": to_native(str(row.number), self._language),
            "base.date": say_date(row.occurred_on, self._language, country=country),
            "base.hash": in_groups(row.sha256),
            "base.hash_short": row.sha256[:8],
        }

    def _told(self) -> dict[str, str]:
        """How much changed, in the words of the page that compares two drafts."""
        total, ids = len(self._order), {i for found in self._changes.values() for i in found}
        counts = [
            msg(f"diff.count_{kind}", count=len(self._changes[kind]))
            for kind in _KINDS
            if self._changes[kind]
        ]
        told = msg("diff.lead", count=len(ids), total=total, kinds=counts)
        added, removed = words_changed(self._old.draft, self._new.draft, self._language)
        words = (msg("diff.words_added", count=added), msg("diff.words_removed", count=removed))
        return {
            "changes.provisions": self._say(told if ids else msg("diff.same", total=total)),
            "changes.words": " ".join(self._say(one) for one in words),
        }

    def _groups(self) -> list[Group]:
        """What changed, then what has only another number."""
        rows = [self._row(i, kinds) for i in self._order if (kinds := self._kinds(i))]
        again = [self._row(i, [msg("document.renumbered")]) for i in self._order if self._only(i)]
        groups = [Group("", rows)] if rows else []
        if again:
            groups.append(Group(self._say(msg("document.only_renumbered")), again))
        return groups

    def _kinds(self, provision: str) -> list[Message]:
        kinds = [kind for kind in _KINDS if provision in self._of_kind[kind]]
        if not kinds and provision in self._translated:
            kinds = ["translated"]
        return [msg(f"diff.kind_{kind}") for kind in kinds]

    def _only(self, provision: str) -> bool:
        before, after = self._before.get(provision), self._after.get(provision)
        if before is None or after is None or self._kinds(provision):
            return False
        return self._number(before) != self._number(after)

    def _row(self, provision: str, kinds: Sequence[Message]) -> Item:
        before, after = self._before.get(provision), self._after.get(provision)
        node = after or before
        assert node is not None
        was = self._number(before) if before is not None else ""
        told = [self._cause(one) for one in self._causes.get(provision, ())]
        return {
            "number": Cell(self._place(node)),
            "before": self._cell(was if was != self._number(node) else ""),
            "change": self._cell(", ".join(self._say(kind) for kind in kinds)),
            "because": self._cell("\n".join(told)),
        }

    def _place(self, node: Node) -> Words:
        """A link to the provision: its number, what heads it, or what it is called."""
        number = "" if node.kind == "action" else self._number(node)
        held = node.text("heading", self._language), node.text("heading", self._new.draft.language)
        names = {**self._then.reference_names, **self._now.reference_names}
        for found, tag in zip(held, (self._language, self._new.draft.language), strict=True):
            if found and not number:
                words = with_references(found.words, lambda i: names.get(i, i))
                return Words((Ref(node.mark, words),), tag)
        return Words((Ref(node.mark, number or names[node.id]),), self._language)

    def _cell(self, words: str) -> Cell:
        return Cell(Words((words,), self._language))

    def _number(self, node: Node) -> str:
        return printed(node.kind, node.number, self._language)

    def _cause(self, cause: Cause) -> str:
        if cause.kind == "note":
            return f"{self._say(msg('cause.note'))} {cause.note}"
        if cause.kind != "comment":
            return self._say(msg(f"cause.{cause.kind}", title=cause.name, day=cause.day))
        code = f"cause.comment_{cause.disposition}" if cause.disposition else "cause.comment"
        return self._say(msg(code, number=cause.number, institution=cause.name))


def moved_marks(draft: Draft, moved: Iterable[str]) -> frozenset[str]:
    """The marks of what moved, and of all below it, which went along."""
    gone = set(moved)
    for node in draft.nodes:
        if node.parent in gone:
            gone.add(node.id)
    return frozenset(node.mark for node in draft.nodes if node.id in gone)


def _translated(old: Draft, new: Draft, language: str) -> Iterator[str]:
    """Provisions whose words in this language are others than they were."""
    then = {n.id: n for n in (*old.nodes, *old.plan)}
    tables = inside(old) | inside(new)
    for node in (*new.nodes, *new.plan):
        if node.id in then and _held(node, language) != _held(then[node.id], language):
            yield tables.get(node.id, node.id)


def _held(node: Node, language: str) -> dict[str, str]:
    held = source(node, language)
    return {name: held[name] for name in TRANSLATED_FIELDS if name in held}
