"""Document properties, and the content controls that Word refreshes from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .lines import Lines, in_order
from .opening import Opened
from .placeholders import NAME
from .word_checks import FILLED_PROPERTIES
from .xmlnames import w

_BOUND = re.compile(r"core-properties|coreProperties")
_LAST = re.compile(r"(\w+)(?:\[\d+\])?\s*$")


def bound_properties(opened: Opened) -> dict[str, str]:
    """What title, subject and status say. A content control bound to one of them and holding a
    name says it: Word shows what the property holds, whatever is written in the control.

    Controls with names that are bound to anything else are set free: Word would write their old
    text over the value.
    """
    held = {} if opened.core is None else {_plain(one): one.text or "" for one in opened.core}
    properties = {name: held.get(name, "") for name in FILLED_PROPERTIES}
    for part, tree in opened.trees.items():
        for control, words in list(_controls(tree, opened.lines[part])):
            _is_no_hint(control)
            binding = control.find(f"{w('sdtPr')}/{w('dataBinding')}")
            if binding is None:
                continue
            name = _property(binding)
            if name is None:
                binding.getparent().remove(binding)
            elif not NAME.search(properties[name]):
                properties[name] = words
    return properties


def _controls(tree: etree._Element, lines: Lines) -> Iterator[tuple[etree._Element, str]]:
    """The content controls that hold a name, and what they say."""
    own: dict[etree._Element, list[str]] = {}
    braced: set[etree._Element] = set()
    for paragraph in lines.braced:
        for control in paragraph.iterancestors(w("sdt")) if lines.names(paragraph) else ():
            own.setdefault(control, []).append(lines.text(paragraph))
    for text in tree.iter(w("t")):
        if "{" in (text.text or ""):
            braced.update(text.iterancestors(w("sdt")))
    for control in in_order(tree, own.keys() | braced, w("sdt")):
        if control in own:
            yield control, "\n".join(own[control])
        else:
            words = "".join(text.text or "" for text in control.iter(w("t")))
            if NAME.search(words):
                yield control, words


def _plain(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _property(binding: etree._Element) -> str | None:
    path = binding.get(w("xpath"), "")
    said = path + binding.get(w("prefixMappings"), "")
    last = _LAST.search(path)
    name = last.group(1) if last and _BOUND.search(said) else None
    return name if name in FILLED_PROPERTIES else None


def _is_no_hint(control: etree._Element) -> None:
    """Text that Word takes for a hint goes at the first click."""
    properties = control.find(w("sdtPr"))
    for hint in [] if properties is None else properties.findall(w("showingPlcHdr")):
        properties.remove(hint)
