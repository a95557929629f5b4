"""Tasks of experts, translators and staff."""

from __future__ import annotations

from collections.abc import Iterator

from srf_policy.engine.guards import Missing
from srf_policy.engine.outlook import can_mend
from srf_policy.languages.messages import msg
from srf_policy.languages.tags import language_name

from . import context, mending
from .work import NEEDS, SENT_BACK, WAITING, Case, Task, silent

_OWN = frozenset(
    {"revision_published", "action_plan_present", "adoption_recorded", "presented_to"}
    | {"meeting_held", "conditions_met"}
)
"""Guards whose missing things have no other line below."""


def tasks(case: Case) -> Iterator[Task]:
    """Everything of one engagement that waits for this viewer, or for others."""
    if case.shown.ended:
        return
    yield from _suspension(case)
    yield from _moves(case)
    yield from _comments(case)
    yield from _rounds(case)
    yield from _minutes(case)
    yield from _translations(case)
    if case.shown.roles & {"lead_expert", "expert"}:
        yield from _of_others(case)
        yield from _sent_back(case)


def _suspension(case: Case) -> Iterator[Task]:
    engagement, rule = case.shown.engagement, case.shown.definition.suspend
    review = engagement.review_on
    idle = case.desk.proposed.get(case.id)
    if rule and idle is not None and case.shown.roles & set(rule.by):
        yield case.task(NEEDS, msg("me.suspension_proposed"), "move",
                        why=msg("me.nothing_done_until", date=idle.day), since=idle.day)  # fmt: skip
    if rule and review and review <= case.today and case.shown.roles & set(rule.by):
        yield case.task(NEEDS, msg("me.review_suspension"), "move", due=review)


def _moves(case: Case) -> Iterator[Task]:
    """The way ahead: open, or something that only this viewer's side can mend."""
    answer = case.shown.ahead
    if answer is None or answer.awaiting is not None or case.shown.suspended:
        return
    move = msg(f"move.{answer.move}")
    if answer.allowed:
        yield case.task(NEEDS, msg("me.may_move", move=move), "move",
                        why=msg("missing.nothing"), due=case.shown.timing.due)  # fmt: skip
    for missing in answer.missing:
        if missing.guard in _OWN and _mends(case, missing):
            yield Task(NEEDS, case.shown.engagement, missing.message,
                       mending.link(case.shown.code, missing), msg("me.needed_for", move=move),
                       case.shown.timing.due)  # fmt: skip


def _mends(case: Case, missing: Missing) -> bool:
    shown = case.shown
    return can_mend(shown.definition, shown.engagement.stage, missing, shown.roles)


def _comments(case: Case) -> Iterator[Task]:
    open_ = case.desk.open.get(case.id, {})
    senders = dict.fromkeys(c.institution for c in case.shown.facts.comments_lacking)
    why = msg("me.institutions", names=[case.name(code) for code in senders])
    for number, count in open_.items() if case.may("dispose") else ():
        what = msg("me.answer_comments", count=count, round=number)
        yield case.task(NEEDS, what, "matrix", number=number, due=case.shown.timing.due,
                        why=why if len(open_) == 1 else None)  # fmt: skip


def _rounds(case: Case) -> Iterator[Task]:
    for found in case.open_rounds():
        quiet = silent(found)
        last = max([found.closes, *(i.closes for i in quiet if i.closes)])
        if case.may("manage_rounds") and last < case.today:
            what = msg("me.close_round", number=found.number)
            why = msg("me.still_silent", count=len(quiet)) if quiet else msg("me.all_replied")
            yield case.task(NEEDS, what, "rounds", why=why, due=last)


def _minutes(case: Case) -> Iterator[Task]:
    """Minutes to approve; "none at all" counts where a move needs the meeting."""
    if case.may("record"):
        for meeting in case.shown.facts.meetings:
            if meeting.minutes == "recorded":
                what = msg("me.approve_minutes", kind=msg(f"meeting_kind.{meeting.kind}"),
                           date=meeting.held_on)  # fmt: skip
                yield case.task(NEEDS, what, "records", since=meeting.held_on)


def _translations(case: Case) -> Iterator[Task]:
    if case.may("translate") or case.shown.roles & {"translator"}:
        part = NEEDS if "translator" in case.shown.roles else WAITING
        for language, count in case.desk.stale.get(case.id, {}).items():
            spoken = language_name(language, context.language())
            what = msg("me.translate", count=count, language=spoken)
            yield case.task(part, what, "edit", why=msg("me.translate_why", number=case.revision))


def _of_others(case: Case) -> Iterator[Task]:
    facts, code = case.shown.facts, case.shown.code
    for found in case.open_rounds():
        quiet = silent(found)
        if quiet:
            what = msg("me.replies_of", count=len(quiet), round=found.number)
            why = msg("me.institutions", names=[case.name(i.institution) for i in quiet])
            yield case.task(WAITING, what, "rounds", why=why, due=found.closes)
    ballot = facts.ballot
    if ballot is not None and not ballot.closed:
        heard = {p.institution for p in ballot.positions}
        missing = [i.name for i in facts.of_role("required") if i.code not in heard]
        if missing:
            what = msg("me.positions_of", count=len(missing))
            why = msg("me.institutions", names=missing)
            yield case.task(WAITING, what, "validation", why=why, due=ballot.closes_on)
    for position in facts.positions:
        if position.position == "reservation":
            what = msg("me.reservation_of", institution=case.name(position.institution))
            yield case.task(WAITING, what, "validation", why=msg("me.reservation_blocks"),
                            since=position.taken_on)  # fmt: skip
    answer = case.shown.ahead
    agreement = [m for m in answer.missing if m.guard == "lead_agrees"] if answer else []
    if answer is not None and agreement and case.revision:
        yield Task(WAITING, case.shown.engagement, msg("me.lead_agreement"),
                   mending.link(code, agreement[0]),
                   msg("me.needed_for", move=msg(f"move.{answer.move}")))  # fmt: skip


def _sent_back(case: Case) -> Iterator[Task]:
    """What this viewer moved back and where it still stands."""
    event, engagement = case.desk.moved_by_viewer.get(case.id), case.shown.engagement
    if event is None or event.seq != engagement.stage_entered_seq:
        return
    order = [stage.id for stage in case.shown.definition.stages]
    before, after = str(event.payload["from"]), str(event.payload["to"])
    if order.index(after) < order.index(before):
        what = msg("me.moved_back", stage=msg(f"stage.{after}"))
        why = msg("me.moved_from", stage=msg(f"stage.{before}"))
        yield case.task(SENT_BACK, what, "engagement", why=why, since=event.occurred_on)
