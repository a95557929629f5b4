"""The draft of one revision in two languages side by side, as a Word file."""

from __future__ import annotations

from sqlalchemy.orm import Session

from srf_policy.domain.errors import refused
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import direction, language_name, separator
from srf_policy.store.queries.exporting import Exported, revision_to_export
from srf_policy.word.bilingual import BilingualFile, write_bilingual
from srf_policy.word.bilingual import Side as Column

from .draft import origin_of, written_in
from .files import WORD, NamedFile, Tools, Wanted
from .frame import frame
from .labels import labels
from .sides import WholeSide
from .templates import template_for
from .values import cover_values, translation_state


def bilingual_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """A revision (the newest one) in its language (the source) and `wanted.beside`.

    Raises NotFound, and Refused for a language in which the engagement is not written.
    """
    found = revision_to_export(session, viewer, code, wanted.revision)
    tag = written_in(found, wanted.language)
    beside = _second(found, tag, wanted.beside)
    template = template_for(session, found.engagement, "bilingual", tag, tools)
    file = _content(found, tag, beside, tools, template.version)
    name = f"{code}-bilingual-{found.revision.number}-{tag}-{beside}.docx"
    return NamedFile(name, WORD, write_bilingual(template.content, file))


def _second(found: Exported, tag: str, beside: str | None) -> str:
    """The other language; the first one there is, where none is asked for."""
    others = [one for one in found.engagement.languages if one != tag]
    if beside is None and others:
        return others[0]
    second = written_in(found, beside or tag)
    if second == tag:
        raise refused("refused.two_languages", "beside")
    return second


def _ordered(found: Exported, one: str, other: str) -> tuple[str, str]:
    """Left-to-right stands left; of two languages of one direction the source comes first."""
    source = found.revision.language

    def rank(tag: str) -> tuple[bool, bool]:
        return direction(tag) == "rtl", tag != source

    first, second = sorted((one, other), key=rank)
    return first, second


def _content(found: Exported, tag: str, beside: str, tools: Tools, template: str) -> BilingualFile:
    pair = _ordered(found, tag, beside)
    sides = [WholeSide(found, language, tools.kept) for language in pair]
    counts = {one: side.translated() for one, side in zip(pair, sides, strict=True)}
    left, right = (
        _column(found, side, language, counts[language])
        for side, language in zip(sides, pair, strict=True)
    )
    values = cover_values(found, tag, counts[tag], {beside: counts[beside]})
    named = [
        f"{language_name(one, tag)} {say(translation_state(found, one, counts[one]), tag)}"
        for one in pair
    ]
    values |= {"language.name": separator(tag).join(named), "language.status": ""}
    origin = origin_of(found, tag, tools, (("First", pair[0]), ("Second", pair[1])))
    return BilingualFile(
        **frame(tag, origin, tools, template),
        values=values,
        provisions=left.provisions,
        plan=left.plan,
        sides=(left, right),
    )


def _column(found: Exported, side: WholeSide, language: str, counts: tuple[int, int]) -> Column:
    state = say(translation_state(found, language, counts), language)
    return Column(
        language=language,
        title=f"{language_name(language, language)} {state}",
        blank=labels(language).not_recorded,
        provisions=side.provisions(),
        plan=side.plan(),
    )
