"""The pieces of WordprocessingML, in `macros/*.xml`: autoescaping and compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

_FOLDER = Path(__file__).parent / "macros"
# The files are indented for people; white space between elements means nothing to Word.
_LINE_BREAKS = re.compile(r"\n\s*")


def _load(name: str) -> tuple[str, str, Callable[[], bool]]:
    path = _FOLDER / name
    return _LINE_BREAKS.sub("", path.read_text(encoding="utf-8")), str(path), lambda: True


@cache
def _environment() -> Environment:
    return Environment(loader=FunctionLoader(_load), autoescape=True, undefined=StrictUndefined)


@cache
def macro(name: str) -> Template:
    return _environment().get_template(name)
