"""The guard before every package that comes from outside."""

from __future__ import annotations

import io
import zipfile

import pytest

from srf_policy.word import package
from srf_policy.word.package import PackageRefused, parse_xml, read_package, write_package
from tests.word.samples import SHIPPED


def zipped(*entries: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return target.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(PackageRefused) as caught:
        read_package(data)
    return caught.value.message.code.rpartition(".")[2]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([("a.txt", b"x")], "not_word"),
        ([("../evil.xml", b"x")], "bad_name"),
        ([("/etc/passwd", b"x")], "bad_name"),
        ([("word\\document.xml", b"x")], "bad_name"),
        ([("C:/x", b"x")], "bad_name"),
        ([("a.xml", b"x"), ("A.xml", b"y")], "twice"),
        ([("word/document.xml", b"0" * 30_000_000)], "bomb"),
        ([(f"{n}.xml", b"") for n in range(2_001)], "too_many_parts"),
    ],
)
def test_packages_that_are_not_opened(entries: list[tuple[str, bytes]], code: str) -> None:
    assert refusal(zipped(*entries)) == code


def test_damaged_and_huge_files_are_refused() -> None:
    shipped = SHIPPED.read_bytes()
    assert refusal(b"") == "broken"
    assert refusal(shipped[: len(shipped) // 2]) == "broken"
    assert (
        refusal(bytes(byte ^ 0x55 if 100 < n < 900 else byte for n, byte in enumerate(shipped)))
        == "broken"
    )
    for other in (b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"A text."):
        assert refusal(other) == "not_word"
    assert refusal(b"0" * 25_000_001) == "too_large"


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        b"<a",
        b"",
        b'<?xml version="1.0" encoding="IBM037"?><a/>',
        "<a/>".encode("cp037"),
    ],
)
def test_document_types_and_broken_xml_are_refused(xml: bytes) -> None:
    with pytest.raises(PackageRefused):
        parse_xml(xml, "a.xml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("inside", ["<w/>" * 4, "<w a='' b='' c=''/>"])
def test_more_tags_than_there_is_memory_for_are_refused_unread(inside: str, encoding: str) -> None:
    content = f"<a>{inside}</a>".encode(encoding)
    assert parse_xml(content, "a.xml").tag == "a"
    many = f"<a>{inside * (package.MAX_MARKS // 4 + 1)}</a>".encode(encoding)
    with pytest.raises(PackageRefused) as caught:
        parse_xml(many + b"<", "a.xml")
    assert caught.value.message.code == "word.package.bomb"


def test_a_package_written_twice_is_the_same() -> None:
    parts = read_package(SHIPPED.read_bytes())
    assert write_package(parts) == write_package(dict(reversed(parts.items())))
    assert read_package(write_package(parts)) == parts
