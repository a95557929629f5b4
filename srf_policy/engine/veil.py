"""What others than the Facility and the lead institution are told of what is missing.

That a need is not met is no secret. Which comment has no answer, who has replied, and before the
validation closes who took which position, are: only what concerns the own institution is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from srf_policy.engine.explain import Explanation, MoveAnswer
from srf_policy.engine.facts import Facts
from srf_policy.engine.guards import GUARDS, Item, Missing
from srf_policy.languages.messages import Message, msg

_COMMENTS = "comments_disposed"
_ALWAYS = frozenset({_COMMENTS, "institutions_heard"})
_UNTIL_CLOSED = frozenset({"views_of"})
_BALLOT = ("ballot_complete", "no_open_reservation")
"""Told as one need: whether the second is met would say that somebody has a reservation."""


def veil(explanation: Explanation, facts: Facts, institution: str | None) -> Explanation:
    """The explanation for somebody of `institution` (None for nobody's)."""
    moves = (_veiled(answer, facts, institution) for answer in explanation.moves)
    return Explanation(explanation.stage, tuple(moves))


def _veiled(answer: MoveAnswer, facts: Facts, institution: str | None) -> MoveAnswer:
    secret = _ALWAYS if _is_closed(facts) else _ALWAYS | _UNTIL_CLOSED
    missing = [_own(m, facts, institution) if m.guard in secret else m for m in answer.missing]
    met = answer.met
    if not _is_closed(facts):
        missing = _one_ballot(missing, facts, institution)
        met = tuple(m for m in met if not _tells_of_ballot(m, missing))
    return replace(answer, missing=tuple(missing), met=met)


def _is_closed(facts: Facts) -> bool:
    """Positions are everybody's to read once the stated day has passed."""
    return facts.ballot is not None and facts.ballot.closes_on < facts.today


def _own(missing: Missing, facts: Facts, institution: str | None) -> Missing:
    return replace(
        missing,
        message=msg(f"guard.{missing.guard}"),
        items=tuple(i for i in missing.items if _of(missing.guard, i, facts) == institution),
    )


def _of(guard: str, item: Item, facts: Facts) -> str:
    """The institution that an item tells of: items of comments go by number, others by its code."""
    if guard != _COMMENTS:
        return item.key
    return next((c.institution for c in facts.comments_lacking if str(c.number) == item.key), "")


def _one_ballot(found: Iterable[Missing], facts: Facts, institution: str | None) -> list[Missing]:
    """What is missing, with both needs of the ballot as the first one of them."""
    shown: list[Missing] = []
    for missing in found:
        if missing.guard not in _BALLOT:
            shown.append(missing)
            continue
        own = _own(missing, facts, institution)
        held = next((m for m in shown if m.guard == _BALLOT[0]), None)
        if held is None:
            shown.append(_as_ballot(own))
        else:
            shown[shown.index(held)] = replace(held, items=(*held.items, *own.items))
    return shown


def _as_ballot(missing: Missing) -> Missing:
    guard = GUARDS[_BALLOT[0]]
    said = msg(f"guard.{guard.name}")
    return replace(missing, code=said.code, guard=guard.name, message=said)


def _tells_of_ballot(met: Message, missing: Iterable[Missing]) -> bool:
    """Whether a met need stays unsaid: the second one always, the first where one is missing."""
    if met.code == f"met.{_BALLOT[1]}":
        return True
    return met.code == f"met.{_BALLOT[0]}" and any(m.guard == _BALLOT[0] for m in missing)
