"""The commenting form of a round, as a Word file that an institution fills and sends back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from srf_policy.domain import Institution, Round
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.viewer import Viewer
from srf_policy.languages.calendars import say_date
from srf_policy.languages.digits import to_native
from srf_policy.languages.messages import Message, msg
from srf_policy.languages.rendering import say
from srf_policy.languages.tags import choose
from srf_policy.store.queries.exporting import Exported, revision_to_export, round_asked
from srf_policy.store.queries.filling import invited, newest_round
from srf_policy.word.form import Field, FormFile, write_form

from .draft import origin_of, written_in
from .files import WORD, NamedFile, Tools, Wanted
from .frame import frame
from .sides import Side
from .templates import template_for
from .values import cover_values, working_notes

TYPES = ("choose", "editorial", "substantive", "legal", "blocking", "question")
"""What the list of types offers, `form_type.<name>` in the catalogues; "choose" is none."""

FIELDS = ("institution", "name", "contact", "general")
"""Who answers: the cells `f_<field>`. They never decide who it is: the sender confirms them."""

_COLUMNS = ("number", "text", "type", "comment", "proposed")


@dataclass(frozen=True)
class _Asked:
    """Whom the form asks, and until when; a form of no round names neither."""

    round: Round | None
    institution: Institution | None
    closes_on: date | None


def form_file(
    session: Session, viewer: Viewer, code: str, wanted: Wanted, tools: Tools
) -> NamedFile:
    """The form of a round (the newest open one, else none and the newest revision) in a language
    (the source). Who comments for an institution gets its name filled in; the Facility and the lead
    may name one.

    Raises NotFound, and Refused for a language that there is not and an institution not invited.
    """
    found = revision_to_export(session, viewer, code, wanted.revision)
    round_ = _round(session, viewer, found, wanted)
    if round_ is not None and round_.revision_number != found.revision.number:
        found = revision_to_export(session, viewer, code, round_.revision_number)
    asked = _asked(session, viewer, found, wanted.institution, round_)
    tag = written_in(found, wanted.language)
    template = template_for(session, found.engagement, "form", tag, tools)
    file = _content(found, asked, tag, tools, template.version)
    return NamedFile(_name(found, asked, tag), WORD, write_form(template.content, file))


def _round(session: Session, viewer: Viewer, found: Exported, wanted: Wanted) -> Round | None:
    if wanted.round is None:
        return newest_round(session, viewer, found.engagement, wanted.revision)
    return round_asked(session, viewer, found.engagement, wanted.round)


def _asked(
    session: Session, viewer: Viewer, found: Exported, code: str | None, round_: Round | None
) -> _Asked:
    """Whose own day counts is shown to the Facility, the lead and that institution alone."""
    if round_ is None:
        if code is not None:
            raise refused("export.needs.round", "round", kind=msg("export.kind.form"))
        return _Asked(None, None, None)
    seat = viewer.seat_in(found.engagement.id)
    if not viewer.sees_all_comments(found.engagement.id):
        own = next((i for i in found.institutions if seat and i.id == seat.institution_id), None)
        if own is None or code not in (None, own.code):
            raise NotFound
        code = own.code
    if code is None:
        return _Asked(round_, None, round_.closes_on)
    row = invited(session, round_, code)
    if row is None:
        raise refused("refused.not_invited", "institution", code=code, number=round_.number)
    institution, own_day = row
    return _Asked(round_, institution, own_day or round_.closes_on)


def _name(found: Exported, asked: _Asked, tag: str) -> str:
    parts = [found.engagement.code, "form", str(found.revision.number), tag]
    if asked.round is not None:
        parts[2:3] = ["round", str(asked.round.number)]
    if asked.institution is not None:
        parts.append(
            "".join(sign for sign in asked.institution.code if sign.isascii() and sign.isalnum())
        )
    return "-".join(filter(None, parts)) + ".docx"


def _content(
    found: Exported, asked: _Asked, language: str, tools: Tools, template: str
) -> FormFile:
    side = Side(found, language, tools.kept)
    counts = side.translated()
    notes = [
        _say(found, _until(asked), language),
        *working_notes(found, language, {language: counts}),
    ]
    return FormFile(
        **frame(language, origin_of(found, language, tools, _more(asked)), tools, template),
        values=cover_values(found, language, counts)
        | _round_values(found, asked, language)
        | {
            "document.status_note": ". ".join(notes),
            "document.how": _how(found, language),
        },
        provisions=side.provisions(),
        plan=side.plan(),
        fields=_fields(asked, language),
        sender=say(msg("form_file.sender"), language),
        heads=[say(msg(f"form_file.{name}"), language) for name in _COLUMNS],
        choices=[say(msg(f"form_type.{name}"), language) for name in TYPES],
    )


def _round_values(found: Exported, asked: _Asked, language: str) -> dict[str, str]:
    """For templates of one's own: the shipped one says all of it in the line of the status."""
    if asked.round is None or asked.closes_on is None:
        return {}
    country = found.engagement.country
    days = {"opened": asked.round.occurred_on, "closes": asked.closes_on}
    closed = asked.round.closed_on
    return {
        "round.number": to_native(str(asked.round.number), language),
        **{f"round.{n}": say_date(day, language, country=country) for n, day in days.items()},
        "round.closed": say_date(closed, language, country=country)
        if closed
        else say(msg("rounds.is_open"), language),
    }


def _more(asked: _Asked) -> Sequence[tuple[str, str]]:
    """What a form says of itself beside what every file says."""
    more = [("Round", str(asked.round.number))] if asked.round is not None else []
    if asked.institution is not None:
        more.append(("Institution", asked.institution.code))
    return tuple(more)


def _until(asked: _Asked) -> Message:
    if asked.round is None or asked.closes_on is None:
        return msg("form_file.no_round")
    if asked.round.closed_on is not None:
        return msg("form_file.closed", number=asked.round.number, date=asked.round.closed_on)
    return msg("form_file.until", number=asked.round.number, date=asked.closes_on)


def _how(found: Exported, language: str) -> str:
    """How to fill it, and who will read what is written."""
    lead = next((i for i in found.institutions if i.role == "lead"), None)
    seen = msg("form_file.who_sees_all")
    if lead is not None:
        seen = msg("form_file.who_sees", lead=choose(lead.name, language)[0])
    return " ".join(_say(found, one, language) for one in (msg("form_file.how"), seen))


def _fields(asked: _Asked, language: str) -> list[Field]:
    known = asked.institution
    values = {"institution": choose(known.name, language)[0]} if known is not None else {}
    return [
        Field(name, say(msg(f"form_file.{name}"), language), values.get(name, ""))
        for name in FIELDS
    ]


def _say(found: Exported, message: Message, language: str) -> str:
    return say(message, language, country=found.engagement.country)
