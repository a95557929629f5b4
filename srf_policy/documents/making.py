"""From what is asked for to the finished file: Word or workbook, as PDF where wanted, or a .zip."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from srf_policy.domain.errors import Problem, Refused
from srf_policy.languages.messages import LocalText, Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import INTERFACE, language_name
from srf_policy.word.stamp import read_stamp

from . import kinds, office
from .files import WORD, ZIP, NamedFile, Wanted
from .zipping import free_name, zipped

Make = Callable[[Wanted], NamedFile]
"""Makes one file from the database; what it reads is let go of before it is turned into a PDF."""

LEFT_OUT = "not-made.txt"


@dataclass(frozen=True)
class Made:
    """One finished file. `template` says from which version of which template; "" for none."""

    file: NamedFile
    template: str = ""


@dataclass(frozen=True)
class LeftOut:
    """A file of a .zip that could not be made, and why."""

    wanted: Wanted
    problems: Sequence[Problem]


@dataclass(frozen=True)
class Bundle:
    """A .zip, what is in it by name, and what could not be made."""

    file: NamedFile
    made: Mapping[str, Made]
    left_out: Sequence[LeftOut]


def wanted_of(arguments: Mapping[str, Any]) -> Wanted:
    """What is asked for, as the arguments of a job say it."""
    names = {field.name for field in fields(Wanted)}
    given = {name: value for name, value in arguments.items() if name in names}
    name = arguments.get("document", "draft")
    # Every job knows the newest draft of its day; not every kind is about one.
    if name in kinds.KINDS and "revision" not in kinds.KINDS[name].takes:
        given.pop("revision", None)
    return Wanted(**{**given, "kind": name})


def one(wanted: Wanted, make: Make) -> Made:
    """The file that is wanted. Raises NotFound, and Refused with a sentence."""
    if wanted.pdf:
        kinds.check(wanted)
        office.require()
    made = make(wanted)
    template = (
        read_stamp(made.content).properties.get("Template", "") if made.media_type == WORD else ""
    )
    return Made(office.to_pdf(made) if wanted.pdf else made, template)


def many(
    name: str, all_wanted: Sequence[Wanted], make: Make, told: Callable[[int], None],
    language: str = "en",
) -> Bundle:  # fmt: skip
    """All that can be made, in one .zip; what cannot is named in it. `told` hears how many are done.

    Raises Refused where none can be made.
    """
    made: dict[str, Made] = {}
    left_out: list[LeftOut] = []
    for number, wanted in enumerate(all_wanted, 1):
        try:
            found = one(wanted, make)
        except Refused as error:
            left_out.append(LeftOut(wanted, error.problems))
        else:
            made[free_name(found.file.name, made)] = found
        told(number)
    if not made:
        raise Refused([problem for left in left_out for problem in left.problems])
    held = {called: found.file.content for called, found in made.items()}
    if left_out:
        held[LEFT_OUT] = "".join(
            f"{say(line, language)}\n" for line in sentences(left_out)
        ).encode()
    return Bundle(NamedFile(name, ZIP, zipped(held)), made, left_out)


def sentences(left_out: Sequence[LeftOut]) -> list[Message]:
    """What was left out of a .zip and why, a sentence each."""
    return [
        msg(
            "export.left_out", kind=msg(f"export.kind.{left.wanted.kind}"),
            language=named(left.wanted.language or ""), why=problem.message,
        )
        for left in left_out
        for problem in left.problems
    ]  # fmt: skip


def named(language: str) -> LocalText:
    """The name of a language, for readers of each language that the program speaks."""
    return {tag: language_name(language, tag) for tag in INTERFACE} if language else {}
