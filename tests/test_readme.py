"""What the README says can be done, and what it says about the rooms, is so."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator

import pytest

from srf_policy import ANYTHING, ROOMS
from tests.sources import ROOT

README = (ROOT / "README.md").read_text()
TABLE_HEAD = "| room | may import |"


def shell_blocks(text: str) -> list[str]:
    return re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(text: str) -> list[list[str]]:
    """The words of each command in the text's shell blocks, without what is set before it."""
    found = []
    for block in shell_blocks(text):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line.removeprefix("$ "), comments=True)
            for part in split_at_connectors(words):
                found.append(part)
    return found


def split_at_connectors(words: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for word in [*words, ";"]:
        if word in (";", "&&", "||", "|", "&"):
            if part:
                yield part
            part = []
        elif part or not re.match(r"[A-Z_]+=", word):
            part.append(word)


def room_table(text: str) -> dict[str, frozenset[str]]:
    """Room -> what it may import, as the table says; a missing table is an empty answer."""
    lines = iter(text.splitlines())
    if not any(line.strip().startswith(TABLE_HEAD) for line in lines):
        return {}
    table = {}
    for line in lines:
        if not line.startswith("|"):
            break
        rooms, allowed = line.strip().strip("|").split("|")[:2]
        for room in re.findall(r"`([^`]+)`", rooms):
            table[room] = names_in(allowed)
    return table


def names_in(cell: str) -> frozenset[str]:
    words = frozenset(re.findall(r"`([^`]+)`", cell))
    return words or (frozenset({ANYTHING}) if ANYTHING in cell else frozenset())


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_the_readme_tells_the_two_commands() -> None:
    told = [words[:2] for words in commands(README)]
    assert ["make", "demo"] in told
    assert ["make", "test"] in told


def test_every_make_target_of_the_readme_is_there() -> None:
    named = {
        word
        for words in commands(README)
        if words[0] == "make"
        for word in words[1:]
        if "=" not in word and not word.startswith("-")
    }
    assert named - make_targets() == set()


def test_every_subcommand_and_option_of_the_readme_is_there() -> None:
    wrong = [problem for words in commands(README) for problem in unknown_to_the_program(words)]
    assert wrong == []


def unknown_to_the_program(words: list[str]) -> Iterator[str]:
    """What the command line does not know in a `srf-policy …` command; nothing for others."""
    import click

    from srf_policy.cli import main

    if not words[0].endswith("srf-policy"):
        return
    command: click.Command = main
    rest = words[1:]
    context = click.Context(command)
    while isinstance(command, click.Group):
        chosen = command.get_command(context, rest[0]) if rest else None
        if chosen is None:
            if rest and rest[0] not in ("--help", "--version"):
                yield f"srf-policy does not know {' '.join(words[1:])}"
            return
        command, rest = chosen, rest[1:]
    known = {name for parameter in command.params for name in parameter.opts} | {"--help"}
    for word in rest:
        if word.startswith("-") and (option := word.split("=")[0]) not in known:
            yield f"{' '.join(words)}: {option} is unknown"


def test_the_room_table_says_what_the_program_says() -> None:
    assert room_table(README) == ROOMS


def test_links_of_the_readme_lead_to_files() -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("no table at all", {}),
        (
            "| room | may import |\n|---|---|\n| `word` | `domain`, `languages` |\n| `cli` | anything |",
            {"word": frozenset({"domain", "languages"}), "cli": frozenset({"anything"})},
        ),
        (
            "| room | may import |\n| --- | --- |\n| `jobs` | nothing |\n\ntext",
            {"jobs": frozenset()},
        ),
    ],
)
def test_the_room_table_is_read(text: str, table: dict[str, frozenset[str]]) -> None:
    assert room_table(text) == table


def test_commands_are_read() -> None:
    text = "```sh\nSRF_DATA_DIR=/srv make demo PORT=9000  # first\nmake clean && srf-policy doctor\n```\n"
    assert commands(text) == [
        ["make", "demo", "PORT=9000"],
        ["make", "clean"],
        ["srf-policy", "doctor"],
    ]


def test_make_help_names_every_target() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("demo", "demo-reset", "test", "check", "bench", "lock", "clean"):
        assert f"make {target} " in done.stdout
