"""Every code used in the source is in the English catalogue, with the parameters it asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from srf_policy.languages.catalogues import catalogue
from srf_policy.languages.rendering import split

ROOT = Path(__file__).parents[2]
IN_SOURCE = re.compile(r"""\bmsg\(\s*["']([a-z0-9_]+(?:\.[a-z0-9_]+)+)["']\s*[,)]""")
IN_PAGES = re.compile(r"""\bt\(\s*["']([a-z0-9_]+(?:\.[a-z0-9_]+)+)["']\s*[,)]""")


def _sources() -> list[Path]:
    return [*ROOT.glob("srf_policy/**/*.py"), *ROOT.glob("web/**/*.py")]


def _codes() -> Iterator[tuple[str, str]]:
    for path in _sources():
        for code in IN_SOURCE.findall(path.read_text("utf-8")):
            yield code, str(path.relative_to(ROOT))
    for path in ROOT.glob("web/pages/**/*.html"):
        for code in IN_PAGES.findall(path.read_text("utf-8")):
            yield code, str(path.relative_to(ROOT))


def _calls() -> Iterator[tuple[str, set[str], str]]:
    """Every `msg("code", name=…)` whose names are all written out."""
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id != "msg" or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            names = {keyword.arg for keyword in node.keywords}
            if None not in names:
                yield node.args[0].value, {str(name) for name in names}, f"{path}:{node.lineno}"


def _calls_in_pages() -> Iterator[tuple[str, set[str], str]]:
    """Every `t("code", name=…)` of the pages whose code and names are all written out."""
    for path in ROOT.glob("web/pages/**/*.html"):
        for call in (
            Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call)
        ):
            if not isinstance(call.node, nodes.Name) or call.node.name != "t" or call.dyn_kwargs:
                continue
            if call.args and isinstance(call.args[0], nodes.Const):
                names = {keyword.key for keyword in call.kwargs}
                yield call.args[0].value, names, f"{path}:{call.lineno}"


def test_every_code_has_its_sentence() -> None:
    known = catalogue("en").sentences
    assert sorted({pair for pair in _codes() if pair[0] not in known}) == []


def test_every_call_gives_what_the_sentence_asks_for() -> None:
    known = catalogue("en").sentences
    lacking = []
    for code, given, where in [*_calls(), *_calls_in_pages()]:
        asked = {name for words in known.get(code, {}).values() for _, name in split(words) if name}
        if asked - given:
            lacking.append((where, code, asked - given))
    assert lacking == []
