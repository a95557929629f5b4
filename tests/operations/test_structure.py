"""Insert, move, split, merge, delete, tables, figures, footnotes, the action plan."""

from __future__ import annotations

from typing import Any

import pytest

from srf_policy.store.queries import texts
from srf_policy.store.queries.texts import Draft
from tests.makers import LEAD, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, codes, last_event, refusal

LABEL = {"label": {"en": "Fourth draft"}}


def draft(seeded: Seeded) -> Draft:
    with seeded.reading() as session:
        return texts.of_working(session, seeded.engagement())


def press(seeded: Seeded, *changes: dict[str, Any]) -> list[str]:
    answer = seeded.act(
        LEAD, "change_text", changes=list(changes), cause_kind="note", cause="Agreed."
    )
    found: list[str] = answer.values["provisions"]
    return found


def told(seeded: Seeded, **change: Any) -> list[str]:
    return codes(refusal(seeded, LEAD, "change_text", changes=[change]))


def words(seeded: Seeded, code: str, tag: str = "en", name: str = "words") -> str:
    node = draft(seeded).find(code)
    found = node.text(name, tag) if node else None
    return found.words if found else ""


def new(kind: str, parent: str | None = "il-o1", **fields: str) -> dict[str, Any]:
    said = {name: {"en": text} for name, text in fields.items()}
    return {"insert": {"kind": kind, "fields": said}, "parent": parent}


def line(**fields: str) -> dict[str, Any]:
    change = new("action", None, **fields)
    change["insert"]["about"] = "il-o1-m1"
    return change


def below(found: Draft, parent: str) -> list[str]:
    return [n.id for n in found.nodes if n.parent == parent]


def test_a_new_provision_is_given_an_id_that_nobody_had(seeded: Seeded) -> None:
    assert press(seeded, new("measure", words="One.")) == ["measure-1"]
    press(seeded, {"delete": "measure-1"})
    assert press(seeded, new("measure", words="Two.")) == ["measure-2"]
    assert_rebuilt(seeded)


def test_a_split_keeps_both_halves_and_the_reading_order(seeded: Seeded) -> None:
    (code,) = press(
        seeded,
        {**new("measure", words="First. Second, see {ref: il-o2-m2}. Third."), "after": "il-o1-m1"},
    )
    press(seeded, new("item", code, words="Another."), new("item", code, words="An item."))
    press(seeded, {"split": code, "sentences": 1})
    assert words(seeded, code) == "First."
    assert words(seeded, "measure-2") == "Second, see {ref: il-o2-m2}. Third."
    assert below(draft(seeded), "measure-2") == ["item-2", "item-1"]
    order = below(draft(seeded), "il-o1")
    assert order.index("measure-2") == order.index(code) + 1
    assert last_event(seeded).payload["changes"][0]["into"] == "measure-2"
    assert_rebuilt(seeded)


def test_a_translation_of_a_split_provision_is_out_of_date(seeded: Seeded) -> None:
    press(seeded, {"change": "il-o1-m1", "fields": {"words": {"en": "A. B.", "ar": "أ. ب."}}})
    press(seeded, {"split": "il-o1-m1", "sentences": 1})
    node = draft(seeded).find("il-o1-m1")
    text = node.text("words", "ar") if node else None
    assert text is not None and text.stale


def test_no_split_where_there_is_one_sentence(seeded: Seeded) -> None:
    press(seeded, {"change": "il-o1-m1", "fields": {"words": {"en": "Only one."}}})
    for place in (0, 1, 2):
        assert told(seeded, split="il-o1-m1", sentences=place) == ["split_nowhere"]


def test_a_merge_leads_references_and_action_lines_to_the_first(seeded: Seeded) -> None:
    press(seeded, {"change": "il-o2-m1", "fields": {"words": {"en": "See {ref: il-o1-m2}."}}})
    one, two = words(seeded, "il-o1-m1"), words(seeded, "il-o1-m2")
    press(seeded, {"merge": "il-o1-m1"})
    found = draft(seeded)
    assert words(seeded, "il-o1-m1") == f"{one} {two}"
    assert found.find("il-o1-m2") is None
    assert words(seeded, "il-o2-m1") == "See {ref: il-o1-m1}."
    assert [n.about for n in found.plan].count("il-o1-m1") == 2
    assert_rebuilt(seeded)
    seeded.act(LEAD, "publish_revision", **LABEL)


