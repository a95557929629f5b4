"""`/admin/people`: the people of the Facility, their roles and engagements."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from srf_policy import clock
from srf_policy.domain.errors import Refused
from srf_policy.domain.people import FACILITY_ROLES
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import INTERFACE, autonym
from srf_policy.operations.people import hash_password
from srf_policy.store.queries import administration as queries

from . import context
from .forms import Form, act, refuse_into
from .persons import called, full, shown, typed_name
from .rendering import done, page
from .routing import Route
from .say import local_plain, path, t
from .telling import newcomer


def admin_people() -> Response:
    """Everybody by name; with `?do=<verb>` one form is open."""
    doing = request.args.get("do", "")
    if doing not in FORMS:
        return _page("", None)
    form = Form(doing, person=request.args.get("person", ""), language=context.language())
    if form.posted:
        try:
            message = FORMS[doing](form)
            return done(path("admin_people"), message)
        except Refused as error:
            refuse_into(form, error)
    return _page(doing, form)


def _page(doing: str, form: Form | None) -> Response:
    session = context.reader()
    found = queries.people(session, context.store().keys, clock.today())
    found.sort(key=lambda known: (called(known.name).casefold(), known.number))
    query = request.query_string.decode("utf-8", "replace")
    return page(
        "admin_people.html",
        form=form,
        doing=doing,
        people=found,
        person=shown,
        told=newcomer("grant_auditor", "auditor") if doing == "grant_auditor" else [],
        about=next((k for k in found if form and k.number == form.value("person")), None),
        target=f"{path('admin_people')}?{query}#{doing}",
        options=_options(found),
    )


def _options(found: list[queries.Known]) -> dict[str, Any]:
    rows = queries.engagements(context.reader())
    return {
        "roles": [(role, t(f"role.{role}")) for role in FACILITY_ROLES],
        "speak": [(tag, autonym(tag)) for tag in INTERFACE],
        "people": [(k.number, full(k.name)) for k in found if full(k.name)],
        "engagements": [(e.code, f"{e.code}: {local_plain(e.title)}", None) for e in rows],
    }


def _add(form: Form) -> Message:
    password = form.text("password")
    hashed = hash_password(password, form.key) if password else None
    role = form.choice("role")
    answer = act(form, "add_facility_person", address=form.text("address"), name=typed_name(form),
                 language=form.value("language"), role=role, password_hash=hashed,
                 occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("admin.person_added" if answer.values["made"] else "admin.role_given")


def _end(form: Form) -> Message:
    act(form, "end_facility_member", person=form.value("person"), role=form.value("role"),
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return msg("admin.role_ended")


def _password(form: Form) -> Message:
    hashed = hash_password(form.text("password"), form.key)
    act(form, "set_password", person=form.value("person"), password_hash=hashed)
    return msg("admin.password_set")


def _auditor(form: Form) -> Message:
    act(
        form, "grant_auditor", engagements=form.many("engagements"), until=form.day("until"),
        address=form.text("address"), name=typed_name(form), language=form.value("language"),
    )  # fmt: skip
    return msg("admin.auditor_granted")


FORMS = {
    "add_person": _add,
    "end_facility_member": _end,
    "set_password": _password,
    "grant_auditor": _auditor,
}

routes = [Route("/admin/people", admin_people, "administrator", ("GET", "POST"))]
