"""From bytes to plain values with line numbers; whatever is unsafe in YAML is refused here.

The file is read once, as libyaml's events: 300 KB in a tenth of a second, where a loader that
keeps comments takes several. What a plain word means (yes, a number, nothing) follows YAML 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import yaml
from yaml.error import MarkedYAMLError, YAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
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

_LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)
"""Where libyaml is lacking the same events come more slowly; neither builds any object."""

_WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_FRACTION = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


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


def limited(file: BinaryIO) -> bytes:
    """What `read` needs of a file to judge it, however long the file is."""
    return file.read(LIMIT + 1)


def read(raw: bytes) -> Text:
    """Raises NotReadable: too long, wrong encoding, empty, not YAML, unsafe, not a mapping."""
    words = _decoded(raw)
    reader = _Reader()
    try:
        for event in yaml.parse(words, Loader=_LOADER):
            reader.take(event)
            if reader.unsafe and len(reader.open) > DEPTH:
                break
    except YAMLError as error:
        raise NotReadable([(_line_of(error, words), _not_yaml(error))]) from None
    if reader.unsafe:
        raise NotReadable(list(dict.fromkeys(reader.unsafe)))
    return reader.text()


def _decoded(raw: bytes) -> str:
    if len(raw) > LIMIT:
        raise NotReadable([(1, msg("shape.too_long", limit=LIMIT // 1000))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NotReadable([(line, msg("shape.bad_encoding"))]) from None


def _not_yaml(error: YAMLError) -> Message:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    if problem == "exceeded maximum nesting depth":
        return msg("shape.too_deep")  # libyaml's own limit, met before the first event comes
    return msg("shape.not_yaml", problem=str(problem or error).split("\n", 1)[0])


def _line_of(error: YAMLError, words: str) -> int:
    """The line of the file: where it ends too early, its last one."""
    if isinstance(error, MarkedYAMLError) and (mark := error.problem_mark) is not None:
        return min(int(mark.line) + 1, max(1, len(words.splitlines())))
    return words.count("\n", 0, int(getattr(error, "position", 0) or 0)) + 1


@dataclass
class _Level:
    """An open collection while the events go by; `key` awaits its value, None in a list."""

    path: Path
    holds: dict[str, Any] | list[Any]
    key: str | None = None


class _Reader:
    """Builds plain values from events, with the line of each and what must not be read."""

    def __init__(self) -> None:
        self.open: list[_Level] = []
        self.unsafe: list[tuple[int, Message]] = []
        self._lines: dict[Path, int] = {}
        self._twice: list[tuple[int, Message]] = []
        self._root: Any = None
        self._documents = 0

    def text(self) -> Text:
        if self._root is None:
            raise NotReadable([(1, msg("shape.empty"))])
        if not isinstance(self._root, dict):
            raise NotReadable([(1, msg("shape.not_a_mapping"))])
        return Text(self._root, self._lines, self._twice)

    def take(self, event: Event) -> None:
        if isinstance(event, CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, NodeEvent):
            line = event.start_mark.line + 1
            if _suspect(event, len(self.open)):
                self.unsafe += [(line, said) for said in _unsafe(event, len(self.open))]
            self._node(event, line)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self.unsafe.append((event.start_mark.line + 1, msg("shape.two_documents")))

    def _node(self, event: NodeEvent, line: int) -> None:
        level = self.open[-1] if self.open else None
        if level is not None and isinstance(level.holds, dict) and level.key is None:
            self._key(level, event, line)
            return
        path = _placed(level)
        if level is not None and isinstance(level.holds, list):
            self._lines.setdefault(path, line)
        value = self._value(event, path, line)
        if level is None:
            self._root = value
        elif isinstance(level.holds, list):
            level.holds.append(value)
        else:
            # Of a key that stands twice the first is read on, so that the rest makes sense.
            level.holds.setdefault(str(level.key), value)
            level.key = None

    def _key(self, level: _Level, event: NodeEvent, line: int) -> None:
        if not isinstance(event, ScalarEvent):
            self.unsafe.append((line, msg("shape.key_not_a_word")))
            level.key = ""
            if isinstance(event, CollectionStartEvent):
                self.open.append(_Level(level.path, []))
            return
        key, path = event.value, (*level.path, event.value)
        if key in level.holds:
            first = self._lines[path]
            self._twice.append((line, msg("shape.twice", name=key, line=first)))
        self._lines.setdefault(path, line)
        level.key = key

    def _value(self, event: NodeEvent, path: Path, line: int) -> Any:
        if isinstance(event, CollectionStartEvent):
            held: Any = {} if isinstance(event, MappingStartEvent) else []
            self.open.append(_Level(path, held))
            return held
        if not isinstance(event, ScalarEvent):
            return None  # an alias, which is refused
        try:
            return _plain(event)
        except ValueError:
            # A number of thousands of digits.
            self.unsafe.append((line, msg("shape.not_yaml.value")))
            return None


def _placed(level: _Level | None) -> Path:
    if level is None:
        return ()
    at = len(level.holds) if isinstance(level.holds, list) else str(level.key)
    return (*level.path, at)


def _plain(event: ScalarEvent) -> Any:
    """The format has no dates: what looks like one stays text, to be refused with its line."""
    words = event.value
    if not event.implicit[0]:
        return words
    if words in _WORDS:
        return _WORDS[words]
    if _WHOLE.fullmatch(words):
        return int(words)
    return float(words) if _FRACTION.fullmatch(words) else words


def _suspect(event: NodeEvent, depth: int) -> bool:
    """Whether `_unsafe` has to be asked: of most events, of which there are many, it has not."""
    if event.anchor is not None or depth >= DEPTH or isinstance(event, AliasEvent):
        return True
    return event.tag is not None or getattr(event, "value", None) == "<<"


def _unsafe(event: NodeEvent, depth: int) -> Iterator[Message]:
    if isinstance(event, AliasEvent) or event.anchor:
        yield msg("shape.anchor", name=str(event.anchor))
    elif isinstance(event, (ScalarEvent, CollectionStartEvent)) and event.tag:
        yield msg("shape.tag", name=str(event.tag))
    elif isinstance(event, ScalarEvent) and event.value == "<<":
        yield msg("shape.anchor", name="<<")
    if isinstance(event, CollectionStartEvent) and depth >= DEPTH:
        yield msg("shape.too_deep")
