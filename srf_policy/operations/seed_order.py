"""The steps of a seed in the order in which they are replayed (seeds/README.md): by date, and
within one day papers, meetings, minutes, revisions, openings, comments, answers, no-replies,
closings, agreements, moves, positions, presentations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from srf_policy.domain.errors import refused

from .people import SYSTEM
from .seed_shape import (
    ActionSeed,
    CommentSeed,
    EngagementSeed,
    PersonSeed,
    PositionSeed,
    RevisionSeed,
)
from .seed_text import changed, laid, plan_lines

if TYPE_CHECKING:
    from .replay import Replay

Perform = Callable[["Replay", EngagementSeed], None]
ORDER = (
    "open", "institution", "person", "paper", "meeting", "minutes", "revision", "round", "comment",
    "send", "answer", "no_reply", "close", "agreement", "move", "position", "presentation",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One thing to do on one day; `path` leads to its place in the file."""

    day: date
    kind: str
    path: tuple[str | int, ...]
    perform: Perform


def steps(seed: EngagementSeed) -> Iterator[Step]:
    """All steps, in order; rows of one kind and day keep the order of the file."""
    found = [
        *_opening(seed), *_papers(seed), *_meetings(seed), *_revisions(seed), *_rounds(seed),
        *_comments(seed), *_agreements(seed), *_moves(seed), *_positions(seed),
        *_presentations(seed),
    ]  # fmt: skip
    return iter(sorted(found, key=lambda s: (s.day, ORDER.index(s.kind))))


def _verb(replay: Replay, seed: EngagementSeed, verb: str, by: str | None, /, **args: Any) -> Any:
    actor = SYSTEM if by is None else replay.viewer(by)
    code = seed.code if verb != "open_engagement" else None
    return replay.step(verb, actor=actor, engagement=code, origin="seed", **args)


def _lead(seed: EngagementSeed) -> str:
    return next(p.email for p in seed.people if p.role == "lead_expert")


def _opening(seed: EngagementSeed) -> Iterator[Step]:
    def open_(replay: Replay, seed: EngagementSeed) -> None:
        _verb(
            replay, seed, "open_engagement", None, code=seed.code, country=seed.country,
            instrument=seed.instrument, workflow=seed.workflow, title=seed.title,
            languages=seed.languages, official_languages=seed.official_languages,
            approving_body=seed.approving_body, priorities=seed.priorities,
            bodies=[{"key": b.key, "name": b.name} for b in seed.bodies],
        )  # fmt: skip

    yield Step(seed.opened, "open", ("code",), open_)
    for n, row in enumerate(seed.institutions):
        add = partial(
            _simple, "add_institution", None,
            {"code": row.code, "name": row.name, "role": row.role, "parent": row.parent},
        )  # fmt: skip
        yield Step(seed.opened, "institution", ("institutions", n), add)
    for n, person in enumerate(seed.people):
        yield Step(seed.opened, "person", ("people", n), partial(_member, person))


def _simple(
    name: str, by: str | None, args: Mapping[str, Any], replay: Replay, seed: EngagementSeed
) -> None:
    _verb(replay, seed, name, by, **args)


def _member(person: PersonSeed, replay: Replay, seed: EngagementSeed) -> None:
    number = replay.person(person.email, person.name)
    _verb(
        replay, seed, "add_member", None, person=number, institution=person.institution,
        role=person.role, department=person.department,
    )  # fmt: skip


def _papers(seed: EngagementSeed) -> Iterator[Step]:
    for n, row in enumerate(seed.papers):
        args = {
            "ref": row.id, "kind": row.kind, "sender": row.sender, "addressee": row.addressee,
            "reference": row.reference, "title": row.title, "known": row.known,
        }  # fmt: skip
        file = partial(_simple, "file_paper", _lead(seed), args)
        yield Step(row.date, "paper", ("papers", n), file)


