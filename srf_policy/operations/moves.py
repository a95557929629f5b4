"""Moving an engagement: asked completely, done in one place, confirmed by a second person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Engagement, ProposedMove
from srf_policy.domain.errors import NotAllowed, Problem, Refused, refused
from srf_policy.engine.definition import Document, Move, Notify, OpenBallot, VoidBallot
from srf_policy.engine.explain import MoveAnswer, UnknownMove, check_move, reads_of
from srf_policy.engine.machine import Cursor, fire
from srf_policy.languages.messages import msg

from . import packaging
from .authority import refuse_both_seats
from .ballots import open_ballot, void_ballot
from .exporting import make_document
from .notices import Said, announce, tells
from .runner import verb
from .sealing import seal
from .words import keep_if_any, words
from .work import Work, definition_of


@verb()
def make_move(
    work: Work, *, move: str, reason: str = "", choice: str | None = None
) -> dict[str, Any]:
    """Move the engagement, or propose the move where a second person must confirm it.

    `expected` is the engagement's move counter. Refused with everything that is missing.
    `choice` is one of the move's reasons where the workflow lists them.
    """
    work.expect(work.engagement.moves, "move")
    answer, proposed = _asked(work, move)
    if answer.awaiting is not None and work.acts_as(*answer.by):
        raise refused("refused.move_proposed", move=msg(f"move.{move}"))
    _refuse_unless_allowed(work, answer)
    work.acts_as(*answer.by)
    text = _reason(answer, reason, choice)
    found = work.definition.move(move)
    assert found is not None
    if proposed:
        lapse_proposals(work)
    if found.confirmed_by:
        return _propose(work, found, text)
    return _carry_out(work, found, text, work.actor.number)


@verb()
def confirm_move(work: Work, *, move: str) -> dict[str, Any]:
    """Confirm what another person proposed; all guards are asked again."""
    work.expect(work.engagement.moves, "move")
    answer, _ = _asked(work, move)
    if answer.awaiting is None:
        raise refused("refused.nothing_proposed", move=msg(f"move.{move}"))
    if not answer.confirmable:
        refuse_both_seats(work, answer.awaiting.by, answer.awaiting.behalf)
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
    _refuse_unless_allowed(work, answer)
    work.acts_as(*answer.confirmed_by)
    proposal = _open_proposal(work, move)
    proposal.state = "confirmed"
    found = work.definition.move(move)
    assert found is not None
    work.record("move", move=move, proposed_by=proposal.proposed_by)
    lapse_proposals(work)
    return _carry_out(work, found, proposal.reason, proposal.proposed_by)


@verb()
def take_back_move(work: Work, *, move: str) -> dict[str, Any]:
    """Take back a proposed move; who proposed it may, and who leads."""
    proposal = _open_proposal(work, move)
    own = work.actor.number in (proposal.proposed_by, proposal.proposed_for)
    if not own and not work.acts_as("lead_expert"):
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
    proposal.state = "taken_back"
    work.record("move", move=move)
    return {"move": move}


def _asked(work: Work, move: str) -> tuple[MoveAnswer, bool]:
    """What may be said to the move, and whether any move is proposed, which a move lets lapse."""
    try:
        here, actor, definition = work.engagement.id, work.actor, work.definition
        facts = work.facts(reads_of(definition, move) | {"proposal"})
        answer = check_move(
            definition, facts, move, actor.own_roles_in(here), actor.number, actor.lent_roles(here)
        )
        return answer, facts.proposal is not None
    except UnknownMove as error:
        raise Refused([Problem(error.message, "move")]) from None


def _refuse_unless_allowed(work: Work, answer: MoveAnswer) -> None:
    if not answer.permitted:
        raise NotAllowed([Problem(msg("refused.not_your_role"))])
    entered = work.engagement.stage_entered_on
    if work.occurred_on < entered:
        raise refused("refused.before_stage", "occurred_on", entered=entered)
    if answer.missing:
        raise Refused([Problem(m.message, "move") for m in answer.missing])


def _reason(answer: MoveAnswer, reason: str, choice: str | None) -> str:
    """The stored reason: the words, behind the choice where the workflow gives reasons to choose."""
    text = words(reason, "reason", limit=4000)
    if answer.reason == "required" and not text:
        raise refused("refused.empty.reason", "reason")
    if isinstance(answer.reason, tuple):
        if choice not in answer.reason:
            raise refused("refused.choose_reason", "choice")
        return f"{choice}: {text}" if text else str(choice)
    return text


def _open_proposal(work: Work, move: str) -> ProposedMove:
    found = work.session.scalar(
        select(ProposedMove).where(
            ProposedMove.engagement_id == work.engagement.id,
            ProposedMove.move == move,
            ProposedMove.state == "open",
        )
    )
    if found is None:
        raise refused("refused.nothing_proposed", move=msg(f"move.{move}"))
    return found


def _propose(work: Work, move: Move, reason: str) -> dict[str, Any]:
    kept = _kept(work, reason)
    work.session.add(
        ProposedMove(
            engagement_id=work.engagement.id, move=move.id, proposed_by=work.actor.number,
            proposed_for=work.behalf,
            reason=reason, state="open", occurred_on=work.occurred_on, seq=work.next_seq,
            illustrative=work.illustrative,
        )
    )  # fmt: skip
    work.record(
        "move",
        as_verb="propose_move",
        move=move.id,
        to=move.to,
        texts={"reason": kept},
    )
    # Whom it tells does not depend on what it writes, which is written once, at the end.
    with work.session.no_autoflush:
        announce(work, move=move.id)
    return {"proposed": move.id, "to": move.to}


@tells("make_move")
def _told_of_asking(session: Session, engagement: Engagement, *, move: str) -> Iterator[Said]:
    """Who confirms it, where somebody must; else those whom the move itself tells."""
    found = definition_of(session, engagement).move(move)
    if found is not None and found.confirmed_by:
        yield Said("please_confirm_move", tuple(found.confirmed_by), params={"move": move})
    elif found is not None:
        yield from _effects(found)


@tells("confirm_move")
def _told_of_move(session: Session, engagement: Engagement, *, move: str) -> Iterator[Said]:
    found = definition_of(session, engagement).move(move)
    if found is not None:
        yield from _effects(found)


def _effects(move: Move) -> Iterator[Said]:
    for effect in move.then:
        if isinstance(effect, Notify):
            yield Said(effect.message, tuple(effect.who))


def _carry_out(work: Work, move: Move, reason: str, proposed_by: str) -> dict[str, Any]:
    engagement = work.engagement
    before, kept = engagement.stage, _kept(work, reason)
    # The only place where a move assigns a stage; migrating only gives it another name.
    engagement.stage = fire(Cursor(work.definition, before), move.id)
    engagement.moves += 1
    engagement.stage_entered_on = work.occurred_on
    seq = work.record(
        "move", as_verb="make_move", move=move.id, **{"from": before, "to": engagement.stage},
        number=engagement.moves, ends=_ends(work), proposed_by=proposed_by,
        texts={"reason": kept},
    )  # fmt: skip
    engagement.stage_entered_seq = seq
    # As above.
    with work.session.no_autoflush:
        _follow(work, move)
    _end(work, reason)
    return {"moved": move.id, "from": before, "to": engagement.stage}


def _kept(work: Work, reason: str) -> str | None:
    return keep_if_any(work.session, work.engagement.id, reason)


def lapse_proposals(work: Work) -> None:
    """A proposed move lapses on any move and on suspension."""
    for row in work.session.scalars(
        select(ProposedMove).where(
            ProposedMove.engagement_id == work.engagement.id, ProposedMove.state == "open"
        )
    ):
        row.state = "lapsed"


def _follow(work: Work, move: Move) -> None:
    revision: int | None = None
    announce(work, "confirm_move", move=move.id)
    for effect in move.then:
        if isinstance(effect, OpenBallot):
            revision = open_ballot(work, effect.closes_after)
        elif isinstance(effect, VoidBallot):
            void_ballot(work)
        elif isinstance(effect, Document):
            make_document(work, effect.template, revision, move=move.id)


def _ends(work: Work) -> bool:
    stage = work.definition.stage(work.engagement.stage)
    return stage is not None and stage.ends


def _end(work: Work, reason: str) -> None:
    stage = work.definition.stage(work.engagement.stage)
    if stage is None or not stage.ends:
        return
    work.engagement.ended_on = work.occurred_on
    work.engagement.end_reason = reason
    # An ended engagement is not suspended any more: its clocks have nothing left to stop.
    work.engagement.end_suspension()
    if stage.seals:
        seal(work)
    packaging.at_the_end(work)
