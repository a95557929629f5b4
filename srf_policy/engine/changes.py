"""What another version of a workflow changes for one engagement: its moves, and what they lack."""

from __future__ import annotations

from dataclasses import dataclass

from srf_policy.engine.definition import Definition
from srf_policy.engine.explain import MoveAnswer, explain
from srf_policy.engine.facts import Facts
from srf_policy.languages.messages import Message

Key = tuple[str, str]


@dataclass(frozen=True)
class Changed:
    """One move. `there`: whether it starts here before, and after."""

    move: str
    there: tuple[bool, bool]
    missing: tuple[Message, ...]
    no_longer: tuple[Message, ...]


def changes(
    before: Definition, facts: Facts, after: Definition, facts_after: Facts
) -> tuple[Changed, ...]:
    """Each move whose answer differs, in the order of the new version; what is gone comes last."""
    old = {m.move: m for m in explain(before, facts).moves}
    new = {m.move: m for m in explain(after, facts_after).moves}
    found = (_changed(name, old.get(name), new.get(name)) for name in {**new, **old})
    return tuple(change for change in found if change is not None)


def _changed(name: str, old: MoveAnswer | None, new: MoveAnswer | None) -> Changed | None:
    was, is_ = _lacking(old), _lacking(new)
    missing = tuple(said for key, said in is_.items() if key not in was)
    no_longer = tuple(said for key, said in was.items() if key not in is_)
    there = (old is not None, new is not None)
    if new is None or old is None:
        return Changed(name, there, missing, ())
    return Changed(name, there, missing, no_longer) if missing or no_longer else None


def _lacking(answer: MoveAnswer | None) -> dict[Key, Message]:
    """Every missing thing under the name of what asks for it."""
    missing = answer.missing if answer is not None else ()
    return {(m.guard, item.key): item.message for m in missing for item in m.items}
