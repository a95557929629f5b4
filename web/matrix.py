"""The comment matrix: what institutions said, and the answers given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from srf_policy.domain.consultation import (
    COMMENT_KINDS,
    DISPOSITIONS,
    OWES_REASON,
    Round,
)
from srf_policy.domain.diff import Piece, diff
from srf_policy.domain.errors import NotFound, Problem, Refused
from srf_policy.domain.numbering import Number, label, name
from srf_policy.domain.wording import with_references
from srf_policy.languages import digits
from srf_policy.languages.messages import msg
from srf_policy.store.queries import days, places, rounds, texts
from srf_policy.store.queries import matrix as queries

from . import context, rights
from .forms import Form, act, new_key, refuse_into
from .rendering import done, page
from .routing import RoundKey, Route
from .say import path

OPEN = ("accepted", "accepted_in_part", "noted", "not_accepted")
FOLDED = ("deferred", "out_of_scope", "duplicate", "withdrawn")
ORDERS = ("place", "number")
BULK = tuple(d for d in DISPOSITIONS if d != "duplicate")

_FIELDS = {
    "disposition": "d",
    "response": "r",
    "duplicate_of": "o",
    "resulting_revision": "g",
}
"""Arguments of the verb -> the letter before the comment's number in a row's field names."""


@dataclass(frozen=True)
class Row:
    """One comment as the page shows it. `redline` is empty where there is no text to compare with."""

    remark: queries.Remark
    words: str
    proposed: str
    why: str
    redline: tuple[Piece, ...]
    answerable: bool


def round_matrix(round: RoundKey) -> Response:
    """The comments of one round."""
    found = rounds.round_of(context.reader(), context.viewer(), context.engagement(), round.number)
    if found is None:
        raise NotFound
    return _matrix(found, path("matrix", round=round))


def all_comments(code: str) -> Response:
    """The comments of all rounds."""
    return _matrix(None, path("comments", code=code))


def _matrix(round_: Round | None, here: str) -> Response:
    wanted = _filter(round_.number if round_ else None)
    form = Form("answers", language=context.language())
    saved = None
    if form.posted and not form.problems:
        saved = _save(form)
        if saved is not None and not _unsaved(form, saved):
            return done(_here(here) + _anchor(saved), _told(saved))
        if saved is not None:
            form.key = new_key()
    return _page(form, round_, wanted, here, saved)


def _filter(round_number: int | None) -> queries.Filter:
    asked = request.args
    after = digits.to_ascii(asked.get("after", ""))
    return queries.Filter(
        round=round_number,
        area=asked.get("area", "")[:80],
        provision=asked.get("provision", "")[:80],
        institution=asked.get("institution", "")[:80],
        kind=_known(asked.get("type", ""), COMMENT_KINDS),
        disposition=_known(asked.get("d", ""), (*DISPOSITIONS, queries.WITHOUT)),
        after=int(after) if after.isdecimal() and len(after) < 10 else 0,
        # A link to one comment counts from the number before it.
        by_place=_known(asked.get("order", ""), ORDERS) != "number" and not _counts(asked),
    )


def _counts(asked: Mapping[str, str]) -> bool:
    return bool(asked.get("after")) and asked.get("order") != "place"


def _known(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""


def _save(form: Form) -> tuple[int, ...] | None:
    """The numbers of the comments that got an answer; None when it was refused."""
    pressed = digits.to_ascii(form.value("save"))
    if pressed == "bulk":
        return _save_many(form)
    if pressed.isdecimal() and len(pressed) < 10:
        return _save_one(form, int(pressed))
    form.wrong_if(True, None, msg("matrix.which_comment"))
    return None


def _save_one(form: Form, number: int) -> tuple[int, ...] | None:
    form.typed["expected"] = form.value(f"v{number}")
    page_key = form.key
    # Each row has its own key, so that "back" and another row is not taken for a second press.
    form.key = f"{page_key}-{number}"
    try:
        act(
            form, "answer_comment", engagement=context.engagement().code, comment=number,
            disposition=form.value(f"d{number}"), response=form.text(f"r{number}"),
            language=form.value("language") or context.language(),
            duplicate_of=form.number(f"o{number}") if _repeats(form, number) else None,
            resulting_revision=form.number(f"g{number}"),
        )  # fmt: skip
    except Refused as error:
        refuse_into(form, error)
        form.problems = [_in_row(problem, number) for problem in form.problems]
        return None
    finally:
        form.key = page_key
    return (number,)


def _repeats(form: Form, number: int) -> bool:
    return form.value(f"d{number}") == "duplicate"


def _in_row(problem: Problem, number: int) -> Problem:
    letter = _FIELDS.get(problem.field or "")
    return Problem(problem.message, f"{letter}{number}") if letter else problem


def _save_many(form: Form) -> tuple[int, ...] | None:
    picked = [int(n) for n in map(digits.to_ascii, form.many("pick")) if n.isdecimal()]
    form.typed.pop("expected", None)
    page_key, form.key = form.key, f"{form.key}-bulk"
    try:
        act(
            form, "answer_comments", engagement=context.engagement().code, comments=picked,
            disposition=form.value("bulk"), response=form.text("bulkr"),
            language=form.value("language") or context.language(),
        )  # fmt: skip
    except Refused as error:
        refuse_into(form, error)
        names = {"disposition": "bulk", "response": "bulkr"}
        form.problems = [
            Problem(p.message, names.get(p.field or "", p.field)) for p in form.problems
        ]
        return None
    finally:
        form.key = page_key
    return tuple(picked)


def _unsaved(form: Form, saved: tuple[int, ...]) -> bool:
    """Whether words typed into other rows would be lost by going on to a fresh page."""
    others = {f"{letter}{n}" for n in saved for letter in "dr"}
    typed = [name for name in form.typed if name[:1] in "dr" and name[1:].isdecimal()]
    shown = {name: form.value(f"was-{name}") for name in typed}
    return any(form.value(n).strip() not in ("", shown[n]) for n in typed if n not in others)


def _told(saved: tuple[int, ...]) -> Any:
    if len(saved) == 1:
        return msg("matrix.saved_one", number=saved[0])
    return msg("matrix.saved", count=len(saved))


def _anchor(saved: tuple[int, ...]) -> str:
    return f"#comment-{saved[0]}" if len(saved) == 1 else ""


def _here(here: str, **changes: str | int) -> str:
    """This page with its filter; `changes` replace or (when empty) drop parts of it."""
    asked: dict[str, Any] = {k: v for k, v in request.args.items() if v} | changes
    query = urlencode({k: v for k, v in asked.items() if v})
    return f"{here}?{query}" if query else here


def _page(
    form: Form,
    round_: Round | None,
    wanted: queries.Filter,
    here: str,
    saved: tuple[int, ...] | None,
) -> Response:
    session, viewer, engagement = (
        context.reader(),
        context.viewer(),
        context.engagement(),
    )
    shown = queries.page(session, viewer, engagement, wanted)
    answers = rights.may("dispose")
    order = "place" if wanted.by_place else "number"
    newest = texts.revision(session, engagement.id, round_.revision_number if round_ else None)
    return page(
        "matrix.html",
        form=form,
        engagement=engagement,
        round=round_,
        key=RoundKey(engagement.code, round_.number) if round_ else None,
        wanted=wanted,
        rows=[_row(remark, answers) for remark in shown.remarks],
        counts=queries.counts(session, viewer, engagement, wanted.round),
        institutions=queries.senders(session, viewer, engagement),
        areas=places.areas(session, newest) if newest else [],
        revisions=[r.number for r in texts.revisions(session, engagement.id)],
        following=_here(here, after=shown.following, order=order) if shown.following else None,
        first=_here(here, after="") if wanted.after else None,
        here=here,
        order=order,
        orders=ORDERS,
        target=_here(here),
        answers=answers,
        saved=_told(saved) if saved else None,
        saved_numbers=saved or (),
        open_dispositions=OPEN,
        folded_dispositions=FOLDED,
        bulk_dispositions=BULK,
        owes_reason=OWES_REASON,
        kinds=COMMENT_KINDS,
        place_label=lambda place: label(place.kind, place.number),
        whole=viewer.sees_all_comments(engagement.id),
        extended=days.extensions(session, viewer, engagement, number=wanted.round),
        illustrative=any(r.comment.illustrative for r in shown.remarks),
    )


def _row(remark: queries.Remark, answers: bool) -> Row:
    comment = remark.comment
    proposed = _quoted(remark.proposed, comment.language, remark.numbers)
    sent = comment.layer == "engagement"
    return Row(
        remark=replace(remark, answers=tuple(_quoted_answer(g, remark) for g in remark.answers)),
        words=_quoted(remark.words, comment.language, remark.numbers),
        proposed=proposed,
        why=_quoted(remark.justification, comment.language, remark.numbers),
        redline=_redline(remark, proposed),
        answerable=answers and sent and comment.wants_answer,
    )


def _quoted_answer(given: queries.Given, remark: queries.Remark) -> queries.Given:
    words = _quoted(given.words, given.response.language, remark.numbers)
    return replace(given, words=words)


def _quoted(words: str, language: str, numbers: Mapping[str, tuple[str, Number]]) -> str:
    """The words with references written as the numbers of that revision."""

    def named(provision: str) -> str:
        known = numbers.get(provision)
        return name(*known, language) if known else provision

    return with_references(words, named)


def _redline(remark: queries.Remark, proposed: str) -> tuple[Piece, ...]:
    """The proposal against the provision's words in the language it was written in."""
    if remark.place is None or not proposed:
        return ()
    fields, language = remark.place.fields, remark.comment.language
    base = fields.get("words", fields.get("heading", {})).get(language, "")
    return tuple(diff(_quoted(base, language, remark.numbers), proposed)) if base else ()


routes = [
    Route("/c/<round:round>/matrix", round_matrix, "engagement", ("GET", "POST")),
    Route("/e/<code>/comments", all_comments, "engagement", ("GET", "POST")),
]
