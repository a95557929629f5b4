"""The pieces of WordprocessingML, in `macros/*.xml`: autoescaping and compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from .printing import printed

_FOLDER = Path(__file__).parent / "macros"
# The files are indented for people; white space between elements means nothing to Word.
_PASTE = re.compile(r"\[\[(\w+\.xml)\]\]")
_LINE_BREAKS = re.compile(r"\n\s*")


def _load(name: str) -> tuple[str, str, Callable[[], bool]]:
    text = _PASTE.sub(lambda match: _load(match.group(1))[0], (_FOLDER / name).read_text("utf-8"))
    return _LINE_BREAKS.sub("", text), name, lambda: True


@cache
def _environment() -> Environment:
    made = Environment(loader=FunctionLoader(_load), autoescape=True, undefined=StrictUndefined)
    made.globals["printed"] = printed
    return made


@cache
def macro(name: str) -> Template:
    return _environment().get_template(name)
