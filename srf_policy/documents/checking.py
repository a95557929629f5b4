"""Where a Word file that came back is from, and whether its text is still what was exported.

Three things are compared: the signed token, the file's own list of fingerprints, and the database.
Whoever changes words and fingerprints alike is found by the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from sqlalchemy.orm import Session

from srf_policy.domain import Revision
from srf_policy.domain.errors import Refused
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import Message, Numeral, msg
from srf_policy.store.queries.exporting import Exported, revision_to_export
from srf_policy.word.package import read_package
from srf_policy.word.stamp import Stamp, stamp_of

from .comparing import Comparing, Difference, Recognises
from .covered import Outside, said_of
from .draft import signed_of
from .making import named
from .portfolio import day_of, is_genuine, says_its_day
from .templates import SHIPPED

_TEXTS = frozenset({"draft", "redline", "bilingual", "form", "translation"})
"""Kinds that hold the words of the provisions."""

SHOWN, LONGEST = 50, 400
"""How many differences are shown in full, and how many characters of each."""

_MORE_TOKENS = 4
"""Properties that a file has beside the common ones, at most: they may have changed places."""


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
    return _verdict(found, stamp, parts, recognises)


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


def _verdict(
    found: Exported, stamp: Stamp, parts: Mapping[str, bytes], recognises: Recognises
) -> Verdict:
    """One file beside its own fingerprints and the words in the database."""
    compared = Comparing(found, stamp, parts)
    altered, renewed = compared.altered_and_renewed()
    missing, added = compared.missing(), list(compared.added())
    outside = compared.outside(recognises)
    bad = bool(altered or missing or added or renewed)
    around = "unaltered" if outside is None or outside.good else "outside"
    return Verdict(
        "altered" if bad else around, stamp, found.revision, found.engagement.title,
        altered, missing, added, renewed, outside,
        [_around(*one) for one in outside.added] if outside else (),
    )  # fmt: skip


def _around(behind: str, words: str) -> Difference:
    place = msg("verify.behind_last" if behind else "verify.before_first")
    return Difference(behind, place, words)


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
