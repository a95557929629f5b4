"""`/engagements/new`: opening an engagement, in one form with sections."""

from __future__ import annotations

from typing import Any

from flask import Response

from srf_policy import clock
from srf_policy.domain.engagements import COUNTRIES, INSTRUMENTS
from srf_policy.domain.errors import Refused
from srf_policy.engine.loading import shipped_names
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import LANGUAGES
from srf_policy.store.queries import administration

from . import context
from .forms import Form, act, refuse_into
from .persons import full
from .rendering import done, page
from .routing import Route
from .say import country, language_name, path, t
from .telling import newcomer
from .uploads import attachment, kept_name

BODIES = 6
"""How many bodies the form has room for."""

_FIRST_LANGUAGE = "en"


def opening() -> Response:
    """The empty form, or the form as typed with what is wrong."""
    form = Form(
        title_language=context.language(), written_in=_FIRST_LANGUAGE, workflow="national_policy"
    )
    if form.posted:
        try:
            code = _open(form)
            return done(path("engagement", code=code), msg("opening.done", code=code))
        except Refused as error:
            refuse_into(form, error)
    return page(
        "opening.html",
        form=form,
        bodies=range(1, BODIES + 1),
        options=_options(),
        kept_name=kept_name,
        told=newcomer("open_engagement", "lead_expert"),
    )


def _open(form: Form) -> str:
    tag = form.value("title_language") or context.language()
    answer = act(
        form, "open_engagement", code=form.text("code").strip().upper(),
        country=form.value("country"), title=form.local("title", tag),
        instrument=form.value("instrument") or INSTRUMENTS[0], workflow=form.value("workflow"),
        languages=_languages(form), official_languages=form.many("official_languages"),
        approving_body=form.local("approving_body", tag), bodies=_bodies(form, tag),
        lead={"code": form.text("lead_code"), "name": form.local("lead_name", tag)},
        lead_expert=_lead_expert(form), request=_request(form, tag), reply=_reply(form),
        occurred_on=form.day("occurred_on"),
    )  # fmt: skip
    return str(answer.values["code"])


def _languages(form: Form) -> list[str]:
    """The language in which the draft is written first, then those of translations."""
    first = form.value("written_in")
    return list(dict.fromkeys([*([first] if first else []), *form.many("languages")]))


def _bodies(form: Form, tag: str) -> list[dict[str, Any]]:
    """The bodies in their order; empty lines are left out."""
    named = [form.text(f"body-{n}") for n in range(1, BODIES + 1)]
    return [
        {"key": f"body-{n}", "name": {tag: words}}
        for n, words in enumerate((w for w in named if w.strip()), 1)
    ]


def _lead_expert(form: Form) -> dict[str, Any]:
    chosen = form.choice("lead_expert")
    typed = form.text("expert_address").strip()
    form.wrong_if(bool(chosen and typed), "lead_expert", msg("opening.one_expert"))
    if chosen:
        return {"person": chosen}
    return {
        "address": typed, "name": form.local("expert_name", context.language()),
        "language": context.language(),
    }  # fmt: skip


def _request(form: Form, tag: str) -> dict[str, Any] | None:
    """The letter that asked; None where nothing is said of one."""
    dated = form.day("request_on")
    told = [form.text(f"request_{n}") for n in ("sender", "reference", "title")]
    file = attachment(form, "request_file")
    if dated is None and file is None and not any(words.strip() for words in told):
        return None
    return {
        "dated": dated, "sender": told[0], "reference": told[1],
        "title": form.local("request_title", tag), "file": file,
    }  # fmt: skip


def _reply(form: Form) -> dict[str, Any] | None:
    dated, reference = form.day("reply_on"), form.text("reply_reference")
    file = attachment(form, "reply_file")
    if dated is None and file is None and not reference.strip():
        return None
    return {"dated": dated, "reference": reference, "file": file}


def _options() -> dict[str, Any]:
    """The choices, as pairs of value and words; lists in the reader's alphabet."""
    tags = sorted(LANGUAGES, key=language_name)
    known = administration.experts(context.reader(), context.store().keys, clock.today())
    return {
        "countries": sorted(((c, country(c)) for c in COUNTRIES), key=lambda pair: pair[1]),
        "instruments": [(name, t(f"instrument.{name}")) for name in INSTRUMENTS],
        "workflows": [(name, t(f"workflow.{name}")) for name in shipped_names()],
        "languages": [(tag, language_name(tag)) for tag in tags],
        "language_checks": [(tag, language_name(tag), None) for tag in tags],
        "experts": sorted(((n.number, full(n)) for n in known), key=lambda pair: pair[1]),
    }


routes = [Route("/engagements/new", opening, "staff", ("GET", "POST"))]
