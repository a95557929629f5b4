"""The paragraphs of a Word file from elsewhere, as they read with all changes accepted."""

from __future__ import annotations

import pytest

from srf_policy.word.package import PackageRefused, write_package
from srf_policy.word.plain import paragraphs
from srf_policy.word.xmlnames import W

TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def word_file(body: str) -> bytes:
    document = (
        f'<w:document xmlns:w="{W}" xmlns:mc="{COMPATIBLE}"><w:body>{body}</w:body></w:document>'
    )
    return write_package({"[Content_Types].xml": TYPES, "word/document.xml": document.encode()})


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (p(run("Par"), run("ts")) + p() + p(run("  two\n lines ")), ["Parts", "two lines"]),
        (p("<w:r><w:t>1</w:t><w:tab/><w:t>One</w:t><w:br/><w:t>more</w:t></w:r>"), ["1 One more"]),
        (p(run("kept "), f"<w:ins>{run('in')}</w:ins>", "<w:del><w:r><w:delText>out</w:delText>"
           "</w:r></w:del>"), ["kept in"]),
        (p(f"<w:moveFrom>{run('away')}</w:moveFrom>", f"<w:moveTo>{run('here')}</w:moveTo>"), ["here"]),
        (f"<w:tbl><w:tr><w:tc>{p(run('cell'))}</w:tc></w:tr></w:tbl>", ["cell"]),
        (p(run("out"), f"<mc:AlternateContent><mc:Choice><w:txbxContent>{p(run('box'))}"
           f"</w:txbxContent></mc:Choice><mc:Fallback>{p(run('box'))}</mc:Fallback>"
           "</mc:AlternateContent>"), ["out", "box"]),
        (p("<w:hyperlink>" + run("link") + "</w:hyperlink>", "<w:r><w:instrText>PAGE</w:instrText></w:r>"),
         ["link"]),
        (p(run("سیاست ملی")), ["سیاست ملی"]),
    ],
)  # fmt: skip
def test_what_reads(body: str, found: list[str]) -> None:
    assert paragraphs(word_file(body)) == found


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.4", word_file("<w:p>")[:80], write_package({"[Content_Types].xml": TYPES}),
     word_file("<w:p>"), word_file("&nope;")],
)  # fmt: skip
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(PackageRefused):
        paragraphs(data)
