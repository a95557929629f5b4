"""How each supposition changes the facts: as if it had just been recorded, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from srf_policy.engine.definition import Definition
from srf_policy.engine.facts import (
    AdoptionFact,
    AgreementFact,
    BallotFact,
    CommentFact,
    ConditionFact,
    DisputeFact,
    ExceptionFact,
    Facts,
    InvitationFact,
    MeetingFact,
    PaperFact,
    PlanGapFact,
    PositionFact,
    PresentationFact,
    RevisionFact,
    RoundFact,
)
from srf_policy.engine.guards import Missing, evaluate

UNSAID = "…"
"""For what a supposition does not say: whose comment, which condition."""

BALLOT_DAYS = 30
"""For how long a supposed ballot is open."""


@dataclass(frozen=True)
class Given:
    """Whom or what a supposition is about, and its checked value."""

    of: tuple[str, ...]
    value: str | int | date

    @property
    def number(self) -> int:
        assert isinstance(self.value, int)
        return self.value

    @property
    def day(self) -> date:
        assert isinstance(self.value, date)
        return self.value

    @property
    def yes(self) -> bool:
        return self.value == "yes"


Change = Callable[[Definition, Facts, Given], Facts]


def next_place(facts: Facts) -> int:
    """The place in the history of what would be recorded now."""
    recorded = (facts.revisions, facts.rounds, facts.meetings, facts.papers, facts.presentations)
    return max([facts.stage_entered, *(row.seq for rows in recorded for row in rows)]) + 1


def on_day(facts: Facts, day: date) -> Facts:
    """A ballot is closed once its stated day has passed."""
    ballot = facts.ballot
    if ballot is not None:
        ballot = replace(ballot, closed=ballot.closes_on < day)
    return replace(facts, today=day, ballot=ballot)


def stage(definition: Definition, facts: Facts, given: Given) -> Facts:
    """As if it had been entered now; in the stage where it stands nothing is entered again."""
    if given.value == facts.stage:
        return facts
    return replace(facts, stage=str(given.value), stage_entered=next_place(facts), proposal=None)


def today(definition: Definition, facts: Facts, given: Given) -> Facts:
    return on_day(facts, given.day)


def suspended(definition: Definition, facts: Facts, given: Given) -> Facts:
    return replace(facts, suspended=given.yes, proposal=None if given.yes else facts.proposal)


def revision(definition: Definition, facts: Facts, given: Given) -> Facts:
    """A revision published now; a ballot that is open begins again on it."""
    number = (facts.newest_revision or 0) + 1
    new = RevisionFact(number, next_place(facts), facts.today)
    ballot, positions = facts.ballot, facts.positions
    if ballot is not None and not ballot.closed:
        positions = _together(positions, ballot.positions)
        closes = facts.today + (ballot.closes_on - ballot.opened_on)
        ballot = BallotFact(ballot.number + 1, number, facts.today, closes, closed=False)
    return replace(facts, revisions=(*facts.revisions, new), ballot=ballot, positions=positions)


def rounds(definition: Definition, facts: Facts, given: Given) -> Facts:
    """All rounds closed, where there is none as if there had been one; or one more, open."""
    if given.value == "open":
        return replace(facts, rounds=(*facts.rounds, _round(facts, (), closed=False)))
    closed = tuple(replace(r, closed=True) for r in facts.rounds)
    return replace(facts, rounds=closed or (_round(facts, (), closed=True),))


def _round(facts: Facts, invited: Iterable[InvitationFact], *, closed: bool) -> RoundFact:
    number = max((r.number for r in facts.rounds), default=0) + 1
    return RoundFact(
        number, facts.newest_revision or 0, next_place(facts), facts.today, closed, tuple(invited)
    )


def heard(definition: Definition, facts: Facts, given: Given) -> Facts:
    """As if a round that is closed by now had invited them, and they had answered or not."""
    invited = [InvitationFact(code, given.yes) for code in given.of]
    return replace(facts, rounds=(*facts.rounds, _round(facts, invited, closed=True)))


def comments(definition: Definition, facts: Facts, given: Given) -> Facts:
    """So many without an answer: of those there are the first, beyond them general ones."""
    held = facts.comments_lacking[: given.number]
    last = max((c.number for c in facts.comments_lacking), default=0)
    more = (CommentFact(last + n, UNSAID, None, "") for n in range(1, given.number - len(held) + 1))
    return replace(facts, comments_lacking=(*held, *more))


def disputes(definition: Definition, facts: Facts, given: Given) -> Facts:
    held = facts.disputes[: given.number]
    last = max((d.number for d in facts.disputes), default=0)
    more = (DisputeFact(last + n, "", "") for n in range(1, given.number - len(held) + 1))
    return replace(facts, disputes=(*held, *more))


def referred(definition: Definition, facts: Facts, given: Given) -> Facts:
    left = tuple(replace(d, referred=given.yes) for d in facts.disputes)
    return replace(facts, disputes=left)


def action_lines(definition: Definition, facts: Facts, given: Given) -> Facts:
    return replace(facts, action_lines=given.number, plan_gaps=facts.plan_gaps[: given.number])


def plan_gaps(definition: Definition, facts: Facts, given: Given) -> Facts:
    """So many lines that lack something; a plan has at least as many lines as gaps."""
    held = facts.plan_gaps[: given.number]
    more = (
        PlanGapFact(f"+{n}", str(n), ("responsible",))
        for n in range(len(held) + 1, given.number + 1)
    )
    lines = max(facts.action_lines, given.number)
    return replace(facts, plan_gaps=(*held, *more), action_lines=lines)


def ballot(definition: Definition, facts: Facts, given: Given) -> Facts:
    """Open on the newest revision from today; closed yesterday; or none."""
    held = facts.ballot
    if given.value == "none" or facts.newest_revision is None:
        return void(facts)
    if held is None or held.revision != facts.newest_revision:
        facts = open_ballot(facts, BALLOT_DAYS)
        held = facts.ballot
        assert held is not None
    days = BALLOT_DAYS if given.value == "open" else -1
    if held.closed == (given.value == "closed"):
        return facts
    closes = facts.today + timedelta(days=days)
    return replace(facts, ballot=replace(held, closes_on=closes, closed=days < 0))


def open_ballot(facts: Facts, days: int) -> Facts:
    """As the effect of a move does; there is a revision."""
    number = facts.ballot.number + 1 if facts.ballot else 1
    facts = void(facts)
    closes = facts.today + timedelta(days=days)
    new = BallotFact(number, facts.newest_revision or 0, facts.today, closes, closed=False)
    return replace(facts, ballot=new)


def void(facts: Facts) -> Facts:
    """Positions stay on record: a void ballot lifts no reservation."""
    if facts.ballot is None:
        return facts
    kept = _together(facts.positions, facts.ballot.positions)
    return replace(facts, ballot=None, positions=kept)


def position(definition: Definition, facts: Facts, given: Given) -> Facts:
    taken = tuple(PositionFact(code, str(given.value), facts.today) for code in given.of)
    return _with_positions(facts, taken)


def no_reservation(definition: Definition, facts: Facts, given: Given) -> Facts:
    """Whoever has a reservation lifts it, as its author alone can, by having no objection."""
    held = _together(facts.positions, facts.ballot.positions if facts.ballot else ())
    lifted = (
        PositionFact(p.institution, "no_objection", facts.today)
        for p in held
        if p.position == "reservation"
    )
    return _with_positions(facts, tuple(lifted))


def _with_positions(facts: Facts, taken: tuple[PositionFact, ...]) -> Facts:
    held = facts.ballot
    if held is not None:
        held = replace(held, positions=_together(held.positions, taken))
    return replace(facts, ballot=held, positions=_together(facts.positions, taken))


def _together(
    earlier: tuple[PositionFact, ...], later: tuple[PositionFact, ...]
) -> tuple[PositionFact, ...]:
    """The latest position of each institution."""
    latest = {p.institution: p for p in (*earlier, *later)}
    return tuple(latest.values())


def meeting(definition: Definition, facts: Facts, given: Given) -> Facts:
    """One more of this kind, held today; or none that was ever held."""
    if given.value == "none":
        return replace(facts, meetings=tuple(m for m in facts.meetings if m.kind not in given.of))
    minutes = "none" if given.value == "held" else str(given.value)
    for kind in given.of:
        number = max((m.number for m in facts.meetings), default=0) + 1
        new = MeetingFact(number, kind, next_place(facts), facts.today, minutes)
        facts = replace(facts, meetings=(*facts.meetings, new))
    return facts


def presented(definition: Definition, facts: Facts, given: Given) -> Facts:
    """Put before the body today, with this outcome; "with changes" carries one open condition."""
    if given.value == "none":
        left = tuple(p for p in facts.presentations if p.body not in given.of)
        return replace(facts, presentations=left)
    asks = given.value == "endorsed_with_changes"
    for body in given.of:
        number = max((p.number for p in facts.presentations), default=0) + 1
        new = PresentationFact(
            number, body, next_place(facts), facts.newest_revision or 0, facts.today,
            str(given.value), (ConditionFact(1, UNSAID, met=False),) if asks else (),
        )  # fmt: skip
        facts = replace(facts, presentations=(*facts.presentations, new))
    return facts


def conditions_met(definition: Definition, facts: Facts, given: Given) -> Facts:
    met = tuple(
        replace(p, conditions=tuple(replace(c, met=True) for c in p.conditions))
        for p in facts.presentations
    )
    return replace(facts, presentations=met)


def view(definition: Definition, facts: Facts, given: Given) -> Facts:
    new = (PaperFact("", "clearance", code, next_place(facts), facts.today) for code in given.of)
    return replace(facts, papers=(*facts.papers, *new))


def adoption(definition: Definition, facts: Facts, given: Given) -> Facts:
    newest = facts.newest_revision
    compared = "not_seen" if newest is None else "identical"
    found = AdoptionFact(1, facts.today, compared, newest) if given.value == "recorded" else None
    return replace(facts, adoption=found)


def lead_agrees(definition: Definition, facts: Facts, given: Given) -> Facts:
    """To every move, with the newest revision."""
    newest = facts.newest_revision
    if not given.yes or newest is None:
        return replace(facts, agreements=())
    new = (
        AgreementFact(move.id, newest, lead.code, None, facts.today)
        for lead in facts.of_role("lead")
        for move in definition.moves
    )
    return replace(facts, agreements=(*facts.agreements, *new))


def exception(definition: Definition, facts: Facts, given: Given) -> Facts:
    """Whatever these guards lack for any move is waived."""
    waived = []
    for move in definition.moves:
        for need in move.needs:
            if need.guard not in given.of:
                continue
            lacking = evaluate(need.guard, need.params, facts, move.id)
            if isinstance(lacking, Missing):
                keys = frozenset(item.key for item in lacking.items)
                waived.append(ExceptionFact(move.id, need.guard, keys))
    return replace(facts, exceptions=(*facts.exceptions, *waived))
