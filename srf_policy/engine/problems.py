"""What is wrong with a file, each thing with its line."""

from __future__ import annotations

from dataclasses import dataclass

from srf_policy.languages.messages import Message


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a workflow file, where, and how to mend it."""

    file: str
    line: int
    message: Message


class DefinitionErrors(Exception):
    """Everything that is wrong with one file, in the order of its lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.line, p.message.code))
        super().__init__("; ".join(f"{p.file}:{p.line} {p.message.code}" for p in self.problems))
