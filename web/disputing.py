"""The forms of a dispute, on the page of its provision."""

from __future__ import annotations

from typing import Any

from flask import Response

from srf_policy.domain.errors import Refused
from srf_policy.languages.messages import msg
from srf_policy.store.queries import disputes as queries
from srf_policy.store.queries.disputes import Bracketed
from srf_policy.store.queries.life import Life

from . import context, rights
from .forms import Form, act, refuse_into
from .rendering import done
from .say import local_plain, outside, path, plain, t

_VERBS = {
    "open": "open_dispute", "add": "add_alternative", "hold": "hold_alternative",
    "meeting": "hold_meeting_on", "refer": "refer_dispute", "decide": "decide_dispute",
}  # fmt: skip


class Forms:
    """All forms of one page; at most one was sent."""

    def __init__(self, provision: str) -> None:
        self._provision = provision
        self.by_name = {name: Form(name) for name in _VERBS}

    def __getitem__(self, name: str) -> Form:
        return self.by_name[name]

    @property
    def sent(self) -> Form | None:
        """The form that is shown with its errors."""
        return next((form for form in self.by_name.values() if form.bound), None)

    def act(self, code: str) -> Response | None:
        """Do what was sent and come back; None where nothing was, or it was refused."""
        form = self.sent
        if form is None or not form.posted:
            return None
        try:
            act(form, _VERBS[form.name], engagement=code, **self._told(form))
        except Refused as error:
            refuse_into(form, error)
            return None
        here = path("life", code=code, provision=self._provision)
        return done(f"{here}#brackets", msg(f"dispute.done_{form.name}"))

    def _told(self, form: Form) -> dict[str, Any]:
        if form.name == "open":
            pairs = [(form.text(f"words_{n}"), form.many(f"holders_{n}")) for n in (1, 2)]
            kept = [{"words": w, "holders": held} for w, held in pairs if w.strip() or held]
            return {"provision": self._provision, "question": form.text("question"),
                    "alternatives": kept}  # fmt: skip
        told: dict[str, Any] = {"dispute": form.number("dispute", required=True)}
        if form.name == "add":
            return told | {"alternative": form.text("alternative"), "holders": form.many("holders")}
        if form.name == "hold":
            return told | {
                "alternative": form.number("alternative"), "institution": form.text("institution")
            }  # fmt: skip
        if form.name == "meeting":
            return told | {"meeting": form.number("meeting", required=True)}
        if form.name == "refer":
            return told | {"body": form.text("body")}
        return told | {"decision": form.text("decision"), "chosen": form.number("chosen")}

    def ready(self, found: Life) -> dict[str, Any]:
        """What the page needs to show them; none for who may not keep disputes."""
        opened = next((d for d in found.disputes if d.is_open), None)
        mine = rights.may("edit") or rights.may("record")
        ready: dict[str, Any] = {"mine": mine, "opened": opened, "form": self, "sent": self.sent}
        if not mine:
            return ready
        named = queries.choices(context.reader(), context.engagement().id)
        ready["institutions"] = [(i.code, local_plain(i.name), None) for i in named.institutions]
        ready["institution_options"] = [(code, name) for code, name, _ in ready["institutions"]]
        ready["bodies"] = [(b.key, local_plain(b.name)) for b in named.bodies]
        ready["meetings"] = [
            (m.number, plain(msg("cause.minutes", title=m.title, day=m.occurred_on)))
            for m in named.meetings
        ]
        ready["alternatives"] = _alternatives(opened)
        return ready


def _alternatives(opened: Bracketed | None) -> list[Any]:
    held = opened.alternatives if opened else ()
    return [
        (one.number, t("dispute.alternative", number=one.number), outside(one.words))
        for one in held
    ]
