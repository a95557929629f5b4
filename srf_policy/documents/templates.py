"""Which template a file is made from: one design for all languages."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from sqlalchemy.orm import Session

from srf_policy.domain import Engagement
from srf_policy.word.derive import derive

from .files import Tools


class Chosen(NamedTuple):
    """A template that fits kind and language; `version` says which one it is."""

    content: bytes
    version: str


def template_for(
    session: Session, engagement: Engagement | None, kind: str, language: str, tools: Tools
) -> Chosen:
    """The engagement's own template, its country's, the Facility's, else the shipped one.

    `engagement` is None for a file about many of them.
    """
    return Chosen(_shipped(kind, language), "shipped")


@lru_cache(maxsize=64)
def _shipped(kind: str, language: str) -> bytes:
    shipped = files("srf_policy.templates").joinpath(f"docx/{kind}.docx").read_bytes()
    return shipped if language == "en" else derive(shipped, language)
