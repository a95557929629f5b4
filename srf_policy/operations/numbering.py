"""How an engagement numbers its text: a scheme by name, and what some languages do otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from srf_policy.domain.chain import canonical_json
from srf_policy.domain.errors import NotAllowed, Problem, Refused, refused
from srf_policy.domain.schemes import (
    DIGITS,
    LETTERS,
    OWN_LETTERS,
    SCHEMES,
    Numbering,
    Style,
    numbering_of,
)
from srf_policy.languages.digits import has_own_digits
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import autonym, normalise

from . import find
from .runner import verb
from .words import keep, words
from .work import Work


@verb()
def set_numbering(
    work: Work,
    *,
    scheme: str,
    languages: Mapping[str, Mapping[str, str]] | None = None,
    reason: str,
    paper: str | None = None,
) -> dict[str, Any]:
    """Number the text by a scheme from now on: the draft that is being written, and what is published.

    `languages`: by tag, `letters` (latin, own) and `digits` (latin, native) where a language does
    otherwise than by itself. `reason`: who asked, and why; `paper` the letter in which they did.
    `expected` is the version of the numbering that was shown. What is published stays as it was
    printed.
    """
    if not work.acts_as("lead_expert"):
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
    engagement = work.engagement
    if engagement.ended_on is not None:
        raise refused("refused.engagement_ended", ended=engagement.ended_on)
    work.expect(version(engagement.numbering), "numbering")
    chosen = choice(engagement.languages, scheme, languages or {}).kept()
    text = words(reason, "reason", required=True, limit=4000)
    ground = find.paper(work, paper)
    if chosen == (engagement.numbering or {}):
        raise refused("refused.numbered_so", "scheme", scheme=msg(f"numbering.{scheme}"))
    engagement.numbering = chosen
    work.record(
        "numbering", scheme=scheme, languages=chosen.get("languages", {}),
        paper=ground.ref if ground else None,
        texts={"reason": keep(work.session, engagement.id, text)},
    )  # fmt: skip
    return {"scheme": scheme}


def version(kept: Mapping[str, Any]) -> str:
    """What a form carries of the numbering that it showed."""
    return hashlib.sha256(canonical_json(kept or {})).hexdigest()[:16]


def choice(
    written: list[str], scheme: str, languages: Mapping[str, Mapping[str, str]]
) -> Numbering:
    """What was chosen, for an engagement written in these languages. Raises Refused."""
    wrong = [] if scheme in SCHEMES else [_unknown_scheme(scheme)]
    styles: dict[str, Style] = {}
    for told, asked in languages.items():
        tag = normalise(told)
        if tag is None or tag not in written:
            wrong.append(Problem(msg("refused.not_written_in", tag=told), f"letters_{told}"))
            continue
        style = Style(asked.get("letters", ""), asked.get("digits", ""))
        wrong += _problems(tag, style)
        styles[tag] = style
    if wrong:
        raise Refused(wrong)
    return Numbering(SCHEMES[scheme], styles)


def _unknown_scheme(scheme: str) -> Problem:
    known = [msg(f"numbering.{name}") for name in SCHEMES]
    return Problem(msg("refused.unknown_scheme", scheme=scheme, known=known), "scheme")


def _problems(tag: str, style: Style) -> list[Problem]:
    """Ways of writing that are not known, or that the language does not have."""
    found: list[tuple[str, Message]] = []
    name = autonym(tag)
    if style.letters not in ("", *LETTERS):
        found.append(("letters", msg("refused.unknown_letters", language=name)))
    elif style.letters == "own" and tag not in OWN_LETTERS:
        found.append(("letters", msg("refused.no_own_letters", language=name)))
    if style.digits not in ("", *DIGITS):
        found.append(("digits", msg("refused.unknown_digits", language=name)))
    elif style.digits == "native" and not has_own_digits(tag):
        found.append(("digits", msg("refused.no_own_digits", language=name)))
    return [Problem(said, f"{field}_{tag}") for field, said in found]


def numbering(work: Work) -> Numbering:
    """That of the engagement, for what is published now."""
    return numbering_of(work.engagement.numbering)
