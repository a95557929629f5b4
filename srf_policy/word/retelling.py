"""The words of a template said in another language, run by run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache

from lxml import etree

from .scripts import Run, runs_of
from .xmlnames import XML_SPACE, W, put_in_order, w

_RUN, _PROPERTIES, _TEXT, _PARAGRAPH = w("r"), w("rPr"), w("t"), w("p")
_SCRIPT_TAGS = {w("rtl"), w("cs"), w("lang")}
_IGNORED = _SCRIPT_TAGS | {w("noProof")}
_AROUND_WORDS = re.compile(r"(^ +| +$| *\| *)")
_BREAKS = {"\n": w("br"), "\t": w("tab")}


def join_equal_runs(tree: etree._Element) -> None:
    """Word cuts runs on every occasion; words are compared whole."""
    before: etree._Element | None = None
    format_before: list[bytes] | None = None
    words: list[str] = []
    for run in list(tree.iter(_RUN)):
        format_ = _format(run)
        joined = format_ is not None and format_ == format_before and run.getprevious() is before
        if joined and _stands_in_a_paragraph(run):
            run.getparent().remove(before)
        else:
            _say(before, words)
            words = []
        words += [] if format_ is None else [run.find(_TEXT).text or ""]
        before, format_before = run, format_
    _say(before, words)


def _format(run: etree._Element) -> list[bytes] | None:
    """The format of a run that is nothing but text; None for any other."""
    properties, texts = None, 0
    for child in run:
        if child.tag == _TEXT:
            texts += 1
        elif child.tag != _PROPERTIES:
            return None
        elif properties is None:
            properties = child
    if texts != 1:
        return None
    kept = () if properties is None else properties
    return [etree.tostring(c, with_tail=False) for c in kept if c.tag not in _IGNORED]


def _stands_in_a_paragraph(run: etree._Element) -> bool:
    return next(run.iterancestors(_PARAGRAPH), None) is not None


def _say(run: etree._Element | None, words: list[str]) -> None:
    if run is not None and len(words) > 1:
        run.find(_TEXT).text = "".join(words)


class Retold:
    """Texts in another language; `words` maps standing words of the template to its own."""

    def __init__(self, language: str, words: Mapping[str, str]) -> None:
        self._language, self._words = language, words
        self._said: dict[str, tuple[str, list[Run]]] = {}

    def put(self, text: etree._Element) -> None:
        """In place of a text, in as many runs as it has scripts."""
        run = text.getparent()
        local, pieces = self._in_language(text.text or "")
        if [child.tag for child in run if child.tag != _PROPERTIES] != [_TEXT]:
            text.text = local
            return
        held = run.find(_PROPERTIES)
        inherited = [
            etree.tostring(one, with_tail=False)
            for one in (() if held is None else held)
            if one.tag not in _SCRIPT_TAGS
        ]
        for piece in pieces:
            run.addprevious(_written(piece, inherited))
        run.getparent().remove(run)

    def _in_language(self, text: str) -> tuple[str, list[Run]]:
        if text not in self._said:
            local = self._say_locally(text)
            self._said[text] = local, runs_of(local, self._language)
        return self._said[text]

    def _say_locally(self, text: str) -> str:
        """Standing words are known whole or between the bars of a footer; spaces around them stay."""
        pieces = _AROUND_WORDS.split(text)
        return "".join(self._words.get(piece, piece) for piece in pieces)


def _written(piece: Run, inherited: Sequence[bytes]) -> etree._Element:
    pattern = _BREAKS.get(piece.text, _TEXT)
    run = deepcopy(_pattern(str(piece.properties), b"".join(inherited).decode(), pattern))
    if pattern == _TEXT:
        run[-1].text = piece.text
    return run


@lru_cache(maxsize=256)
def _pattern(properties: str, inherited: str, last: str) -> etree._Element:
    """A run with this format that ends with an empty element of the name `last`."""
    run = etree.fromstring(f'<w:r xmlns:w="{W}"><w:rPr>{inherited}{properties}</w:rPr></w:r>')
    put_in_order(run)
    if not inherited and not properties:
        run.remove(run[0])
    etree.SubElement(run, last, {XML_SPACE: "preserve"} if last == _TEXT else {})
    return run
