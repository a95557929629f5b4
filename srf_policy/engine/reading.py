"""From bytes to plain values with line numbers; whatever is unsafe in YAML is refused here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from srf_policy.engine.proof import Path
from srf_policy.languages.messages import Message, msg

LIMIT = 1_000_000
DEPTH = 20
"""Collections within collections; the format itself needs seven."""


class NotReadable(Exception):
    """Nothing can be said about the file but this: (line, sentence) of each obstacle."""

    def __init__(self, faults: list[tuple[int, Message]]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass
class Text:
    """Plain values, the line of each, and the keys that stand twice."""

    data: dict[str, Any]
    lines: dict[Path, int] = field(default_factory=dict)
    twice: list[tuple[int, Message]] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it that has one."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(raw: bytes) -> Text:
    """Raises NotReadable: too long, wrong encoding, empty, not YAML, unsafe, not a mapping."""
    words = _decoded(raw)
    try:
        unsafe, twice = _inspect(words)
        if unsafe:
            raise NotReadable(list(dict.fromkeys(unsafe)))
        tree = _loader().load(words)
    except YAMLError as error:
        raise NotReadable([(_line_of(error, words), _not_yaml(error))]) from None
    except ValueError:
        # A number of thousands of digits.
        raise NotReadable([(1, msg("shape.not_yaml.value"))]) from None
    if tree is None:
        raise NotReadable([(1, msg("shape.empty"))])
    if not isinstance(tree, CommentedMap):
        raise NotReadable([(1, msg("shape.not_a_mapping"))])
    return _plain_text(tree, twice)


class _Constructor(RoundTripConstructor):
    """The format has no dates: what looks like one stays text and is refused with its line."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: str(node.value))


def _loader() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    yaml.allow_duplicate_keys = True  # reported by _inspect, all of them
    return yaml


def _decoded(raw: bytes) -> str:
    if len(raw) > LIMIT:
        raise NotReadable([(1, msg("shape.too_long", limit=LIMIT // 1000))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NotReadable([(line, msg("shape.bad_encoding"))]) from None


def _not_yaml(error: YAMLError) -> Message:
    problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    return msg("shape.not_yaml", problem=str(problem))


def _line_of(error: YAMLError, words: str) -> int:
    if (mark := getattr(error, "problem_mark", None)) is not None:
        return int(mark.line) + 1
    return words.count("\n", 0, int(getattr(error, "position", 0) or 0)) + 1


@dataclass
class _Level:
    """An open collection while the events go by; `keys` are lines, None in a list."""

    keys: dict[str, int] | None
    at_key: bool = True


def _inspect(words: str) -> tuple[list[tuple[int, Message]], list[tuple[int, Message]]]:
    """What must not be loaded at all, and the keys that stand twice."""
    unsafe: list[tuple[int, Message]] = []
    twice: list[tuple[int, Message]] = []
    open_: list[_Level] = []
    for event in YAML(typ="rt").parse(words):
        unsafe += [(event.start_mark.line + 1, m) for m in _unsafe(event, len(open_))]
        if unsafe and len(open_) > DEPTH:
            break
        _follow(event, open_, twice)
    return unsafe, twice


def _unsafe(event: Event, depth: int) -> Iterator[Message]:
    if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
        yield msg("shape.anchor", name=str(event.anchor))
    elif isinstance(event, (ScalarEvent, CollectionStartEvent)) and event.tag:
        yield msg("shape.tag", name=str(event.tag))
    elif isinstance(event, ScalarEvent) and event.value == "<<":
        yield msg("shape.anchor", name="<<")
    if isinstance(event, CollectionStartEvent) and depth >= DEPTH:
        yield msg("shape.too_deep")


def _follow(event: Event, open_: list[_Level], twice: list[tuple[int, Message]]) -> None:
    if isinstance(event, CollectionEndEvent):
        open_.pop()
        return
    if not isinstance(event, NodeEvent):
        return
    if open_ and (keys := open_[-1].keys) is not None:
        if open_[-1].at_key and isinstance(event, ScalarEvent):
            line = event.start_mark.line + 1
            if event.value in keys:
                twice.append((line, msg("shape.twice", name=event.value, line=keys[event.value])))
            keys.setdefault(event.value, line)
        open_[-1].at_key = not open_[-1].at_key
    if isinstance(event, CollectionStartEvent):
        open_.append(_Level({} if isinstance(event, MappingStartEvent) else None))


def _plain_text(tree: CommentedMap, twice: list[tuple[int, Message]]) -> Text:
    text = Text({}, {}, twice)
    text.data = _plain(tree, (), text.lines)
    return text


def _plain(node: Any, path: Path, lines: dict[Path, int]) -> Any:
    if isinstance(node, CommentedMap):
        for key in node:
            lines[(*path, str(key))] = node.lc.key(key)[0] + 1
        return {str(key): _plain(value, (*path, str(key)), lines) for key, value in node.items()}
    if isinstance(node, CommentedSeq):
        for at in range(len(node)):
            lines[(*path, at)] = node.lc.item(at)[0] + 1
        return [_plain(value, (*path, at), lines) for at, value in enumerate(node)]
    return node
