"""What came of a fault that was tried: how often, what was counted, and what was found wrong."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Figures:
    """`wrong` is empty where the program survived."""

    fault: str
    tried: int
    counted: dict[str, int | str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def row(self) -> str:
        """One row of a table in Markdown."""
        counted = ", ".join(f"{value} {name}" for name, value in self.counted.items())
        found = "nothing wrong" if not self.wrong else "; ".join(self.wrong[:5])
        return f"| {self.fault} | {self.tried:,} | {counted} | {found} |"
