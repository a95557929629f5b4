"""From what somebody chose (kinds, languages and the rest) to the files that are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from srf_policy.domain.errors import refused

from .files import Wanted
from .kinds import KINDS, takes_watermark


@dataclass(frozen=True)
class Choice:
    """`source` is the language of the text, `others` are its translations; `earlier` is the number
    of the draft before. `more` holds what was chosen beside kinds and languages, and is given to
    the kinds that take it.
    """

    kinds: Sequence[str]
    languages: Sequence[str]
    source: str
    more: Wanted
    others: Sequence[str] = ()
    earlier: int | None = None


def one(choice: Choice) -> Wanted:
    """One file, exactly as it was asked for: what does not fit its kind is refused later."""
    [kind], languages = choice.kinds, choice.languages or (None,)
    wanted = replace(choice.more, kind=kind, language=languages[0])
    if "base" in KINDS[kind].needs and wanted.base is None:
        return replace(wanted, base=choice.earlier)
    return wanted


def many(choice: Choice) -> list[Wanted]:
    """One file of each kind in each language, each given what its kind takes. Refused for none.

    What a kind needs and nobody chose is refused later, so that nothing is dropped in silence.
    """
    found: list[Wanted] = []
    for kind in choice.kinds:
        for wanted in _of_kind(choice, kind):
            if wanted not in found:
                found.append(wanted)
    if not found:
        raise refused("export.nothing", "kind")
    return _fitting(found)


def _fitting(found: list[Wanted]) -> list[Wanted]:
    """Paper and words across the pages only for files that take them; where none does, it is said."""
    if any(map(takes_watermark, found)):
        found = [one if takes_watermark(one) else replace(one, watermark="") for one in found]
    if any(one.ending == "docx" for one in found):
        found = [one if one.ending == "docx" else replace(one, paper="a4") for one in found]
    return found


def _of_kind(choice: Choice, name: str) -> Iterator[Wanted]:
    kind, more = KINDS[name], choice.more
    takes = (*kind.needs, *kind.takes)
    base = more.base or choice.earlier
    ending = more.ending if more.ending in kind.endings else kind.endings[0]
    pairs: set[frozenset[str | None]] = set()
    for language in _languages(choice, into=kind.into):
        beside = _second(choice, language) if "beside" in takes else None
        if beside is not None and frozenset((language, beside)) in pairs:
            continue
        pairs.add(frozenset((language, beside)))
        yield replace(
            more, kind=name, language=language, ending=ending, beside=beside,
            revision=more.revision if "revision" in takes else None,
            base=base if "base" in takes else None,
            round=more.round if "round" in takes else None,
            institution=more.institution if "institution" in takes else None,
            pdf=more.pdf and ending == "docx",
        )  # fmt: skip


def _languages(choice: Choice, *, into: bool) -> Sequence[str]:
    """Those that were chosen; for a kind that leads into another language not the source."""
    if not into:
        return choice.languages or (choice.source,)
    return [tag for tag in choice.languages if tag != choice.source] or choice.others


def _second(choice: Choice, language: str | None) -> str | None:
    """The second language that was chosen, else the source beside a translation."""
    for other in (choice.more.beside, choice.source, *choice.others):
        if other is not None and other != language:
            return other
    return None
