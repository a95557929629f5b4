"""Reaching stages by moves, in time that grows with the file and not with its square."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


def reached(onward: Mapping[Node, Iterable[Node]], begin: Iterable[Node]) -> set[Node]:
    """Everything that can be reached from `begin`, which is part of it."""
    found = set(begin)
    edge = list(found)
    while edge:
        for node in onward.get(edge.pop(), ()):
            if node not in found:
                found.add(node)
                edge.append(node)
    return found


def backward(onward: Mapping[Node, Iterable[Node]]) -> dict[Node, list[Node]]:
    """The same arrows, each the other way round."""
    turned: dict[Node, list[Node]] = {}
    for node, following in onward.items():
        for other in following:
            turned.setdefault(other, []).append(node)
    return turned


def circles(onward: Mapping[Node, Iterable[Node]], begin: Iterable[Node]) -> list[set[Node]]:
    """The sets of nodes that all lead to each other; one alone only where it leads to itself."""
    walk = _Walk(onward)
    for node in begin:
        if node not in walk.place:
            walk.from_(node)
    return [c for c in walk.found if len(c) > 1 or any(n in onward.get(n, ()) for n in c)]


class _Walk(Generic[Node]):
    """Tarjan's walk without recursion.

    Each node gets its place in the walk and the earliest place that it leads back to; where the
    two are the same, a set is complete.
    """

    def __init__(self, onward: Mapping[Node, Iterable[Node]]) -> None:
        self.onward = onward
        self.place: dict[Node, int] = {}
        self.found: list[set[Node]] = []
        self._back: dict[Node, int] = {}
        self._waiting: dict[Node, None] = {}

    def from_(self, first: Node) -> None:
        path = [self._entered(first)]
        while path:
            node, following = path[-1]
            new = next((n for n in following if not self._leads_back(node, n)), None)
            if new is not None:
                path.append(self._entered(new))
                continue
            path.pop()
            if path:
                above = path[-1][0]
                self._back[above] = min(self._back[above], self._back[node])
            if self._back[node] == self.place[node]:
                self._complete(node)

    def _entered(self, node: Node) -> tuple[Node, Iterator[Node]]:
        self.place[node] = self._back[node] = len(self.place)
        self._waiting[node] = None
        return node, iter(self.onward.get(node, ()))

    def _leads_back(self, node: Node, other: Node) -> bool:
        """Whether `other` was met before; then `node` leads back at least that far."""
        if other not in self.place:
            return False
        if other in self._waiting:
            self._back[node] = min(self._back[node], self.place[other])
        return True

    def _complete(self, node: Node) -> None:
        circle: set[Node] = set()
        while node not in circle:
            circle.add(self._waiting.popitem()[0])
        self.found.append(circle)
