"""What a process that runs for long does once, before its first page or job."""

from __future__ import annotations

import gc

from flask import Flask

from srf_policy.languages.catalogues import catalogue
from srf_policy.languages.tags import INTERFACE

_YOUNG = 10_000
"""Objects made before the collector looks through the youngest ones: about those of a page."""


def warm(app: Flask) -> None:
    """Read the catalogues and compile the pages, then settle."""
    for tag in INTERFACE:
        catalogue(tag)
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    settle()


def settle() -> None:
    """Take all that is loaded out of the garbage collector's way.

    It went through 200,000 objects that live as long as the process, every few pages, for a tenth
    of a second each time; and the longer a Word file, the more often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
