"""Where a Word file that came back is from, and whether its text is still what was exported.

Three things are compared: the signed token, the file's own list of fingerprints, and the database.
Whoever changes words and fingerprints alike is found by the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from sqlalchemy.orm import Session

from srf_policy.domain import Revision
from srf_policy.domain.errors import Refused
from srf_policy.domain.numbering import label
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import Message, Numeral, msg
from srf_policy.languages.rendering import say
from srf_policy.store.queries.exporting import Exported, revision_to_export
from srf_policy.word.anchors import hash_of
from srf_policy.word.draft import write_draft
from srf_policy.word.marked import Marked, Span, read_marked
from srf_policy.word.outside import KINDS, listed_in, plain_line, print_of
from srf_policy.word.package import read_package
from srf_policy.word.stamp import Stamp, read_stamp, stamp_of

from .covered import Outside, outside_of, said_of
from .draft import draft_content, signed_of
from .files import Tools
from .making import named
from .portfolio import day_of, is_genuine, says_its_day
from .templates import SHIPPED, shipped

Recognises = Callable[[str, str], bool]
"""Whether this installation gave a token for this content, under whatever key."""

_TEXTS = frozenset({"draft", "redline", "bilingual", "form", "translation"})
"""Kinds that hold the words of the provisions."""

_WHOLE = KINDS
"""Kinds in which every paragraph is ours."""

SHOWN, LONGEST = 50, 400
"""How many differences are shown in full, and how many characters of each."""

_MORE_TOKENS = 4
"""Properties that a file has beside the common ones, at most: they may have changed places."""


@dataclass(frozen=True)
class Difference:
    """One bookmark; `provision` names it in words, `now` is what the file says."""

    name: str
    provision: Message
    now: str = ""


@dataclass(frozen=True)
class Verdict:
    """`state`: not_ours, portfolio (an old one), bad_portfolio, bad_token, elsewhere, no_text,
    unaltered, outside (only what stands outside the provisions was changed) or altered.

    `renewed`: words as they were exported, whose translation has changed since then.
    """

    state: str
    stamp: Stamp
    revision: Revision | None = None
    title: Mapping[str, str] = field(default_factory=dict)
    altered: Sequence[Difference] = ()
    missing: Sequence[Difference] = ()
    added: Sequence[Difference] = ()
    renewed: Sequence[Difference] = ()
    outside: Outside | None = None
    around: Sequence[Difference] = ()
    """Paragraphs that were put before the first or behind the last provision."""

    @property
    def good(self) -> bool:
        return self.state == "unaltered"

    @property
    def shown(self) -> Sequence[Difference]:
        """Those whose words are shown: what was altered, then what was added."""
        return [*self.altered, *self.added, *self.around]


def check(session: Session, viewer: Viewer, data: bytes, recognises: Recognises) -> Verdict:
    """What is to be said of a Word file. Raises `PackageRefused` for what cannot be opened."""
    parts = read_package(data)
    stamp = stamp_of(parts)
    said = stamp.properties
    if not said.get("Token") or not said.get("Kind"):
        return Verdict("not_ours", stamp)
    if said["Kind"] == "portfolio":
        return Verdict(_of_all(stamp, recognises), stamp)
    found = _found(session, viewer, said)
    if found is None:
        return Verdict("elsewhere", stamp)
    if not _genuine(found, stamp, recognises):
        return Verdict("bad_token", stamp)
    about = (stamp, found.revision, found.engagement.title)
    if said["Kind"] not in _TEXTS:
        return Verdict("no_text", *about)
    return _Comparing(found, stamp, parts, recognises).verdict()


def _of_all(stamp: Stamp, recognises: Recognises) -> str:
    """The state of a portfolio, which is of no draft."""
    if not says_its_day(stamp):
        return "portfolio"
    return "no_text" if is_genuine(stamp, recognises) else "bad_portfolio"


def _found(session: Session, viewer: Viewer, said: Mapping[str, str]) -> Exported | None:
    number = said.get("Revision", "")
    if not (number.isascii() and number.isdecimal() and 0 < len(number) < 7):
        return None
    try:
        return revision_to_export(session, viewer, said.get("Engagement", ""), int(number))
    except Refused:
        return None


def _genuine(found: Exported, stamp: Stamp, recognises: Recognises) -> bool:
    said = stamp.properties
    told = signed_of(found, said.get("Language", ""), said["Kind"])
    # Whoever signs joins names and values by these two signs.
    split = any(sign in f"{name}{value}" for name, value in stamp.more for sign in "|=")
    if split or len(stamp.more) > _MORE_TOKENS:
        return False
    orders = permutations([f"{name}={value}" for name, value in stamp.more])
    return any(recognises(said["Token"], "|".join([*told, *order])) for order in orders)


class _Comparing:
    """One file beside its own fingerprints and the words in the database."""

    def __init__(
        self, found: Exported, stamp: Stamp, parts: Mapping[str, bytes], recognises: Recognises
    ) -> None:
        self._found, self._stamp, self._recognises = found, stamp, recognises
        self._kind = stamp.properties["Kind"]
        self._texts = [e for e in stamp.entries if e.name.startswith(self._prefixes())]
        self._printed = {tag: _printed(found, tag) for tag in self._languages()}
        names = {e.name for e in self._texts} | self._own().spans.keys()
        self._marked = read_marked(parts, frozenset(names))
        self._named = found.draft.numbers()
        self._owners = {e.name: e.id for one in self._printed.values() for e in one[0].entries}
        self._owners |= {e.name: e.id for e in self._texts}

    def _prefixes(self) -> tuple[str, ...]:
        return ("p_", "s_") if self._kind == "bilingual" else ("p_",)

    def _languages(self) -> list[str]:
        """Its own; a file of two languages is believed in either."""
        own = self._stamp.properties.get("Language", "")
        if self._kind == "draft":
            return [own]
        return [own, *(tag for tag in self._found.engagement.languages if tag != own)]

    def _own(self) -> Marked:
        return self._printed[self._languages()[0]][1]

    def verdict(self) -> Verdict:
        listed = {e.name for e in self._texts}
        expected = {n for n in self._own().spans if self._kind == "draft"}
        missing = [n for n in (listed | expected) if n not in self._marked.spans]
        altered, renewed = self._compared()
        added = list(self._added())
        outside = self._outside()
        bad = bool(altered or missing or added or renewed)
        around = "unaltered" if outside is None or outside.good else "outside"
        return Verdict(
            "altered" if bad else around, self._stamp, self._found.revision,
            self._found.engagement.title, altered, self._in_order(missing), added, renewed, outside,
            [self._around(*one) for one in outside.added] if outside else (),
        )  # fmt: skip

    def _outside(self) -> Outside | None:
        if self._kind not in _WHOLE:
            return None
        said = self._stamp.properties
        told = signed_of(self._found, said.get("Language", ""), self._kind)
        known = [words for _, words in self._own().loose]
        return outside_of(
            self._stamp, self._marked, known,
            lambda seal, more: self._recognises(seal, "|".join([*told, more])),
        )  # fmt: skip

    def _around(self, behind: str, words: str) -> Difference:
        place = msg("verify.behind_last" if behind else "verify.before_first")
        return Difference(behind, place, words)

    def _in_order(self, names: Iterable[str]) -> list[Difference]:
        order = {name: place for place, name in enumerate(self._owners)}
        return [self._difference(name) for name in sorted(names, key=lambda n: order.get(n, 0))]

    def _compared(self) -> tuple[list[Difference], list[Difference]]:
        altered: list[Difference] = []
        renewed: list[Difference] = []
        for entry in self._texts:
            span = self._marked.spans.get(entry.name)
            if span is None:
                continue
            now = hash_of(span.words)
            known = self._known(entry.name)
            # In a redline a provision that went has no words left: the new text knows it no more.
            gone = not span.words and entry.hash == hash_of("") and self._kind == "redline"
            if now != entry.hash or self._tail(entry.name, span):
                altered.append(self._difference(entry.name, span.words + span.after))
            elif now not in known and not gone:
                told = renewed if self._translated() else altered
                told.append(self._difference(entry.name, span.words))
        return altered, renewed

    def _translated(self) -> bool:
        """The words of a revision never change; those of its translations do."""
        return self._stamp.properties.get("Language") != self._found.revision.language

    def _known(self, name: str) -> set[str]:
        """The fingerprints of its words in the database; of either side of two languages."""
        names = {name, f"p_{name[2:]}"}
        found = {
            entry.hash
            for stamp, _ in self._printed.values()
            for entry in stamp.entries
            if entry.name in names
        }
        if self._kind == "bilingual":
            found |= {hash_of(say(msg("text.missing"), tag)) for tag in self._printed}
        return found

    def _tail(self, name: str, span: Span) -> bool:
        """Whether something was typed behind the words, where their bookmark has ended already."""
        ours = self._own().spans.get(name)
        if self._kind not in _WHOLE or ours is None:
            return False
        return plain_line(span.after) != plain_line(ours.after)

    def _added(self) -> Iterator[Difference]:
        """Paragraphs between the provisions that no file of ours has there."""
        if self._kind not in _WHOLE:
            return
        ours = {print_of(plain_line(words)) for _, words in self._own().loose}
        ours |= set(listed_in(self._stamp.properties)[1])
        last = list(self._marked.spans)[-1:]
        for behind, words in self._marked.loose:
            # What stands before the first provision and behind the last one is `covered`'s.
            if behind and [behind] != last and print_of(plain_line(words)) not in ours:
                yield self._difference(behind, words)

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


def sentences(verdict: Verdict) -> Iterator[Message]:
    """The verdict in words, the most important first."""
    said, revision = verdict.stamp.properties, verdict.revision
    template = said.get("Template", "")
    design = msg("export.template.shipped") if template == SHIPPED else template
    if revision is None:
        number, day = said.get("Revision", ""), day_of(verdict.stamp)
        if verdict.state == "no_text" and day is not None:
            spoken = named(said["Language"])
            yield msg("verify.from_all", date=day, language=spoken, template=design)
        yield msg(f"verify.{verdict.state}", engagement=said.get("Engagement", ""),
                  number=Numeral(number) if number.isdecimal() else number)  # fmt: skip
        return
    yield msg(
        "verify.from", kind=msg(f"export.kind.{said['Kind']}"), engagement=said["Engagement"],
        title=dict(verdict.title), number=revision.number, date=revision.occurred_on,
        language=named(said.get("Language", "")), template=design,
    )  # fmt: skip
    yield msg(f"verify.{verdict.state}")
    for name in ("altered", "missing", "added", "renewed"):
        found: Sequence[Difference] = getattr(verdict, name)
        if found:
            places = list(dict.fromkeys(one.provision for one in found))
            yield msg(f"verify.list.{name}", count=len(places), provisions=places)
    if verdict.outside is not None:
        yield from said_of(verdict.outside)
