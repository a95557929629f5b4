"""Validation: the text to be validated, the positions, and one's own."""

from __future__ import annotations

from typing import Any

from flask import Response

from srf_policy import clock
from srf_policy.domain import Ballot, Engagement
from srf_policy.domain.errors import Refused
from srf_policy.domain.records import POSITIONS
from srf_policy.domain.viewer import Seat
from srf_policy.domain.wording import references
from srf_policy.languages.messages import Message, msg
from srf_policy.store.queries import matrix, texts
from srf_policy.store.queries import validation as queries
from srf_policy.store.queries.delegations import by_delegates

from . import context, rights
from .forms import Form, act, refuse_into
from .prose import Prose
from .recorded import own_paper_options
from .rendering import done, page
from .routing import Route
from .say import language_name, local_plain, path, t

OPEN = ("endorse", "no_objection", "reservation")
FOLDED = ("abstain", "not_competent")
LIFTED = ("endorse", "no_objection", "abstain", "not_competent")


def validation(code: str) -> Response:
    """The page; validators and focal points take their institution's position on it."""
    taking, lifting = Form("take_position"), Form("lift_reservation", position="no_objection")
    recording = Form("record_position")
    for form, verb in ((taking, _take), (lifting, _lift), (recording, _record)):
        if form.posted:
            try:
                return done(f"{path('validation', code=code)}#positions", verb(form, code))
            except Refused as error:
                refuse_into(form, error)
    return _page(taking, lifting, recording)


def _take(form: Form, code: str) -> Message:
    chosen = form.value("position")
    act(
        form, "take_position", engagement=code, position=chosen,
        text=form.text(_field(chosen)), language=context.language(), paper=form.choice("paper"),
    )  # fmt: skip
    return msg("validation.taken", position=msg(f"position.{chosen}"))


def _field(position: str) -> str:
    """Reservations have their own field, so that no reason is shown under another choice."""
    return "text" if position == "reservation" else f"remark-{position}"


def _lift(form: Form, code: str) -> Message:
    act(
        form, "lift_reservation", engagement=code, position=form.value("position"),
        text=form.text("text"), language=context.language(), paper=form.choice("paper"),
    )  # fmt: skip
    return msg("validation.lifted")


def _record(form: Form, code: str) -> Message:
    """What an institution said by letter, as the Facility records it."""
    answer = act(
        form, "record_position", engagement=code, institution=form.value("institution"),
        position=form.value("position"), paper=form.value("paper"), text=form.text("text"),
        language=form.value("text_language") or context.language(),
        occurred_on=form.day("occurred_on", required=True),
    )  # fmt: skip
    return msg("validation.recorded", position=msg(f"position.{answer.values['position']}"))


def _page(taking: Form, lifting: Form, recording: Form) -> Response:
    session, viewer, engagement = context.reader(), context.viewer(), rights.reread()
    ballot = queries.ballot(session, engagement)
    closed = queries.is_closed(ballot, clock.today())
    taken = queries.positions(session, viewer, engagement, closed)
    seat = viewer.seat_in(engagement.id)
    latest = queries.latest(taken)
    voters = queries.voters(session, engagement)
    whole = closed or viewer.sees_all_comments(engagement.id)
    mine = latest.get(seat.institution) if seat else None
    return page(
        "validation.html",
        form=next((form for form in (taking, lifting, recording) if form.problems), None),
        taking=taking,
        lifting=lifting,
        recording=recording,
        may_record=rights.may("record"),
        voters=[(i.code, local_plain(i.name)) for i in voters],
        positions=[(p, t(f"position.{p}"), None) for p in POSITIONS],
        text_languages=_languages(),
        engagement=engagement,
        ballot=ballot,
        closed=closed,
        shown=[
            (i, _of_ballot(taken, ballot).get(i.code)) for i in voters if whole or _own(i, seat)
        ],
        open_reservations=[e for e in latest.values() if e.position.position == "reservation"],
        earlier=[e for e in taken if _followed(e, latest, ballot)],
        prose=_prose(engagement, ballot, taken),
        whole=whole,
        seat=seat,
        mine=mine,
        name=next((i.name for i in voters if seat and i.code == seat.institution), None),
        votes=_votes(seat) and rights.may("take_position"),
        comments=matrix.counts(session, viewer, engagement, None),
        papers=own_paper_options(),
        behalf=by_delegates(session, engagement, [e.position.seq for e in taken]),
        previous=_previous(engagement, ballot),
        open_positions=OPEN,
        folded_positions=FOLDED,
        lift_options=[(p, t(f"validation.we.{p}"), None) for p in LIFTED],
        illustrative=any(e.position.illustrative for e in taken),
    )


def _languages() -> list[tuple[str, str]]:
    """In which a letter may have been written, the page's own first."""
    tags = dict.fromkeys([context.language(), *context.engagement().languages])
    return [(tag, language_name(tag)) for tag in tags]


def _of_ballot(taken: list[queries.Taken], ballot: Ballot | None) -> dict[str, queries.Taken]:
    return queries.latest(taken, ballot.number) if ballot else {}


def _own(institution: Any, seat: Seat | None) -> bool:
    return seat is not None and institution.id == seat.institution_id


def _followed(
    entry: queries.Taken, latest: dict[str, queries.Taken], ballot: Ballot | None
) -> bool:
    """Whether another position came after it, or it was taken on an earlier ballot.

    A reservation that stands is shown as open, on whatever ballot it was stated.
    """
    if latest[entry.institution.code] is not entry:
        return True
    stands = entry.position.position == "reservation"
    return not stands and (ballot is None or entry.ballot != ballot.number)


def _prose(
    engagement: Engagement, ballot: Ballot | None, taken: list[queries.Taken]
) -> Prose | None:
    """The draft whose numbers the positions' references are shown with; None where none refers."""
    if not any(references(entry.words) for entry in taken):
        return None
    number = ballot.revision_number if ballot else None
    found = texts.revision(context.reader(), engagement.id, number)
    if found is None:
        return None
    read = path("revision", code=engagement.code, number=found.number)
    return Prose(texts.of_revision(context.reader(), found), read + "#p-{}")


def _votes(seat: Seat | None) -> bool:
    return seat is not None and seat.institution_role in ("lead", "required", "invited")


def _previous(engagement: Engagement, ballot: Ballot | None) -> int | None:
    """The draft before the one in validation, to compare with."""
    if ballot is None:
        return None
    drafts = texts.revisions(context.reader(), engagement.id)
    before = [r.number for r in drafts if r.number < ballot.revision_number]
    return before[-1] if before else None


routes = [Route("/e/<code>/validation", validation, "engagement", ("GET", "POST"))]
