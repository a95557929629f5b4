"""Guards about consultation rounds."""

from __future__ import annotations

from srf_policy.engine.facts import Facts, InstitutionFact, InvitationFact, RoundFact
from srf_policy.engine.guards.base import Finding, Item, NoParams, guard, lack, lack_whole
from srf_policy.engine.words import InstitutionsOf, Strict
from srf_policy.languages.messages import Message, Value, msg


class Heard(Strict):
    of: InstitutionsOf


@guard(
    "rounds_closed",
    reads=("rounds",),
    mends="close_round",
    permission="manage_rounds",
    screen="rounds",
)
def rounds_closed(facts: Facts, asked: NoParams, move: str) -> Finding:
    if not facts.rounds:
        item = msg("item.round.none")
        return lack_whole("rounds_closed", "missing.rounds_closed.none", item)
    still = [r for r in facts.rounds if not r.closed]
    if not still:
        return msg("met.rounds_closed", count=len(facts.rounds))
    items = [
        Item(str(r.number), msg("item.round.open", number=r.number, date=r.closes)) for r in still
    ]
    return lack("missing.rounds_closed", items)


@guard(
    "institutions_heard",
    params=Heard,
    reads=("institutions", "rounds"),
    mends="record_no_reply",
    permission="manage_rounds",
    screen="rounds",
)
def institutions_heard(facts: Facts, asked: Heard, move: str) -> Finding:
    wanted = facts.of_role(asked.of)
    items = [Item(i.code, why) for i in wanted if (why := _unheard(facts, i)) is not None]
    if items:
        return lack("missing.institutions_heard", items)
    return msg("met.institutions_heard", count=len(wanted))


def _unheard(facts: Facts, institution: InstitutionFact) -> Message | None:
    """Why this institution is not heard: its latest invitation decides."""
    latest = _latest_invitation(facts, institution.code)
    who: dict[str, Value] = {"institution": institution.name, "code": institution.code}
    if latest is None:
        return msg("item.institution.never_invited", **who)
    held, invitation = latest
    if invitation.answered or invitation.no_reply is not None:
        return None
    return msg("item.institution.unanswered", round=held.number, date=held.closes, **who)


def _latest_invitation(facts: Facts, code: str) -> tuple[RoundFact, InvitationFact] | None:
    invited = [(r, i) for r in facts.rounds for i in r.invitations if i.institution == code]
    return max(invited, key=lambda pair: pair[0].seq, default=None)
