"""Kept files, pictures of figures and templates, as Word files take them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from srf_policy.domain.errors import Refused
from srf_policy.settings import Settings

from .attaching import location


def kept(settings: Settings) -> Callable[[str], bytes | None]:
    """Gives the bytes of a kept file by their SHA-256; None for one that is lost or was altered."""

    def content(sha256: str) -> bytes | None:
        try:
            found = location(settings, sha256).read_bytes()
        except Refused:
            return None
        return found if hashlib.sha256(found).hexdigest() == sha256 else None

    return content
