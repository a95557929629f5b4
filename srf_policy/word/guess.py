"""What a template is for, where nobody says it."""

from __future__ import annotations

from collections.abc import Sequence

from srf_policy.languages.tags import LANGUAGES

from .opening import STYLES
from .package import PackageRefused, parse_xml, read_package
from .scripts import office_tag
from .template import check
from .xmlnames import w


def guess_language(data: bytes) -> str:
    """The language that the template says it is in; English where it says none of ours."""
    try:
        styles = parse_xml(read_package(data)[STYLES], STYLES)
    except (PackageRefused, KeyError):
        return "en"
    lang = styles.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}")
    said = "" if lang is None else lang.get(w("val"), "")
    ours = {office_tag(one): one for one in LANGUAGES} | {one: one for one in LANGUAGES}
    return ours.get(said) or ours.get(said.partition("-")[0]) or "en"


def guess_kind(data: bytes, language: str, kinds: Sequence[str]) -> str:
    """The kind that it fits best: with the fewest errors, and the fewest names left unused."""

    def wrongs(kind: str) -> tuple[int, int]:
        found = check(data, kind, language)
        errors = sum(one.level == "error" for one in found)
        unused = [one.message.params for one in found if one.message.code.endswith(".unused")]
        return errors, sum(len(str(params["names"])) for params in unused)

    return min(kinds, key=wrongs)
