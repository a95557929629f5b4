"""Files that somebody made to cost time or memory: each is answered with a sentence, at once."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from srf_policy.documents.templates import findings, shipped
from srf_policy.languages.rendering import say
from srf_policy.word import marked, package, plain
from srf_policy.word.manifest import CUSTOM
from srf_policy.word.marked import read_marked
from srf_policy.word.package import PackageRefused, read_package
from srf_policy.word.plain import paragraphs
from srf_policy.word.stamp import stamp_of
from srf_policy.word.xmlnames import W

MC, ALTERNATE = "http://schemas.openxmlformats.org/markup-compatibility/2006", "AlternateContent"
PART, ITEM = "word/document.xml", "customXml/item1.xml"
NAMES = frozenset(f"p_{n}" for n in range(100))


def stored(parts: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    """Not packed, so that nothing is refused for being packed too closely."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as made:
        for name, content in (read_package(shipped("draft", "en")) | parts).items():
            made.writestr(name, content)
    return target.getvalue()


def document(inside: str, before: str = "") -> bytes:
    return f'{before}<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'.encode()


def opened(number: int, inside: str = "") -> str:
    mark = f'<w:bookmarkStart w:id="{number}" w:name="p_{number}"/>'
    return f"<w:p>{mark}<w:r><w:t>{number}</w:t></w:r>{inside}</w:p>"


def closely_packed() -> bytes:
    return stored({PART: b"0" * 50_000_000}, zipfile.ZIP_DEFLATED)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (closely_packed, "bomb"),
    "elements": (lambda: stored({PART: document("<w:p/>" * package.MAX_READ)}), "bomb"),
    "attributes": (lambda: stored({PART: document("<w:p" + " a=''" * 2_500_000 + "/>")}), "bomb"),
    "properties": (lambda: stored({CUSTOM: b"<p/>" * (package.MAX_LISTED + 1)}), "bomb"),
    "bookmarks": (
        lambda: stored({ITEM: b'<m a="urn:srf-policy:manifest:1"/>' + b"<p/>" * (package.MAX_LISTED + 1)}),
        "bomb",
    ),
    "parts": (lambda: stored({f"{n}": b"" for n in range(8_001)}), "too_many_parts"),
    "depth": (lambda: stored({PART: document("<w:p>" * 5_000 + "</w:p>" * 5_000)}), "bad_xml"),
    "entities": (
        lambda: stored({PART: document("&b;", '<!DOCTYPE a [<!ENTITY b "' + "c" * 9_999 + '">]>')}),
        "bad_xml",
    ),
    "alternatives": (
        lambda: stored({PART: document("<w:p>" + f'<{ALTERNATE} xmlns="{MC}"/>' * 100_000 + "</w:p>")}),
        "bomb",
    ),
    "overlaps": (
        lambda: stored({PART: document("".join(map(opened, range(marked.MAX_OPEN + 1))))}),
        "overlapping",
    ),
}  # fmt: skip


def verified(data: bytes) -> None:
    parts = read_package(data)
    stamp_of(parts)
    read_marked(parts, NAMES)


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_before_it_costs_much(kind: str) -> None:
    made, code = HOSTILE[kind]
    data = made()
    before = time.process_time()
    with pytest.raises(PackageRefused) as caught:
        verified(data)
    assert time.process_time() - before < 1.5
    assert caught.value.message.code == f"word.package.{code}"
    assert say(caught.value.message, "en").endswith((".", "once more."))


@pytest.mark.parametrize("kind", ["a bomb", "elements", "parts", "depth", "entities"])
def test_the_other_readers_of_files_refuse_it_too(kind: str) -> None:
    data = HOSTILE[kind][0]()
    [found] = findings(data, "draft", "en")
    assert found.level == "error"
    with pytest.raises(PackageRefused):
        paragraphs(data)


def test_without_the_limits_it_would_have_been_read(monkeypatch: pytest.MonkeyPatch) -> None:
    many = document("".join(map(opened, range(marked.MAX_OPEN + 1))))
    monkeypatch.setattr(marked, "MAX_OPEN", 10**9)
    monkeypatch.setattr(marked, "MAX_READ", 10**9)
    verified(stored({PART: many}))
    monkeypatch.setattr(marked, "MAX_READ", 20)
    with pytest.raises(PackageRefused):
        verified(stored({PART: many}))


def test_one_bookmark_around_everything_is_read_in_a_time_that_grows_with_its_words() -> None:
    def seconds(count: int) -> float:
        inside = "<w:r><w:t>word </w:t></w:r>" * count
        parts = read_package(stored({PART: document(opened(0, inside))}))
        before = time.process_time()
        found = read_marked(parts, NAMES)
        assert found.spans["p_0"].words == "0" + "word " * count
        return time.process_time() - before

    few = min(seconds(10_000) for _ in range(2))
    assert seconds(40_000) < 10 * few


def test_more_paragraphs_than_can_be_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "MAX_PARAGRAPHS", 3)
    words = "<w:p><w:r><w:t>A</w:t></w:r></w:p><w:p/>"
    assert paragraphs(stored({PART: document(words * 3)})) == ["A"] * 3
    with pytest.raises(PackageRefused) as caught:
        paragraphs(stored({PART: document(words * 4)}))
    assert caught.value.message.code.endswith("too_many_paragraphs")


def test_ten_thousand_arabic_paragraphs_are_no_bomb_where_libreoffice_saved_them() -> None:
    """It writes 196 tags and attributes for a paragraph with one Latin word."""
    run = '<w:r><w:rPr><w:rtl/><w:lang w:bidi="ar" w:val="en"/></w:rPr><w:t>A</w:t></w:r>'
    paragraph = f"<w:p>{run * 19}</w:p>"
    marks = paragraph.count("<") + paragraph.count('"') // 2
    assert marks >= 192
    assert marks * 10_000 < package.MAX_READ < package.MAX_MARKS
