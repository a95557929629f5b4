"""A forgotten password: the link is asked for here, and here it is used.

Opening the link spends nothing, because scanners open links before people do.
"""

from __future__ import annotations

from flask import Response, session

from srf_policy import clock
from srf_policy.domain.errors import Refused
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import msg
from srf_policy.operations import accounts, passwords, perform
from srf_policy.operations.people import MINIMUM_PASSWORD, hash_password

from . import context
from .forms import Form, refuse_into
from .rendering import done, page
from .routing import Route
from .say import path
from .sessions import place


def forgotten() -> Response:
    """Ask for a link. The answer is the same whether or not anybody has the address."""
    form = Form()
    if form.posted:
        try:
            form.wrong_if(not form.text("email").strip(), "email", msg("password.address_needed"))
            form.check()
            accounts.ask_for_link(context.store(), form.text("email"), place())
            return page("password_asked.html")
        except Refused as error:
            refuse_into(form, error)
    return page("password_forgotten.html", form=form)


def use(token: str) -> Response:
    """The form of a link that holds, and the new password; else the way to another link."""
    form = Form()
    try:
        owner = _owner(token)
    except Refused:
        return _dead()
    if form.posted:
        try:
            hashed = hash_password(form.text("password"), form.key)
            context.close_reader()
            perform(context.store(), "reset_password", actor=owner, link=token,
                    password_hash=hashed)  # fmt: skip
        except Refused as error:
            if any(problem.message.code == "password.dead_link" for problem in error.problems):
                return _dead()
            refuse_into(form, error)
        else:
            session.clear()
            return done(path("sign_in"), msg("password.is_set"))
    form.typed.setlist("password", [])
    return page("password_new.html", form=form, minimum=MINIMUM_PASSWORD)


def _owner(token: str) -> Viewer:
    return passwords.owner(context.reader(), context.store().keys, token, clock.today())


def _dead() -> Response:
    return page("password_dead.html", status=404)


routes = [
    Route("/password/forgotten", forgotten, "public", ("GET", "POST")),
    Route("/password/<token>", use, "public", ("GET", "POST")),
]
