"""Guards about validation: the ballot, its positions, the views of institutions."""

from __future__ import annotations

from srf_policy.engine.facts import BallotFact, Facts, PositionFact
from srf_policy.engine.guards.base import (
    Finding,
    Item,
    NoParams,
    guard,
    lack,
    lack_whole,
    name_of,
)
from srf_policy.engine.words import InstitutionsOf, Strict
from srf_policy.languages.messages import msg

VIEWS = ("position", "clearance")
"""Kinds of paper that carry an institution's view."""


class Of(Strict):
    of: InstitutionsOf


@guard(
    "ballot_complete",
    params=Of,
    reads=("ballot", "institutions", "revisions", "today"),
    mends="take_position",
    permission="take_position",
    screen="validation",
)
def ballot_complete(facts: Facts, asked: Of, move: str) -> Finding:
    ballot = facts.ballot
    if ballot is None:
        item = msg("item.ballot.none")
        return lack_whole("ballot_complete", "missing.ballot_complete.none", item)
    if ballot.revision != facts.newest_revision:
        item = msg("item.ballot.old", number=ballot.revision, newest=facts.newest_revision)
        return lack_whole("ballot_complete", "missing.ballot_complete.none", item)
    items = _undecided(facts, ballot, asked.of)
    if items:
        return lack("missing.ballot_complete", items)
    return msg("met.ballot_complete", number=ballot.revision)


def _undecided(facts: Facts, ballot: BallotFact, of: str) -> list[Item]:
    """After the stated date silence is as good as a position; on that day it is not yet."""
    if facts.today > ballot.closes_on:
        return []
    taken = {p.institution for p in ballot.positions}
    return [
        Item(
            i.code,
            msg("item.ballot.no_position", institution=i.name, code=i.code, date=ballot.closes_on),
        )
        for i in facts.of_role(of)
        if i.code not in taken
    ]


@guard(
    "no_open_reservation",
    reads=("ballot", "positions", "institutions"),
    mends="take_position",
    permission="take_position",
    screen="validation",
)
def no_open_reservation(facts: Facts, asked: NoParams, move: str) -> Finding:
    held = [p for p in latest_positions(facts).values() if p.position == "reservation"]
    if not held:
        return msg("met.no_open_reservation")
    items = [
        Item(
            p.institution,
            msg(
                "item.ballot.reservation",
                institution=name_of(facts, p.institution),
                code=p.institution,
                date=p.taken_on,
            ),
        )
        for p in held
    ]
    return lack("missing.no_open_reservation", items)


def latest_positions(facts: Facts) -> dict[str, PositionFact]:
    """By institution. A void ballot or silence never lifts a reservation: only its author does."""
    latest = {p.institution: p for p in facts.positions}
    if facts.ballot is not None:
        latest.update((p.institution, p) for p in facts.ballot.positions)
    return latest


@guard(
    "views_of",
    params=Of,
    reads=("institutions", "positions", "ballot", "papers"),
    mends="file_paper",
    permission="record",
    screen="records",
)
def views_of(facts: Facts, asked: Of, move: str) -> Finding:
    known = set(latest_positions(facts)) | {p.sender for p in facts.papers if p.kind in VIEWS}
    wanted = facts.of_role(asked.of)
    items = [
        Item(i.code, msg("item.institution.no_view", institution=i.name, code=i.code))
        for i in wanted
        if i.code not in known
    ]
    if items:
        return lack("missing.views_of", items)
    return msg("met.views_of", count=len(wanted))
