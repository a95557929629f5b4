"""The record of an adoption, as a Word file: the act, how it came to it, the seal, how to check it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from srf_policy.domain import Adoption, Seal
from srf_policy.domain.errors import refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.definition import move_title
from srf_policy.languages.messages import Message, Numeral, msg
from srf_policy.languages.tags import language_name, separator
from srf_policy.store.queries import records, validation
from srf_policy.store.queries.exporting import Exported, revision_to_export
from srf_policy.word.model import Cell, Group, Item, Words

from .draft import origin_of, written_in
from .files import NamedFile, Tools, Wanted
from .frame import frame, rowed_file
from .saying import FileSayer
from .templates import template_for
from .values import cover_values, in_groups

_STEPS = 4


@dataclass(frozen=True)
class Recorded:
    """What the record tells, beside the revision that was adopted."""

    about: Exported
    adoption: Adoption
    presentations: Sequence[records.Presented]
    agreements: Sequence[records.Agreed]
    positions: Sequence[validation.Taken]
    seals: Sequence[Seal]


def record_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """The record as it stands, after every correction. For who sees all comments.

    Raises NotFound, and Refused where nothing is adopted or for a language in which the engagement
    is not written.
    """
    found = _recorded(session, viewer, code)
    language = written_in(found.about, wanted.language)
    template = template_for(session, found.about.engagement, "record", language, tools)
    rows = _Rows(found, language)
    name = f"{code}-record-{found.adoption.number}-{language}"
    around = frame(language, origin_of(found.about, language, tools), tools, template.version)
    values = cover_values(found.about, language, (0, 0)) | rows.values()
    return rowed_file("record", name, around, template, values, rows.groups())


def _recorded(session: Session, viewer: Viewer, code: str) -> Recorded:
    newest = revision_to_export(session, viewer, code, None, text=False)
    engagement = newest.engagement
    acts = [one for one in records.adoptions(session, engagement) if one.corrected_by is None]
    if not acts:
        raise refused("record.nothing_adopted", "kind")
    adoption, seals = acts[0].adoption, list(reversed(records.seals(session, engagement)))
    number = adoption.revision_number or (seals[-1].revision_number if seals else None)
    about = newest
    if number is not None and number != newest.revision.number:
        about = revision_to_export(session, viewer, code, number, text=False)
    positions = validation.positions(session, viewer, engagement, closed=True)
    return Recorded(
        about,
        adoption,
        [p for p in reversed(records.presentations(session, engagement)) if not p.corrected_by],
        [a for a in reversed(records.agreements(session, engagement)) if not a.corrected_by],
        list(reversed(positions)),
        seals,
    )


class _Rows(FileSayer):
    """The record's sentences and rows in one language."""

    def __init__(self, found: Recorded, language: str) -> None:
        super().__init__(language, found.about.engagement.country)
        self._found = found

    def values(self) -> dict[str, str]:
        """What stands on the first page. What is left out prints "not recorded"."""
        found, act = self._found, self._found.adoption
        languages = found.about.engagement.official_languages or [found.about.revision.language]
        values = {
            "adoption.authority": self.local(act.authority).text,
            "adoption.decision": act.decision,
            "adoption.date": self.day(act.occurred_on),
            "adoption.gazette": act.gazette,
            "adoption.gazetted_on": self.day(act.gazetted_on) if act.gazetted_on else "",
            "adoption.compared": self.say(self._compared()),
            "adoption.languages": separator(self.language).join(
                language_name(tag, self.language) for tag in languages
            ),
        }
        held = {name: value for name, value in values.items() if value}
        return held | {
            "document.status": self.say(msg("record.adopted")),
            "document.status_note": self.say(self._note()),
            "document.notice": self.say(msg("document.illustrative")) if act.illustrative else "",
        }

    def _note(self) -> Message:
        if self._found.seals:
            return msg("record.sealed", count=len(self._found.seals))
        return msg("record.not_sealed")

    def _compared(self) -> Message:
        act = self._found.adoption
        if act.revision_number is None:
            return msg("record.compared.not_seen")
        return msg(f"record.compared.{act.compared}", number=act.revision_number)

    def groups(self) -> dict[str, Sequence[Group]]:
        return {
            "presentation": [Group("", list(self._presentations()))],
            "position": [Group("", list(self._positions()))],
            "agreement": [Group("", list(self._agreements()))],
            "seal": [self._seal(seal) for seal in self._found.seals],
            "step": [Group("", list(self._steps()))],
        }

    def _presentations(self) -> Iterator[Item]:
        for row in self._found.presentations:
            put = row.presentation
            outcome = self.say(msg(f"outcome.{put.outcome}")) if put.outcome else ""
            if put.outcome_on:
                outcome = f"{outcome}\n{self.day(put.outcome_on)}"
            yield {
                "number": self.cell(self.number(put.number)),
                "body": Cell(self.local(row.body.name)),
                "chair": Cell(self.local(put.chair)),
                "date": self.cell(self.day(put.occurred_on)),
                "revision": self.cell(self.number(put.revision_number)),
                "outcome": self.cell(outcome),
                "conditions": Cell(Words(tuple(self._conditions(row)) or ("\u2013",),
                                         self._found.about.revision.language)),
            }  # fmt: skip

    def _conditions(self, row: records.Presented) -> Iterator[str]:
        for place, condition in enumerate(row.conditions):
            met = self.day(condition.met_on) if condition.met_on else ""
            words = f"{condition.words} ({met})" if met else condition.words
            yield f"\n{words}" if place else words

    def _positions(self) -> Iterator[Item]:
        """As the ballots say them: every position that was taken, a later one after the first."""
        for row in self._found.positions:
            yield {
                "ballot": self.cell(self.number(row.ballot)),
                "institution": Cell(self.local(row.institution.name)),
                "position": self.cell(self.say(msg(f"position.{row.position.position}"))),
                "date": self.cell(self.day(row.position.occurred_on)),
                "words": Cell(Words((row.words or "\u2013",), row.position.language)),
            }

    def _agreements(self) -> Iterator[Item]:
        for row in self._found.agreements:
            agreed = row.agreement
            yield {
                "institution": Cell(self.local(row.institution.name)),
                "move": self.cell(self.say(move_title(agreed.move))),
                "revision": self.cell(self.number(agreed.revision_number)),
                "date": self.cell(self.day(agreed.occurred_on)),
                "paper": self.cell(row.paper or ""),
            }

    def _seal(self, seal: Seal) -> Group:
        hashes = {"sha256": seal.sha256, "head": seal.history_head}
        plain = {
            "revision": self.number(seal.revision_number),
            "events": self.number(seal.event_count),
            "key": seal.signing_key or self.say(msg("record.unsigned")),
            "moment": self.moment(seal.sealed_at),
        }
        facts = {name: in_groups(value) for name, value in hashes.items()} | plain
        order = ("sha256", "head", "events", "revision", "key", "moment")
        return Group(
            self.say(msg("record.seal", number=Numeral(seal.number))),
            [
                {
                    "what": self.cell(self.say(msg(f"record.seal.{name}"))),
                    "value": self.cell(facts[name]),
                }
                for name in order
            ],
        )

    def _steps(self) -> Iterator[Item]:
        code = self._found.about.engagement.code
        for number in range(1, _STEPS + 1):
            said = msg(f"record.step.{number}", code=code)
            yield {
                "number": self.cell(f"{self.number(number)}."),
                "words": self.cell(self.say(said)),
            }
