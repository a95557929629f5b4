"""How large the Word file of a draft is, as it was when it was last made.

No file is made for a list: where none was made since the program began, no size is told.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import cast

from flask import current_app

from srf_policy.documents.draft import SMALL, draft_file
from srf_policy.documents.files import Wanted
from srf_policy.domain import Revision
from srf_policy.domain.errors import Refused

from . import context

_KEPT = 4096
"""Sizes that a process keeps, the newest."""

Key = tuple[int, int, str]
"""Engagement, number of the revision, language."""


def made(engagement: int, revision: int, language: str, size: int) -> None:
    """Keep the size of a file that was made."""
    sizes = _sizes()
    sizes.pop((engagement, revision, language), None)
    sizes[engagement, revision, language] = size
    for key in list(sizes)[:-_KEPT]:
        sizes.pop(key, None)


def known(revision: Revision, language: str) -> int | None:
    """The size of the last file that was made of this revision in this language."""
    return _sizes().get((revision.engagement_id, revision.number, language))


def measured(revision: Revision, language: str) -> int | None:
    """As `known`; a small draft that was not made yet is made once."""
    if known(revision, language) is None and revision.provisions <= SMALL:
        try:
            file = draft_file(
                context.reader(), context.viewer(), context.engagement().code,
                Wanted(revision=revision.number, language=language), context.tools(),
            )  # fmt: skip
        except Refused:
            return None
        made(revision.engagement_id, revision.number, language, len(file.content))
    return known(revision, language)


def _sizes() -> MutableMapping[Key, int]:
    return cast(MutableMapping[Key, int], current_app.extensions.setdefault("srf_word_sizes", {}))
