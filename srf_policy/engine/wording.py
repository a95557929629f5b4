"""What stands in a workflow file, in words: stages, moves, who makes them and what they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from srf_policy.engine.definition import Definition, Move, Need, Stage
from srf_policy.engine.guards.meetings import MeetingHeld
from srf_policy.languages.catalogues import UnknownCode, sentence
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.tags import choose


def stage_name(stage: Stage, language: str) -> str:
    """The stage's name; a file that no catalogue knows yet speaks by its own title, or its id."""
    return _name(f"stage.{stage.id}", stage.id, stage.title, language)


def move_name(move: Move, language: str) -> str:
    """The move's name, found as a stage's is."""
    return _name(f"move.{move.id}", move.id, {}, language)


def workflow_name(definition: Definition, language: str) -> str:
    """The workflow's name, found as a stage's is."""
    code = f"workflow.{definition.workflow}"
    return _name(code, definition.workflow, definition.title, language)


def _name(code: str, identifier: str, titles: Mapping[str, str], language: str) -> str:
    try:
        return sentence(code, language)[0]
    except UnknownCode:
        written = choose(dict(titles), language)[0] if titles else identifier.replace("_", " ")
        return written[:1].upper() + written[1:]


@dataclass(frozen=True)
class Told:
    """A stage in words: its name, its moves, each with where it leads and what it needs."""

    stage: Stage
    name: str
    moves: Sequence[tuple[Message, Sequence[Message]]]


def in_words(definition: Definition, language: str) -> list[Told]:
    """The whole workflow in words, for whoever cannot see its picture."""
    return [
        Told(
            stage, stage_name(stage, language),
            [
                (_leads(definition, m, language), list(needs_in_words(m)))
                for m in definition.moves_from(stage.id)
            ],
        )
        for stage in definition.stages
    ]  # fmt: skip


def _leads(definition: Definition, move: Move, language: str) -> Message:
    found = definition.stage(move.to)
    to = stage_name(found, language) if found else move.to
    return msg("diagram.leads", move=move_name(move, language), to=to, who=who(move))


def who(move: Move) -> Message:
    """Who makes the move, and who else has to confirm it."""
    by = [msg(f"role.{role}") for role in move.by]
    if not move.confirmed_by:
        return msg("diagram.by", by=by)
    return msg("diagram.by_two", by=by, confirmed=[msg(f"role.{r}") for r in move.confirmed_by])


def needs_in_words(move: Move) -> Iterator[Message]:
    """Everything the move needs, in the order of the file."""
    return (_need(need) for need in move.needs)


def _need(need: Need) -> Message:
    if isinstance(need.params, MeetingHeld):
        kind = msg(f"meeting_kind.{need.params.kind}")
        return msg(f"diagram.meeting_{need.params.minutes or 'held'}", kind=kind)
    return msg(f"guard.{need.guard}")
