"""What people see when something is refused or breaks: a sentence, a way on, never a traceback."""

from __future__ import annotations

import secrets
import traceback

import structlog
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from srf_policy.domain.errors import NotFound, Problem, Refused
from srf_policy.languages.messages import msg

from . import context
from .forms import status_of
from .rendering import page

_log = structlog.get_logger("srf_policy.web")


def register(app: Flask) -> None:
    """Every way in which a request can fail."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(OperationalError, of_database)
    app.register_error_handler(Exception, unexpected)


def refused(error: Refused) -> Response:
    """A refusal outside a form."""
    return _page(error, status_of(error))


def of_http(error: HTTPException) -> ResponseReturnValue:
    """What the server itself refuses: an unknown address, a wrong method, too much at once."""
    if error.response is not None or (error.code or 500) < 400:
        return error
    if error.code == 404:
        return _page(NotFound(), 404)
    if isinstance(error, RequestEntityTooLarge):
        return _say("web.too_large", 413)
    if isinstance(error, CSRFError):
        return _say("web.from_elsewhere", 400)
    if error.code == 405:
        return _say("web.wrong_method", 405)
    return _say("web.bad_request", error.code or 500)


def of_database(error: OperationalError) -> Response:
    """The database is away or its disk fails: that is no fault of ours, and it passes."""
    told = context.store().database.refusal(error)
    if not isinstance(told, Refused):
        return unexpected(error)
    context.close_reader()
    return refused(told)


def unexpected(error: Exception) -> Response:
    """A fault of ours: logged under a number that is shown."""
    number = secrets.token_hex(4)
    # Neither the message nor any value: both may hold names, addresses, or words of a ministry.
    where = "".join(traceback.format_tb(error.__traceback__))
    kind = type(error).__qualname__
    _log.error("unexpected", number=number, method=request.method, kind=kind, where=where)
    context.close_reader()
    return page("error.html", problems=[Problem(msg("web.fault", number=number))], status=500,
                number=500)  # fmt: skip


def _say(code: str, status: int) -> Response:
    return _page(Refused([Problem(msg(code))]), status)


def _page(error: Refused, status: int) -> Response:
    return page("error.html", problems=error.problems, status=status, number=status)
