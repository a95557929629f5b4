"""Who is told by the forms about people, and whose mail is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from srf_policy.domain import Job
from srf_policy.languages import digits
from srf_policy.store.queries import jobs
from srf_policy.store.queries.people import House

from . import context
from .forms import Form
from .telling import Told, told


def refused(managing: bool) -> Mapping[str, Job]:
    """By person: mail of this engagement that was refused, for who looks after its people."""
    return jobs.refused(context.reader(), context.engagement()) if managing else {}


def of_form(doing: str, form: Form | None, houses: Sequence[House]) -> dict[str, Any]:
    """Who the open form tells, as far as it says already who that is; and who takes over."""
    if form is None:
        return {}
    language = form.value("language") or context.language()
    match doing:
        case "add_member":
            seat = {"role": form.value("role"), "institution": form.value("institution")}
            return {"now": told(doing, **seat, language=language)}
        case "end_institution":
            return {"now": told(doing, institution=form.value("institution"))}
        case "end_member":
            seat = _seat(form, houses)
            left = told(doing, **seat, person=form.value("person"))
            return {"now": left, "heir": told("succeed_member", **seat, language=language)}
        case "delegate_role":
            return {"now": _handed(form)}
        case "succeed_member":
            return {"now": told(doing, **_seat(form, houses), language=language)}
        case _:
            return {}


def _handed(form: Form) -> list[Told]:
    seat = context.viewer().seat_in(context.engagement().id)
    return told(
        "delegate_role", role=form.value("role"), to=form.value("to"),
        institution=seat.institution if seat else "", language=context.language(),
        starts_on=_day(form, "starts_on"), until=_day(form, "until"),
    )  # fmt: skip


def _day(form: Form, name: str) -> date | None:
    """As far as it is a day yet: what is none is told beside its field, once."""
    try:
        return date.fromisoformat(digits.to_ascii(form.value(name)).strip())
    except ValueError:
        return None


def _seat(form: Form, houses: Sequence[House]) -> dict[str, str]:
    """Role and institution of the seat that the form is about."""
    person, role = form.value("person"), form.value("role")
    codes = [
        h.institution.code for h in houses for s in h.members
        if (s.number, s.member.role) == (person, role)
    ]  # fmt: skip
    return {"role": role, "institution": codes[-1]}
