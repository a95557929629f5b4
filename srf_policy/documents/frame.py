"""What every kind of Word file is made with, whatever stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from srf_policy.word.model import Group, Labels, Origin, WordFile
from srf_policy.word.rowed import write_rowed

from .files import WORD, NamedFile, Paper, Tools
from .labels import labels
from .templates import Chosen


class Frame(TypedDict):
    """Fields of `WordFile` that follow from the language, the tools and the template."""

    language: str
    origin: Origin
    labels: Labels
    template: str
    paper: Paper
    watermark: str


def frame(language: str, origin: Origin, tools: Tools, version: str) -> Frame:
    """`version` is that of the template."""
    return {
        "language": language,
        "origin": origin,
        "labels": labels(language),
        "template": version,
        "paper": tools.paper,
        "watermark": tools.watermark,
    }


def rowed_file(
    kind: str,
    name: str,
    frame: Frame,
    template: Chosen,
    values: Mapping[str, str],
    groups: Mapping[str, Sequence[Group]],
) -> NamedFile:
    """A file of values and repeated rows, under this name without its ending."""
    file = WordFile(**frame, values=values, groups=groups)
    return NamedFile(f"{name}.docx", WORD, write_rowed(template.content, file, kind))
