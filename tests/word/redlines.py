"""The shipped template of redlines in a language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from srf_policy.word.derive import derive_with

SHIPPED = Path(__file__).parents[2] / "templates" / "docx" / "redline.docx"


@cache
def template(language: str) -> bytes:
    shipped = SHIPPED.read_bytes()
    return shipped if language == "en" else derive_with(shipped, language, {})
