"""The working draft, its revisions and its translations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from srf_policy.domain import Change, LanguageText, Revision, RevisionProvision
from srf_policy.operations import drafting
from srf_policy.store.queries import texts
from srf_policy.store.queries.texts import Draft
from tests.makers import ADMINISTRATOR, EXPERT, LEAD, LEAD_FOCAL, TRANSLATOR, Seeded
from tests.operations.trying import assert_refused, refusal

LABEL = {"label": {"en": "Fourth draft"}}


def change(seeded: Seeded, *changes: dict[str, Any], by: str = LEAD, **more: Any) -> None:
    seeded.act(by, "change_text", changes=changes, **more)


def refused_change(seeded: Seeded, code: str, **told: Any) -> None:
    assert_refused(seeded, code, LEAD, "change_text", changes=[told])


def words(provision: str, text: str, language: str = "en") -> dict[str, Any]:
    return {"change": provision, "fields": {"words": {language: text}}}


def new(provision: str, kind: str = "measure", text: str = "New words.", **more: Any) -> Any:
    return {"id": provision, "kind": kind, "fields": {"words": {"en": text}}, **more}


def draft(seeded: Seeded, revision: int | None = None) -> Draft:
    with seeded.reading() as session:
        if revision is None:
            return texts.of_working(session, seeded.engagement())
        row = texts.revision(session, seeded.engagement().id, revision)
        assert row is not None
        return texts.of_revision(session, row)


def children(found: Draft, parent: str | None) -> Sequence[str]:
    rows = [n for n in found.nodes if n.parent == parent]
    assert [n.position for n in rows] == list(range(1, len(rows) + 1))
    return [n.id for n in rows]


def test_insertions_stand_where_they_are_put(seeded: Seeded) -> None:
    before = children(draft(seeded), "il-o1")
    change(
        seeded,
        {"insert": new("n-1"), "parent": "il-o1", "after": before[1]},
        {"insert": new("n-2"), "parent": "il-o1"},
        {"insert": new("n-3"), "parent": "il-o1", "after": "n-1"},
    )
    assert children(draft(seeded), "il-o1") == ["n-2", *before[:2], "n-1", "n-3", *before[2:]]


def test_what_is_deleted_goes_with_all_below_and_leaves_no_gap(seeded: Seeded) -> None:
    below = children(draft(seeded), "il-o1")
    lines = [n.id for n in draft(seeded).plan if n.about in below]
    change(
        seeded, *({"delete": line} for line in lines), {"delete": "il-o1", "references": "words"}
    )
    found = draft(seeded)
    assert not {n.id for n in found.nodes} & {"il-o1", *below}
    assert "il-o1" not in children(found, "il")


def test_a_move_takes_all_below_with_it(seeded: Seeded) -> None:
    below = children(draft(seeded), "il-o2")
    change(seeded, {"move": "il-o2", "parent": "hc", "after": "hc-o1"})
    found = draft(seeded)
    assert children(found, "il-o2") == below
    assert children(found, "hc")[:3] == ["hc-p1", "hc-o1", "il-o2"]
    assert "il-o2" not in children(found, "il")
    node = found.find("il-o2")
    assert node is not None
    assert node.number == "2.2"


def test_a_change_that_cannot_be(seeded: Seeded) -> None:
    for code, told in (
        ("circular_move", {"move": "il-o1", "parent": "il-o1"}),
        ("circular_move", {"move": "il", "parent": "il-o1-m1"}),
        ("after_elsewhere", {"move": "il-o1", "parent": "il", "after": "hc-o1"}),
        ("after_elsewhere", {"insert": new("n-1"), "parent": "il-o1", "after": "il-o2-m1"}),
        ("not_found", {"change": "no-such", "fields": {"words": {"en": "x"}}}),
        ("not_found", {"delete": "no-such"}),
        ("not_found", {"insert": new("n-1"), "parent": "no-such"}),
        ("provision_known", {"insert": new("il-o1-m1"), "parent": "il-o1"}),
        ("bad_provision_id", {"insert": new("N 1"), "parent": "il-o1"}),
        ("unknown_kind", {"insert": new("n-1", "poem"), "parent": "il-o1"}),
        ("action_without_provision", {"insert": new("n-1", "action", about="no-such")}),
        ("unknown_field", {"change": "il-o1", "fields": {"colour": {"en": "green"}}}),
        ("unknown_language", {"change": "il-o1", "fields": {"words": {"ur": "x"}}}),
        ("unknown_change", {"fly": "il-o1"}),
    ):
        refused_change(seeded, code, **told)


def test_an_id_is_never_given_again(seeded: Seeded) -> None:
    change(seeded, {"delete": "mon-p2"})
    refused_change(seeded, "provision_known", insert=new("mon-p2"), parent="il-o1")


def test_saving_the_same_words_is_nothing(seeded: Seeded) -> None:
    change(seeded, words("il-o1-m1", "Other words."))
    refused_change(seeded, "nothing_changed", **words("il-o1-m1", "  Other words.\r\n"))


def test_a_cause_is_on_record(seeded: Seeded) -> None:
    one = {"changes": [words("il-o1-m1", "Other words.")]}
    for kind, cause in (
        ("comment", "9999"), ("comment", "x"), ("comment", ""), ("minutes", "99"),
        ("letter", "no-such"), ("letter", ""), ("weather", "rain"),
    ):  # fmt: skip
        error = refusal(seeded, LEAD, "change_text", cause_kind=kind, cause=cause, **one)
        assert error.problems[0].message.code.startswith("refused."), (kind, cause)
    seeded.act(LEAD, "change_text", cause_kind="comment", cause="16", **one)
    seeded.act(LEAD, "publish_revision", **LABEL)
    with seeded.reading() as session:
        row = session.scalars(select(Change).order_by(Change.id.desc()).limit(1)).one()
    assert (row.cause_kind, row.cause, row.revision_number) == ("comment", "16", 4)


def test_an_unsent_comment_is_no_cause(seeded: Seeded) -> None:
    reviewer = "consular.mofa.iq@example.org"
    said = seeded.act(reviewer, "save_comment", round=2, answer="remark", text="Ours alone.")
    told = {"changes": [words("il-o1-m1", "x")], "cause_kind": "comment"}
    there = str(said.values["comment"])
    assert_refused(seeded, "unknown_cause", LEAD, "change_text", cause=there, **told)


def test_a_revision_is_not_changed_by_what_comes_later(seeded: Seeded) -> None:
    before = draft(seeded, 3)
    change(seeded, words("il-o1-m1", "Other words."), {"delete": "mon-p2"})
    change(seeded, {"move": "hc", "parent": None})
    seeded.act(LEAD, "publish_revision", **LABEL)
    assert draft(seeded, 3) == before
    assert [n.id for n in draft(seeded, 4).nodes] == [n.id for n in draft(seeded).nodes]
    assert draft(seeded, 4).nodes[-1].number == draft(seeded).nodes[-1].number


def test_numbers_are_stored_as_they_were_printed(seeded: Seeded) -> None:
    change(seeded, {"insert": new("n-1"), "parent": "il-o1"})
    seeded.act(LEAD, "publish_revision", **LABEL)
    with seeded.reading() as session:
        rows = session.execute(
            select(Revision.number, RevisionProvision.provision_id, RevisionProvision.printed)
            .join(Revision, Revision.id == RevisionProvision.revision_id)
            .where(Revision.number.in_((3, 4)))
        ).all()
    printed = {(number, provision): text for number, provision, text in rows}
    for number in (3, 4):
        found = draft(seeded, number)
        assert {n.number for n in found.nodes} >= {"1", "1.1", "1.1.1"}
        for node in (*found.nodes, *found.plan):
            assert printed[number, node.provision_id] == node.number


def test_what_stops_a_publication(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_refused(seeded, "nothing_to_publish", LEAD, "publish_revision", **LABEL)
    lost = words("il-o1-m1", "See {ref: il-o9} and {ref: il-o2-m2}.")
    error = refusal(seeded, LEAD, "change_text", changes=[lost])
    assert [p.message.params["target"] for p in error.problems] == ["il-o9"]
    with monkeypatch.context() as earlier:  # drafts were written before that was refused
        earlier.setattr(drafting, "require_standing", lambda draft, written: None)
        change(seeded, lost)
    error = refusal(seeded, LEAD, "publish_revision", **LABEL)
    assert [p.message.params["target"] for p in error.problems] == ["il-o9"]
    change(seeded, words("il-o1-m1", "See {ref: il-o2-m2}."))
    assert_refused(seeded, "empty.label", LEAD, "publish_revision", label={"en": " "})
    past = date(2019, 1, 1)
    assert_refused(seeded, "before_revision", LEAD, "publish_revision", occurred_on=past, **LABEL)
    seeded.act(LEAD, "publish_revision", **LABEL)


def test_a_provision_to_which_an_action_line_belongs_stays(seeded: Seeded) -> None:
    line = draft(seeded).plan[0]
    refused_change(seeded, "still_referred", delete=line.about)
    refused_change(seeded, "still_referred", delete=line.about, references="words")
    change(seeded, {"delete": line.about, "references": "words"}, {"delete": line.id})


def test_a_promise_that_was_not_kept_is_told(seeded: Seeded) -> None:
    number = seeded.open_comments()[0]
    seeded.act(LEAD, "answer_comment", comment=number, disposition="accepted", resulting_revision=4)
    change(seeded, words("pre-p1", "Other words."))
    assert seeded.act(LEAD, "publish_revision", **LABEL).values["unkept"] == [number]


def test_only_editorial_changes_after_validation_began(seeded: Seeded) -> None:
    seeded.act(LEAD, "answer_comments", comments=seeded.open_comments(), disposition="noted")
    seeded.act(LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    seeded.act(LEAD, "make_move", move="submit_for_validation")
    one = {"changes": [words("il-o1-m1", "Other words.")]}
    assert_refused(seeded, "editorial_only", LEAD, "change_text", **one)
    assert_refused(seeded, "editorial_without_reason", LEAD, "change_text", editorial=True, **one)
    for address in (EXPERT, LEAD_FOCAL, ADMINISTRATOR):
        note = {"editorial": True, "cause_kind": "note", "cause": "A comma."}
        assert "editorial" not in str(refusal(seeded, address, "change_text", **note, **one))
    seeded.act(LEAD, "change_text", editorial=True, cause_kind="note", cause="A comma.", **one)


def test_translations_are_appended_and_stale_ones_marked(seeded: Seeded) -> None:
    change(seeded, words("il-o1-m1", "Other words."))
    assert draft(seeded).find("il-o1-m1").fields["words"]["ar"].stale  # type: ignore[union-attr]
    args = {"provision": "il-o1-m1", "language": "ar"}
    seeded.act(TRANSLATOR, "translate", fields={"words": "كلمات أخرى"}, **args)
    assert not draft(seeded).find("il-o1-m1").fields["words"]["ar"].stale  # type: ignore[union-attr]
    published = draft(seeded, 3).find("il-o1-m1")
    assert published is not None
    assert published.fields["words"]["ar"].words != "كلمات أخرى"
    seeded.act(LEAD, "publish_revision", **LABEL)
    node = draft(seeded, 4).find("il-o1-m1")
    assert node is not None
    assert (node.fields["words"]["ar"].words, node.fields["words"]["ar"].stale) == (
        "كلمات أخرى", False,
    )  # fmt: skip


def test_a_translation_of_a_published_text_joins_its_revision(seeded: Seeded) -> None:
    rows = count_translations(seeded)
    args = {"provision": "il-o1-m1", "language": "ar"}
    for text in ("ترجمة أولى", "ترجمة ثانية"):
        seeded.act(TRANSLATOR, "translate", fields={"words": text}, **args)
        node = draft(seeded, 3).find("il-o1-m1")
        assert node is not None
        assert node.fields["words"]["ar"].words == text
    assert count_translations(seeded) == rows + 2


def count_translations(seeded: Seeded) -> int:
    with seeded.reading() as session:
        return len(session.scalars(select(LanguageText.id)).all())


@pytest.mark.parametrize("language", ["en", "ur", "xx", ""])
def test_languages_that_are_not_translated_into(seeded: Seeded, language: str) -> None:
    args = {"provision": "il-o1-m1", "fields": {"words": "x"}}
    assert_refused(seeded, "unknown_language", TRANSLATOR, "translate", language=language, **args)
