"""The letter that goes with a draft to those who act on it next, as a Word file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from srf_policy.domain import Ballot, Institution
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.definition import Move, move_title, stage_title
from srf_policy.engine.explain import MoveAnswer
from srf_policy.engine.facts import Facts
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries import rounds, validation
from srf_policy.store.queries.engagements import standing
from srf_policy.store.queries.exporting import Exported, newest_day, revision_to_export
from srf_policy.store.queries.reporting import reminded
from srf_policy.word.model import Group

from .content import Content
from .draft import origin_of, written_in
from .files import NamedFile, Tools, Wanted
from .frame import frame, rowed_file
from .saying import FileSayer
from .standing import Answered, answered
from .templates import template_for
from .transmittal_rows import Annexes, Checks
from .transmittal_views import Asked, Views
from .transmittal_way import Way, title_of, way_of
from .values import cover_values


@dataclass(frozen=True)
class Sent:
    """What the letter tells. By language: what references to provisions are called
    (`names`), and how much of the draft stands in it (`translated`)."""

    about: Exported
    as_of: date
    stand: Answered
    facts: Facts
    ahead: MoveAnswer
    move: Move
    way: Way
    lead: Institution | None
    asked: Asked
    names: Mapping[str, Mapping[str, str]]
    translated: Mapping[str, tuple[int, int]]


def transmittal_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """The letter of the move that leads on, with the newest draft. For who sees all comments.

    Raises NotFound, and Refused where no move leads on or for a language in which the engagement is
    not written.
    """
    about = revision_to_export(session, viewer, code, None)
    if not viewer.sees_all_comments(about.engagement.id):
        raise NotFound
    language = written_in(about, wanted.language)
    found = _sent(session, viewer, about)
    template = template_for(session, about.engagement, "transmittal", language, tools)
    letter = _Letter(found, language)
    name = f"{code}-transmittal-{about.revision.number}-{language}"
    around = frame(language, origin_of(about, language, tools), tools, template.version)
    values = cover_values(about, language, found.translated[language]) | letter.values()
    return rowed_file("transmittal", name, around, template, values, letter.groups())


def _sent(session: Session, viewer: Viewer, about: Exported) -> Sent:
    engagement = about.engagement
    if engagement.ended_on is not None:
        raise refused("transmittal.ended", "kind")
    as_of = newest_day(session, viewer, [engagement]) or about.revision.occurred_on
    where = standing(session, engagement, as_of)
    stand = answered(where, viewer, as_of)
    move = stand.definition.move(stand.ahead.move) if stand.ahead else None
    if stand.ahead is None or move is None:
        raise refused("transmittal.no_move", "kind", stage=stage_title(engagement.stage))
    lead = next((one for one in about.institutions if one.role == "lead"), None)
    name = lead.name if lead else None
    contents = {tag: Content(about, tag) for tag in engagement.languages}
    return Sent(
        about, as_of, stand, where.facts, stand.ahead, move,
        way_of(engagement, stand.definition, where.facts, move, name), lead,
        _asked(session, viewer, about, where.facts, as_of),
        {tag: content.reference_names for tag, content in contents.items()},
        {tag: content.translated() for tag, content in contents.items()},
    )  # fmt: skip


def _asked(session: Session, viewer: Viewer, about: Exported, facts: Facts, as_of: date) -> Asked:
    engagement = about.engagement
    ballot: Ballot | None = validation.ballot(session, engagement)
    held = rounds.rounds(session, viewer, engagement, as_of)
    taken = validation.latest(validation.positions(session, viewer, engagement, closed=True))
    voters = validation.voters(session, engagement)
    invited = {one.institution.code for row in held for one in row.invited}
    named = {one.code for one in voters} | invited | set(taken)
    subjects = [f"round:{row.round.number}" for row in held]
    subjects += [f"ballot:{ballot.number}"] if ballot else []
    return Asked(
        [one for one in about.institutions if one.code in named],
        frozenset(one.code for one in voters),
        taken,
        ballot,
        held,
        {subject: reminded(session, engagement, subject) for subject in subjects},
        facts.papers,
        [given for given in facts.agreements if given.revision == facts.newest_revision],
        as_of,
    )


class _Letter(FileSayer):
    """The letter's sentences and rows in one language."""

    def __init__(self, found: Sent, language: str) -> None:
        super().__init__(language, found.about.engagement.country)
        self._found = found
        self._views = Views(self, found.asked, found.names)
        self._checks = Checks(
            self, found.facts, found.ahead, found.move,
            found.translated, found.about.revision.language,
        )  # fmt: skip
        self._annexes = Annexes(self, found.about, found.facts, found.move.id, found.translated)

    def groups(self) -> dict[str, Sequence[Group]]:
        comments = self._comments()
        return {
            "view": [Group("", list(self._views.items()))],
            "check": [Group("", list(self._checks.items()))],
            "annex": [Group("", list(self._annexes.items(self._found.asked.rounds, comments)))],
        }

    def values(self) -> dict[str, str]:
        """What stands outside the tables. What is left out prints "not recorded"."""
        found, way = self._found, self._found.way
        engagement, revision = found.about.engagement, found.about.revision
        lead, facility = self._lead(), self.say(msg("facility.name"))
        annexes = list(self._annexes.items(found.asked.rounds, self._comments()))
        subject = msg(
            "transmittal.subject",
            title=engagement.title, number=revision.number, date=revision.occurred_on,
        )  # fmt: skip
        values = {
            "title": self.say(title_of(engagement)),
            "to": self._to(),
            "from": facility if way.kind == "lead" else lead,
            "subject": self.say(subject),
            "action": self.say(way.action),
            "deadline": self._deadline(),
            "decides": self.local(engagement.approving_body).text,
            "annexes": self.say(msg("transmittal.annexes", count=len(annexes))),
            "summary": " ".join(self.say(one) for one in self._summary()),
            "asked": self.say(self._asked()),
            "first": f"{self.say(msg('institution_role.lead'))}\n{lead or self._nobody()}",
            "second": f"{self.say(msg(f'role.{found.ahead.by[0]}'))}\n{facility}",
        }
        made_up = engagement.illustrative or revision.illustrative
        return {f"transmittal.{name}": value for name, value in values.items() if value} | {
            "document.status": self.say(self._status()),
            "document.status_note": ". ".join(self.say(one) for one in self._notes()),
            "document.notice": self.say(msg("document.illustrative")) if made_up else "",
        }

    def _nobody(self) -> str:
        return self.say(msg("common.not_recorded"))

    def _lead(self) -> str:
        lead = self._found.lead
        return self.local(lead.name).text if lead else ""

    def _to(self) -> str:
        way = self._found.way
        if way.kind == "validation":
            return self.say(msg("transmittal.to_voters", count=len(self._found.asked.voters)))
        return self.local(way.to).text if way.to else ""

    def _deadline(self) -> str:
        """What the workflow gives; a day that nobody recorded is not invented."""
        found = self._found
        if found.way.days is not None:
            return self.say(msg("transmittal.days_given", count=found.way.days))
        due, stage = found.stand.timing.due, stage_title(found.about.engagement.stage)
        return self.say(msg("transmittal.due", date=due, stage=stage)) if due else ""

    def _status(self) -> Message:
        ahead = self._found.ahead
        named = move_title(ahead.move)
        if ahead.missing:
            return msg("transmittal.status_open", count=len(ahead.missing))
        return msg("next.confirm" if ahead.awaiting else "next.move", move=named)

    def _notes(self) -> list[Message]:
        """The status stands in every page's header too, so it is kept short."""
        ahead = self._found.ahead
        as_of = msg("portfolio.as_of", date=self._found.as_of)
        return [move_title(ahead.move), as_of] if ahead.missing else [as_of]

    def _comments(self) -> int:
        return sum(one.comments for row in self._found.asked.rounds for one in row.invited)

    def _summary(self) -> list[Message]:
        found, asked = self._found, self._found.asked
        revision = found.about.revision
        told = [
            msg(
                "transmittal.summary",
                count=revision.provisions, number=revision.number, date=revision.occurred_on,
                lead=self._lead() or self._nobody(),
            )
        ]  # fmt: skip
        if asked.rounds:
            invited = {one.institution.code for row in asked.rounds for one in row.invited}
            told.append(
                msg(
                    "transmittal.consulted",
                    count=len(asked.rounds), institutions=len(invited),
                    comments=self._comments(), open=len(found.facts.comments_lacking),
                )
            )  # fmt: skip
        else:
            told.append(msg("transmittal.not_consulted"))
        return [*told, *self._count()]

    def _count(self) -> list[Message]:
        """How the views stand, counted from the same rows as the table's."""
        if self._found.asked.ballot is None:
            return []
        counts = Counter(self._views.states())
        names = ("endorse", "no_objection", "reservation", "abstain", "not_competent", "letter")
        figures = {name: counts[name] for name in names}
        total = sum(counts.values())
        rest = total - sum(figures.values())
        return [msg("transmittal.views", count=total, none=rest, **figures)]

    def _asked(self) -> Message:
        ballot = self._found.asked.ballot
        if ballot is None:
            return msg("transmittal.asked_in_rounds")
        return msg(
            "transmittal.asked_until",
            number=ballot.revision_number, date=ballot.occurred_on, closes=ballot.closes_on,
        )  # fmt: skip
