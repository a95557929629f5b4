"""The gazetted copy beside the revision: our own export comes back whole; changes are found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from srf_policy.documents.adopted import Comparison, compare, units
from srf_policy.documents.draft import draft_file
from srf_policy.documents.files import Tools, Wanted
from srf_policy.store.queries import texts
from srf_policy.store.queries.texts import Draft
from tests.makers import IRAQ, LEAD, Seeded
from tests.word.test_plain import p, run, word_file

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
pytestmark = SQLITE


@pytest.fixture
def draft(seeded: Seeded) -> Draft:
    with seeded.reading() as session:
        revision = texts.revision(session, seeded.engagement().id)
        assert revision is not None
        return texts.of_revision(session, revision)


def copied(
    draft: Draft, change: Callable[[list[str]], list[str]], language: str = "en"
) -> Comparison:
    words = change([unit.words for unit in units(draft, language)])
    escaped = (w.replace("&", "&amp;").replace("<", "&lt;") for w in words)
    data = word_file("".join(p(run(w)) for w in escaped))
    return compare(data, draft, ["en", "ar", "ckb"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_our_own_export_holds_every_provision(seeded: Seeded, draft: Draft, language: str) -> None:
    with seeded.reading() as session:
        made = draft_file(
            session,
            seeded.viewer(LEAD),
            IRAQ,
            Wanted(language=language),
            Tools(seeded.store.keys.token),
        )
    found = compare(made.content, draft, ["en", "ar", "ckb"])
    assert found.language == language
    marked = [m.adopted for m in found.matches if m.state != "same"]
    assert [words for words in marked if words and "[" not in words] == [], (
        "only out of date translations"
    )
    assert bool(marked) == (language == "ar")
    assert not any(words.startswith("SCC meets every quarter") for words in found.new)


def test_the_same_words_are_the_same(draft: Draft) -> None:
    for language in ("en", "ar"):
        found = copied(draft, lambda words: words, language)
        assert found.language == language
        assert set(found.counts) == {"same"}


def test_numbers_spaces_and_quotes_are_not_compared(draft: Draft) -> None:
    def printed(words: list[str]) -> list[str]:
        return [
            f"{n}.2)  {w}".replace("'", "\u2019").replace(" ", "\u00a0")
            for n, w in enumerate(words)
        ]

    assert set(copied(draft, printed).counts) == {"same"}


def test_what_changed_what_is_gone_and_what_is_new(draft: Draft) -> None:
    def gazetted(words: list[str]) -> list[str]:
        long = max(range(len(words)), key=lambda n: len(words[n]))
        words[long] += " This sentence was added by the cabinet."
        return [
            "Whereas the Council of Ministers has decided so on 3 March:",
            *words[1:],
        ]

    found = copied(draft, gazetted)
    assert (found.counts["changed"], found.counts["not_found"], found.counts["new"]) == (1, 1, 1)
    changed = next(m for m in found.matches if m.state == "changed")
    assert changed.adopted.startswith(changed.unit.words)
    assert found.new == ["Whereas the Council of Ministers has decided so on 3 March:"]


def test_what_was_moved_is_the_same(draft: Draft) -> None:
    found = copied(draft, lambda words: words[10:] + words[:10])
    assert set(found.counts) == {"same"}


def test_another_text_is_found_nowhere(draft: Draft) -> None:
    found = copied(draft, lambda words: ["0123456789"] * 3)
    assert found.counts["new"] == 3
    assert found.counts["same"] == found.counts["changed"] == 0


def test_the_language_is_the_readers_choice_where_the_draft_has_it(draft: Draft) -> None:
    data = word_file(p(run(units(draft, "en")[0].words)))
    assert compare(data, draft, ["en", "ar"], "ar").language == "ar"
    assert compare(data, draft, ["en", "ar"], "klingon").language == "en"


def test_a_heading_before_its_words_is_the_same(draft: Draft) -> None:
    both = next(n for n in draft.nodes if n.text("heading", "en") and n.text("words", "en"))
    told = [u for u in units(draft, "en") if u.node is both]
    data = word_file(p(run(f"7. {told[0].words}: {told[1].words}")))
    found = compare(data, draft, ["en"])
    assert [m.state for m in found.matches if m.unit.node is both] == ["same", "same"]
    assert found.new == []
