"""Which template a file is made from: one design for all languages."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, WordTemplate
from srf_policy.domain.errors import refused
from srf_policy.store.queries.templates import in_use
from srf_policy.word.derive import derive
from srf_policy.word.findings import Finding
from srf_policy.word.template import check

from .files import Tools

SHIPPED = "shipped"


class Chosen(NamedTuple):
    """A template that fits kind and language; `version` says which one it is."""

    content: bytes
    version: str


def template_for(
    session: Session, engagement: Engagement | None, kind: str, language: str, tools: Tools
) -> Chosen:
    """The engagement's own template, its country's, the Facility's, else the shipped one.

    `engagement` is None for a file about many of them. Refused where the bytes of an uploaded one
    are lost: a file in another design than the one that was ordered would go unnoticed.
    """
    row = in_use(session, engagement, kind, language)
    if row is None:
        return Chosen(shipped(kind, language), SHIPPED)
    return Chosen(_uploaded(row, language, tools), row.label)


def shipped(kind: str, language: str) -> bytes:
    """The template as it is shipped, in a language."""
    return _shipped(kind, language)


def findings(content: bytes, kind: str, language: str) -> list[Finding]:
    """What is wrong with a template that was sent in; an English one is tried from right to left
    too, because the other languages are derived from it."""
    found = check(content, kind, language)
    if language != "en" or any(one.level == "error" for one in found):
        return found
    turned = [one for one in check(derive(content, "ar"), kind, "ar") if one.level == "error"]
    return found + turned


def _uploaded(row: WordTemplate, language: str, tools: Tools) -> bytes:
    content = tools.kept(row.sha256)
    if content is None:
        raise refused("refused.template_lost", name=row.name, version=row.version)
    return content if row.language == language else _derived(content, language)


@lru_cache(maxsize=64)
def _shipped(kind: str, language: str) -> bytes:
    content = files("srf_policy.templates").joinpath(f"docx/{kind}.docx").read_bytes()
    return content if language == "en" else derive(content, language)


@lru_cache(maxsize=32)
def _derived(content: bytes, language: str) -> bytes:
    return derive(content, language)
