"""Telling who was given a seat or an account, with a link to set a password where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Credential, Engagement, Institution, Person
from srf_policy.engine.vocabulary import EVERYONE

from .notices import Addressee, Announcement, Said, announce, tells, write
from .work import Work


def welcome(work: Work, person: Person, seat: Institution, role: str) -> None:
    """Tell a person of a seat that was just written."""
    announce(work, "add_member", person=person.number, role=role, institution=seat.code)


@tells("add_member", "grant_auditor", "open_engagement")
def _told_of_seat(
    session: Session, _: Engagement | None, *, role: str = "", institution: str = "",
    language: str = "en", person: str = "",
) -> Iterator[Announcement]:  # fmt: skip
    """`person` empty: who has no number yet, or is not chosen yet."""
    known, able = _known(session, person)
    who = Addressee(person, role, institution, known.language if known else language)
    yield Announcement("member_added" if able else "member_invited", {"role": role}, (who,))


@tells("succeed_member")
def _told_of_succession(
    session: Session, _: Engagement | None, *, role: str = "", institution: str = "",
    language: str = "en", person: str = "",
) -> Iterator[Announcement]:  # fmt: skip
    """What waits, and who cannot sign in yet gets a link for it."""
    known, able = _known(session, person)
    who = Addressee(person, role, institution, known.language if known else language)
    yield Announcement("takes_over", {"role": role}, (who,))
    if not able:
        yield Announcement("member_invited", {"role": role}, (who,))


@tells("end_member")
def _told_of_end(
    session: Session, _: Engagement | None, *, role: str, institution: str, person: str
) -> Iterator[Announcement]:
    known, _able = _known(session, person)
    who = Addressee(person, role, institution, known.language if known else "en")
    yield Announcement("member_left", {"role": role}, (who,), left=True)


@tells("end_institution")
def _told_of_house(_: Session, __: Engagement | None, *, institution: str) -> Iterator[Said]:
    """Each of its people is told as in `end_member`."""
    yield Said("member_left", (EVERYONE,), (institution,))


def _known(session: Session, number: str) -> tuple[Person | None, bool]:
    """The person, and whether it can sign in."""
    known = session.scalar(select(Person).where(Person.number == number)) if number else None
    return known, known is not None and session.get(Credential, known.id) is not None


def account_made(work: Work, person: Person) -> None:
    """Tell a person who cannot sign in yet how to; who has a password is told nothing."""
    if work.session.get(Credential, person.id) is None:
        write(work, "account_made", person.number, {})
