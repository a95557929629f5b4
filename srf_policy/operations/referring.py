"""References between provisions of the working draft, when what they lead to goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from sqlalchemy import select

from srf_policy.domain import Text, WorkingText, numbering
from srf_policy.domain.errors import Problem, Refused, refused
from srf_policy.domain.numbering import label
from srf_policy.domain.wording import REFERENCE, references
from srf_policy.languages.messages import msg
from srf_policy.store.queries import texts
from srf_policy.store.queries.texts import Node

from .working_draft import WorkingDraft

Rewritten = dict[str, dict[str, dict[str, str]]]
"""Hashes of what was written anew: provision -> field -> language."""


def require_unreferred(draft: WorkingDraft, gone: Collection[str]) -> None:
    """Refuse when words or action lines elsewhere lead to what is going."""
    found = {code for code, _, _, _ in _referring(draft, gone)} | set(lines_about(draft, gone))
    if found:
        nodes = _nodes(draft)
        names = [label(nodes[c].kind, nodes[c].number) for c in nodes if c in found]
        raise refused("refused.still_referred", "references", count=len(names), provisions=names)


def require_standing(draft: WorkingDraft, written: Collection[str]) -> None:
    """Refuse where what was written just now refers to a provision that does not stand."""
    written = {code for code in written if code in draft.rows}
    lost = [
        (code, target)
        for code, _, _, words in _linked(draft)
        if code in written
        for target in references(words)
        if target not in draft.rows
    ]
    if not lost:
        return
    nodes = _nodes(draft)
    raise Refused(
        [
            Problem(
                msg(
                    "refused.broken_reference",
                    provision=label(nodes[code].kind, nodes[code].number),
                    target=target,
                ),
                "words",
            )
            for code, target in dict.fromkeys(lost)
        ]
    )


def turn_into_words(draft: WorkingDraft, gone: Collection[str]) -> Rewritten:
    """Put the last name of each provision, in the language of the words, for references to it."""
    nodes = _nodes(draft)

    def name(code: str, tag: str) -> str:
        node = nodes[code]
        return numbering.name(node.kind, node.number, tag)

    return _rewrite(draft, gone, name)


def readdress(draft: WorkingDraft, old: str, new: str) -> Rewritten:
    """Let everything that leads to one provision lead to another."""
    rewritten = _rewrite(draft, {old}, lambda code, tag: f"{{ref: {new}}}")
    tag = draft.work.engagement.source_language
    for line in lines_about(draft, {old}):
        changed = draft.set_fields(draft.rows[line], {"about": {tag: new}})
        rewritten.setdefault(line, {}).update(changed)
    return rewritten


def lines_about(draft: WorkingDraft, gone: Collection[str]) -> list[str]:
    """Action lines that belong to these provisions, by their ids."""
    return [
        code for code, row in draft.rows.items()
        if row.kind == "action" and code not in gone
        and (draft.words(code, "about") or draft.provisions[code].about) in gone
    ]  # fmt: skip


def _rewrite(
    draft: WorkingDraft, gone: Collection[str], instead: Callable[[str, str], str]
) -> Rewritten:
    rewritten: Rewritten = {}
    for code, field, tag, words in list(_referring(draft, gone)):
        new = _with_instead(words, tag, gone, instead)
        changed = draft.set_fields(draft.rows[code], {field: {tag: new}})
        for name, hashes in changed.items():
            rewritten.setdefault(code, {}).setdefault(name, {}).update(hashes)
    return rewritten


def _with_instead(
    words: str, tag: str, gone: Collection[str], instead: Callable[[str, str], str]
) -> str:
    return REFERENCE.sub(lambda m: instead(m[1], tag) if m[1] in gone else m[0], words)


def _referring(draft: WorkingDraft, gone: Collection[str]) -> Iterator[tuple[str, str, str, str]]:
    """(provision, field, language, words) outside `gone` that lead into it, the source first."""
    for code, field, tag, words in _linked(draft):
        if code not in gone and not set(gone).isdisjoint(references(words)):
            yield code, field, tag, words


def _linked(draft: WorkingDraft) -> Iterator[tuple[str, str, str, str]]:
    """As `_referring`, everything that refers to something."""
    session, engagement = draft.work.session, draft.work.engagement
    session.flush()
    rows = session.execute(
        select(WorkingText.provision_id, WorkingText.field, WorkingText.language, Text.words)
        .join(
            Text,
            (Text.engagement_id == WorkingText.engagement_id) & (Text.sha256 == WorkingText.sha256),
        )
        .where(WorkingText.engagement_id == engagement.id, Text.words.contains("{ref:"))
    ).all()
    for place, field, tag, words in sorted(rows, key=lambda r: r[2] != engagement.source_language):
        yield draft.codes[place], field, tag, words


def _nodes(draft: WorkingDraft) -> dict[str, Node]:
    draft.work.session.flush()
    found = texts.of_working(draft.work.session, draft.work.engagement)
    return {n.id: n for n in (*found.nodes, *found.plan)}
