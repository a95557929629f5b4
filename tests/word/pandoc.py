"""Word files read by pandoc, a reader of its own that knows Track Changes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SPACE = ("Space", "SoftBreak", "LineBreak")
_HOLDS_SECOND = ("Span", "Link", "Quoted")
"""Inlines whose words stand behind something else."""


def paragraphs(pandoc: str, file: Path, changes: str) -> list[str]:
    """The words of each paragraph with any, cells too, with all changes taken as `changes` says:
    accept or reject. Notes are "*", pictures "<>", captions in a table's properties are left out.
    """
    command = [pandoc, "-f", "docx", "-t", "json", f"--track-changes={changes}", str(file)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=240).stdout)
    words = (" ".join(text.split()) for text in _paragraphs(found["blocks"]))
    return [text for text in words if text]


def _paragraphs(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _paragraphs(one)
    elif isinstance(node, dict):
        kind, held = node.get("t"), node.get("c")
        if kind in ("Para", "Plain"):
            yield _words(held)
        elif kind == "Header":
            yield _words(held[2])
        else:
            yield from _paragraphs(held[2:] if kind == "Table" else held)


def _words(inlines: list[Any]) -> str:
    return "".join(map(_word, inlines))


def _word(inline: Any) -> str:
    kind, held = inline["t"], inline.get("c")
    if kind in _SPACE:
        return " "
    if kind in ("Note", "Image"):
        return "*" if kind == "Note" else "<>"
    if isinstance(held, str):
        return held
    return _words(held[1] if kind in _HOLDS_SECOND else held)
