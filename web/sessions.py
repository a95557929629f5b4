"""Signing in and out, and the cookie of the session."""

from __future__ import annotations

from flask import Response, request, session

from srf_policy.domain.errors import Refused
from srf_policy.languages.messages import msg
from srf_policy.operations import accounts

from . import carried, context
from .forms import Form, refuse_into
from .rendering import done, page
from .routing import Route
from .say import path

COOKIE = "srf_session"


def token() -> str:
    """The token of the browser's session, empty when there is none."""
    return request.cookies.get(COOKIE, "")


def sign_in() -> Response:
    """The form; after it, the page that was asked for or the form that was carried along."""
    form = Form(next=_own(request.args.get("next", "")))
    if not form.posted:
        return _form(form)
    try:
        held = accounts.sign_in(
            context.store(), form.text("email"), form.text("password"), place(), token()
        )
    except Refused as error:
        refuse_into(form, error)
        return _form(form)
    return _keep(_after(form), held)


def _form(form: Form) -> Response:
    """The password alone is not shown again."""
    form.typed.setlist("password", [])
    return page("sign_in.html", form=form)


def _after(form: Form) -> Response:
    # What the last person's browser session held ends with it, its CSRF token too.
    session.clear()
    signed = form.text("carried")
    if carried.unpack(signed):
        return _press_again(signed)
    return done(_own(form.text("next")) or path("me"))


def _press_again(signed: str) -> Response:
    response = carried.ask_again(signed, reason="signed_in")
    response.status_code = 200
    return response


def sign_out() -> Response:
    """End the session on the server and in the browser."""
    accounts.sign_out(context.store(), token())
    session.clear()
    response = done(f"/{context.language()}/", msg("web.signed_out"))
    response.delete_cookie(COOKIE, path="/")
    return response


def signed_out_page() -> Response:
    """Sign in first; a form that was sent is carried along."""
    if request.method in ("GET", "HEAD"):
        target = request.full_path.rstrip("?")
        form = Form(next=target)
    elif carried.from_elsewhere():
        form = Form()
    else:
        form = Form(carried="")
        form.typed.clear()
        form.typed["carried"] = carried.pack()
    return page("sign_in.html", form=form, asked=True, status=401)


def _keep(response: Response, held: str) -> Response:
    response.set_cookie(
        COOKIE, held, max_age=int(accounts.LONGEST.total_seconds()), httponly=True,
        secure=context.settings().base_url.startswith("https:"), samesite="Lax", path="/",
    )  # fmt: skip
    return response


def place() -> str:
    """The network address that asks."""
    return request.remote_addr or "unknown"


def _own(target: str) -> str:
    """A path of ours, or nothing: nobody is sent elsewhere after signing in."""
    ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if ours and not any(sign in target for sign in "\r\n\\") else ""


routes = [
    Route("/sign-in", sign_in, "public", ("GET", "POST")),
    Route("/sign-out", sign_out, "signed_in", ("POST",)),
]
