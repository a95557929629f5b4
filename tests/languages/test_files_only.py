"""Languages in which only files are written say all that a Word file may say, and nothing else."""

from __future__ import annotations

import pytest

from srf_policy.languages.catalogues import catalogue, plural_forms
from srf_policy.languages.tags import INTERFACE, LANGUAGES
from tests.languages import said_in_files

FILES_ONLY = [tag for tag in LANGUAGES if tag not in INTERFACE]


@pytest.mark.parametrize("language", FILES_ONLY)
def test_a_file_is_in_one_language(language: str) -> None:
    held = catalogue(language).sentences.keys()
    assert sorted(said_in_files.codes() - held) == []


@pytest.mark.parametrize("language", FILES_ONLY)
def test_nothing_is_translated_that_no_file_says(language: str) -> None:
    assert sorted(catalogue(language).sentences.keys() - said_in_files.codes()) == []


@pytest.mark.parametrize("language", FILES_ONLY)
def test_plurals_have_every_form(language: str) -> None:
    held, forms = catalogue(language).sentences, set(plural_forms(language))
    plural = [code for code, said in catalogue("en").sentences.items() if len(said) > 1]
    assert [code for code in plural if code in held and set(held[code]) != forms] == []


def test_the_sources_are_read_as_they_are_written() -> None:
    """By a code in a call, in a table, in a variable, by its family, and of another room."""
    some = {
        "matrix_file.repeats", "records.via", "cause.comment_noted", "kind_of.cell",
        "common.moment_utc", "met.by_exception", "item.comment.gone.reason", "guard.views_of",
        "missing.suspended", "move.close", "word.standing.seal", "provision.row_unnumbered",
    }  # fmt: skip
    assert some <= said_in_files.codes()
    assert not {"transmittal.ended", "record.nothing_adopted", "date.today"} & said_in_files.codes()
    assert "transmittal_views" in {path.stem for path in said_in_files.makers()}
