"""Pages made from their templates, and the way on after something was done."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from flask import Response, g, make_response, redirect, render_template, session

from srf_policy.domain.chain import plain
from srf_policy.languages.messages import Message
from srf_policy.languages.rendering import say as say_words

from . import context
from .forms import Form

_DAY = "day"
"""By this name a day stands in what is said on the next page."""


def page(template: str, *, form: Form | None = None, status: int = 200, **values: Any) -> Response:
    """A page; with a form that was refused, its status and the title's "Error:" follow from it."""
    problems = form.problems if form is not None else []
    body = render_template(template, form=form, has_errors=bool(problems), **values)
    return make_response(body, form.status if form is not None and problems else status)


def done(target: str, message: Message | None = None) -> Response:
    """Go on to another page (303), where `message` is said once."""
    if message is not None:
        session["said"] = json.dumps(
            {"code": message.code, "params": dict(message.params)}, default=_stored
        )
    return make_response(redirect(target, 303))


def _stored(value: object) -> object:
    if isinstance(value, Message):
        return say_words(value, context.language())
    if isinstance(value, date) and not isinstance(value, datetime):
        return {_DAY: value.isoformat()}
    return plain(value)


def said() -> Message | None:
    """What was done on the page before, once."""
    found = session.pop("said", None)
    if not isinstance(found, str):
        return None
    value = json.loads(found)
    g.said = True
    return Message(value["code"], {name: _restored(one) for name, one in value["params"].items()})


def _restored(value: Any) -> Any:
    """A day is one again, so that it is said in the reader's calendar."""
    if isinstance(value, dict) and set(value) == {_DAY}:
        return date.fromisoformat(value[_DAY])
    return value
