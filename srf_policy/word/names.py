"""The names that a template may use: a fixed list (`word.md` section 3)."""

from __future__ import annotations

from difflib import get_close_matches

_GROUPS = {
    "facility": "name",
    "engagement": "code title country instrument lead stage",
    "revision": "number date replaces hash hash_short provisions",
    "language": "name status",
    "document": "status status_note notice as_of how",
    "round": "number opened closes closed",
    "base": "number date hash hash_short",
    "changes": "provisions words",
    "report": "answered comments meetings tasks attendance",
    "transmittal": "title to from subject action deadline decides annexes summary asked first "
    "second",
    "adoption": "authority decision date gazette gazetted_on compared languages",
}
PLACEHOLDERS = frozenset(
    f"{group}.{name}" for group, names in _GROUPS.items() for name in names.split()
)
# Codes and hashes keep their Latin letters and digits in one left-to-right run.
LATIN = frozenset(
    {"engagement.code", "revision.hash", "revision.hash_short", "base.hash", "base.hash_short"}
)

_TEXT = ("contents", "body", "action_plan", "acronyms")
BLOCKS: dict[str, tuple[str, ...]] = {
    "draft": _TEXT, "bilingual": ("contents", "body", "action_plan"),
    "form": ("sender", "body"), "translation": ("body",), "redline": _TEXT,
    "matrix": (), "report": (), "transmittal": (), "portfolio": (), "record": (),
}  # fmt: skip
"""Block markers by kind of file."""
REQUIRED_BLOCKS: dict[str, tuple[str, ...]] = {
    "draft": ("body",), "bilingual": ("body",), "form": ("sender", "body"),
    "translation": ("body",), "redline": ("body",), "matrix": (), "report": (),
    "transmittal": (), "portfolio": (), "record": (),
}  # fmt: skip
PATTERNS: dict[str, dict[str, str]] = {
    "draft": {},
    "bilingual": {},
    "form": {},
    "translation": {},
    "matrix": {
        "count": "disposition comments",
        "comment": "number provision institution type comment proposed disposition response "
        "revision",
    },
    "report": {
        "institution": "name state answered extended reminded comments",
        "count": "area accepted accepted_in_part not_accepted noted other open none all",
        "row": "date title place people minutes",
        "point": "number words",
        "task": "number kind words owner date",
        "attendee": "institution meetings women men not_stated people",
    },
    "redline": {"row": "number before change because"},
    "transmittal": {
        "view": "institution role view date words",
        "check": "mark what figure",
        "annex": "number title detail",
    },
    "record": {
        "presentation": "number body chair date revision outcome conditions",
        "position": "ballot institution position date words",
        "agreement": "institution move revision date paper",
        "seal": "what value",
        "step": "number words",
    },
    "portfolio": {"row": "country code title instrument lead stage since days missing"},
}
"""By kind of file: the prefixes of its pattern rows, and the names that each may hold."""
REQUIRED_PATTERNS: dict[str, tuple[str, ...]] = {
    "draft": (), "bilingual": (), "form": (), "translation": (), "redline": (),
    "matrix": ("comment",), "report": ("institution",),
    "transmittal": ("view", "check"), "portfolio": ("row",), "record": (),
}  # fmt: skip


def nearest(name: str, kind: str) -> str | None:
    known = [*sorted(PLACEHOLDERS), *BLOCKS[kind]]
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), None)
