"""The forms about institutions and members: what each shows at first, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import request

from srf_policy.domain.errors import NotFound
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.people import House, Seated

from . import context
from .forms import Form, act
from .persons import typed_name
from .say import path

Done = tuple[str, Message]


@dataclass(frozen=True)
class Peopling:
    """`ends`: administrators and staff alone may. `about`: institution, member or none.

    `own`: about a role of whoever looks, or one that is held for another.
    """

    act: Callable[[Form, str], Done]
    about: str = ""
    ends: bool = False
    own: bool = False

    def version(self, form: Form, houses: Sequence[House]) -> int | None:
        """What the form carries: the version of what it is about, as it stands now."""
        if self.about == "institution":
            return _house(houses, form.value("institution")).version
        if self.about == "member":
            return _seat(houses, form.value("person"), form.value("role")).version
        return None


def started(doing: str, houses: Sequence[House]) -> Mapping[str, object]:
    """What the fields show before anything is typed. NotFound for what is not here."""
    about, asked = FORMS[doing].about, request.args
    start: dict[str, object] = {"language": context.language()}
    if FORMS[doing].own:
        return {**start, **_own(asked.get("role", ""), asked.get("delegation", ""))}
    if about == "institution":
        row = _house(houses, asked.get("institution", "")).institution
        names = {f"name-{tag}": words for tag, words in row.name.items()}
        return {**start, "institution": row.code, "role": row.role, **names}
    if about == "member":
        seat = _seat(houses, asked.get("person", ""), asked.get("role", ""))
        return {**start, "person": seat.number, "role": seat.member.role}
    return {**start, "institution": asked.get("institution", ""), "kind": "government"}


def _own(role: str, delegation: str) -> Mapping[str, object]:
    """The own role that is to be handed on, or the number of what is to be ended."""
    seat = context.viewer().seat_in(context.engagement().id)
    if not delegation and (seat is None or role not in seat.roles):
        raise NotFound
    return {"role": role, "delegation": delegation}


def _house(houses: Sequence[House], code: str) -> House:
    found = next((h for h in houses if h.institution.code == code), None)
    if found is None:
        raise NotFound
    return found


def _seat(houses: Sequence[House], number: str, role: str) -> Seated:
    """The newest seat of a person in a role."""
    rows = [s for h in houses for s in h.members if (s.number, s.member.role) == (number, role)]
    if not rows:
        raise NotFound
    return max(rows, key=lambda seat: seat.member.id)


def _names(form: Form) -> dict[str, str]:
    """The name of an institution in the languages of the engagement."""
    tags = context.engagement().languages
    return {tag: words for tag in tags if (words := form.text(f"name-{tag}")).strip()}


def _at(code: str, institution: str) -> str:
    return f"{path('people', code=code)}#institution-{institution}"


def _add_institution(form: Form, code: str) -> Done:
    answer = act(
        form, "add_institution", engagement=code, code=form.text("code"), name=_names(form),
        role=form.value("role"), kind=form.value("kind"), parent=form.choice("parent"),
        occurred_on=form.day("occurred_on"),
    )  # fmt: skip
    return _at(code, answer.values["code"]), msg("people.institution_added")


def _rename(form: Form, code: str) -> Done:
    wanted = form.value("institution")
    act(form, "rename_institution", engagement=code, code=wanted, name=_names(form),
        occurred_on=form.day("occurred_on", required=True))  # fmt: skip
    return _at(code, wanted), msg("people.institution_renamed")


def _role(form: Form, code: str) -> Done:
    wanted = form.value("institution")
    act(form, "set_institution_role", engagement=code, code=wanted, role=form.value("role"),
        former_lead=form.value("former_lead") or "required",
        occurred_on=form.day("occurred_on"))  # fmt: skip
    return _at(code, wanted), msg("people.role_set")


def _end_institution(form: Form, code: str) -> Done:
    wanted = form.value("institution")
    answer = act(form, "end_institution", engagement=code, code=wanted, reason=form.text("reason"),
                 occurred_on=form.day("occurred_on"))  # fmt: skip
    return _at(code, wanted), msg("people.institution_ended", count=answer.values["members"])


def _add_member(form: Form, code: str) -> Done:
    wanted = form.value("institution")
    act(
        form, "add_member", engagement=code, institution=wanted, role=form.value("role"),
        address=form.text("address"), name=typed_name(form), language=form.value("language"),
        department=form.text("department"), until=form.day("until"),
        occurred_on=form.day("occurred_on"),
    )  # fmt: skip
    return _at(code, wanted), msg("people.member_added")


def _end_member(form: Form, code: str) -> Done:
    answer = act(
        form, "end_member", engagement=code, person=form.value("person"), role=form.value("role"),
        reason=form.text("reason"), address=form.text("address"), name=typed_name(form),
        language=form.value("language"), occurred_on=form.day("occurred_on"),
    )  # fmt: skip
    said = "people.member_succeeded" if answer.values["successor"] else "people.member_ended"
    return path("handover", code=code, number=answer.values["event"]), msg(said)


def _succeed(form: Form, code: str) -> Done:
    answer = act(
        form, "succeed_member", engagement=code, person=form.value("person"),
        role=form.value("role"), address=form.text("address"), name=typed_name(form),
        language=form.value("language"), occurred_on=form.day("occurred_on"),
    )  # fmt: skip
    said = msg("people.succeeded", count=len(answer.values["comments"]))
    return path("people", code=code), said


def _delegate(form: Form, code: str) -> Done:
    answer = act(
        form, "delegate_role", engagement=code, role=form.value("role"), to=form.value("to"),
        starts_on=form.day("starts_on"), until=form.day("until"), reason=form.text("reason"),
    )  # fmt: skip
    anchor = f"delegation-{answer.values['delegation']}"
    return f"{path('people', code=code)}#{anchor}", msg("delegation.given")


def _end_delegation(form: Form, code: str) -> Done:
    act(form, "end_delegation", engagement=code,
        delegation=form.number("delegation", required=True))  # fmt: skip
    return path("people", code=code), msg("delegation.ended")


FORMS: dict[str, Peopling] = {
    "add_institution": Peopling(_add_institution),
    "rename_institution": Peopling(_rename, "institution"),
    "set_institution_role": Peopling(_role, "institution"),
    "end_institution": Peopling(_end_institution, "institution", ends=True),
    "add_member": Peopling(_add_member),
    "end_member": Peopling(_end_member, "member", ends=True),
    "succeed_member": Peopling(_succeed, "member", ends=True),
    "delegate_role": Peopling(_delegate, own=True),
    "end_delegation": Peopling(_end_delegation, own=True),
}
"""By verb: `/e/<code>/people?do=<verb>` opens the form."""
