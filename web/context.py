"""What every view may ask about the request at hand."""

from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
from typing import cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from srf_policy.documents.files import Tools
from srf_policy.domain import Engagement
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.tags import INTERFACE
from srf_policy.operations import Store, pictures
from srf_policy.settings import Settings


def store() -> Store:
    """Where verbs are performed."""
    return cast(Store, current_app.extensions["srf_store"])


def settings() -> Settings:
    """The settings of this process."""
    return cast(Settings, current_app.extensions["srf_settings"])


def tools() -> Tools:
    """What makers of files may use beside the database."""
    return Tools(store().keys.token, pictures.kept(settings()))


def language() -> str:
    """The language of the page: the first part of the path, English where it has none."""
    return _language_of(request.path)


@lru_cache(maxsize=512)
def _language_of(path: str) -> str:
    """Asked some hundred times a page."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in INTERFACE else "en"


def reader() -> Session:
    """The reading session of this request: one snapshot, closed before anything is written."""
    if "reader" not in g:
        g.reader_exit = ExitStack()
        g.reader = g.reader_exit.enter_context(store().database.reading())
    return cast(Session, g.reader)


def close_reader() -> None:
    """Let go of the snapshot: what is read afterwards is read anew."""
    if "reader" in g:
        g.pop("reader")
        g.pop("reader_exit").close()


def viewer_or_none() -> Viewer | None:
    """Who is signed in."""
    return cast("Viewer | None", g.get("viewer"))


def viewer() -> Viewer:
    """Who is signed in; only for routes that are not public."""
    return cast(Viewer, g.viewer)


def engagement() -> Engagement:
    """The engagement of the path, already found to be the viewer's to see."""
    return cast(Engagement, g.engagement)


def country() -> str | None:
    """The country whose calendar and hours the page shows, on pages of one engagement."""
    found = g.get("engagement")
    return found.country if found is not None else None
