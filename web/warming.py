"""What the server does before the first reader comes, so that nobody waits for it."""

from __future__ import annotations

from flask import Flask

from srf_policy.languages.catalogues import catalogue
from srf_policy.languages.tags import INTERFACE


def warm(app: Flask) -> None:
    """Read the catalogues and compile the pages; one that cannot be compiled is found here."""
    for tag in INTERFACE:
        catalogue(tag)
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
