"""The way in: which language, then where to."""

from __future__ import annotations

from flask import Response, make_response, redirect, request

from srf_policy.languages.tags import INTERFACE, negotiate

from . import context
from .forms import Form
from .rendering import page
from .routing import Route
from .say import path


def index() -> Response:
    """`/`: on to the language that the browser asks for."""
    wanted = negotiate(request.headers.get("Accept-Language"), INTERFACE)
    response = make_response(redirect(f"/{wanted}/"))
    response.vary.add("Accept-Language")
    return response


def start() -> Response:
    """`/en/`: languages and sign-in; who is signed in goes to their work."""
    if context.viewer_or_none() is not None:
        return make_response(redirect(path("me")))
    return page("sign_in.html", form=Form(next=""))


routes = [Route("/", start, "public")]
