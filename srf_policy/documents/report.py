"""The report of one consultation round, as a Word file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy.orm import Session

from srf_policy.domain.viewer import Viewer
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries.engagements import standing
from srf_policy.store.queries.exporting import rounds_to_export
from srf_policy.store.queries.reporting import Reported, reported
from srf_policy.store.queries.whole_matrix import Matrix, whole_matrix

from .draft import origin_of, written_in
from .files import NamedFile, Tools, Wanted
from .frame import frame, rowed_file
from .matrix_words import Sayer
from .report_rows import ReportRows
from .report_tasks import Tasks
from .round_values import RoundSayer
from .standing import answered
from .templates import template_for


def report_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """What came of one round (the newest one), for who sees all comments; others learn nothing.

    Raises NotFound, and Refused for a language in which the engagement is not written.
    """
    about = rounds_to_export(session, viewer, code, wanted.round, latest=True)
    found = reported(session, viewer, about)
    language = written_in(about.found, wanted.language)
    engagement = about.found.engagement
    matrix = _sent(whole_matrix(session, viewer, engagement, found.number))
    said, sayer = RoundSayer(about, language), Sayer(matrix, language)
    stands = answered(standing(session, engagement, about.as_of), viewer, about.as_of)
    rows = ReportRows(found, said, sayer)
    template = template_for(session, engagement, "report", language, tools)
    illustrative = any(line.illustrative for line in matrix.lines)
    tasks = Tasks(found, said, sayer, stands, engagement.stage).groups()
    name = f"{code}-report-round-{found.number}-{language}"
    around = frame(language, origin_of(about.found, language, tools), tools, template.version)
    values = said.values(_comments(matrix), illustrative) | _sentences(found, matrix, said)
    return rowed_file("report", name, around, template, values, {**rows.groups(), "task": tasks})


def _sent(matrix: Matrix) -> Matrix:
    """What an institution still keeps to itself is in no report, not even in its own."""
    areas = [
        area._replace(lines=[line for line in area.lines if line.layer == "engagement"])
        for area in matrix.areas
    ]
    return replace(matrix, areas=[area for area in areas if area.lines])


def _comments(matrix: Matrix) -> Message:
    lines = list(matrix.lines)
    return msg(
        "matrix.lead",
        count=len(lines),
        institutions=len({line.institution for line in lines}),
        open=sum(line.lacks_answer for line in lines),
    )


def _sentences(found: Reported, matrix: Matrix, said: RoundSayer) -> dict[str, str]:
    """What stands before each table."""
    period = found.period
    meetings = msg("report.meetings_until", last=period.last)
    if period.first is not None:
        meetings = msg("report.meetings_between", first=period.first, last=period.last)
    return {
        "report.answered": said.say(_answers(found)),
        "report.comments": said.say(_comments(matrix)),
        "report.meetings": said.say(meetings),
        "report.tasks": said.say(msg("report.tasks")),
        "report.attendance": " ".join(said.say(one) for one in _attendance(found)),
    }


def _answers(found: Reported) -> Message:
    states = Counter(one.state for one in found.invited)
    return msg(
        "report.answered",
        count=len(found.invited),
        answered=states["answered"] + states["late"],
        late=states["late"],
        extended=sum(one.own_day is not None for one in found.invited),
        no_reply=states["no_reply"],
        silent=states["silent"],
        waiting=states["waiting"],
    )


def _attendance(found: Reported) -> list[Message]:
    total = found.participation.total()
    told = [msg("report.attended", people=total.people, meetings=total.meetings)]
    if found.participation.silent:
        told.append(msg("participation.silent", count=len(found.participation.silent)))
    return told
