"""Tasks of focal points, reviewers and validators."""

from __future__ import annotations

from collections.abc import Iterator

from srf_policy.domain.viewer import Seat
from srf_policy.languages.messages import msg

from .work import NEEDS, SENT_BACK, WAITING, Case, Task

_VOTING = frozenset({"lead", "required", "invited"})


def tasks(case: Case) -> Iterator[Task]:
    """What waits for the viewer's institution, and what it waits for."""
    seat = case.viewer.seat_in(case.id)
    if seat is None or seat.institution_role not in _VOTING or case.shown.ended:
        return
    yield from _rounds(case, seat)
    yield from _remarks(case, seat)
    if case.shown.roles & {"validator", "focal_point"}:
        yield from _position(case, seat)
    if seat.institution_role == "lead" and case.may("agree"):
        yield from _agreement(case)
    yield from _answers(case)


def _rounds(case: Case, seat: Seat) -> Iterator[Task]:
    focal = "focal_point" in case.shown.roles
    if not (focal or "reviewer" in case.shown.roles):
        return
    for found in case.open_rounds():
        mine = [i for i in found.invitations if i.institution == seat.institution]
        if any(not i.answered for i in mine):
            what = msg("me.reply" if focal else "me.remark", round=found.number,
                       title=case.shown.engagement.title)  # fmt: skip
            yield case.task(NEEDS, what, "round", number=found.number,
                            why=msg("me.on_draft", number=found.revision),
                            due=mine[0].closes or found.closes)  # fmt: skip


def _remarks(case: Case, seat: Seat) -> Iterator[Task]:
    remarks = case.desk.remarks.get(case.id, {})
    for found in case.open_rounds():
        count = remarks.get(found.number, 0)
        if count and "focal_point" in case.shown.roles:
            what = msg("me.take_up", count=count, round=found.number)
            own = (i.closes for i in found.invitations if i.institution == seat.institution)
            yield case.task(NEEDS, what, "round", number=found.number,
                            due=next(own, None) or found.closes)  # fmt: skip


def _position(case: Case, seat: Seat) -> Iterator[Task]:
    facts, ballot = case.shown.facts, case.shown.facts.ballot
    votes = case.may("take_position")
    silent = ballot is not None and all(p.institution != seat.institution for p in ballot.positions)
    if votes and ballot is not None and silent and not ballot.closed:
        yield case.task(NEEDS, msg("me.take_position", number=ballot.revision), "validation",
                        why=msg("me.silence"), due=ballot.closes_on)  # fmt: skip
    held = [p for p in facts.positions if p.institution == seat.institution]
    if ballot is not None and held and held[0].position == "reservation":
        if votes:
            yield case.task(NEEDS, msg("me.lift"), "validation",
                            why=msg("me.reservation_blocks"), since=held[0].taken_on)  # fmt: skip
        else:
            yield case.task(SENT_BACK, msg("me.own_reservation"), "validation",
                            since=held[0].taken_on)  # fmt: skip


def _agreement(case: Case) -> Iterator[Task]:
    answer = case.shown.ahead
    if answer is None or not case.revision or case.shown.suspended:
        return
    if any(m.guard == "lead_agrees" for m in answer.missing):
        move = msg(f"move.{answer.move}")
        yield case.task(NEEDS, msg("me.agree", move=move, number=case.revision), "records",
                        due=case.shown.timing.due)  # fmt: skip


def _answers(case: Case) -> Iterator[Task]:
    for number, count in case.desk.own_open.get(case.id, {}).items():
        what = msg("me.answers_to", count=count, round=number)
        yield case.task(WAITING, what, "round", number=number)
