"""Guards about meetings."""

from __future__ import annotations

from srf_policy.engine.facts import Facts, MeetingFact
from srf_policy.engine.guards.base import Finding, Item, guard, lack, since
from srf_policy.engine.words import MeetingKind, Minutes, Since, Strict
from srf_policy.languages.messages import Message, msg


class MeetingHeld(Strict):
    """`minutes`: `approved` asks for more than `recorded`; without it the meeting is enough."""

    kind: MeetingKind
    minutes: Minutes | None = None
    since: Since = "ever"


@guard(
    "meeting_held",
    params=MeetingHeld,
    reads=("meetings", "revisions", "stage_entered"),
    mends="record_meeting",
    permission="record",
    screen="records",
)
def meeting_held(facts: Facts, asked: MeetingHeld, move: str) -> Finding:
    kind = msg(f"meeting_kind.{asked.kind}")
    place = since(facts, asked.since)
    held = [m for m in facts.meetings if m.kind == asked.kind and m.seq > place]
    good = [m for m in held if _minuted(m, asked.minutes)]
    if good:
        return msg("met.meeting_held", kind=kind, date=good[-1].held_on)
    # Keyed by kind, so that an exception for one workshop never waives another of the same move.
    return lack("missing.meeting_held", [Item(asked.kind, _why(held, asked, kind))], kind=kind)


def _minuted(meeting: MeetingFact, wanted: str | None) -> bool:
    if wanted is None:
        return True
    return meeting.minutes == "approved" or meeting.minutes == wanted


def _why(held: list[MeetingFact], asked: MeetingHeld, kind: Message) -> Message:
    if held:
        written = [m for m in held if m.minutes != "none"]
        code = "minutes_not_approved" if written else "minutes_not_recorded"
        return msg(f"item.meeting.{code}", kind=kind, date=(written or held)[-1].held_on)
    return msg(f"item.meeting.none_{asked.since}", kind=kind)
