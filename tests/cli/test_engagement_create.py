"""engagement create: an engagement opened from the command line."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from srf_policy.domain import HistoryEvent, Paper, StoredFile
from tests.cli.running import ok, refusal, run
from tests.makers import EXPERT, LEAD, STAFF, Seeded

CODE = "UZB-LMP"
GIVEN = {
    "--country": "UZ", "--title": "Labour Migration Policy", "--workflow": "national_policy",
    "--lead": "MoELR=Ministry of Employment", "--language": "en", "--official": "uz",
    "--body": "cabinet=Cabinet of Ministers", "--as": STAFF, "--occurred": "2019-11-20",
}  # fmt: skip


def words(*more: str, **instead: str | None) -> list[str]:
    given = {**GIVEN, **{f"--{name}": value for name, value in instead.items()}}
    options = [part for name, value in given.items() if value for part in (name, value)]
    return ["engagement", "create", CODE, *options, *more]


def test_an_engagement_is_opened(seeded: Seeded) -> None:
    said = ok(seeded.settings, *words("--lead-expert", EXPERT, "--body", "senate=Senate"))
    assert CODE in said
    row = seeded.engagement(CODE)
    assert (row.stage, row.opened_on) == ("consultation", date(2019, 11, 20))
    assert row.official_languages == ["uz"]
    assert [b.key for b in seeded.facts(CODE).bodies] == ["cabinet", "senate"]
    assert seeded.viewer(EXPERT).roles_in(row.id) == {"lead_expert"}
    with seeded.reading() as session:
        origins = session.scalars(select(HistoryEvent.origin).where(HistoryEvent.chain == CODE))
        assert set(origins) == {"cli"}


def test_who_opens_it_leads_where_nobody_is_named(seeded: Seeded) -> None:
    ok(seeded.settings, *words())
    assert "lead_expert" in seeded.viewer(STAFF).roles_in(seeded.engagement(CODE).id)


def test_a_new_lead_expert_and_the_letters(seeded: Seeded) -> None:
    scan = seeded.settings.data_dir / "letter.pdf"
    scan.write_bytes(b"%PDF-1.7")
    ok(
        seeded.settings,
        *words(
            "--lead-expert", "new@example.org", "--lead-expert-name", "Somebody New",
            "--request-from", "MoELR", "--request-date", "2019-10-01", "--reply-date",
            "2019-10-20", "--request-file", str(scan), "--reply-file", str(scan),
        ),
    )  # fmt: skip
    assert [p.kind for p in seeded.facts(CODE).papers] == ["request", "reply"]
    with seeded.reading() as session:
        files = session.scalars(
            select(StoredFile.name)
            .join(Paper, Paper.file_id == StoredFile.id)
            .where(Paper.engagement_id == seeded.engagement(CODE).id)
        ).all()
    assert files == ["letter.pdf", "letter.pdf"]
    assert seeded.viewer("new@example.org").reaches(seeded.engagement(CODE).id)


@pytest.mark.parametrize(
    "instead",
    [
        {"country": "Uzbekistan"},
        {"language": "xx"},
        {"lead": "MoELR"},
        {"lead": "=Ministry"},
        {"body": "Senate"},
        {"body": "The Senate=Senate"},
        {"as": LEAD},
        {"as": "nobody@example.org"},
        {"occurred": "2030-01-01"},
        {"lead-expert": "new@example.org"},
        {"request-from": "MoELR"},
        {"reply-date": "2019-10-20"},
    ],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_bad_input_opens_nothing(seeded: Seeded, instead: dict[str, str]) -> None:
    refusal(seeded.settings, *words(**instead))
    assert CODE not in ok(seeded.settings, "engagement", "list")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_code_that_is_taken(seeded: Seeded) -> None:
    ok(seeded.settings, *words())
    [line] = refusal(seeded.settings, *words())
    assert CODE in line


@pytest.mark.parametrize("name", ["--country", "--workflow", "--lead", "--language", "--as"])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_wrong_usage(seeded: Seeded, name: str) -> None:
    assert run(seeded.settings, *words(**{name.removeprefix("--"): None})).exit_code == 2