def _meetings(seed: EngagementSeed) -> Iterator[Step]:
    ordered = sorted(enumerate(seed.meetings), key=lambda pair: pair[1].date)
    for number, (n, row) in enumerate(ordered, 1):
        args = {
            "kind": row.kind, "place": row.place, "title": row.title, "until": row.until,
            "institutions": row.institutions, "attendance": row.attendance, "women": row.women,
            "minutes": row.minutes, "known": row.known,
        }  # fmt: skip
        held = partial(_simple, "record_meeting", _lead(seed), args)
        yield Step(row.date, "meeting", ("meetings", n), held)
        if row.minutes_approved:
            approve = partial(_simple, "approve_minutes", _lead(seed), {"meeting": number})
            yield Step(row.minutes_approved, "minutes", ("meetings", n), approve)


def _revisions(seed: EngagementSeed) -> Iterator[Step]:
    newest = max((r.number for r in seed.revisions), default=0)
    for n, row in enumerate(seed.revisions):
        plan = seed.action_plan if row.number == newest else []
        yield Step(row.date, "revision", ("revisions", n), partial(_publish, row, plan))


def _publish(
    row: RevisionSeed, plan: list[ActionSeed], replay: Replay, seed: EngagementSeed
) -> None:
    later = (change for told in row.changes for change in changed(told))
    changes = [*laid(row.provisions, None), *later, *plan_lines(plan, seed.languages[0])]
    lead = _lead(seed)
    _verb(replay, seed, "change_text", lead, changes=changes)
    _verb(replay, seed, "publish_revision", lead, label=row.label, note=row.note)


def _rounds(seed: EngagementSeed) -> Iterator[Step]:
    for n, row in enumerate(seed.consultations):
        path: tuple[str | int, ...] = ("consultations", n)
        args = {
            "revision": row.revision, "closes_on": row.closes, "invited": row.invited,
            "questions": row.questions,
        }  # fmt: skip
        yield Step(row.opens, "round", path, partial(_simple, "open_round", _lead(seed), args))
        if row.closes <= _as_of(seed):
            close = partial(_simple, "close_round", _lead(seed), {"round": row.round})
            yield Step(row.closes, "close", path, close)
        for silent in row.no_reply:
            args = {"round": row.round, "institution": silent.institution}
            record = partial(_simple, "record_no_reply", _lead(seed), args)
            yield Step(silent.date, "no_reply", path, record)


def _as_of(seed: EngagementSeed) -> date:
    """Rounds that close after the last thing told in the file are still open at its end."""
    days = [c.date for c in seed.comments] + [m.date for m in seed.moves]
    days += [m.date for m in seed.meetings] + [r.date for r in seed.revisions]
    return max([*days, *(p.date for p in (seed.ballot.positions if seed.ballot else []))])


def _comments(seed: EngagementSeed) -> Iterator[Step]:
    closes = {row.round: row.closes for row in seed.consultations}
    for n, row in enumerate(seed.comments):
        path: tuple[str | int, ...] = ("comments", n)
        yield Step(row.date, "comment", path, partial(_say, row))
        if row.disposed is not None and row.disposition is not None:
            yield Step(row.disposed, "answer", path, partial(_answer, row))
    yield from _sendings(seed, closes)


def _is_own(row: CommentSeed) -> bool:
    """By form and in Word an institution speaks itself; letters and meetings an expert records."""
    return row.via in ("form", "word")


def _say(row: CommentSeed, replay: Replay, seed: EngagementSeed) -> None:
    language = next(iter(row.text))
    proposed = row.proposed_text or {}
    args: dict[str, Any] = {
        "round": row.round, "provision": row.provision, "language": language,
        "answer": "proposal" if proposed else "remark", "via": row.via, "kind": row.kind,
        "severity": row.severity, "text": row.text[language], "reference": row.id,
        "proposed": next(iter(proposed.values()), ""),
        "justification": next(iter((row.justification or {}).values()), ""),
    }  # fmt: skip
    if _is_own(row):
        _check_speaks_for(replay, seed, row)
        answer = _verb(replay, seed, "save_comment", row.by, **args)
    else:
        answer = _verb(
            replay, seed, "record_comment", _lead(seed), institution=row.institution,
            paper=_letter(row, seed), **args,
        )  # fmt: skip
    replay.comments[row.id] = answer.values["comment"]


