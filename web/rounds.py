"""Consultation rounds: opening one, closing it, and how each institution stands in it."""

from __future__ import annotations

from flask import Response, request

from srf_policy import clock
from srf_policy.domain import Institution
from srf_policy.domain.errors import Refused
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries import days, records, texts
from srf_policy.store.queries import rounds as queries

from . import context, rights
from .forms import Form, act, refuse_into
from .recorded import own_paper_options
from .rendering import done, page
from .routing import RoundKey, Route
from .say import language_name, local, path, t
from .telling import told

OPEN = "open_round"
QUESTIONS = 5
"""How many questions the form has room for."""


def rounds(code: str) -> Response:
    """All rounds, newest first; with `?do=open_round` the form that opens one."""
    session, engagement = context.reader(), context.engagement()
    newest = texts.revision(session, engagement.id)
    opening = Form(
        OPEN,
        revision=newest.number if newest else None,
        questions_language=context.language(),
        invited=[i.code for i in _invitable() if i.role in ("required", "invited")],
    )
    closing, silent, naming = Form("close_round"), Form("record_no_reply"), Form("name_letter")
    for form, verb in (
        (opening, _open), (closing, _close), (silent, _no_reply), (naming, _name_letter),
    ):  # fmt: skip
        if form.posted:
            try:
                number, message = verb(form, code)
                return done(f"{path('rounds', code=code)}#round-{number}", message)
            except Refused as error:
                refuse_into(form, error)
    return _page(opening, closing, silent, naming)


def _invitable() -> list[Institution]:
    found = records.institutions(context.reader(), context.engagement())
    return [i for i in found if i.role in ("lead", "required", "invited")]


def _languages() -> list[str]:
    return list(dict.fromkeys([*context.engagement().languages, context.language()]))


def _open(form: Form, code: str) -> tuple[object, Message]:
    language = form.value("questions_language") or context.language()
    asked = [form.text(f"question-{n}") for n in range(1, QUESTIONS + 1)]
    answer = act(
        form, "open_round", engagement=code, revision=form.number("revision"),
        closes_on=form.day("closes_on", required=True), invited=form.many("invited"),
        questions=[{language: words} for words in asked if words.strip()],
        occurred_on=form.day("occurred_on"),
    )  # fmt: skip
    return answer.values["round"], msg("rounds.opened", number=answer.values["round"])


def _close(form: Form, code: str) -> tuple[object, Message]:
    number = form.number("round", required=True)
    on = form.day("occurred_on")
    act(form, "close_round", engagement=code, round=number, occurred_on=on)
    return number, msg("rounds.closed", number=number)


def _no_reply(form: Form, code: str) -> tuple[object, Message]:
    number = form.number("round", required=True)
    act(form, "record_no_reply", engagement=code, round=number,
        institution=form.value("institution"), occurred_on=form.day("occurred_on"))  # fmt: skip
    return number, msg("rounds.no_reply_recorded", number=number)


def _name_letter(form: Form, code: str) -> tuple[object, Message]:
    number = form.number("round", required=True)
    answer = act(form, "name_reply_letter", engagement=code, round=number,
                 institution=form.value("institution"), paper=form.value("paper"))  # fmt: skip
    return number, msg("rounds.letter_named", paper=answer.values["paper"])


def _page(opening: Form, closing: Form, silent: Form, naming: Form) -> Response:
    session, engagement = context.reader(), rights.reread()
    found = queries.rounds(session, context.viewer(), engagement, clock.today())
    drafts = texts.revisions(session, engagement.id)
    may = rights.may("manage_rounds")
    refused = next((form for form in (opening, closing, silent, naming) if form.problems), None)
    return page(
        "rounds.html",
        form=refused,
        engagement=engagement,
        rounds=found,
        extended=days.extensions(session, context.viewer(), engagement),
        keys={h.round.number: RoundKey(engagement.code, h.round.number) for h in found},
        opening=opening if opening.bound or (may and request.args.get("do") == OPEN) else None,
        closing=closing,
        silent=silent,
        naming=naming,
        may_record=rights.may("record"),
        papers=own_paper_options(),
        may_manage=may and engagement.ended_on is None,
        drafts=[(r.number, t("matrix.draft_n", number=r.number)) for r in reversed(drafts)],
        told=told("open_round", invited=[i.code for i in _invitable()]) if may else [],
        invitable=[(i.code, local(i.name), t(f"institution_role.{i.role}")) for i in _invitable()],
        language_pairs=[(tag, language_name(tag)) for tag in _languages()],
        questions=range(1, QUESTIONS + 1),
        illustrative=any(h.round.illustrative for h in found),
        open_count=sum(h.open for h in found),
    )


routes = [Route("/e/<code>/rounds", rounds, "lead_or_facility", ("GET", "POST"))]
