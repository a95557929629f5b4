"""The table of URLs: each screen family lists its routes, and each route says who may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter, ValidationError

from .access import CLASSES, OF_ENGAGEMENT

View = Callable[..., ResponseReturnValue]


class Unclassified(Exception):
    """A route without a known class of access, or of an engagement that its path does not name."""


@dataclass(frozen=True)
class Route:
    """`rule` without the language in front; `access` is one of `access.CLASSES`.

    The view's name is the endpoint. A view of GET and POST acts only where `posted()` says so.
    """

    rule: str
    view: View
    access: str
    methods: tuple[str, ...] = ("GET",)

    @property
    def endpoint(self) -> str:
        return f"{self.view.__module__.rpartition('.')[2]}.{self.view.__name__}"


class RoundKey(NamedTuple):
    """A consultation round in a path: `/c/IRQ-PEI-2` is round 2 of IRQ-PEI."""

    code: str
    number: int

    def __str__(self) -> str:
        return f"{self.code}-{self.number}"


class RoundConverter(BaseConverter):
    regex = r"[A-Z0-9]+-[A-Z0-9]+-[1-9][0-9]{0,5}"

    def to_python(self, value: str) -> RoundKey:
        code, _, number = value.rpartition("-")
        return RoundKey(code, int(number))

    def to_url(self, value: Any) -> str:
        if not isinstance(value, RoundKey):
            raise ValidationError
        return str(value)


def register(app: Flask, routes: Iterable[Route]) -> None:
    """Add routes behind the language. Raises Unclassified, so that the app is never created."""
    for route in routes:
        if route.access not in CLASSES:
            raise Unclassified(f"{route.rule} has no known class of access: {route.access!r}")
        if (route.access in OF_ENGAGEMENT) != names_engagement(route.rule):
            raise Unclassified(f"{route.rule} and its class {route.access!r} do not fit together")
        app.extensions["srf_routes"][route.endpoint] = route
        app.add_url_rule(
            f"/<language>{route.rule}", route.endpoint, route.view, methods=list(route.methods)
        )


def names_engagement(rule: str) -> bool:
    """Whether the path says of which engagement it is: `<code>`, or `<round:round>`."""
    return "<code>" in rule or "<round:round>" in rule
