"""A Word file that came back: where it is from, and every way in which its text can be altered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from srf_policy.documents import checking, kinds
from srf_policy.documents.checking import Verdict
from srf_policy.documents.files import Tools, Wanted
from srf_policy.domain.viewer import Viewer
from srf_policy.word.anchors import hash_of
from srf_policy.word.package import PackageRefused, read_package, write_package
from tests.makers import IRAQ, STAFF, Seeded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

Edit = Callable[[str], str]


def made(seeded: Seeded, **wanted: object) -> bytes:
    with seeded.reading() as session:
        tools = Tools(seeded.store.keys.token)
        return kinds.make(
            session,
            seeded.viewer(STAFF),
            IRAQ,
            Wanted(**wanted),
            tools,  # type: ignore[arg-type]
        ).content


def edited(data: bytes, edit: Edit, part: str = "word/document.xml") -> bytes:
    parts = read_package(data)
    return write_package(parts | {part: edit(parts[part].decode()).encode()})


def verdict(seeded: Seeded, data: bytes, viewer: Viewer | None = None) -> Verdict:
    with seeded.reading() as session:
        who = viewer or seeded.viewer(STAFF)
        return checking.check(session, who, data, seeded.store.keys.recognises)


def mark(place: int, text: str) -> tuple[str, str]:
    """Number and name of a bookmark around the words of a provision."""
    return re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="(p_[a-z0-9]+)"/>', text)[place]


def within(text: str) -> str:
    begun = text.index(f'w:name="{mark(5, text)[1]}"')
    end = text.index("</w:t>", begun)
    return f"{text[:end]} not{text[end:]}"


def behind(text: str) -> str:
    """Where Word puts what is typed at the end of a paragraph: after the bookmark's end."""
    end = f'<w:bookmarkEnd w:id="{mark(5, text)[0]}"/>'
    return text.replace(end, f"{end}<w:r><w:t> Unless decided otherwise.</w:t></w:r>")


def deleted(text: str) -> str:
    """With Track Changes: the words are still in the file, but struck."""
    begun = text.index(f'w:name="{mark(5, text)[1]}"')
    run = text.index("<w:r>", begun)
    end = text.index("</w:r>", run) + 6
    return f'{text[:run]}<w:del w:id="9001" w:author="x">{text[run:end]}</w:del>{text[end:]}'


def taken_out(text: str) -> str:
    at = text.index(f'w:name="{mark(5, text)[1]}"')
    begun, end = text.rindex("<w:p>", 0, at), text.index("</w:p>", at) + 6
    return text[:begun] + text[end:]


def put_in(text: str) -> str:
    end = text.index("</w:p>", text.index(f'w:name="{mark(5, text)[1]}"')) + 6
    return f"{text[:end]}<w:p><w:r><w:t>Nobody agreed to this.</w:t></w:r></w:p>{text[end:]}"


def hidden(text: str) -> str:
    """The words are there, and nobody reads them."""
    run = text.index("<w:r>", text.index(f'w:name="{mark(5, text)[1]}"')) + 5
    return f"{text[:run]}<w:rPr><w:vanish/></w:rPr>{text[run:]}"


def formula(text: str) -> str:
    """Words that are read, and are none of Word's ordinary text."""
    run = text.index("<w:r>", text.index(f'w:name="{mark(5, text)[1]}"'))
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    said = f'<m:oMath xmlns:m="{space}"><m:r><m:t>not</m:t></m:r></m:oMath>'
    return f"{text[:run]}{said}{text[run:]}"


def brought_in(text: str) -> str:
    end = text.index("</w:p>", text.index(f'w:name="{mark(5, text)[1]}"')) + 6
    return f"{text[:end]}<w:altChunk/>{text[end:]}"


