"""Numbering by scheme: set, published, changed; what was printed stays, and is found when altered."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text

from srf_policy.domain import PrintedNumber, Revision
from srf_policy.domain.numbering import label, name, printed, said
from srf_policy.engine.vocabulary import ROLES
from srf_policy.languages.rendering import say
from srf_policy.store import signing, verifying
from srf_policy.store.queries import life, texts
from srf_policy.store.verifying import Against
from tests.makers import EXPERT, IRAQ, LEAD, Seeded
from tests.operations.test_rebuild import assert_rebuilt
from tests.operations.trying import assert_refused, attempt, last_event, role_viewer

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ASKED = {"reason": "The lead institution asked for it, as its laws are numbered."}
ITEMS = [
    {"insert": {"id": f"x{n}", "kind": "item", "fields": {"words": {"en": "One."}}},
     "parent": "pre-p1", "after": f"x{n - 1}" if n > 1 else None}
    for n in (1, 2)
]  # fmt: skip


def numbered(seeded: Seeded, scheme: str, **languages: dict[str, str]) -> None:
    seeded.act(LEAD, "set_numbering", scheme=scheme, languages=languages, **ASKED)


def published(seeded: Seeded, label: str) -> int:
    return int(seeded.act(LEAD, "publish_revision", label={"en": label}).values["revision"])


def draft(seeded: Seeded, revision: int | None = None) -> texts.Draft:
    with seeded.reading() as session:
        engagement = seeded.engagement(IRAQ)
        if revision is None:
            return texts.of_working(session, engagement)
        found = texts.revision(session, engagement.id, revision)
        assert found is not None
        return texts.of_revision(session, found)


def shown(found: texts.Draft, provision: str, language: str) -> str:
    node = found.find(provision)
    assert node is not None
    return printed(node.kind, node.number, language)


def wrong(seeded: Seeded) -> str | None:
    with seeded.reading() as session:
        keys = signing.trusted(session, seeded.store.keys.signer)
        against = Against(seeded.settings.data_dir / "files", keys)
        message = verifying.first_wrong(session, next(verifying.chains(session, IRAQ)), against)
        return message.code if message else None


def test_what_was_printed_stays_and_what_comes_is_numbered_anew(seeded: Seeded) -> None:
    for change in ITEMS:
        seeded.act(LEAD, "change_text", changes=[change], cause_kind="note", cause="Why.")
    assert shown(draft(seeded), "x2", "ar") == "(b)"
    numbered(seeded, "articles", ar={"digits": "latin"})
    written = draft(seeded)
    assert [shown(written, "x2", tag) for tag in ("en", "ar")] == ["(b)", "(ب)"]
    assert shown(written, "pre-p1", "ar") == "المادة 1"
    first = published(seeded, "With articles")
    numbered(seeded, "decimal")
    second = published(seeded, "With numbers")
    old, new = draft(seeded, first), draft(seeded, second)
    assert (shown(old, "pre-p1", "en"), shown(new, "pre-p1", "en")) == ("Article 1", "1.")
    assert (shown(old, "x2", "ar"), shown(new, "x2", "ar")) == ("(ب)", "(b)")
    assert shown(old, "pre-p1", "ur") == "دفعہ 1"
    held = assert_rebuilt(seeded)
    assert held.engagement["numbering"] == {}
    assert held.revisions[first]["numbers"] != held.revisions[second]["numbers"]
    assert wrong(seeded) is None


def test_sentences_name_what_was_printed(seeded: Seeded) -> None:
    for change in ITEMS:
        seeded.act(LEAD, "change_text", changes=[change], cause_kind="note", cause="Why.")
    numbered(seeded, "articles")
    revision = published(seeded, "With articles")
    found = draft(seeded, revision)
    item, measure = found.find("x2"), found.find("il-o1-m1")
    assert item is not None and measure is not None
    assert say(label(item.kind, item.number), "en") == "Article 1 (b)"
    assert name(item.kind, item.number, "ar") == "المادة ١ (ب)"
    assert name(measure.kind, measure.number, "ckb").startswith("ماددەی ")
    assert measure.number.isdecimal()
    with seeded.reading() as session:
        engagement = seeded.engagement(IRAQ)
        for typed in ("المادة ١", "Article 1"):
            ids = life.by_number(session, engagement.id, "?", revision, typed)
            assert ids == ["pre-p1"]
        lived = life.life(session, seeded.viewer(LEAD), engagement, "pre-p1")
        last = lived.wordings[-1]
        assert said(last.kind, last.number, "ar") == "المادة ١"
        assert said(last.kind, lived.wordings[0].number, "ar") == "١"


@SQLITE
@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE printed_number SET number = '(z)' WHERE language = 'ar' AND number = '١'",
        "DELETE FROM printed_number WHERE language = 'ar' AND number = '١'",
        "DELETE FROM printed_number",
        "UPDATE revision_provision SET printed = '9' WHERE printed = '1.1'",
        'UPDATE revision SET numbering = \'{"scheme": "articles", "languages": {}}\'',
        'UPDATE engagement SET numbering = \'{"scheme": "articles", "languages": {}}\'',
    ],
)
def test_a_number_that_was_altered_is_found(seeded: Seeded, harm: str) -> None:
    with seeded.store.database.engine.begin() as connection:
        for table in ("printed_number", "revision_provision", "revision"):
            for kind in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER frozen_{table}_{kind}"))
        assert connection.execute(text(harm)).rowcount > 0
    assert (wrong(seeded) or "").startswith("verify.table")


@SQLITE
def test_a_number_is_never_changed(seeded: Seeded) -> None:
    with pytest.raises(Exception, match="printed_number is never changed"):  # noqa: SIM117
        with seeded.store.database.engine.begin() as connection:
            connection.execute(text("UPDATE printed_number SET number = '7'"))


def test_without_stored_numbers_the_first_scheme_gives_what_was_printed(seeded: Seeded) -> None:
    """As in a database from before they were kept."""
    with seeded.reading() as session:
        kept = session.scalar(select(func.count()).select_from(PrintedNumber))
        assert kept
        for number in (1, 3):
            found = draft(seeded, number)
            for node in (*found.nodes, *found.plan):
                for tag in seeded.engagement(IRAQ).languages if node.number else ():
                    assert node.number.stored[tag] == node.number.numbering.quoted(
                        node.kind, node.number.logical, tag
                    )


@SQLITE
def test_who_may_and_what_is_refused(seeded: Seeded) -> None:
    good: dict[str, Any] = {"scheme": "by_area", **ASKED}
    for role in ROLES:
        error = attempt(seeded, role_viewer(seeded, role), "draft", "set_numbering", **good)
        assert (error is None) == (role == "lead_expert"), role
    for code, told in (
        ("unknown_scheme", {"scheme": "roman"}),
        ("numbered_so", {"scheme": "decimal"}),
        ("empty.reason", {"reason": " "}),
        ("not_written_in", {"languages": {"ur": {"letters": "own"}}}),
        ("unknown_letters", {"languages": {"ar": {"letters": "greek"}}}),
        ("unknown_digits", {"languages": {"ar": {"digits": "roman"}}}),
        ("no_own_letters", {"languages": {"en": {"letters": "own"}}}),
        ("no_own_digits", {"languages": {"en": {"digits": "native"}}}),
    ):
        assert_refused(seeded, code, LEAD, "set_numbering", **(good | told))
    assert_refused(seeded, "not_your_role", EXPERT, "set_numbering", **good)
    numbered(seeded, "by_area")
    event = last_event(seeded)
    assert event.payload["scheme"] == "by_area"
    assert ASKED["reason"] not in event.canonical.decode()


@SQLITE
def test_every_number_is_kept_in_every_language(seeded: Seeded) -> None:
    new = [
        {"insert": {"id": f"n{n}", "kind": "paragraph", "fields": {"words": {"en": f"Text {n}."}}},
         "parent": "pre", "after": f"n{n - 1}" if n else "pre-p1"}
        for n in range(60)
    ]  # fmt: skip
    seeded.act(LEAD, "change_text", changes=new, cause_kind="note", cause="Why.")
    numbered(seeded, "articles")
    revision = published(seeded, "Long")
    with seeded.reading() as session:
        row = session.scalar(select(Revision).where(Revision.number == revision))
        of_it = select(func.count()).where(PrintedNumber.revision_id == row.id)  # type: ignore[union-attr]
        found = draft(seeded, revision)
        bearing = sum(bool(n.number) for n in (*found.nodes, *found.plan))
        assert session.scalar(of_it) == bearing * len(seeded.engagement(IRAQ).languages)
