"""Telling who was given a seat or an account, with a link to set a password where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from srf_policy.domain import Credential, Engagement, Institution, Person

from .notices import Addressee, Announcement, announce, tells, write
from .work import Work


def welcome(work: Work, person: Person, seat: Institution, role: str) -> None:
    """Tell a person of a seat that was just written."""
    announce(
        work, "add_member", person=person.number, role=role, institution=seat.code,
        language=person.language,
    )  # fmt: skip


@tells("add_member", "end_member", "succeed_member", "grant_auditor", "open_engagement")
def _told_of_seat(
    session: Session,
    _: Engagement | None,
    *,
    role: str = "",
    institution: str = "",
    language: str = "en",
    person: str | None = None,
) -> Iterator[Announcement]:
    """`person` None: who has no number yet, or is not chosen yet."""
    known = session.scalar(select(Person).where(Person.number == (person or "")))
    able = known is not None and session.get(Credential, known.id) is not None
    told = Addressee(person or "", role, institution, known.language if known else language)
    params = {"role": role} if role else {}
    yield Announcement("member_added" if able else "member_invited", params, (told,))


def account_made(work: Work, person: Person) -> None:
    """Tell a person who cannot sign in yet how to; who has a password is told nothing."""
    if work.session.get(Credential, person.id) is None:
        write(work, "account_made", person.number, {})
