"""Redlines of the seeded engagements: both texts come back, and nobody reads more than is theirs."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from srf_policy.documents.content import Content
from srf_policy.documents.files import Tools
from srf_policy.documents.redline import file_of, moved_marks
from srf_policy.domain.errors import Refused
from srf_policy.languages.rendering import say
from srf_policy.operations.people import SYSTEM
from srf_policy.store.queries import texts
from srf_policy.store.queries.comparing import words_changed
from srf_policy.store.queries.exporting import revision_to_export
from srf_policy.store.queries.texts import Draft, Node
from srf_policy.word.redline import write_redline
from srf_policy.word.xmlnames import w
from tests.documents.opening import made, said, tables
from tests.makers import IRAQ, LEAD, MOFA_FOCAL, OBSERVER, Seeded
from tests.word.redlines import template
from tests.word.samples import part
from tests.word.test_redline import check, sound

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
WRITTEN = {
    "AFG-CMP": ("en", "fa-AF"), "IRQ-PEI": ("en", "ar"), "PAK-NEWP": ("en", "ur"),
    "PAK-FIA": ("en",),
}  # fmt: skip


def test_every_pair_of_every_engagement_gives_both_texts(world: Seeded) -> None:
    tools = Tools(lambda told: f"signed {told}")
    with world.reading() as session:
        for code, languages in WRITTEN.items():
            engagement = world.engagement(code)
            numbers = [r.number for r in texts.revisions(session, engagement.id)]
            for place, (a, b) in enumerate(combinations(numbers, 2)):
                old, new = (revision_to_export(session, SYSTEM, code, n) for n in (a, b))
                tag = languages[place % len(languages)]
                file = file_of(old, new, tag, tools, {}, "shipped")
                data = write_redline(template(tag), file)
                check(file, data)
                sound(data)
                assert file.provisions == Content(new, tag, tools.kept).provisions()


def test_it_says_what_changed_why_and_how_much(seeded: Seeded) -> None:
    found = made(seeded, LEAD, kind="redline", base=1, revision=3)
    assert found.name == "IRQ-PEI-redline-1-3-en.docx"
    rows = tables(found.content)["What changed"]
    assert ["4.", "", "Amended", "Comment 27, Ministry of Planning: accepted"] in rows
    assert {row[2] for row in rows} >= {"Amended", "New", "Removed", "Moved", "New number"}
    renumbered = [row for row in rows if row[2] == "New number"]
    assert all(row[1] and row[1] != row[0] for row in renumbered)
    assert rows[-len(renumbered) :] == renumbered
    told = said(found.content)
    with seeded.reading() as session:
        old, new = (revision_to_export(session, SYSTEM, IRAQ, n) for n in (1, 3))
        added, removed = words_changed(old.draft, new.draft, "en")
    for one in (old.revision, new.revision):
        assert " ".join(one.sha256[n : n + 8] for n in range(0, 64, 8)) in told
    assert f"{added} words added. {removed} words removed." in told.replace("\u00a0", " ")


def test_links_lead_to_what_stands_and_to_what_was_removed(seeded: Seeded) -> None:
    tree = part(made(seeded, LEAD, kind="redline", base=1, revision=3).content)
    names = {e.get(w("name")) for e in tree.iter(w("bookmarkStart"))}
    assert {e.get(w("anchor")) for e in tree.iter(w("hyperlink"))} <= names


def test_what_stands_below_moves_along(seeded: Seeded) -> None:
    """The larger of two areas has moved: not the smaller one, though fewer words would move then."""
    with seeded.reading() as session:
        new = revision_to_export(session, SYSTEM, IRAQ, 3)
    tops = [n for n in new.draft.nodes if n.kind == "area"]
    order = [tops[0].id, tops[1].id]
    blocks = {top: [n for n in new.draft.nodes if top in lineage(new.draft, n)] for top in order}
    old_nodes = tuple(n for top in reversed(order) for n in blocks[top])
    new_nodes = tuple(n for top in order for n in blocks[top])
    old_draft, new_draft = (Draft("en", nodes, ()) for nodes in (old_nodes, new_nodes))
    tools = Tools(lambda told: f"signed {told}")
    for chosen in order:
        moved = moved_marks(new_draft, [chosen])
        base, now = (replace(new, draft=d) for d in (old_draft, new_draft))
        file = replace(file_of(base, now, "en", tools, {}, "shipped"), moved=moved)
        data = write_redline(template("en"), file)
        check(file, data)
        tree = part(data)
        struck = "".join(
            t.text or ""
            for tag in ("moveFrom", "del")
            for e in tree.iter(w(tag))
            for t in e.iter(w("t"))
        )
        other = next(n for n in tops if n.id != chosen and n.id in order)
        assert heading(next(n for n in tops if n.id == chosen)) in struck
        assert heading(other) not in struck


def heading(node: Node) -> str:
    return node.fields["heading"]["en"].words


def lineage(draft: Draft, node: Node) -> set[str]:
    """The provision and all above it."""
    found, by_id = {node.id}, {n.id: n for n in draft.nodes}
    while node.parent is not None:
        node = by_id[node.parent]
        found.add(node.id)
    return found


def test_a_cause_is_told_to_those_who_may_read_it(seeded: Seeded) -> None:
    theirs = "Comment 27, Ministry of Planning"
    for person, reads in ((LEAD, True), (OBSERVER, False), (MOFA_FOCAL, False)):
        told = said(made(seeded, person, kind="redline", base=1, revision=3).content)
        assert (theirs in told) == reads
    assert "Ministry of Foreign Affairs: accepted" in told


def test_the_order_of_the_two_does_not_matter_and_one_alone_is_refused(seeded: Seeded) -> None:
    first = made(seeded, LEAD, kind="redline", base=1, revision=2)
    assert made(seeded, LEAD, kind="redline", base=2, revision=1) == first
    with pytest.raises(Refused) as refusal:
        made(seeded, LEAD, kind="redline", base=2, revision=2)
    assert refusal.value.problems[0].message.code == "refused.redline_same"
    with pytest.raises(Refused):
        made(seeded, LEAD, kind="redline", revision=2)
    for base, revision, field in ((9, 2, "base"), (2, 9, "revision")):
        with pytest.raises(Refused) as refusal:
            made(seeded, LEAD, kind="redline", base=base, revision=revision)
        (problem,) = refusal.value.problems
        told = say(problem.message, "en")
        assert (problem.field, told) == (field, "There is no draft 9. The newest is draft 3.")
