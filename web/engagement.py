"""`/e/<code>`: where it stands, what is still missing and from whom, and all that is on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Response

from srf_policy import clock
from srf_policy.domain import Engagement, HistoryEvent, Institution, Revision
from srf_policy.domain.telling import tell
from srf_policy.engine.diagram import Step as Walked
from srf_policy.engine.diagram import steps_of
from srf_policy.engine.explain import MoveAnswer
from srf_policy.engine.guards import Item, Missing
from srf_policy.engine.outlook import can_mend
from srf_policy.languages.messages import LocalText, Message
from srf_policy.store.queries import exports, moving
from srf_policy.store.queries.engagement import BEGINS, Sheet, sheet

from . import context, mending, sizes
from .days import of_engagement
from .exports import path_of
from .rendering import page
from .routing import Route
from .standing import Stand, owners, stand


@dataclass(frozen=True)
class Stop:
    """A stage on the line. `state`: done, now, ahead, left (was here, and went back) or skipped."""

    stage: str
    state: str
    begun: date | None
    ended: date | None
    times: int


@dataclass(frozen=True)
class Lacking:
    """One missing thing: its items, each with its own link if it has one; the link that mends it
    all, for who may (`mends`), or shows more to who may not; and the roles that may.
    """

    missing: Missing
    items: list[tuple[Item, str | None]]
    link: str | None
    mends: bool
    owners: list[Message]


@dataclass(frozen=True)
class Step:
    """One move with needs, completely."""

    answer: MoveAnswer
    lacking: list[Lacking]

    @property
    def total(self) -> int:
        return len(self.answer.missing) + len(self.answer.met)


@dataclass(frozen=True)
class Document:
    """One revision in one language; `stale`: provisions whose translation is out of date.

    `size` is that of the Word file, where one was made.
    """

    revision: Revision
    language: str
    stale: int
    size: int | None


def engagement(code: str) -> Response:
    viewer, found = context.viewer(), context.engagement()
    held = sheet(context.reader(), viewer, found, clock.today())
    shown = stand(held.standing, viewer)
    return page(
        "engagement.html",
        shown=shown,
        sheet=held,
        engagement=found,
        stops=stops(shown, held.entries),
        steps=_steps(shown),
        documents=_documents(held),
        made=exports.of_moves(context.reader(), viewer, found),
        path_of=path_of,
        seats=_seats(held),
        events=[(event, told(event, held.institutions)) for event in held.events],
        named={i.code: i.name for i in held.institutions},
        mend=mending.words,
        rights=_rights(shown),
        illustrative=found.illustrative,
        closing=closing(shown),
        days=[] if shown.ended else of_engagement(found),
        why=_why(held, found),
    )


def _why(held: Sheet, found: Engagement) -> tuple[date, str] | None:
    """When and for what reason it was moved to its stage; for the Facility and the lead."""
    begun = [event for event in held.entries if event.verb in BEGINS]
    if not begun or not context.viewer().sees_all_comments(found.id):
        return None
    last = begun[-1]
    said = moving.reasons(context.reader(), found, [last]).get(last.seq)
    return (last.occurred_on, said) if said else None


def closing(shown: Stand) -> tuple[str, str]:
    """Why it was closed: the reason that was chosen from the workflow's, and the words beside it."""
    reason = shown.engagement.end_reason or ""
    chosen, _, words = reason.partition(": ")
    listed = {r for m in shown.definition.moves if isinstance(m.reason, tuple) for r in m.reason}
    return (chosen, words) if chosen in listed else ("", reason)


def stops(shown: Stand, entries: Sequence[HistoryEvent]) -> list[Stop]:
    """The line of stages with the days on which each was entered and left last."""
    periods = _periods(steps_of(shown.definition, ((e.payload, e.occurred_on) for e in entries)))
    line = [s.id for s in shown.definition.stages if not s.ends or s.seals]
    here = shown.engagement.stage
    if here not in line:
        line.append(here)
    return [_stop(stage, line.index(stage) - line.index(here), periods) for stage in line]


def _stop(stage: str, distance: int, periods: dict[str, list[tuple[date, date | None]]]) -> Stop:
    held = periods.get(stage, [])
    begun, ended = held[-1] if held else (None, None)
    if distance == 0:
        state = "now"
    elif distance < 0:
        state = "done" if held else "skipped"
    else:
        state = "left" if held else "ahead"
    return Stop(stage, state, begun, ended, len(held))


def _periods(walk: Sequence[Walked]) -> dict[str, list[tuple[date, date | None]]]:
    """Stage -> when it was entered and left, in order."""
    periods: dict[str, list[tuple[date, date | None]]] = {}
    here = ""
    for step in walk:
        if here:
            begun, _ = periods[here][-1]
            periods[here][-1] = (begun, step.on)
        here = step.to
        periods.setdefault(here, []).append((step.on, None))
    return periods


def _steps(shown: Stand) -> list[Step]:
    """The moves with needs, the one that leads on first."""
    asking = [a for a in shown.explanation.moves if a.met or any(m.waivable for m in a.missing)]
    asking.sort(key=lambda answer: answer is not shown.ahead)
    return [Step(a, [_lacking(shown, m) for m in a.missing]) for a in asking]


def _lacking(shown: Stand, missing: Missing) -> Lacking:
    mends = missing.waivable and can_mend(
        shown.definition, shown.engagement.stage, missing, shown.roles
    )
    open_to_all = missing.screen in mending.OPEN_SCREENS
    if missing.screen in mending.LEAD_SCREENS:
        mends = mends and context.viewer().sees_all_comments(shown.engagement.id)
    link = mending.link(shown.code, missing) if mends or open_to_all else None
    items = [
        (item, mending.item_link(shown.code, missing, item) if mends else None)
        for item in missing.details
    ]
    return Lacking(missing, items, link, mends, owners(shown, missing))


def _documents(held: Sheet) -> list[Document]:
    """Every revision in every language it has, the newest first."""
    newest = held.revisions[0].number if held.revisions else 0
    return [
        Document(
            revision,
            tag,
            held.stale.get(tag, 0) if revision.number == newest else 0,
            sizes.known(revision, tag),
        )
        for revision in held.revisions
        for tag in held.languages[revision.number]
    ]


def _seats(held: Sheet) -> list[tuple[str, list[Institution]]]:
    """Institutions by what they are in the engagement, in the order of weight."""
    order = ("lead", "required", "invited", "observer")
    by_role = {role: [i for i in held.institutions if i.role == role] for role in order}
    return [(role, found) for role, found in by_role.items() if found]


def told(event: HistoryEvent, institutions: Sequence[Institution]) -> Message:
    """What happened, with institutions by name."""
    names: dict[str, LocalText] = {i.code: i.name for i in institutions}
    message = tell(event.verb, event.payload)
    code = message.params.get("institution")
    if isinstance(code, str) and code in names:
        return Message(message.code, {**message.params, "institution": names[code]})
    return message


def _rights(shown: Stand) -> dict[str, bool]:
    """Which of the further pages are open to the viewer."""
    viewer, number = context.viewer(), shown.engagement.id
    experts = bool(shown.roles & {"lead_expert", "expert"})
    return {
        "move": experts or "administrator" in shown.roles,
        "records": viewer.sees_all_comments(number),
        "edit": experts,
        "comments": viewer.sees_all_comments(number),
        "evidence": viewer.sees_evidence(number),
    }


routes = [Route("/e/<code>", engagement, "engagement")]