def test_an_older_draft_keeps_what_its_lines_belonged_to(seeded: Seeded) -> None:
    press(seeded, {"merge": "il-o1-m1"})
    with seeded.reading() as session:
        newest = texts.revision(session, seeded.engagement().id)
        assert newest is not None
        abouts = [n.about for n in texts.of_revision(session, newest).plan]
    assert "il-o1-m2" in abouts


def test_only_siblings_of_one_kind_are_merged(seeded: Seeded) -> None:
    last = below(draft(seeded), "il-o1")[-1]
    assert told(seeded, merge=last) == ["nothing_to_merge"]
    press(seeded, {"change": "il-o1-m1", "fields": {"heading": {"en": "One"}}},
          {"change": "il-o1-m2", "fields": {"heading": {"en": "Two"}}})  # fmt: skip
    assert told(seeded, merge="il-o1-m1") == ["two_headings"]


def test_references_to_what_goes_are_refused_or_put_in_words(seeded: Seeded) -> None:
    press(seeded, {"change": "il-o2-m1", "fields": {"words": {
        "en": "See {ref: mon-p2}.", "ar": "انظر {ref: mon-p2}."}}})  # fmt: skip
    assert told(seeded, delete="mon-p2") == ["still_referred"]
    number = next(n.number for n in draft(seeded).nodes if n.id == "mon-p2")
    press(seeded, {"delete": "mon-p2", "references": "words"})
    assert words(seeded, "il-o2-m1") == f"See paragraph {number}."
    assert "{ref" not in words(seeded, "il-o2-m1", "ar")
    assert_rebuilt(seeded)


def test_circular_moves_and_places_where_nothing_stands(seeded: Seeded) -> None:
    assert told(seeded, move="il-o1", parent="il-o1-m1") == ["circular_move"]
    press(seeded, new("footnote", "il-o1-m1", words="A note."))
    assert told(seeded, move="footnote-1", parent=None) == ["footnote_alone"]
    assert told(seeded, **new("item", "footnote-1", words="x")) == ["nothing_inside"]
    assert told(seeded, **new("row", "il-o1", words="x")) == ["unknown_kind"]


def test_places_are_told_by_a_neighbour(seeded: Seeded) -> None:
    first = below(draft(seeded), "il-o1")[0]
    measure = {"kind": "measure", "fields": {"words": {"en": "x"}}}
    press(seeded, {"insert": measure, "before": first})
    assert below(draft(seeded), "il-o1")[:2] == ["measure-1", first]
    press(seeded, {"move": "measure-1", "behind": first})
    assert below(draft(seeded), "il-o1")[:2] == [first, "measure-1"]
    press(seeded, {"move": "measure-1", "inside": "il-o2"})
    assert below(draft(seeded), "il-o2")[-1] == "measure-1"
    assert told(seeded, move="il-o1", inside="il-o1") == ["circular_move"]
    assert_rebuilt(seeded)


def test_the_picture_of_a_figure_is_kept(seeded: Seeded) -> None:
    image = {"sha256": "ab" * 32, "size": 10, "name": "map.png", "media_type": "image/png"}
    change = new("figure", heading="Routes", alt="A map.")
    change["insert"]["image"] = image
    press(seeded, change)
    assert words(seeded, "figure-1", name="image") == "ab" * 32
    assert_rebuilt(seeded)
    change["insert"]["image"] = image | {"media_type": "application/pdf"}
    assert told(seeded, **change) == ["not_a_picture"]


def table(*rows: list[str]) -> dict[str, Any]:
    change = new("table", heading="Returns by year")
    change["insert"]["rows"] = list(rows)
    return change


def cells(seeded: Seeded) -> list[list[str]]:
    found = draft(seeded)
    said = {n.id: text.words for n in found.nodes if (text := n.text("words", "en"))}
    return [[said[c] for c in below(found, row)] for row in below(found, "table-1")]


def test_a_table_is_written_and_changed_as_a_whole(seeded: Seeded) -> None:
    press(seeded, table(["Year", "Number"], ["2018", "20"], ["2019", "40"]))
    before = below(draft(seeded), "table-1")
    assert cells(seeded) == [["Year", "Number"], ["2018", "20"], ["2019", "40"]]
    rows = [["Year", "Number"], ["2017", "9"], ["2018", "20"], ["2019", "41", "estimate"]]
    press(seeded, {"table": "table-1", "rows": rows})
    assert cells(seeded) == [[*row, *[""] * (3 - len(row))] for row in rows]
    assert below(draft(seeded), "table-1")[0] == before[0]
    press(seeded, {"table": "table-1", "rows": [["Year"], ["2018"]]})
    assert cells(seeded) == [["Year"], ["2018"]]
    press(seeded, {"table": "table-1", "rows": [["Year", "Sum"], ["2018", "20"]]})
    assert_rebuilt(seeded)
    seeded.act(LEAD, "publish_revision", **LABEL)


