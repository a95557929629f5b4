"""What the check of a template finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from srf_policy.languages.messages import Message


@dataclass(frozen=True)
class Finding:
    """`part` is the part of the package, `around` the words where it was found."""

    level: Literal["error", "warning", "note"]
    message: Message
    part: str
    around: str = ""


class TemplateRefused(Exception):
    """The template cannot be used; `findings` holds the errors."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(finding.message.code for finding in findings))
        self.findings = findings
