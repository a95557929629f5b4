"""Forms: what was typed, exactly as typed, and what is wrong with it.

A view reads fields with `text`, `day`, `number`, `many`; what cannot be read is noted as a
problem, and `act` refuses before the verb is performed. Then the page shows the form again.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from flask import g, request
from werkzeug.datastructures import FileStorage, MultiDict

from srf_policy.domain.errors import Busy, NotAllowed, NotFound, Problem, Refused, Stale
from srf_policy.languages import digits
from srf_policy.languages.messages import Message, msg
from srf_policy.operations import Answer, perform

from . import context


class Form:
    """`start` holds what the fields show before anything is typed: text, or a list of texts.

    Where a page holds several forms each has a `name`, and takes only what was typed into it.
    """

    def __init__(self, name: str = "", /, **start: object) -> None:
        self.name = name
        self.bound = bool(request.form) and request.form.get("form", "") == name
        self.typed: MultiDict[str, str] = MultiDict(request.form if self.bound else _started(start))
        self.problems: list[Problem] = []
        self.status = 200
        # A refused form keeps its key: nothing was done with it.
        self.key = self.typed.get("key") or new_key()

    @property
    def posted(self) -> bool:
        """Whether to act on it. Else it is shown, as typed where something was typed."""
        return self.bound and posted()

    def value(self, name: str) -> str:
        """What the field shows: the words as typed."""
        return self.typed.get(name, "")

    def has(self, name: str, choice: object) -> bool:
        """Whether a radio, checkbox or option is chosen."""
        return str(choice) in self.typed.getlist(name)

    def text(self, name: str) -> str:
        """The words; cleaning and limits are the verb's."""
        return self.value(name)

    def choice(self, name: str) -> str | None:
        """The chosen value, None for none."""
        return self.value(name) or None

    def many(self, name: str) -> list[str]:
        """All chosen values."""
        return [value for value in self.typed.getlist(name) if value]

    def flag(self, name: str) -> bool:
        """Whether a checkbox is ticked."""
        return bool(self.value(name))

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A date from `<input type=date>` or typed as 2019-11-27, in any digits."""
        typed = digits.to_ascii(self.value(name)).strip()
        if not typed:
            self.wrong_if(required, name, msg("form.date_needed"))
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self.wrong_if(True, name, msg("form.bad_date", typed=typed[:40]))
            return None

    def number(self, name: str, *, required: bool = False) -> int | None:
        """A whole number, in any digits."""
        typed = digits.to_ascii(self.value(name)).strip()
        if not typed:
            self.wrong_if(required, name, msg("form.number_needed"))
            return None
        if typed.isdecimal() and len(typed) <= 9:
            return int(typed)
        self.wrong_if(True, name, msg("form.bad_number", typed=typed[:40]))
        return None

    def local(self, name: str, language: str) -> dict[str, str]:
        """A text in one language, as verbs take texts in several; empty where nothing is typed."""
        words = self.value(name)
        return {language: words} if words.strip() else {}

    def file(self, name: str) -> FileStorage | None:
        """The uploaded file, None when none was chosen. A shown-again form cannot keep it."""
        found = request.files.get(name)
        return found if found is not None and found.filename else None

    def wrong_if(self, wrong: bool, name: str | None, message: Message) -> None:
        """Note a problem with a field."""
        if wrong:
            self.problems.append(Problem(message, name))
            self.status = 422

    def wrong(self, name: str) -> list[Message]:
        """What is wrong with one field."""
        return [problem.message for problem in self.problems if problem.field == name]

    def check(self) -> None:
        """Raise Refused when something typed could not be read."""
        if self.problems:
            raise Refused(())


def posted() -> bool:
    """Whether to act: a POST whose token is right. Else the view shows its form, as typed."""
    return request.method == "POST" and not g.get("csrf_failed", False)


def act(form: Form, verb: str, *, engagement: str | None = None, **args: Any) -> Answer:
    """Perform a verb for who is signed in, with the form's key and the version it was shown.

    Raises Refused; hand that to `refuse_into`.
    """
    form.check()
    context.close_reader()
    return perform(
        context.store(), verb, actor=context.viewer(), engagement=engagement, key=form.key,
        expected=form.typed.get("expected"), origin="web", **args,
    )  # fmt: skip


def refuse_into(form: Form, error: Refused) -> None:
    """Put a refusal into the form, so that the page shows it again as typed.

    What is not there, or not this person's, stays what it is: NotFound is raised again.
    """
    if isinstance(error, NotFound):
        raise error
    form.problems.extend(error.problems)
    form.status = status_of(error)


def status_of(error: Refused) -> int:
    """The HTTP status of a refusal; decided here and nowhere else."""
    for kind, status in ((NotFound, 404), (NotAllowed, 403), (Stale, 409), (Busy, 503)):
        if isinstance(error, kind):
            return status
    return 422


def new_key() -> str:
    """A key that makes a second press of the same form harmless."""
    return secrets.token_urlsafe(16)


def _started(start: dict[str, object]) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for name, value in start.items():
        values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        fields += [(name, _typed(v)) for v in values if v is not None]
    return fields


def _typed(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
