"""The comment matrix as a workbook: all comments in one table to filter, and their counts."""

from __future__ import annotations

from collections.abc import Sequence

from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.exporting import Rounds
from srf_policy.store.queries.whole_matrix import Area, Line

from .matrix_words import DASH, FILLS, STANDINGS, Sayer, count, standing_of
from .sheets import Cell, Marked, Table, workbook

# What stands in the head, and how wide the column is.
_COLUMNS = (
    ("word.standing.number", 7), ("word.standing.round", 13), ("word.standing.revision", 8),
    ("word.standing.area", 22), ("word.standing.provision", 16), ("word.standing.institution", 24),
    ("matrix.type", 12), ("matrix_file.severity", 10), ("word.standing.date", 11),
    ("records.via", 11), ("matrix_file.marks", 12), ("word.standing.comment", 50),
    ("word.standing.proposed", 50), ("matrix.why", 30), ("word.standing.disposition", 16),
    ("word.standing.response", 50), ("word.standing.answered", 11), ("word.standing.shown_in", 9),
)  # fmt: skip


def matrix_workbook(sayer: Sayer, about: Rounds) -> bytes:
    """Two sheets: the comments in the order of the text, and how many stand how in each part."""
    sheets = [_comments(sayer, about), _counts(sayer, about)]
    return workbook(sheets, sayer.language, about.as_of)


def _notes(sayer: Sayer, about: Rounds) -> list[Message]:
    one = about.one
    title = msg("matrix.title_all")
    if one is not None:
        title = msg("matrix.title_round", number=one.number, revision=one.revision_number)
    engagement = about.found.engagement
    notes = [
        msg("report.about", provision=engagement.code, words=engagement.title),
        title,
        msg("participation.as_of", date=about.as_of),
    ]
    illustrative = about.found.revision.illustrative
    if illustrative or any(line.illustrative for line in sayer.matrix.lines):
        notes.append(msg("document.illustrative"))
    return notes


def _comments(sayer: Sayer, about: Rounds) -> Table:
    rows = [row for area in sayer.matrix.areas for row in _rows(sayer, area)]
    heads = [msg(code) for code, _ in _COLUMNS]
    widths = [width for _, width in _COLUMNS]
    return Table(msg("matrix.crumb"), _notes(sayer, about), heads, widths, rows, filters=True)


def _rows(sayer: Sayer, area: Area) -> list[list[Cell]]:
    heading = sayer.area(area)
    return [_row(sayer, line, heading) for line in area.lines]


def _row(say: Sayer, line: Line, area: str) -> list[Cell]:
    standing = standing_of(line)
    why = line.justification
    return [
        line.number,
        line.round,
        line.revision,
        area,
        say.place(line),
        say.institution(line),
        say.kind(line),
        say.severity(line),
        line.occurred_on,
        say.say(msg(f"via.{line.via}")),
        "\n".join(say.marks(line)) or None,
        _text(say.comment(line)[0]),
        _text(say.proposed(line)[0]),
        say.quoted(why, line, line.language) if why else None,
        Marked(say.disposition(standing), FILLS.get(standing, "")),
        _text(say.response(line)[0]),
        line.answered_on,
        line.resulting,
    ]


def _text(words: str) -> str | None:
    """An empty cell filters better than a dash."""
    return None if words == DASH else words


def _counts(sayer: Sayer, about: Rounds) -> Table:
    lines = list(sayer.matrix.lines)
    counted = count(lines)
    used = [standing for standing in STANDINGS if counted[standing]]
    rows = [[sayer.area(area), *_figures(area.lines, used)] for area in sayer.matrix.areas]
    total = [sayer.say(msg("matrix_file.all")), *_figures(lines, used)]
    codes = {"open": "matrix_file.open", "none": "matrix.asks_none", "unsent": "matrix.not_sent"}
    heads = [msg(codes.get(standing, f"disposition.{standing}")) for standing in used]
    return Table(
        msg("word.standing.by_disposition"), _notes(sayer, about),
        [msg("word.standing.area"), *heads, msg("matrix_file.all")],
        [44, *[14] * len(used), 14], [*rows, total],
    )  # fmt: skip


def _figures(lines: Sequence[Line], used: Sequence[str]) -> list[Cell]:
    counted = count(lines)
    return [*(counted[standing] for standing in used), len(lines)]
