"""Words that a file says in several ways, of which each program shows the one that it can.

Office programs say the same in all of them. Where they differ, nobody knows what a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from srf_policy.languages.messages import msg

from .package import PackageRefused
from .xmlnames import ART, MATH, w

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES = f"{_MC}AlternateContent"
_CHOICE, _FALLBACK = f"{_MC}Choice", f"{_MC}Fallback"
MAX_ALTERNATIVES = 10_000
"""In one part: each text box and each drawing of a long file may be one."""

_DEEPEST = 3
"""Alternatives around each other: each would have all words inside of it read once more."""


def that_differ(tree: etree._Element, name: str) -> frozenset[etree._Element]:
    """The alternatives of a part that do not say the same. Raises PackageRefused for too many."""
    found = list(islice(tree.iter(ALTERNATIVES), MAX_ALTERNATIVES + 1))
    if len(found) > MAX_ALTERNATIVES:
        raise PackageRefused(msg("word.package.bomb", name=name))
    return frozenset(filter(_differ, found))


def _differ(alternatives: etree._Element) -> bool:
    if sum(1 for _ in alternatives.iterancestors(ALTERNATIVES)) >= _DEEPEST:
        return True
    said = {"".join(_said(one)) for one in alternatives}
    if alternatives.find(_CHOICE) is None or alternatives.find(_FALLBACK) is None:
        # Some program shows nothing.
        said.add("")
    return len(said) > 1


def _said(element: etree._Element) -> Iterator[str]:
    for one in element.iter(w("t"), MATH, ART):
        yield (one.get("string") if one.tag == ART else one.text) or ""