@pytest.mark.parametrize(
    ("kind", "more"),
    [("draft", {}), ("draft", {"language": "ar"}), ("redline", {"base": 2}),
     ("bilingual", {"beside": "ar"}), ("form", {}), ("translation", {"language": "ar"})],
)  # fmt: skip
def test_what_comes_back_as_it_went_is_unaltered(
    seeded: Seeded, kind: str, more: dict[str, object]
) -> None:
    found = verdict(seeded, made(seeded, kind=kind, **more))
    assert (found.state, found.good) == ("unaltered", True)
    assert found.revision is not None and found.revision.number == 3


@pytest.mark.parametrize(
    ("edit", "where"),
    [(within, "altered"), (behind, "altered"), (deleted, "altered"), (taken_out, "missing"),
     (put_in, "added"), (hidden, "altered"), (formula, "altered"), (brought_in, "added")],
)  # fmt: skip
def test_every_alteration_is_found_where_it_is(seeded: Seeded, edit: Edit, where: str) -> None:
    data = made(seeded)
    name = mark(5, read_package(data)["word/document.xml"].decode())[1]
    found = verdict(seeded, edited(data, edit))
    assert found.state == "altered"
    told = {each: [one.name for one in getattr(found, each)] for each in
            ("altered", "missing", "added", "renewed")}  # fmt: skip
    assert told == {each: [name] if each == where else [] for each in told}


def test_who_changes_the_fingerprint_too_is_found_by_the_database(seeded: Seeded) -> None:
    data = edited(made(seeded), within)
    parts = read_package(data)
    text = parts["word/document.xml"].decode()
    name = mark(5, text)[1]
    item = next(
        n for n, c in parts.items() if b"urn:srf-policy:manifest:1" in c and "Props" not in n
    )
    said = checking.read_marked(parts, frozenset({name})).spans[name].words
    forged = edited(
        data, lambda words: re.sub(rf'(name="{name}".*?hash=")\w+', rf"\g<1>{hash_of(said)}", words),
        item,
    )  # fmt: skip
    assert [one.name for one in verdict(seeded, forged).altered] == [name]


@pytest.mark.parametrize(
    ("was", "becomes", "state"),
    [(">3<", ">2<", "bad_token"), (">IRQ-PEI<", ">XXX-NONE<", "elsewhere"),
     (">3<", ">4444444<", "elsewhere"), ("SRFToken", "Token", "not_ours"),
     (">en<", ">ar<", "bad_token")],
)  # fmt: skip
def test_a_false_origin_is_told(seeded: Seeded, was: str, becomes: str, state: str) -> None:
    data = made(seeded)
    forged = edited(data, lambda words: words.replace(was, becomes), "docProps/custom.xml")
    assert forged != data
    assert verdict(seeded, forged).state == state


@pytest.mark.parametrize("kind", ["form", "translation", "matrix", "nonsense"])
def test_a_draft_does_not_pass_for_a_kind_of_which_less_is_checked(
    seeded: Seeded, kind: str
) -> None:
    data = edited(made(seeded), put_in)
    forged = edited(data, lambda told: told.replace(">draft<", f">{kind}<"), "docProps/custom.xml")
    assert verdict(seeded, forged).state == "bad_token"


def test_a_file_that_shows_other_parts_than_are_read_is_refused(seeded: Seeded) -> None:
    data = made(seeded)
    parts = read_package(data)
    for table, edit in (
        ("_rels/.rels", lambda told: told.replace("word/document.xml", "word/other.xml")),
        ("word/_rels/document.xml.rels", lambda told: told.replace("/header", "/footnotes", 1)),
    ):
        forged = edited(data, edit, table)
        forged = write_package(
            read_package(forged) | {"word/other.xml": parts["word/document.xml"]}
        )
        with pytest.raises(PackageRefused):
            verdict(seeded, forged)


def test_what_is_not_theirs_is_elsewhere(seeded: Seeded) -> None:
    stranger = Viewer(0, "stranger")
    assert verdict(seeded, made(seeded), stranger).state == "elsewhere"


def test_a_file_of_figures_is_only_known_by_its_token(seeded: Seeded) -> None:
    assert verdict(seeded, made(seeded, kind="matrix")).state == "no_text"
