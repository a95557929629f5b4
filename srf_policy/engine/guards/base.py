"""What a guard is, and the register in which each stands under its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from srf_policy.engine.facts import Facts
from srf_policy.engine.words import Strict
from srf_policy.languages.messages import LocalText, Message, Value, msg


@dataclass(frozen=True)
class Item:
    """One thing that is missing. An exception waives it by its `key`."""

    key: str
    message: Message


@dataclass(frozen=True)
class Missing:
    """What one guard finds lacking, complete: every item by name.

    `mends` is the verb that mends it and `screen` where that is done. What is not `waivable`
    no exception can set aside.
    """

    code: str
    guard: str
    message: Message
    items: tuple[Item, ...]
    mends: str
    screen: str
    waivable: bool = True

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def details(self) -> tuple[Item, ...]:
        """What is told below the message: nothing where the only item says the same."""
        alone = self.items[0] if len(self.items) == 1 else None
        return () if alone is not None and alone.message == self.message else self.items


@dataclass(frozen=True)
class Lack:
    """A guard's finding before exceptions: the sentence gets the number of items as `count`."""

    code: str
    items: tuple[Item, ...]
    params: Mapping[str, Value] = field(default_factory=dict)


Finding = Lack | Message
"""What is lacking, or the sentence that says what is there."""

Test = Callable[[Facts, Any, str], Finding]


@dataclass(frozen=True)
class Guard:
    """`reads`: the fields of Facts it asks; `permission`: the one that the mending verb needs."""

    name: str
    params: type[Strict]
    reads: tuple[str, ...]
    mends: str
    permission: str
    screen: str
    test: Test


class NoParams(Strict):
    """For guards that take none."""


GUARDS: dict[str, Guard] = {}


def guard(
    name: str,
    *,
    reads: tuple[str, ...],
    mends: str,
    permission: str,
    screen: str,
    params: type[Strict] = NoParams,
) -> Callable[[Test], Test]:
    """Register a pure function of (facts, parameters, name of the move)."""

    def register(test: Test) -> Test:
        if name in GUARDS:
            raise ValueError(f"two guards are called {name}")
        GUARDS[name] = Guard(name, params, reads, mends, permission, screen, test)
        return test

    return register


def lack(code: str, items: list[Item], **params: Value) -> Lack:
    return Lack(code, tuple(items), params)


def lack_whole(guard_name: str, code: str, item: Message, **params: Value) -> Lack:
    """For a guard without a list of things: its one item carries the guard's name as key."""
    return Lack(code, (Item(guard_name, item),), params)


def evaluate(name: str, params: Strict, facts: Facts, move: str) -> Missing | Message:
    """Ask one guard; exceptions of this engagement for this move take away what they waive."""
    asked = GUARDS[name]
    finding = asked.test(facts, params, move)
    if isinstance(finding, Message):
        return finding
    waived = _waived(facts, move, name)
    left = tuple(item for item in finding.items if item.key not in waived)
    if not left:
        return msg("met.by_exception", what=[item.message for item in finding.items])
    message = Message(finding.code, {**finding.params, "count": len(left)})
    return Missing(finding.code, name, message, left, asked.mends, asked.screen)


def _waived(facts: Facts, move: str, name: str) -> frozenset[str]:
    keys = (e.items for e in facts.exceptions if e.move == move and e.guard == name)
    return frozenset().union(*keys)


def since(facts: Facts, place: str) -> int:
    """The place in the history after which something must stand.

    Where no revision is published nothing can stand after it: a place beyond every other.
    """
    if place == "stage_entered":
        return facts.stage_entered
    if place == "revision":
        return facts.revisions[-1].seq if facts.revisions else _BEYOND
    return -1


def name_of(facts: Facts, code: str) -> LocalText | str:
    """The institution's name; its code where it has ended and is no longer loaded."""
    return next((i.name for i in facts.institutions if i.code == code), code)


_BEYOND = 2**63
