"""A Word file that came back: where it is from, and every way in which its text can be altered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from srf_policy.documents import checking, draft, kinds
from srf_policy.documents.checking import Verdict
from srf_policy.documents.files import Tools, Wanted
from srf_policy.domain.viewer import Viewer
from srf_policy.word import writing
from srf_policy.word.anchors import hash_of
from srf_policy.word.marked import read_marked
from srf_policy.word.outside import print_of
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


def in_front(text: str) -> str:
    at = text.index("<w:body>") + 8
    return f"{text[:at]}<w:p><w:r><w:t>This policy is void.</w:t></w:r></w:p>{text[at:]}"


def at_the_end(text: str) -> str:
    at = text.rindex("<w:sectPr")
    return f"{text[:at]}<w:p><w:r><w:t>This policy is void.</w:t></w:r></w:p>{text[at:]}"


def without_notice(text: str) -> str:
    """The cover is there, and what stood first on it is not."""
    return re.sub(r"<w:t(?: [^>]*)?>[^<]*\w[^<]*</w:t>", "", text, count=1)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("edit", "added", "gone"),
    [(in_front, "before_first", 0), (at_the_end, "behind_last", 0), (without_notice, "", 1)],
)
def test_what_is_put_around_the_provisions_is_found(
    seeded: Seeded, edit: Edit, added: str, gone: int, language: str
) -> None:
    data = made(seeded, language=language)
    assert verdict(seeded, data).outside == ("listed", [], 0)
    found = verdict(seeded, edited(data, edit))
    assert (found.state, found.good) == ("outside", False)
    assert found.outside is not None and found.outside.gone == gone
    told = [(one.provision.code, one.now) for one in found.around]
    assert told == ([(f"verify.{added}", "This policy is void.")] if added else [])
    assert [(one.provision.code, one.now) for one in found.shown] == told
    assert len(list(checking.sentences(found))) == 3


def test_who_changes_the_list_too_is_found(seeded: Seeded) -> None:
    data = edited(made(seeded), at_the_end)
    more = print_of("This policy is void.")

    def forged(pattern: str, becomes: str) -> Verdict:
        change = re.compile(pattern, re.DOTALL)
        one = edited(data, lambda told: change.sub(becomes, told), "docProps/custom.xml")
        assert one != data
        return verdict(seeded, one)

    for pattern, becomes in (
        ('(name="SRFOutside1"><vt:lpwstr>)', rf"\g<1>{more}"),
        ("<property [^>]*SRFOutside0.*</property>", ""),
    ):
        found = forged(pattern, becomes)
        assert (found.state, found.outside) == ("outside", ("lost", (), 0))
    assert forged("<property [^>]*SRFCovers.*</property>", "").state == "bad_token"


def test_the_list_stays_where_an_office_program_drops_the_manifest(seeded: Seeded) -> None:
    """LibreOffice does, and orders the properties by their names."""

    def saved(data: bytes) -> bytes:
        parts = {n: c for n, c in read_package(data).items() if not n.startswith("customXml/")}
        told = parts["docProps/custom.xml"].decode()
        found = re.findall("<property .*?</property>", told)
        by_name = sorted(found, key=lambda one: one[one.index("name=") :])
        told = told.replace("".join(found), "".join(by_name))
        return write_package(parts | {"docProps/custom.xml": told.encode()})

    data = made(seeded)
    assert saved(data) != data
    assert verdict(seeded, saved(data)).outside == ("listed", [], 0)
    assert verdict(seeded, saved(data)).good
    assert verdict(seeded, saved(edited(data, at_the_end))).state == "outside"


def test_a_draft_of_before_there_were_lists_is_as_good_as_it_was(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "COVERS", ())
    monkeypatch.setattr(writing, "KINDS", frozenset())
    data = made(seeded)
    monkeypatch.undo()
    for one in (data, edited(data, at_the_end)):
        found = verdict(seeded, one)
        assert (found.state, found.good) == ("unaltered", True)
        assert [said.code for said in checking.sentences(found)][2:] == ["verify.outside_none"]
    assert verdict(seeded, edited(data, within)).state == "altered"


def test_who_changes_the_fingerprint_too_is_found_by_the_database(seeded: Seeded) -> None:
    data = edited(made(seeded), within)
    parts = read_package(data)
    text = parts["word/document.xml"].decode()
    name = mark(5, text)[1]
    item = next(
        n for n, c in parts.items() if b"urn:srf-policy:manifest:1" in c and "Props" not in n
    )
    said = read_marked(parts, frozenset({name})).spans[name].words
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
