"""The portfolio: all that a person may see, veiled as on the screen, the same in both files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from srf_policy.documents import checking, kinds
from srf_policy.documents.files import Tools, Wanted
from srf_policy.documents.standing import answered
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.store.queries.engagements import standings
from srf_policy.word.manifest import CUSTOM
from srf_policy.word.package import read_package, write_package
from srf_policy.word.stamp import read_stamp
from tests.documents.opening import made, rows, said, sheet, tables
from tests.makers import AS_OF, LEAD, MOFA_FOCAL, OBSERVER, STAFF, Seeded

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
CAPTION = "Portfolio of engagements"


def test_all_engagements_stand_in_both_files(world: Seeded) -> None:
    word = tables(made(world, STAFF, "", kind="portfolio").content)[CAPTION]
    book = rows(sheet(made(world, STAFF, "", kind="portfolio", ending="xlsx").content))
    assert [row[0] for row in book] == ["AFG-CMP", "IRQ-PEI", "PAK-FIA", "PAK-NEWP"]
    assert [(row[0], row[6], row[7]) for row in word] == [
        (row[1], str(row[7]), row[8]) for row in book
    ]
    missing = book[1][8].splitlines()
    with world.reading() as session:
        viewer = world.viewer(STAFF)
        stand = next(
            answered(one, viewer, AS_OF)
            for one in standings(session, viewer, AS_OF)
            if one.engagement.code == "IRQ-PEI"
        )
    assert stand.ahead is not None and len(missing) == 1 + len(stand.ahead.missing) > 2


def test_each_sees_their_own_and_what_others_said_stays_veiled(
    world: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {by: said(made(world, by, "", kind="portfolio").content) for by in (LEAD, MOFA_FOCAL)}
    assert all("AFG-CMP" not in text and "PAK-" not in text for text in told.values())
    assert "11 comments have no answer yet" in told[LEAD]
    assert "Every comment answered" in told[MOFA_FOCAL]
    assert "comments have no answer" not in told[MOFA_FOCAL]
    # The planted bug: without the veil this must be seen.
    monkeypatch.setattr("srf_policy.documents.standing.veil", lambda answers, *_: answers)
    assert "11 comments" in said(made(world, MOFA_FOCAL, "", kind="portfolio").content)


def test_in_another_language_and_not_in_any(world: Seeded) -> None:
    data = made(world, OBSERVER, "", kind="portfolio", language="ar", ending="xlsx")
    assert sheet(data.content).sheet_view.rightToLeft
    assert data.content == made(
        world, OBSERVER, "", kind="portfolio", language="ar", ending="xlsx"
    ).content  # fmt: skip
    kazakh = said(made(world, OBSERVER, "", kind="portfolio", language="kk").content)
    assert "Ынтымақтастық жобаларының портфелі" in kazakh
    assert "Missing" not in kazakh
    with pytest.raises(Refused):
        made(world, OBSERVER, "", kind="portfolio", language="tlh")


def test_who_is_in_no_engagement_gets_no_file(world: Seeded) -> None:
    nobody = replace(world.viewer(MOFA_FOCAL), seats={})
    world.viewer = lambda address: nobody  # type: ignore[method-assign]
    with pytest.raises(NotFound):
        made(world, MOFA_FOCAL, "", kind="portfolio")


def signed(world: Seeded) -> bytes:
    """One in Arabic, signed with the key of the installation."""
    with world.reading() as session:
        tools = Tools(world.store.keys.token)
        asked = Wanted(kind="portfolio", language="ar")
        return kinds.make(session, world.viewer(STAFF), "", asked, tools).content


def changed(data: bytes, old: str, new: str) -> bytes:
    """Another word in what the file says about itself."""
    parts = read_package(data)
    assert parts[CUSTOM].count(old.encode()) == 1
    return write_package(parts | {CUSTOM: parts[CUSTOM].replace(old.encode(), new.encode())})


def state(world: Seeded, data: bytes) -> tuple[str, list[str]]:
    with world.reading() as session:
        keys, viewer = world.store.keys, world.viewer(OBSERVER)
        verdict = checking.check(session, viewer, data, keys.recognises)
    return verdict.state, [one.code for one in checking.sentences(verdict)]


def test_a_portfolio_is_proven_genuine_and_a_forged_one_is_not(
    world: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = signed(world)
    assert data == signed(world)
    assert state(world, data) == ("no_text", ["verify.from_all", "verify.no_text"])
    said = read_stamp(data).properties
    day, token = said["AsOf"], said["Token"]
    assert token == world.store.keys.token(f"portfolio|ar|{day}")
    forged = [
        (f">{day}<", ">2019-10-12<"), (f">{day}<", f">{day.replace('-', '')}<"),
        (f">{day}<", "><"), (">ar<", ">en<"), (">ar<", ">xx<"), (">0<", ">3<"),
        (f">{token}<", f">{token[:-2]}AA<"), ("SRFAsOf", "SRFBase"),
    ]  # fmt: skip
    for old, new in forged[:-1]:
        told = ("bad_portfolio", ["verify.bad_portfolio"])
        assert state(world, changed(data, old, new)) == told, (old, new)
    # Those made before name no day: nothing can be said of them, and nothing is.
    assert state(world, changed(data, *forged[-1])) == ("portfolio", ["verify.portfolio"])
    # The planted bug: were the day not signed, another one would be believed.
    monkeypatch.setattr("srf_policy.documents.portfolio._signed", lambda language, _: language)
    assert state(world, changed(signed(world), *forged[0]))[0] == "no_text"
