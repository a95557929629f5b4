"""Packages (.docx as zip): read behind a guard, written byte for byte the same each time."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from lxml import etree

from srf_policy.languages.messages import Message, msg

MAX_PACKAGE = 25_000_000
MAX_PARTS = 2_000
MAX_PART = 60_000_000
MAX_UNPACKED = 120_000_000
# Deflate cannot exceed about 1030; text that staff write stays far below 200.
MAX_RATIO = 200
RATIO_MATTERS_FROM = 1_000_000
MAX_MARKS = 3_000_000
"""Tags and attributes of one part: a thousand pages have half a million, and each takes memory that
its size does not tell."""

MAX_READ = 2_200_000
"""The same for the text of a file that somebody sends in to be read: 10,000 Arabic paragraphs have
2,000,000 when LibreOffice has saved them, three times as many as when we write them."""

MAX_LISTED = 400_000
"""The same for its properties, its relations and its list of bookmarks."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST = "[Content_Types].xml"
_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}

# Packages hold UTF-8 and UTF-16 only; in anything else marks could not be counted.
_UNICODE = re.compile(
    rb"\xfe\xff|\xff\xfe|(?:\xef\xbb\xbf)?\s*<"
    rb"(?!\?xml\s[^>]*encoding\s*=\s*[\"'](?!(?i:utf-8|utf-16|us-ascii)[\"']))"
)

# Nothing that defines entities is parsed at all.
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))

_CHUNK = 1_000_000
_ENTRY = b"PK\x01\x02"
"""What each entry of the list in a zip begins with; a file inside may hold some too."""

_UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


class PackageRefused(Exception):
    """The file is not a package that may be opened; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


def read_package(data: bytes) -> dict[str, bytes]:
    """All parts by name. Raises `PackageRefused` for anything oversized, broken or misnamed."""
    if len(data) > MAX_PACKAGE:
        raise PackageRefused(msg("word.package.too_large", limit=MAX_PACKAGE // 1_000_000))
    if data.count(_ENTRY) > 4 * MAX_PARTS:
        # Even to read the list would take long.
        raise PackageRefused(msg("word.package.too_many_parts", limit=MAX_PARTS))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = _read_parts(package)
    except _UNREADABLE as error:
        # A .doc, a PDF, a text: whole in their way, but no packages.
        packed = data.startswith(b"PK") or not data
        code = "word.package.broken" if packed else "word.package.not_word"
        raise PackageRefused(msg(code)) from error
    if _FIRST not in parts or "word/document.xml" not in parts:
        raise PackageRefused(msg("word.package.not_word"))
    return parts


def _read_parts(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > MAX_PARTS:
        raise PackageRefused(msg("word.package.too_many_parts", limit=MAX_PARTS))
    _refuse_names(entry.filename for entry in entries)
    parts: dict[str, bytes] = {}
    room = MAX_UNPACKED
    for entry in entries:
        parts[entry.filename] = _read_part(package, entry, min(MAX_PART, room))
        room -= len(parts[entry.filename])
    return parts


def _refuse_names(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        path = PurePosixPath(name)
        if "\\" in name or ":" in name or path.is_absolute() or ".." in path.parts:
            raise PackageRefused(msg("word.package.bad_name", name=name))
        if name.lower() in seen:
            raise PackageRefused(msg("word.package.twice", name=name))
        seen.add(name.lower())


def _read_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    if entry.flag_bits & 1:
        raise PackageRefused(msg("word.package.encrypted"))
    # The declared size is not believed: no more than the limit is unpacked, and of what is packed
    # too closely only so much as tells it.
    most = min(limit, max(RATIO_MATTERS_FROM, MAX_RATIO * max(entry.compress_size, 1)))
    chunks: list[bytes] = []
    size = 0
    with package.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > most:
                raise PackageRefused(msg("word.package.bomb", name=entry.filename))
    return b"".join(chunks)


def parse_xml(content: bytes, name: str, most: int = MAX_MARKS) -> etree._Element:
    """One part as a tree of at most so many marks: no entities, no document type, nothing fetched."""
    if not _UNICODE.match(content) or any(sign in content for sign in _DOCTYPES):
        raise PackageRefused(msg("word.package.bad_xml", name=name))
    quotes = content.count(b'"') + content.count(b"'")
    if content.count(b"<") + quotes // 2 > most:
        raise PackageRefused(msg("word.package.bomb", name=name))
    try:
        tree = etree.fromstring(content, etree.XMLParser(**_PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise PackageRefused(msg("word.package.bad_xml", name=name)) from error
    if tree.getroottree().docinfo.doctype:
        raise PackageRefused(msg("word.package.bad_xml", name=name))
    return tree


def serialise(tree: etree._Element) -> bytes:
    content: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def write_package(parts: Mapping[str, bytes | Iterable[bytes]]) -> bytes:
    """A package with fixed dates at zip level 1; a part may come as a stream of chunks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            with package.open(_entry(name), "w") as stream:
                for chunk in _chunks(parts[name]):
                    stream.write(chunk)
    return target.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    entry._compresslevel = 1  # type: ignore[attr-defined]
    return entry


def _chunks(content: bytes | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    else:
        yield from content