def _letter(row: CommentSeed, seed: EngagementSeed) -> str | None:
    """The reply on file from this institution on the day of the comment, if there is one."""
    return next(
        (
            p.id
            for p in seed.papers
            if p.kind == "reply" and p.sender == row.institution and p.date == row.date
        ),
        None,
    )


def _sendings(seed: EngagementSeed, closes: Mapping[int, date]) -> Iterator[Step]:
    """An institution sends its reply with its last comment before the closing."""
    last: defaultdict[tuple[int, str], list[tuple[date, int]]] = defaultdict(list)
    for n, row in enumerate(seed.comments):
        if _is_own(row):
            last[row.round, row.by].append((row.date, n))
    for (number, by), told in last.items():
        in_time = [pair for pair in told if pair[0] <= closes[number]] or told[:1]
        day, n = max(in_time)
        send = partial(_simple, "send_submission", by, {"round": number})
        yield Step(day, "send", ("comments", n), send)


def _answer(row: CommentSeed, replay: Replay, seed: EngagementSeed) -> None:
    response = row.response or {}
    language = next(iter(response), seed.languages[0])
    _verb(
        replay, seed, "answer_comment", _lead(seed), comment=replay.comments[row.id],
        disposition=row.disposition, response=response.get(language, ""), language=language,
        duplicate_of=replay.comments[row.duplicate_of] if row.duplicate_of else None,
        resulting_revision=row.resulting_revision,
    )  # fmt: skip


def _agreements(seed: EngagementSeed) -> Iterator[Step]:
    for n, row in enumerate(seed.lead_agrees):
        args = {"move": row.move, "paper": row.paper}
        agree = partial(_simple, "record_agreement", row.by, args)
        yield Step(row.date, "agreement", ("lead_agrees", n), agree)


def _moves(seed: EngagementSeed) -> Iterator[Step]:
    for n, row in enumerate(seed.moves):
        args = {"move": row.move, "reason": next(iter((row.reason or {}).values()), "")}
        yield Step(row.date, "move", ("moves", n), partial(_simple, "make_move", row.by, args))


def _positions(seed: EngagementSeed) -> Iterator[Step]:
    for n, row in enumerate(seed.ballot.positions if seed.ballot else []):
        text = row.text or {}
        language = next(iter(text), "en")
        args = {"position": row.position, "text": text.get(language, ""), "language": language}
        take = partial(_take, row, args)
        yield Step(row.date, "position", ("ballot", "positions", n), take)


def _take(row: PositionSeed, args: Mapping[str, Any], replay: Replay, seed: EngagementSeed) -> None:
    _check_speaks_for(replay, seed, row)
    _verb(replay, seed, "take_position", row.by, **args)


def _check_speaks_for(
    replay: Replay, seed: EngagementSeed, row: CommentSeed | PositionSeed
) -> None:
    """The file names who spoke and for which institution: the two must belong together."""
    if row.institution not in {p.institution for p in seed.people if p.email == row.by}:
        raise refused("refused.unknown_institution", "institution", code=row.institution)


def _presentations(seed: EngagementSeed) -> Iterator[Step]:
    for n, row in enumerate(seed.presentations):
        args = {
            "body": row.body, "chair": row.chair, "place": row.place, "outcome": row.outcome,
            "conditions": row.conditions, "known": row.known,
        }  # fmt: skip
        put = partial(_simple, "record_presentation", _lead(seed), args)
        yield Step(row.date, "presentation", ("presentations", n), put)
