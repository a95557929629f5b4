"""A round as a list of tasks: what is answered, what comes next, under which heading."""

from __future__ import annotations

from dataclasses import dataclass

from srf_policy.domain.numbering import NAMED, said
from srf_policy.languages import calendars
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.commenting import Desk
from srf_policy.store.queries.texts import Node

from . import context
from .dues import today_in
from .prose import Cell, Prose, named, title
from .say import path


@dataclass(frozen=True)
class Task:
    """`name` is its heading, else how its words begin. `state`: see `state_of`."""

    node: Node
    name: Cell
    state: str

    @property
    def answered(self) -> bool:
        """Has the institution (or, for a reviewer, the reviewer) said something?"""
        return self.state not in ("new", "department")


class Tasks:
    """The provisions that an institution is asked about, in order. `key` names the round in URLs."""

    def __init__(self, desk: Desk, key: str, language: str) -> None:
        self.desk, self.key, self.language = desk, key, language
        code, number = key.rpartition("-")[0], desk.revision.number
        self.prose = Prose(desk.draft, path("revision", code=code, number=number) + "#p-{}")
        self.all = [self._task(node) for node in desk.tasks()]
        self._places = {task.node.id: place for place, task in enumerate(self.all)}

    def _task(self, node: Node) -> Task:
        return Task(node, title(self.prose, node, self.language), state_of(self.desk, node.id))

    def find(self, provision: str) -> Task | None:
        """The task of this provision; None where there is nothing to answer."""
        place = self._places.get(provision)
        return None if place is None else self.all[place]

    def beside(self, provision: str) -> tuple[Task | None, Task | None]:
        """The tasks before and after."""
        place = self._places[provision]
        before = self.all[place - 1] if place else None
        return before, self.all[place + 1] if place + 1 < len(self.all) else None

    @property
    def done(self) -> int:
        """How many are answered."""
        return sum(task.answered for task in self.all)

    def first_open(self) -> Task | None:
        """The first that is not answered."""
        return next((task for task in self.all if not task.answered), None)

    def groups(self) -> list[tuple[Node | None, list[Task]]]:
        """Tasks under their top heading; those of the action plan come last, under None."""
        found: dict[str | None, tuple[Node | None, list[Task]]] = {}
        for task in self.all:
            top = self.prose.top(task.node)
            found.setdefault(top.id if top else None, (top, []))[1].append(task)
        return list(found.values())

    def name_of(self, node: Node) -> Message:
        """How a sentence names a provision."""
        return named(node)

    def place(self, node: Node) -> Message | str:
        """What a button says of a provision: its number in the reader's digits, else its kind."""
        if not node.number or node.kind in NAMED:
            return self.name_of(node)
        return said(node.kind, node.number, self.language)

    def url(self, task: Task | None) -> str:
        """The page of a task; after the last one, the answers are checked."""
        if task is None:
            return f"{path('round', round=self.key)}/check"
        return path("round_provision", round=self.key, provision=task.node.id)


def state_of(desk: Desk, provision: str | None) -> str:
    """`new`, `department` (remarks wait for the focal point), `agree`, `not_competent`, `done`."""
    found = desk.answered(provision)
    if found is None:
        return "department" if desk.on(provision) else "new"
    answer = found.comment.answer
    return answer if answer in ("agree", "not_competent") else "done"


def until(desk: Desk) -> Message:
    """Until when the round is open, or was."""
    closes = desk.closes_on
    if is_late(desk):
        return msg("round.late", day=closes)
    left = calendars.ago(closes, today_in(context.country()))
    return msg("round.open_until", day=closes, left=left)


def is_late(desk: Desk) -> bool:
    """Is what is said today taken as late?"""
    return today_in(context.country()) > desk.closes_on
