"""`/e/<code>/numbering`: how the text is numbered, and what the first numbers look like."""

from __future__ import annotations

from typing import Any

from flask import Response

from srf_policy.domain.errors import Refused
from srf_policy.domain.schemes import OWN_LETTERS, SCHEMES, Numbering, numbering_of
from srf_policy.languages.digits import has_own_digits
from srf_policy.languages.messages import msg
from srf_policy.operations.numbering import choice, version
from srf_policy.store.queries import drafting
from srf_policy.store.queries.printing import first_numbers

from . import context, rights
from .forms import Form, act, refuse_into
from .rendering import done, page
from .routing import Route
from .say import path, t

PREVIEW = "preview"


def show(code: str) -> Response:
    """The schemes with their first numbers; for the lead expert the form that sets one."""
    engagement = context.engagement()
    form = Form("set_numbering", **_shown(numbering_of(engagement.numbering)))
    tried: Numbering | None = None
    if form.posted:
        try:
            if form.value("do") != PREVIEW:
                act(form, "set_numbering", engagement=code, reason=form.text("reason"),
                    scheme=form.text("scheme"), languages=_languages(form))  # fmt: skip
                return done(path("numbering", code=code), msg("numbering.done"))
            tried = choice(engagement.languages, form.text("scheme"), _languages(form))
        except Refused as error:
            refuse_into(form, error)
    engagement = rights.reread()
    nodes = drafting.draft(context.reader(), context.viewer(), engagement).nodes
    held = numbering_of(engagement.numbering)
    return page(
        "numbering.html",
        form=form,
        engagement=engagement,
        held=held,
        tried=tried,
        first=lambda numbering: first_numbers(nodes, numbering, engagement.languages),
        schemes=[Numbering(scheme) for scheme in SCHEMES.values()],
        options=[(name, t(f"numbering.{name}"), None) for name in SCHEMES],
        letters=_choices("letters", [tag for tag in engagement.languages if tag in OWN_LETTERS]),
        digits=_choices("digits", [tag for tag in engagement.languages if has_own_digits(tag)]),
        version=version(engagement.numbering),
        may="lead_expert" in rights.roles() and engagement.ended_on is None,
        illustrative=engagement.illustrative,
    )


def _shown(held: Numbering) -> dict[str, Any]:
    """What the fields show at first: the numbering as it is."""
    fields = {"scheme": held.scheme.name}
    for tag, style in held.styles.items():
        fields |= {f"letters_{tag}": style.letters, f"digits_{tag}": style.digits}
    return fields


def _languages(form: Form) -> dict[str, dict[str, str]]:
    found = {}
    for tag in context.engagement().languages:
        asked = {name: form.text(f"{name}_{tag}") for name in ("letters", "digits")}
        if any(asked.values()):
            found[tag] = asked
    return found


def _choices(name: str, tags: list[str]) -> list[tuple[str, list[tuple[str, Any]]]]:
    """For each language that has a choice: its field, and what may be chosen."""
    words = {"letters": ("", "latin", "own"), "digits": ("", "latin", "native")}[name]
    return [
        (tag, [(value, t(f"numbering.{name}_{value or 'itself'}")) for value in words])
        for tag in tags
    ]


routes = [Route("/e/<code>/numbering", show, "lead_or_facility", ("GET", "POST"))]