def test_rows_that_stay_keep_their_ids(seeded: Seeded) -> None:
    press(seeded, table(["a", "b"], ["c", "d"]))
    before = below(draft(seeded), "table-1")
    press(seeded, {"table": "table-1", "rows": [["a", "b"], ["new", ""], ["c", "d"]]})
    after = below(draft(seeded), "table-1")
    assert [after[0], after[2]] == before


def test_a_table_of_ten_thousand_cells_is_refused(seeded: Seeded) -> None:
    error = refusal(seeded, LEAD, "change_text", changes=[table(*[["x"] * 10] * 1000)])
    assert codes(error) == ["table_too_large"]
    assert error.problems[0].message.params["count"] == 10_000
    assert told(seeded, **table(["x"] * 21)) == ["table_too_wide"]
    assert told(seeded, **table(["", " "])) == ["table_empty"]


def test_a_table_of_two_thousand_cells_is_kept(seeded: Seeded) -> None:
    press(seeded, table(*[[f"{n}-{m}" for m in range(10)] for n in range(200)]))
    assert len(cells(seeded)) == 200
    press(seeded, {"delete": "table-1"})
    assert draft(seeded).find("table-1-r1-c1") is None


def test_a_figure_says_what_it_shows(seeded: Seeded) -> None:
    assert told(seeded, **new("figure", heading="Routes")) == ["figure_without_alt"]
    press(seeded, new("figure", heading="Routes", alt="A map with three routes."))
    emptied = {"alt": {"en": " "}}
    assert told(seeded, change="figure-1", fields=emptied) == ["figure_without_alt"]
    assert next(n.number for n in draft(seeded).nodes if n.id == "figure-1") == "1"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1200000", "1200000"), ("1,200,000", "1200000"), ("۱٬۲۰۰", "1200"), ("١٢٠", "120"),
     ("€ 1 200", "1200")],
)  # fmt: skip
def test_budgets_in_any_digits(seeded: Seeded, typed: str, kept: str) -> None:
    (code,) = press(seeded, line(words="Do it.", budget_eur=typed))
    assert words(seeded, code, name="budget_eur") == kept


@pytest.mark.parametrize("typed", ["much", "12.5", "-3", "1e6", "½", "1,2", "9" * 16])
def test_budgets_that_are_not_numbers(seeded: Seeded, typed: str) -> None:
    assert told(seeded, **line(words="Do it.", budget_eur=typed)) == ["budget_no_number"]


def test_periods_of_lines(seeded: Seeded) -> None:
    (code,) = press(seeded, line(words="Do it.", start="Q1 2020", end="۲۰۲۰-Q3"))
    assert words(seeded, code, name="start") == "2020-Q1"
    assert words(seeded, code, name="end") == "2020-Q3"
    assert told(seeded, **line(words="x", start="soon")) == ["bad_period"]
    early = line(words="x", start="2020-Q2", end="2020-01-31")
    assert told(seeded, **early) == ["line_ends_before_start"]


def test_a_line_belongs_to_a_provision_that_stands(seeded: Seeded) -> None:
    (code,) = press(seeded, line(words="Do it."))
    lost = {"about": {"en": "no-such"}}
    assert told(seeded, change=code, fields=lost) == ["action_without_provision"]
    press(seeded, {"change": code, "fields": {"about": {"en": "il-o2-m1"}}})
    assert next(n.about for n in draft(seeded).plan if n.id == code) == "il-o2-m1"
    assert told(seeded, delete="il-o2-m1") == ["still_referred"]


def test_numbers_of_a_published_draft_stay(seeded: Seeded) -> None:
    seeded.act(LEAD, "change_text", changes=[new("footnote", "il-o1-m1", words="A note.")])
    seeded.act(LEAD, "publish_revision", **LABEL)
    with seeded.reading() as session:
        published = texts.revision(session, seeded.engagement().id)
        assert published is not None
        node = texts.of_revision(session, published).find("footnote-1")
    assert node is not None and node.number == "1"
    assert_refused(seeded, "nothing_to_publish", LEAD, "publish_revision", **LABEL)
