"""Guards about the text: revisions, answers to comments, the lead institution's agreement."""

from __future__ import annotations

from srf_policy.engine.facts import CommentFact, Facts, PlanGapFact
from srf_policy.engine.guards.base import Finding, Item, NoParams, guard, lack, lack_whole, since
from srf_policy.engine.words import SinceStage, Strict
from srf_policy.languages.messages import Message, msg, numeral


class Published(Strict):
    since: SinceStage = "ever"


@guard(
    "revision_published",
    params=Published,
    reads=("revisions", "stage_entered"),
    mends="publish_revision",
    permission="edit",
    screen="edit",
)
def revision_published(facts: Facts, asked: Published, move: str) -> Finding:
    newest = facts.revisions[-1] if facts.revisions else None
    if newest is not None and newest.seq > since(facts, asked.since):
        return msg("met.revision_published", number=newest.number, date=newest.published_on)
    if newest is None:
        item = msg("item.revision.none")
    else:
        item = msg("item.revision.before_stage", number=newest.number, date=newest.published_on)
    return lack_whole("revision_published", "missing.revision_published", item)


@guard(
    "comments_disposed",
    reads=("comments_lacking",),
    mends="answer_comment",
    permission="dispose",
    screen="matrix",
)
def comments_disposed(facts: Facts, asked: NoParams, move: str) -> Finding:
    items = [Item(str(c.number), _comment(c)) for c in facts.comments_lacking]
    if not items:
        return msg("met.comments_disposed")
    # "have no answer" would be wrong where an answer stands that only lacks its reason.
    unanswered = any(c.lacks == "answer" for c in facts.comments_lacking)
    reasonless = any(c.lacks == "reason" for c in facts.comments_lacking)
    kind = ".both" if unanswered and reasonless else ".reason" if reasonless else ""
    return lack(f"missing.comments_disposed{kind}", items)


def _comment(comment: CommentFact) -> Message:
    return msg(
        f"item.comment.{_place(comment)}.{comment.lacks}",
        number=comment.number,
        provision=numeral(comment.printed),
        institution=comment.institution,
    )


def _place(comment: CommentFact) -> str:
    """A provision that the newest revision no longer has carries no printed number."""
    if comment.provision is None:
        return "general"
    return "placed" if comment.printed else "gone"


@guard(
    "lead_agrees",
    reads=("agreements", "institutions", "revisions"),
    mends="record_agreement",
    permission="agree",
    screen="records",
)
def lead_agrees(facts: Facts, asked: NoParams, move: str) -> Finding:
    lead = {i.code: i.name for i in facts.of_role("lead")}
    newest = facts.newest_revision
    for given in facts.agreements:
        if given.move == move and given.revision == newest and given.institution in lead:
            name = lead[given.institution]
            return msg("met.lead_agrees", institution=name, number=newest, date=given.agreed_on)
    if newest is None:
        return lack_whole("lead_agrees", "missing.lead_agrees", msg("item.lead.no_revision"))
    item = msg("item.lead.not_agreed", institutions=list(lead.values()), number=newest)
    return lack_whole("lead_agrees", "missing.lead_agrees", item)


@guard(
    "action_plan_present",
    reads=("action_lines",),
    mends="change_text",
    permission="edit",
    screen="edit",
)
def action_plan_present(facts: Facts, asked: NoParams, move: str) -> Finding:
    if facts.action_lines > 0:
        return msg("met.action_plan_present", count=facts.action_lines)
    item = msg("item.action_plan.empty")
    return lack_whole("action_plan_present", "missing.action_plan_present", item)


@guard(
    "action_plan_complete",
    reads=("action_lines", "plan_gaps"),
    mends="change_text",
    permission="edit",
    screen="edit",
)
def action_plan_complete(facts: Facts, asked: NoParams, move: str) -> Finding:
    """Every line says who is responsible, how it is measured, and what it costs."""
    if not facts.action_lines:
        item = msg("item.action_plan.none")
        return lack_whole("action_plan_complete", "missing.action_plan_present", item)
    items = [Item(gap.line, _gap(gap)) for gap in facts.plan_gaps]
    if items:
        return lack("missing.action_plan_complete", items)
    return msg("met.action_plan_complete", count=facts.action_lines)


def _gap(gap: PlanGapFact) -> Message:
    return msg(
        "item.action_plan.gap",
        number=numeral(gap.printed),
        lacks=[msg(f"plan_field.{name}") for name in gap.lacks],
    )
