"""The portfolio: all that a person may see, veiled as on the screen, the same in both files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from srf_policy.documents.standing import answered
from srf_policy.domain.errors import NotFound, Refused
from srf_policy.store.queries.engagements import standings
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
