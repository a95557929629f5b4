"""Words of a file that came back without its fingerprints, with false ones or in another place."""

from __future__ import annotations

import re

import pytest

from srf_policy.documents import kinds
from srf_policy.documents.files import Tools, Wanted
from srf_policy.word.anchors import hash_of
from srf_policy.word.package import read_package, write_package
from tests.documents.test_checking import (
    Edit,
    deleted,
    edited,
    made,
    mark,
    taken_out,
    verdict,
    within,
)
from tests.makers import IRAQ, LEAD, STAFF, Seeded
from tests.operations.test_structure import LABEL, new, press
from tests.word.pictures import png

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def without_fingerprints(data: bytes) -> bytes:
    """As LibreOffice saves a file."""
    parts = read_package(data)
    return write_package({n: c for n, c in parts.items() if not n.startswith("customXml/")})


@pytest.mark.parametrize(
    ("kind", "more"),
    [("draft", {}), ("redline", {"base": 2}), ("bilingual", {"beside": "ar"}), ("form", {}),
     ("translation", {"language": "ar"})],
)  # fmt: skip
def test_words_without_fingerprints_are_compared_with_the_database(
    seeded: Seeded, kind: str, more: dict[str, object]
) -> None:
    data = made(seeded, kind=kind, **more)
    assert verdict(seeded, without_fingerprints(data)).good
    if kind == "translation":
        return
    found = verdict(seeded, without_fingerprints(edited(data, within)))
    assert (found.state, len(found.altered)) == ("altered", 1)
    assert verdict(seeded, without_fingerprints(edited(data, taken_out))).missing


def test_words_without_their_own_fingerprint_are_compared_too(seeded: Seeded) -> None:
    data = edited(made(seeded), within)
    parts = read_package(data)
    name = mark(5, parts["word/document.xml"].decode())[1]
    item = next(n for n, c in parts.items() if f'"{name}" id='.encode() in c)
    forged = edited(data, lambda told: re.sub(f'<p name="{name}".*?/>', "", told), item)
    assert [one.name for one in verdict(seeded, forged).altered] == [name]


def test_a_provision_of_a_redline_cannot_be_said_to_have_gone(seeded: Seeded) -> None:
    """Its words are taken out, and its fingerprint is that of no words."""
    data = made(seeded, kind="redline", base=2)
    parts = read_package(data)
    text = parts["word/document.xml"].decode()
    name = mark(5, text)[1]
    item = next(n for n, c in parts.items() if f'"{name}" id='.encode() in c)
    forged = edited(edited(data, deleted), lambda told: re.sub(
        rf'(name="{name}".*?hash=")\w+', rf"\g<1>{hash_of('')}", told), item)  # fmt: skip
    assert [one.name for one in verdict(seeded, forged).altered] == [name]


def before(text: str) -> str:
    at = text.index(f'<w:bookmarkStart w:id="{mark(5, text)[0]}"')
    return f"{text[:at]}<w:r><w:t>It is not true that </w:t></w:r>{text[at:]}"


def changed_places(text: str) -> str:
    (one, first), (other, second) = (_paragraph(place, text) for place in (5, 7))
    return text[:one] + text[other:second] + text[first:other] + text[one:first] + text[second:]


def _paragraph(place: int, text: str) -> tuple[int, int]:
    at = text.index(f'w:name="{mark(place, text)[1]}"')
    return text.rindex("<w:p>", 0, at), text.index("</w:p>", at) + 6


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("edit", [before, changed_places])
def test_words_before_a_provision_and_another_order_are_alterations(
    seeded: Seeded, edit: Edit, language: str
) -> None:
    data = made(seeded, language=language)
    for one in (edited(data, edit), without_fingerprints(edited(data, edit))):
        found = verdict(seeded, one)
        assert found.state == "altered"
        assert found.altered and not (found.missing or found.added or found.renewed)


def test_a_figure_with_its_picture_lacks_no_words(seeded: Seeded) -> None:
    figure = new("figure", heading="Routes", alt="A map with three routes.")
    figure["insert"]["image"] = {
        "sha256": "ab" * 32, "size": 10, "name": "map.png", "media_type": "image/png",
    }  # fmt: skip
    press(seeded, figure)
    seeded.act(LEAD, "publish_revision", **LABEL)
    with seeded.reading() as session:
        tools = Tools(seeded.store.keys.token, lambda _: png(4, 3))
        data = kinds.make(session, seeded.viewer(STAFF), IRAQ, Wanted(), tools).content
    assert any(name.startswith("word/media/srf-image") for name in read_package(data))
    found = verdict(seeded, data)
    assert (found.state, [one.name for one in found.missing]) == ("unaltered", [])


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SAID = "<w:r><w:t>Nobody agreed to this.</w:t></w:r>"


def either(choice: str, fallback: str) -> str:
    """What a program shows that knows the choice, and what any other does."""
    return (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:z="urn:z" Requires="z">{choice}'
        f"</mc:Choice><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def said_otherwise(text: str) -> str:
    """The words of a provision, for a program that nobody has."""
    run = text.index("<w:r>", text.index(f'w:name="{mark(5, text)[1]}"'))
    end = text.index("</w:r>", run) + 6
    return text[:run] + either(text[run:end], SAID) + text[end:]


def shown_otherwise(text: str) -> str:
    """The whole paragraph so."""
    first, end = _paragraph(5, text)
    return text[:first] + either(text[first:end], f"<w:p>{SAID}</w:p>") + text[end:]


def shown_besides(text: str) -> str:
    _, end = _paragraph(5, text)
    return text[:end] + either("", f"<w:p>{SAID}</w:p>") + text[end:]


@pytest.mark.parametrize("kind", ["draft", "redline"])
@pytest.mark.parametrize("edit", [said_otherwise, shown_otherwise])
def test_words_for_a_program_that_nobody_has_are_not_believed(
    seeded: Seeded, edit: Edit, kind: str
) -> None:
    data = made(seeded, kind=kind, **({"base": 2} if kind == "redline" else {}))
    name = mark(5, read_package(data)["word/document.xml"].decode())[1]
    assert name in [one.name for one in verdict(seeded, edited(data, edit)).altered]


def test_what_is_said_alike_twice_is_read_once(seeded: Seeded) -> None:
    def alike(text: str) -> str:
        first, end = _paragraph(5, text)
        return text[:first] + either(text[first:end], text[first:end]) + text[end:]

    data = made(seeded)
    assert verdict(seeded, edited(data, alike)).good
    assert verdict(seeded, edited(data, shown_besides)).added
