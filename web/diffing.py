"""`/e/<code>/diff/<a>..<b>`: what changed between two drafts, word by word, and what caused it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, request
from markupsafe import Markup

from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries import diffing as queries
from srf_policy.store.queries.comparing import FIELDS_READ, fold, reading_order, words_changed
from srf_policy.store.queries.diffing import Cause
from srf_policy.store.queries.texts import Draft, Node

from . import context, grids
from .prose import Prose, named
from .redline import Redline, redline
from .rendering import done, page
from .routing import Route
from .say import path

KINDS: Final = ("changed", "added", "removed", "moved")


@dataclass(frozen=True)
class Amended:
    """One provision in both drafts; `kinds` is empty where it stands as it was.

    `lines` holds a redline for each field, `before` is its number in the older draft.
    """

    node: Node
    kinds: tuple[str, ...]
    number: Markup
    before: Markup
    lines: tuple[tuple[str, Redline], ...]
    causes: Sequence[Cause]
    grid: Sequence[grids.GridRow] = ()


def show(code: str, a: int, b: int) -> Response:
    """Changed provisions only, or all of them with `?all=1`; in one text or `?view=side`."""
    if a > b:
        return done(path("diff", code=code, a=b, b=a))
    found = queries.compared(context.reader(), context.viewer(), context.engagement(), a, b)
    changes = fold(found.changes, found.old, found.new)
    whole = request.args.get("all") == "1"
    shown = list(amendments(found.old, found.new, changes, found.causes, whole=whole))
    changed = [one for one in shown if one.kinds]
    added, removed = words_changed(found.old, found.new, found.new.language)
    return page(
        "diff.html",
        engagement=context.engagement(),
        found=found,
        side=request.args.get("view") == "side",
        whole=whole,
        changed=changed,
        shown=shown,
        lines=next((one.node.id for one in shown if one.node.kind == "action"), ""),
        total=len(reading_order(found.old, found.new)),
        counts_said=counts(changes),
        names=named,
        added=added,
        removed=removed,
        illustrative=found.newer.illustrative,
    )


def counts(changes: Mapping[str, Sequence[str]]) -> list[Message]:
    """How many provisions of each kind of change, kinds without any left out."""
    return [msg(f"diff.count_{kind}", count=len(changes[kind])) for kind in KINDS if changes[kind]]


def amendments(
    old: Draft,
    new: Draft,
    changes: Mapping[str, Sequence[str]],
    causes: Mapping[str, Sequence[Cause]],
    *,
    whole: bool = False,
) -> Iterator[Amended]:
    """The changed provisions of both drafts, with `whole` all of them.

    They come in the newer one's order, what was removed in its old place.
    """
    before, after = Prose(old), Prose(new)
    kinds = {kind: set(ids) for kind, ids in changes.items()}
    touched = set().union(*kinds.values())
    for provision in reading_order(old, new):
        if provision not in touched and not whole:
            continue
        was, now = before.find(provision), after.find(provision)
        node = now or was
        assert node is not None
        yield Amended(
            node,
            tuple(kind for kind in KINDS if provision in kinds[kind]),
            (after if now else before).number(node),
            before.number(was) if was else Markup(""),
            tuple(_lines(was, now, before, after)),
            causes.get(provision, ()),
            grids.grid(provision, before, after) if node.kind == "table" else (),
        )


def _lines(
    was: Node | None, now: Node | None, before: Prose, after: Prose
) -> Iterator[tuple[str, Redline]]:
    for name in FIELDS_READ:
        a, b = _source(was, name, before), _source(now, name, after)
        if a or b:
            yield name, redline(a, b, before, after)


def _source(node: Node | None, name: str, prose: Prose) -> str:
    found = node.text(name, prose.draft.language) if node else None
    return found.words if found else ""


routes = [
    Route("/e/<code>/diff/<int(max=99999):a>..<int(max=99999):b>", show, "engagement"),
]
