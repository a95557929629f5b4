"""The institution's reply: read once more, departments' remarks taken up, sent, receipt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response
from markupsafe import Markup

from srf_policy.domain.errors import NotFound, Refused
from srf_policy.domain.heads import SignedHead, file_of, sign
from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.store.queries import commenting as queries
from srf_policy.store.queries import history
from srf_policy.store.queries.commenting import Desk, Said
from srf_policy.store.queries.texts import Node

from . import context
from .asked import Tasks, is_late, until
from .forms import Form, act, refuse_into
from .prose import cell
from .recorded import own_paper_options
from .redline import redline
from .rendering import done, page
from .routing import RoundKey, Route
from .say import path
from .uploads import attachment, kept_name


@dataclass(frozen=True)
class Given:
    """One answer as it will go. `change`: the proposed wording against the text."""

    said: Said
    node: Node | None
    change: Markup | None


def check(round: RoundKey) -> Response:
    """What goes, what is left, what departments say; the focal point sends it all."""
    take, send = Form("take"), Form("send")
    if take.posted and _took_up(take, round):
        return done(_check(round), msg("reply.taken_up"))
    if send.posted and _sent(send, round):
        return done(f"{path('round', round=round)}/sent", msg("reply.sent"))
    desk, tasks = _opened(round)
    return page(
        "round_check.html",
        form=send if send.problems else take,
        send=send,
        engagement=context.engagement(),
        desk=desk,
        tasks=tasks,
        ready=list(given(tasks, desk.ready())),
        waiting=list(given(tasks, desk.waiting())),
        until=until(desk),
        late=is_late(desk),
        papers=own_paper_options(),
        kept_name=kept_name,
        illustrative=desk.revision.illustrative,
    )


def _took_up(form: Form, round: RoundKey) -> bool:
    number = form.number("comment", required=True)
    try:
        act(form, "take_up_comment", engagement=round.code, comment=number)
    except Refused as error:
        refuse_into(form, error)
        return False
    return True


def _sent(form: Form, round: RoundKey) -> bool:
    try:
        act(form, "send_submission", engagement=round.code, round=round.number,
            paper=form.choice("paper"), letter=_letter(form))  # fmt: skip
    except Refused as error:
        refuse_into(form, error)
        return False
    return True


def _letter(form: Form) -> dict[str, Any] | None:
    """The letter that goes with the reply; None where nothing is said of one."""
    dated, reference = form.day("letter_on"), form.text("letter_reference")
    file = attachment(form, "letter_file")
    if dated is None and file is None and not reference.strip():
        return None
    return {"dated": dated, "reference": reference, "file": file}


def sent(round: RoundKey) -> Response:
    """The receipt: when it went, what it held."""
    desk, tasks = _opened(round)
    if desk.submission is None or desk.submission.sent_on is None:
        return done(_check(round))
    return page(
        "round_sent.html",
        engagement=context.engagement(),
        desk=desk,
        tasks=tasks,
        gone=list(given(tasks, desk.gone())),
        head=_head(desk),
        illustrative=desk.revision.illustrative,
    )


def _head(desk: Desk) -> SignedHead | None:
    """Where the history stood when the reply was in it; always the same."""
    seq = desk.submission.sent_seq if desk.submission else None
    event = history.event(context.reader(), context.engagement(), seq) if seq else None
    if event is None:
        return None
    signer = context.store().keys.signer
    return sign(signer, event.chain, event.seq, event.hash, event.recorded_at)


def receipt_head(round: RoundKey) -> Response:
    """The signed head of the receipt as a file to keep."""
    desk, _ = _opened(round)
    head = _head(desk)
    if head is None:
        raise NotFound
    explained = say(msg("head.explanation"), context.language())
    response = make_response(file_of([head], explained))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="head-{round}.txt"'
    return response


def given(tasks: Tasks, said: Iterable[Said]) -> Iterable[Given]:
    """Answers with their provisions, in the order of the text; remarks on the whole come first."""
    order = {task.node.id: place for place, task in enumerate(tasks.all)}
    for one in sorted(said, key=lambda s: order.get(s.provision or "", -1)):
        node = tasks.prose.find(one.provision)
        yield Given(one, node, _change(tasks, one, node))


def _change(tasks: Tasks, said: Said, node: Node | None) -> Markup | None:
    if node is None or not said.proposed:
        return None
    shown = cell(node, "words", said.comment.language, tasks.desk.draft.language)
    if shown is None or shown.tag != said.comment.language:
        return tasks.prose.inline(said.proposed)
    return redline(shown.words, said.proposed, tasks.prose, tasks.prose).inline


def _opened(round: RoundKey) -> tuple[Desk, Tasks]:
    desk = queries.desk(context.reader(), context.viewer(), context.engagement(), round.number)
    return desk, Tasks(desk, str(round), context.language())


def _check(round: RoundKey) -> str:
    return f"{path('round', round=round)}/check"


routes = [
    Route("/c/<round:round>/check", check, "ministry", ("GET", "POST")),
    Route("/c/<round:round>/sent", sent, "ministry"),
    Route("/c/<round:round>/sent/head", receipt_head, "ministry"),
]
