"""Small random edits of a template's XML, as slips of people and programs make them."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from srf_policy.word.package import parse_xml, read_package, serialise, write_package
from srf_policy.word.xmlnames import W, w

_PARTS = (
    *["word/document.xml"] * 6, *["word/styles.xml"] * 2, "word/header2.xml", "word/footer2.xml",
    "word/settings.xml", "docProps/core.xml", "[Content_Types].xml", "_rels/.rels",
    "word/_rels/document.xml.rels",
)  # fmt: skip
_TEXTS = (
    "{{ engagement.title }}", "{{ comment.words }}", "{{ contents }}", "{{ body }}", "{{", "}} x",
    "{{ engagement", ".title }}", "", "x", "{{ comment.number }}{{ revision.number }}",
)  # fmt: skip
_VALUES = ("", "x", "-1", "99999999999999", "0", "Heading1", "٣", "none")
_TAGS = ("p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "pPr", "sectPr",
         "bookmarkStart", "hyperlink", "gridSpan", "vMerge", "bidi", "shd")  # fmt: skip
Edit = Callable[[random.Random, etree._Element, etree._Element], None]


def edited(template: bytes, seed: int) -> bytes:
    """The template after one to three edits; the same seed gives the same ones."""
    chance = random.Random(seed)
    parts: dict[str, bytes] = dict(read_package(template))
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(_PARTS)
        if name not in parts:
            continue
        if chance.random() < 0.01:
            del parts[name]
            continue
        if chance.random() < 0.03:
            parts[name] = parts[name].replace(b"xmlns:w=", b"xmlns:q=").replace(b"<w:", b"<q:")
            parts[name] = parts[name].replace(b"</w:", b"</q:").replace(b" w:", b" q:")
            continue
        tree = parse_xml(parts[name], name)
        inside = [one for one in tree.iterdescendants() if isinstance(one.tag, str)]
        if inside:
            chance.choice(_EDITS)(chance, chance.choice(inside), chance.choice(inside))
        parts[name] = serialise(tree)
    return write_package(parts)


def _delete(_: random.Random, one: etree._Element, __: etree._Element) -> None:
    one.getparent().remove(one)


def _repeat(_: random.Random, one: etree._Element, __: etree._Element) -> None:
    one.addnext(deepcopy(one))


def _move(_: random.Random, one: etree._Element, other: etree._Element) -> None:
    if other not in one.iter():
        other.append(one)


def _lift(_: random.Random, one: etree._Element, __: etree._Element) -> None:
    parent = one.getparent()
    if parent.getparent() is not None:
        parent.addnext(one)


def _set(chance: random.Random, one: etree._Element, _: etree._Element) -> None:
    names = list(one.attrib) or [w("val")]
    one.set(chance.choice(names), chance.choice(_VALUES))


def _bare(_: random.Random, one: etree._Element, __: etree._Element) -> None:
    one.attrib.clear()


def _say(chance: random.Random, one: etree._Element, _: etree._Element) -> None:
    target = next(one.iter(w("t")), one)
    target.text = chance.choice(_TEXTS)


def _rename(chance: random.Random, one: etree._Element, _: etree._Element) -> None:
    one.tag = w(chance.choice(_TAGS))


def _wrap(chance: random.Random, one: etree._Element, _: etree._Element) -> None:
    around = etree.Element(w(chance.choice(_TAGS)), nsmap={"w": W})
    one.addprevious(around)
    around.append(one)


def _interrupt(chance: random.Random, one: etree._Element, _: etree._Element) -> None:
    target = next(one.iter(w("t")), one)
    words = target.text or ""
    cut = chance.randint(0, len(words))
    inserted = chance.choice((etree.Comment("x"), etree.ProcessingInstruction("srf", "block body")))
    target.text, inserted.tail = words[:cut], words[cut:]
    target.insert(0, inserted)


_EDITS: tuple[Edit, ...] = (
    _delete, _repeat, _move, _lift, _set, _bare, _say, _say, _rename, _wrap, _interrupt,
)  # fmt: skip
