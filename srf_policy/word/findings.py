"""What the check of a template finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from srf_policy.languages.messages import Message, msg

MOST = 200
"""Findings of one level that anybody is told of one template."""


@dataclass(frozen=True)
class Finding:
    """`part` is the part of the package, `around` the words where it was found."""

    level: Literal["error", "warning", "note"]
    message: Message
    part: str
    around: str = ""


def at_most(found: Iterable[Finding]) -> list[Finding]:
    """The first findings of each level; the last one then says that there are more."""
    kept: list[Finding] = []
    told: Counter[str] = Counter()
    for one in found:
        told[one.level] += 1
        if told[one.level] <= MOST:
            kept.append(one)
        elif told[one.level] == MOST + 1:
            kept.append(Finding(one.level, msg("word.template.more", limit=MOST), one.part))
        if told["error"] > MOST:
            break
    return kept


class TemplateRefused(Exception):
    """The template cannot be used; `findings` holds the errors."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.message.code for finding in findings))
        self.findings = findings
