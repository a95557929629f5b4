"""The names that a template may use: a fixed list (`word.md` section 3)."""

from __future__ import annotations

from difflib import get_close_matches

_GROUPS = {
    "facility": "name",
    "engagement": "code title country instrument lead stage",
    "revision": "number date replaces hash hash_short provisions",
    "language": "name status",
    "document": "status status_note notice",
    "round": "number opened closes closed",
}
PLACEHOLDERS = frozenset(
    f"{group}.{name}" for group, names in _GROUPS.items() for name in names.split()
)
# Codes and hashes keep their Latin letters and digits in one left-to-right run.
LATIN = frozenset({"engagement.code", "revision.hash", "revision.hash_short"})

_TEXT = ("contents", "body", "action_plan", "acronyms")
BLOCKS = {"draft": _TEXT}
"""Block markers by kind of file."""
REQUIRED_BLOCKS = {"draft": ("body",)}
PATTERNS: dict[str, dict[str, str]] = {"draft": {}}
"""By kind of file: the prefixes of its pattern rows, and the names that each may hold."""
REQUIRED_PATTERNS: dict[str, tuple[str, ...]] = {"draft": ()}


def nearest(name: str, kind: str) -> str | None:
    known = [*sorted(PLACEHOLDERS), *BLOCKS[kind]]
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), None)
