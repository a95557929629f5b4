"""Where all engagements of a viewer stand, on one table: a Word file or a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.viewer import Viewer
from srf_policy.engine.definition import move_title, stage_title
from srf_policy.languages.calendars import say_date
from srf_policy.languages.digits import to_native
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import LANGUAGES, choose, country_name, normalise
from srf_policy.store.queries.engagements import Standing, standings
from srf_policy.store.queries.exporting import engagements_to_export, newest_day
from srf_policy.word.model import Cell, Group, Item, Origin, Words
from srf_policy.word.stamp import Stamp

from .files import NamedFile, Tools, Wanted
from .frame import frame, rowed_file
from .sheets import XLSX, Table, workbook
from .sheets import Cell as SheetCell
from .standing import Answered, answered
from .templates import template_for

_COLUMNS = (
    ("participation.column.code", 14), ("word.standing.country", 16),
    ("word.standing.engagement", 50), ("word.standing.instrument", 20), ("word.standing.lead", 34),
    ("word.standing.stage", 20), ("word.standing.since", 12), ("word.standing.days", 8),
    ("word.standing.missing", 60),
)  # fmt: skip
_AS_OF = "AsOf"


def portfolio_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """All engagements that the viewer may see; .docx or .xlsx. `code` is empty: it is of none.

    Raises NotFound where there is none, and Refused for a language in which no files are written.
    """
    language = normalise(wanted.language or viewer.language)
    if language is None or language not in LANGUAGES:
        asked = wanted.language or viewer.language
        raise refused("refused.no_files_in", "language", tag=asked[:40], languages=list(LANGUAGES))
    as_of = newest_day(session, viewer, engagements_to_export(session, viewer))
    if as_of is None:
        raise NotFound
    rows = Rows(standings(session, viewer, as_of), viewer, as_of, language)
    name = f"portfolio-{as_of.isoformat()}-{language}"
    if wanted.ending == "xlsx":
        return NamedFile(f"{name}.xlsx", XLSX, workbook([rows.table()], language, as_of))
    template = template_for(session, None, "portfolio", language, tools)
    facility = say(msg("facility.name"), language)
    token = tools.sign(_signed(language, as_of))
    origin = Origin("", 0, token, as_of, facility, ((_AS_OF, as_of.isoformat()),))
    around = frame(language, origin, tools, template.version)
    values = rows.values() | {"facility.name": facility}
    groups = {"row": [Group("", list(rows.items()))]}
    return rowed_file("portfolio", name, around, template, values, groups)


def _signed(language: str, as_of: date) -> str:
    return f"portfolio|{language}|{as_of.isoformat()}"


def says_its_day(stamp: Stamp) -> bool:
    """Portfolios at first did not, and cannot be told from forged ones."""
    return _AS_OF in stamp.properties


def day_of(stamp: Stamp) -> date | None:
    """The day as of which a portfolio says that it stands; None for what is no day."""
    told = stamp.properties.get(_AS_OF, "")
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return day if day.isoformat() == told else None


def is_genuine(stamp: Stamp, recognises: Callable[[str, str], bool]) -> bool:
    """Whether a portfolio was made here, of the day and in the language that it says."""
    said, day = stamp.properties, day_of(stamp)
    if day is None or said.get("Language") not in LANGUAGES:
        return False
    # Of none and nothing more: what is not signed must not be believed.
    plain = (said.get("Engagement", ""), said.get("Revision", "0")) == ("", "0")
    if not plain or [name for name, _ in stamp.more] != [_AS_OF]:
        return False
    return recognises(said.get("Token", ""), _signed(said["Language"], day))


class Rows:
    """The rows in one language, by country."""

    def __init__(
        self, found: Sequence[Standing], viewer: Viewer, as_of: date, language: str
    ) -> None:
        self._language, self._as_of = language, as_of
        self._rows = sorted(
            ((one, answered(one, viewer, as_of)) for one in found),
            key=lambda row: (self._country(row[0]), row[0].engagement.code),
        )

    def values(self) -> dict[str, str]:
        """What stands above the table."""
        return {
            "engagement.title": self._say(msg("word.standing.portfolio")),
            "engagement.country": "",
            "document.status": self._say(self._state()),
            "document.status_note": self._say(self._size()),
            "document.notice": self._say(msg("document.illustrative")) if self._made_up() else "",
        }

    def _state(self) -> Message:
        return msg("portfolio.as_of", date=self._as_of)

    def _size(self) -> Message:
        countries = list(dict.fromkeys(self._country(found) for found, _ in self._rows))
        return msg("engagements.lead", count=len(self._rows), countries=countries)

    def _made_up(self) -> bool:
        return any(found.engagement.illustrative for found, _ in self._rows)

    def items(self) -> Iterator[Item]:
        for found, stand in self._rows:
            row = found.engagement
            title, spoken = choose(row.title, self._language)
            since = say_date(
                row.stage_entered_on, self._language, country=row.country, style="short"
            )
            yield {
                "country": self._cell(self._country(found)),
                "code": self._cell(row.code),
                "title": Cell(Words((f"{title}\n{row.code}",), spoken)),
                "instrument": self._cell(self._say(msg(f"instrument.{row.instrument}"))),
                "lead": self._lead(found),
                "stage": self._cell(self._say(stage_title(row.stage))),
                "since": self._cell(since),
                "days": self._cell(to_native(str(stand.timing.days), self._language)),
                "missing": self._cell(self._missing(found, stand)),
            }

    def table(self) -> Table:
        """The same as a sheet."""
        notes = [msg("word.standing.portfolio"), self._state(), self._size()]
        notes += [msg("document.illustrative")] if self._made_up() else []
        heads = [msg(code) for code, _ in _COLUMNS]
        rows = [self._line(found, stand) for found, stand in self._rows]
        return Table(
            msg("engagements.title"), notes, heads, [width for _, width in _COLUMNS], rows,
            filters=True,
        )  # fmt: skip

    def _line(self, found: Standing, stand: Answered) -> list[SheetCell]:
        row = found.engagement
        return [
            row.code,
            self._country(found),
            choose(row.title, self._language)[0],
            self._say(msg(f"instrument.{row.instrument}")),
            self._lead(found).words.text,
            self._say(stage_title(row.stage)),
            row.stage_entered_on,
            stand.timing.days,
            self._missing(found, stand),
        ]

    def _country(self, found: Standing) -> str:
        return country_name(found.engagement.country, self._language)

    def _lead(self, found: Standing) -> Cell:
        lead = next((i for i in found.facts.institutions if i.role == "lead"), None)
        if lead is None:
            return self._cell(self._say(msg("common.not_recorded")))
        name, spoken = choose(lead.name, self._language)
        return Cell(Words((name,), spoken))

    def _missing(self, found: Standing, stand: Answered) -> str:
        """What is missing for the move ahead, each on a line of its own."""
        row, ahead = found.engagement, stand.ahead
        country = row.country
        if row.ended_on is not None:
            return self._say(msg("engagement.ended", date=row.ended_on), country)
        if row.suspended_on is not None:
            return self._say(msg("engagement.suspended_since", date=row.suspended_on), country)
        if ahead is None:
            return self._say(msg("common.not_recorded"))
        move = move_title(ahead.move)
        if ahead.awaiting is not None:
            return self._say(msg("next.confirm", move=move))
        if not ahead.missing:
            return self._say(msg("next.move", move=move))
        lines = [msg("portfolio.missing", move=move), *(one.message for one in ahead.missing)]
        return "\n".join(self._say(line, country) for line in lines)

    def _cell(self, words: str) -> Cell:
        return Cell(Words((words,), self._language))

    def _say(self, message: Message, country: str | None = None) -> str:
        return say(message, self._language, country=country)
