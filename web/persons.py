"""People by name, for the few pages that show names at all."""

from __future__ import annotations

from markupsafe import Markup

from srf_policy.languages.tags import choose, separator
from srf_policy.store.queries.people import Name

from . import context
from .forms import Form
from .say import outside, t


def called(name: Name | None) -> str:
    """A person's name in the reader's language where it is known so; "" where it was erased."""
    return choose(name.name, context.language())[0] if name is not None and name.name else ""


def full(name: Name | None) -> str:
    """Name and address, for lists to choose from."""
    if name is None or not name.name:
        return ""
    return f"{called(name)}{separator(context.language())}{name.address}"


def shown(name: Name | None) -> Markup:
    """A person on a page."""
    words = called(name)
    return outside(words) if words else t("people.no_name")


def typed_name(form: Form, field: str = "name") -> dict[str, str] | None:
    """The name of a person who may not be known yet."""
    return form.local(field, context.language()) or None
