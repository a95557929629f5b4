"""Who will be told by a step, and in which words: shown before its button.

The recipients come from `operations.notices.announcements`, which the verb itself asks when it is
performed. By role and institution, never by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from srf_policy import clock
from srf_policy.languages.messages import LocalText, Message, Value
from srf_policy.mail import messages
from srf_policy.operations.notices import Announcement, announcements
from srf_policy.store.queries import records

from . import context


@dataclass(frozen=True)
class Group:
    """People of one role, institution and language, who get the same message.

    Empty where the form has not said yet who it will be.
    """

    institution: LocalText
    role: str
    language: str
    count: int


@dataclass(frozen=True)
class Told:
    """A message that a step sends: its words, and who gets it.

    No words where the form has not said yet in which role somebody gets it.
    `invites`: it holds a link to set a password, which only who has none gets.
    """

    subject: Message | None
    body: Message | None
    groups: tuple[Group, ...]
    invites: bool = False


def told(verb: str, **about: Any) -> list[Told]:
    """What the verb would tell whom in the page's engagement, as things stand now."""
    found = announcements(context.reader(), context.engagement(), verb, **about)
    names = records.names(records.institutions(context.reader(), context.engagement()))
    return [_told(announcement, names) for announcement in found]


def newcomer(verb: str, role: str = "") -> list[Told]:
    """The same where there is no engagement yet: whoever the form will name."""
    found = announcements(context.reader(), None, verb, role=role, language=context.language())
    return [Told(None, None, _groups(said, {}), said.notice == "member_invited") for said in found]


def _told(announcement: Announcement, names: Mapping[str, LocalText]) -> Told:
    engagement, groups = context.engagement(), _groups(announcement, names)
    invites = announcement.notice == "member_invited"
    if not all(group.role for group in groups):
        return Told(None, None, groups, invites)
    params: dict[str, Value] = {**_foreseen(announcement, names), **announcement.params}
    link = messages.address(
        announcement.notice, engagement.code, params, context.language(),
        context.settings().base_url,
    )  # fmt: skip
    subject, body = messages.words(announcement.notice, engagement.code, engagement.title,
                                   params | {"link": link})  # fmt: skip
    return Told(subject, body, groups, invites)


def _foreseen(announcement: Announcement, names: Mapping[str, LocalText]) -> dict[str, Value]:
    """What the message says only when it is written: the day, and what is open on it."""
    first = next((a.institution for a in announcement.told), "")
    return {
        "day": clock.today().isoformat(), "waits": [["then", 1]],
        "institution": names.get(first, first),
    }  # fmt: skip


def _groups(announcement: Announcement, names: Mapping[str, LocalText]) -> tuple[Group, ...]:
    counted = Counter((a.institution, a.role, a.language) for a in announcement.told)
    return tuple(
        Group(names.get(institution, {}), role, language, number)
        for (institution, role, language), number in counted.items()
    )
