"""A workflow as Mermaid text, for documents that draw it themselves."""

from __future__ import annotations

from collections.abc import Iterator

from srf_policy.engine.definition import Definition, Move
from srf_policy.engine.wording import move_name, needs_in_words, stage_name, workflow_name
from srf_policy.languages.rendering import say


def mermaid(definition: Definition, language: str) -> str:
    """A state diagram; what a move needs stands in words on its arrow."""
    return "\n".join(["stateDiagram-v2", *_lines(definition, language)]) + "\n"


def _lines(definition: Definition, language: str) -> Iterator[str]:
    yield f"    accTitle: {_plain(workflow_name(definition, language))}"
    for stage in definition.stages:
        yield f'    state "{_plain(stage_name(stage, language))}" as {stage.id}'
    yield f"    [*] --> {definition.start}"
    for move in definition.moves:
        for start in move.starts_in:
            yield f"    {start} --> {move.to} : {_label(move, language)}"
    for stage in definition.stages:
        if stage.ends:
            yield f"    {stage.id} --> [*]"


def _label(move: Move, language: str) -> str:
    needs = [say(need, language) for need in needs_in_words(move)]
    return "<br/>".join(_plain(words) for words in [move_name(move, language), *needs])


def _plain(words: str) -> str:
    """Mermaid has no escape in a label: its own signs become the look-alikes of entities."""
    signs = {'"': "#quot;", ";": "#59;", ":": "#58;", "#": "#35;"}
    return "".join(signs.get(sign, sign) for sign in words)
