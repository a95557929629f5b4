"""The verbs, and the one runner that performs them."""

from . import (
    answers,
    ballots,
    comments,
    drafting,
    engagements,
    exceptions,
    exporting,
    moves,
    people,
    presentations,
    publishing,
    records,
    rounds,
    suspension,
)
from .runner import VERBS, Answer, Store, perform, replaying

__all__ = [
    "VERBS",
    "Answer",
    "Store",
    "answers",
    "ballots",
    "comments",
    "drafting",
    "engagements",
    "exceptions",
    "exporting",
    "moves",
    "people",
    "perform",
    "presentations",
    "publishing",
    "records",
    "replaying",
    "rounds",
    "suspension",
]
