"""`/e/<code>/people`: institutions with their parents and members, and the forms about them."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from srf_policy import clock
from srf_policy.domain.errors import NotAllowed, Problem, Refused
from srf_policy.domain.participation import STAKEHOLDERS
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import INTERFACE, autonym
from srf_policy.operations.delegations import KEPT
from srf_policy.operations.institutions import ROLES
from srf_policy.operations.memberships import SEATS
from srf_policy.store.queries import delegations
from srf_policy.store.queries import people as queries

from . import context, peopling_told, rights
from .forms import Form, refuse_into
from .peopling import FORMS, Peopling, started
from .persons import full, shown
from .rendering import done, page
from .routing import Route
from .say import language_name, local_plain, path, plain, t


def people(code: str) -> Response:
    """The list; with `?do=<verb>` one form is open, for who may."""
    doing = request.args.get("do", "")
    held = FORMS.get(doing)
    if held is None or not (may(held) or request.method == "POST"):
        return _page(code, "", None)
    form = Form(doing, **({} if request.form.get("form") == doing else started(doing, houses())))
    if form.posted:
        try:
            if not may(held):
                raise NotAllowed([Problem(msg("refused.not_your_role"))])
            target, message = held.act(form, code)
            return done(target, message)
        except Refused as error:
            refuse_into(form, error)
    return _page(code, doing, form)


def may(held: Peopling) -> bool:
    """Whether the form is for the viewer: what ends a seat is not the lead expert's.

    Everybody may ask for what is one's own; the verb says whether it is.
    """
    if held.own:
        return True
    wide = context.viewer().facility_roles & {"administrator", "staff"}
    return bool(wide) or (not held.ends and "lead_expert" in rights.roles())


def houses() -> list[queries.House]:
    """The institutions of the page's engagement as they stand now."""
    return queries.houses(
        context.reader(), context.store().keys, context.viewer(), context.engagement(),
        clock.today(),
    )  # fmt: skip


def _page(code: str, doing: str, form: Form | None) -> Response:
    engagement, found = rights.reread(), houses()
    target = request.query_string.decode("utf-8", "replace")
    leads = any(
        s.active and s.member.role == "lead_expert" for h in found for s in h.members
    ) or any(h.hidden.get("lead_expert") for h in found)  # fmt: skip
    return page(
        "people.html",
        form=form,
        doing=doing,
        engagement=engagement,
        houses=found,
        expected=FORMS[doing].version(form, found) if form is not None else None,
        target=f"{path('people', code=code)}?{target}#{doing}",
        options=_options(found, form.value("role")) if form is not None else {},
        allowed={name for name, held in FORMS.items() if may(held) and not held.own},
        me=context.viewer().number,
        managing=may(FORMS["add_member"]),
        handed=delegations.handed(
            context.reader(), context.store().keys, context.viewer(), engagement, clock.today()
        ),
        kept=KEPT,
        person=shown,
        refused=peopling_told.refused(may(FORMS["add_member"])),
        told=peopling_told.of_form(doing, form, found),
        leads=leads,
        leading="lead_expert" in rights.roles(),
        ended_shown=context.viewer().is_facility(engagement.id),
        illustrative=engagement.illustrative,
    )


def _options(found: list[queries.House], role: str) -> dict[str, Any]:
    """The choices of the open form, as pairs of value and words."""
    standing = [h for h in found if h.institution.ended_on is None]
    named = [(h.institution.code, local_plain(h.institution.name)) for h in standing]
    return {
        "institutions": named,
        "roles": [(role, t(f"institution_role.{role}")) for role in ROLES],
        "former": [(role, t(f"institution_role.{role}")) for role in ROLES[1:]],
        "kinds": [(kind, t(f"stakeholder.{kind}")) for kind in STAKEHOLDERS],
        "seats": [(role, t(f"role.{role}")) for role in SEATS],
        "speak": [(tag, autonym(tag)) for tag in INTERFACE],
        "names": [(tag, language_name(tag)) for tag in context.engagement().languages],
        "languages": [(tag, language_name(tag)) for tag in context.engagement().languages],
        "deputies": _deputies(found, role),
    }


def _deputies(found: list[queries.House], role: str) -> list[tuple[str, str]]:
    """The colleagues to whom a role may be handed, each with the roles they have."""
    seat = context.viewer().seat_in(context.engagement().id)
    roles: dict[str, set[str]] = {}
    shown_as: dict[str, str] = {}
    for s in (
        s for h in found for s in h.members if seat and h.institution.id == seat.institution_id
    ):
        if s.active and s.number != context.viewer().number and s.member.role not in KEPT:
            roles.setdefault(s.number, set()).add(s.member.role)
            shown_as[s.number] = full(s.name)
    return [
        (number, f"{shown_as[number]}: {', '.join(plain(msg(f'role.{r}')) for r in sorted(held))}")
        for number, held in roles.items()
        if role not in held
    ]


routes = [Route("/e/<code>/people", people, "engagement", ("GET", "POST"))]
