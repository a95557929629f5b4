"""Moving an engagement: what is possible, everything that is missing, and who will be told."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from srf_policy import clock
from srf_policy.domain.errors import Refused
from srf_policy.engine.definition import Suspend, move_title, stage_title
from srf_policy.engine.explain import MoveAnswer, explain
from srf_policy.engine.facts import Facts
from srf_policy.languages.messages import Message, msg
from srf_policy.store import facts as store_facts
from srf_policy.store.queries import moving, records
from srf_policy.store.queries.delegations import by_delegates

from . import context, mending, rights
from .forms import Form, act, refuse_into
from .recorded import own_paper_options
from .rendering import done, page
from .routing import Route
from .say import path, t
from .telling import Told, told

SUSPEND, RESUME = "suspend", "resume"
"""Choices of the form beside the workflow's moves."""


@dataclass(frozen=True)
class Choice:
    """One move as the page shows it, with the messages that it sends."""

    answer: MoveAnswer
    told: list[Told]


@dataclass(frozen=True)
class Screen:
    """Everything that the page shows, read once."""

    facts: Facts
    choices: tuple[Choice, ...]
    suspend: Suspend | None

    @property
    def possible(self) -> list[Choice]:
        return [c for c in self.choices if c.answer.allowed and c.answer.awaiting is None]

    @property
    def hindered(self) -> list[Choice]:
        """Moves that something is missing for, whoever may make them."""
        return [c for c in self.choices if c.answer.missing]

    @property
    def not_yours(self) -> list[Choice]:
        """Moves that nothing hinders, but that another role makes."""
        return [
            c
            for c in self.choices
            if not c.answer.missing and not c.answer.permitted and c.answer.awaiting is None
        ]


def move(code: str) -> Response:
    """The page, and everything that can be done on it."""
    forms = {name: Form(name) for name in ("move", "confirm", "take_back", "exception", "waive")}
    for name, form in forms.items():
        if form.posted:
            try:
                return done(*_ACTS[name](form, code))
            except Refused as error:
                refuse_into(form, error)
    return _page(forms)


def _move(form: Form, code: str) -> tuple[str, Message]:
    chosen = form.value("move")
    form.wrong_if(not chosen, "move", msg("moving.choose"))
    on = form.day("occurred_on")
    if chosen == SUSPEND:
        act(form, "suspend", engagement=code, reason=form.text("reason"), occurred_on=on,
            review_on=form.day("review_on"), paper=form.choice("paper"))  # fmt: skip
        return path("engagement", code=code), msg("moving.suspended")
    if chosen == RESUME:
        act(form, "resume", engagement=code, reason=form.text("reason"), occurred_on=on,
            paper=form.choice("resume_paper"))  # fmt: skip
        return path("engagement", code=code), msg("moving.resumed")
    answer = act(
        form, "make_move", engagement=code, move=chosen, reason=form.text("reason"),
        choice=form.choice(f"choice-{chosen}"), occurred_on=on,
    )  # fmt: skip
    if "proposed" in answer.values:
        return path("move", code=code), msg("moving.proposed", move=move_title(chosen))
    return _moved(code, answer.values)


def _moved(code: str, values: object) -> tuple[str, Message]:
    assert isinstance(values, dict)
    title = stage_title(values["to"])
    return path("engagement", code=code), msg("moving.moved", stage=title)


def _confirm(form: Form, code: str) -> tuple[str, Message]:
    chosen, on = form.value("move"), form.day("occurred_on")
    answer = act(form, "confirm_move", engagement=code, move=chosen, occurred_on=on)
    return _moved(code, dict(answer.values))


def _take_back(form: Form, code: str) -> tuple[str, Message]:
    chosen = form.value("move")
    act(form, "take_back_move", engagement=code, move=chosen)
    return path("move", code=code), msg("moving.taken_back", move=move_title(chosen))


def _exception(form: Form, code: str) -> tuple[str, Message]:
    form.wrong_if(not form.many("items"), "items", msg("moving.choose_items"))
    act(
        form, "propose_exception", engagement=code, move=form.value("move"),
        guard=form.value("guard"), reason=form.text("reason"), items=form.many("items"),
        paper=form.choice("paper"),
    )  # fmt: skip
    return f"{path('move', code=code)}#exceptions", msg("moving.exception_proposed")


def _waive(form: Form, code: str) -> tuple[str, Message]:
    number = form.number("exception", required=True)
    act(form, "confirm_exception", engagement=code, exception=number)
    return f"{path('move', code=code)}#exceptions", msg("moving.exception_confirmed")


_ACTS = {
    "move": _move,
    "confirm": _confirm,
    "take_back": _take_back,
    "exception": _exception,
    "waive": _waive,
}


def _page(forms: dict[str, Form]) -> Response:
    session, engagement = context.reader(), rights.reread()
    screen = _screen()
    names = records.names(records.institutions(session, engagement))
    refused = next((form for form in forms.values() if form.problems), None)
    exceptions = moving.exceptions(session, engagement)
    proposed = moving.proposed(session, engagement)
    return page(
        "move.html",
        form=refused,
        forms=forms,
        engagement=engagement,
        screen=screen,
        proposed={p.row.move: p for p in proposed},
        exceptions=exceptions,
        papers=own_paper_options(),
        illustrative=any(e.row.illustrative for e in exceptions),
        names=names,
        days=(clock.today() - engagement.stage_entered_on).days,
        me=context.viewer().number,
        selves=context.viewer().selves(engagement.id),
        behalf=by_delegates(
            session, engagement, [*(p.row.seq for p in proposed), *(e.row.seq for e in exceptions)]
        ),
        roles=rights.roles(),
        may_waive=rights.may("waive"),
        may_suspend=screen.suspend is not None and bool(rights.roles() & set(screen.suspend.by)),
        mending=mending,
        move_title=move_title,
        told_of_exception=lambda move: told("propose_exception", move=move),
        roles_of=lambda names: [msg(f"role.{name}") for name in names],
        reasons=lambda names: [(name, t(f"reason.{name}")) for name in names],
        stage_title=stage_title,
    )


def _screen() -> Screen:
    session, engagement = context.reader(), context.engagement()
    definition = rights.definition()
    facts = store_facts.load_one(session, engagement, clock.today())
    viewer = context.viewer()
    found = explain(
        definition, facts, roles=viewer.own_roles_in(engagement.id), person=viewer.number,
        lent=viewer.lent_roles(engagement.id),
    )  # fmt: skip
    choices = tuple(Choice(a, _told(a)) for a in found.moves)
    ended = engagement.ended_on is not None
    return Screen(facts, choices, None if ended else definition.suspend)


def _told(answer: MoveAnswer) -> list[Told]:
    """Who is told by the button that the page shows: of the proposal, or of the move."""
    verb = "make_move" if answer.awaiting is None else "confirm_move"
    return told(verb, move=answer.move)


routes = [Route("/e/<code>/move", move, "mover", ("GET", "POST"))]
