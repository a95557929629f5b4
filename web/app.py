"""The web application: made from settings, nothing global."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from flask import Flask, g, request
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.routing import Rule

from srf_policy import clock
from srf_policy.languages.catalogues import reviewed
from srf_policy.languages.tags import INTERFACE, autonym, direction
from srf_policy.operations import accounts
from srf_policy.settings import Settings

from . import (
    assets,
    calendar,
    context,
    dues,
    errors,
    forms,
    guarding,
    headers,
    home,
    rendering,
    say,
    screens,
)
from .routing import RoundConverter, Route, register

LARGEST_REQUEST = 24 * 1024 * 1024
"""A file of the largest size and the form around it."""


def create_app(settings: Settings, database: Any = None) -> Flask:
    """The application on `database` (an open `store.database.Database`), or on that of `settings`.

    Raises routing.Unclassified when a route does not say who may open it.
    """
    app = Flask(__package__, static_folder=None, template_folder=str(files(__package__) / "pages"))
    app.config.update(_configuration(settings))
    app.extensions["srf_settings"] = settings
    app.extensions["srf_store"] = accounts.open_store(settings, database)
    app.extensions["srf_routes"] = {}
    _routes(app)
    _pages(app)
    guarding.csrf.init_app(app)
    app.before_request(guarding.guard)
    app.after_request(_status)
    app.after_request(headers.add)
    app.teardown_request(lambda _: context.close_reader())
    errors.register(app)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": accounts.cookie_key(settings),
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": guarding.LARGEST_FORM,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,
        # `guarding` asks for the token itself, after it knows who may be here.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_SSL_STRICT": False,
        "SESSION_COOKIE_NAME": "srf_form",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.base_url.startswith("https:"),
    }


def _routes(app: Flask) -> None:
    app.url_map.converters["round"] = RoundConverter
    for family in screens.FAMILIES:
        register(app, family.routes)
    bare = (
        Route("/", home.index, "public"),
        Route("/static/<digest>/<name>", assets.serve, "public"),
        calendar.feed_route,
    )
    for route in bare:
        app.extensions["srf_routes"][route.endpoint] = route
        app.url_map.add(Rule(route.rule, endpoint=route.endpoint, methods=["GET"]))
        app.view_functions[route.endpoint] = route.view


def _pages(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(say.globals_())
    app.jinja_env.globals.update(
        asset=assets.asset, csrf_field=_csrf_field, new_key=forms.new_key,
        autonym=autonym, direction=direction, today=clock.today, **dues.PAGES,
    )  # fmt: skip
    app.jinja_env.filters["country_name"] = say.country
    app.context_processor(_frame)


def _csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}"/>').format(generate_csrf())


def _frame() -> dict[str, object]:
    """What every page's frame shows."""
    language = context.language()
    return {
        "language": language,
        "viewer": context.viewer_or_none(),
        "languages": [(tag, _elsewhere(tag)) for tag in INTERFACE],
        "unreviewed": language != "en" and not reviewed(language),
        "demo_now": clock.now() if clock.offset() else None,
        "demo_started": clock.started() if clock.offset() else None,
        "expired": g.get("csrf_failed", False),
        "said": rendering.said,
    }


def _elsewhere(tag: str) -> str:
    """This page in another language; a page that only answers a form leads to the start."""
    first, _, rest = request.path.lstrip("/").partition("/")
    if first not in INTERFACE or request.method != "GET":
        return f"/{tag}/"
    query = request.query_string.decode("utf-8", "replace")
    return f"/{tag}/{rest}" + (f"?{query}" if query else "")


def _status(response: Any) -> Any:
    """A form shown again because its token was too old was not taken."""
    if g.get("csrf_failed", False) and response.status_code == 200:
        response.status_code = 400
    return response
