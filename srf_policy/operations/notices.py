"""Telling people: one mail job for each person who is to know, written with the verb.

Each verb that tells somebody declares with `tells` what it says and to whom. Its page asks
`announcements` before the button, and the verb asks the same function afterwards: who is shown is
who is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session, aliased

from srf_policy import clock
from srf_policy.domain import Delegation, Engagement, Institution, Member, Person
from srf_policy.engine.vocabulary import EVERYONE
from srf_policy.store.people import standing_on

from . import find
from .work import Work


@dataclass(frozen=True)
class Addressee:
    """Who would be told: the person's number, role, institution and language."""

    number: str
    role: str
    institution: str
    language: str


@dataclass(frozen=True)
class Said:
    """One message of a verb: `notify.<notice>` to the members with these roles.

    `institutions` None: of all. `params` go into the message's words.
    """

    notice: str
    who: tuple[str, ...]
    institutions: tuple[str, ...] | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Announcement:
    """The same with the persons whom it reaches. `left`: who has no seat any more."""

    notice: str
    params: Mapping[str, Any]
    told: tuple[Addressee, ...]
    left: bool = False


Teller = Callable[..., Iterable[Said | Announcement]]

TELLERS: dict[str, Teller] = {}
"""By verb: what it says, asked with the session, the engagement and what the message depends on.

Where the persons are no members yet, a teller gives the announcement itself."""


def tells(*verbs: str) -> Callable[[Teller], Teller]:
    """Declare the function that says what these verbs tell, and to whom."""

    def declare(function: Teller) -> Teller:
        TELLERS.update(dict.fromkeys(verbs, function))
        return function

    return declare


def announcements(
    session: Session, engagement: Engagement | None, verb: str, **about: Any
) -> list[Announcement]:
    """Whom the verb would tell what, as things stand now; for its page, before the button."""
    return [
        said if isinstance(said, Announcement) else _reached(session, engagement, said)
        for said in TELLERS[verb](session, engagement, **about)
    ]


def _reached(session: Session, engagement: Engagement | None, said: Said) -> Announcement:
    if engagement is None:
        return Announcement(said.notice, said.params, ())
    told = addressees(session, engagement, said.who, clock.today(), said.institutions)
    return Announcement(said.notice, said.params, tuple(told))


def announce(
    work: Work, verb: str | None = None, *, more: Mapping[str, Any] | None = None, **about: Any
) -> None:
    """Write the mail jobs of the verb (of the one that is performed, unless another is named).

    `more` are params of the words that are known only once the verb has written.
    """
    if work.origin == "seed":
        # A replay tells nobody, so nobody is looked for.
        return
    told = announcements(work.session, work.engagement, verb or work.verb, **about)
    for said in told:
        for person in said.told:
            params = {**said.params, **(more or {})}
            write(work, said.notice, person.number, params, left=said.left)


def write(
    work: Work, notice: str, number: str, params: Mapping[str, Any], *, left: bool = False
) -> None:
    """One mail job; the place in the history makes its key, and so its Message-ID, its own.

    `left`: to who has no seat any more and is told of its end.
    """
    chain = work.engagement_or_none.code if work.engagement_or_none else "FACILITY"
    key = f"mail:{chain}:{work.next_seq - 1}:{notice}:{number}"
    more = {"left": True} if left else {}
    work.enqueue("mail", key, notice=notice, person=number, params=dict(params), **more)


def addressees(
    session: Session,
    engagement: Engagement,
    who: Iterable[str],
    today: date,
    institutions: Sequence[str] | None = None,
) -> list[Addressee]:
    """The members with one of these roles (`everyone`: all), of these institutions if named."""
    roles = set(who)
    both = union_all(_members(engagement, today), _deputies(engagement, today))
    rows = session.execute(both.order_by("deputy", "place"))
    found: dict[str, Addressee] = {}
    for number, role, code, language, *_ in rows:
        wanted = EVERYONE in roles or role in roles
        if wanted and (institutions is None or code in institutions):
            found.setdefault(number, Addressee(number, role, code, language))
    return list(found.values())


def _members(engagement: Engagement, today: date) -> Any:
    said = (Person.number, Member.role, Institution.code, Person.language)
    return (
        select(*said, literal(0).label("deputy"), Member.id.label("place"))
        .join(Member, Member.person_id == Person.id)
        .join(Institution, Institution.id == Member.institution_id)
        .where(Member.engagement_id == engagement.id, find.active(Member, today))
    )


def _deputies(engagement: Engagement, today: date) -> Any:
    """Who acts for others on that day is told what they are told."""
    given = aliased(Member)
    said = (Person.number, Delegation.role, Institution.code, Person.language)
    return (
        select(*said, literal(1).label("deputy"), Delegation.id.label("place"))
        .join(Delegation, Delegation.deputy_id == Person.id)
        .join(Institution, Institution.id == Delegation.institution_id)
        .join(
            given,
            (given.person_id == Delegation.giver_id)
            & (given.role == Delegation.role)
            & (given.institution_id == Delegation.institution_id),
        )
        .where(
            Delegation.engagement_id == engagement.id,
            standing_on(today),
            find.active(given, today),
        )
    )
