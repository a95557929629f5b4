"""`/engagements`: where each one stands, days in stage, what is overdue, what was presented."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Response, request

from srf_policy import clock
from srf_policy.engine.definition import Definition
from srf_policy.store.queries import records
from srf_policy.store.queries.engagements import standings

from . import context
from .engagement import closing
from .rendering import page
from .routing import Route
from .say import country
from .standing import Stand, stand

_SOON = 7
_NEVER = date.max

SORTS: dict[str, Callable[[Stand], object]] = {
    "longest": lambda s: (-s.timing.days, s.code),
    "due": lambda s: (s.timing.due or _NEVER, s.code),
    "country": lambda s: (country(s.engagement.country), s.code),
}


@dataclass(frozen=True)
class Pipeline:
    """The engagements of one workflow. `longest`: days that fill a bar, the same in all of them."""

    definition: Definition
    rows: list[Stand]
    longest: int

    @property
    def stages(self) -> list[str]:
        """Stages of the line: an end that is not the good one is no stop on the way."""
        return [s.id for s in self.definition.stages if not s.ends or s.seals]

    def count(self, stage: str) -> int:
        return sum(row.engagement.stage == stage for row in self.rows)


def engagements() -> Response:
    viewer = context.viewer()
    found = standings(context.reader(), viewer, clock.today())
    every = [stand(row, viewer) for row in found]
    shown = [s for s in every if _wanted(s)]
    shown.sort(key=SORTS.get(request.args.get("sort", ""), SORTS["longest"]))  # type: ignore[arg-type]
    return page(
        "engagements.html",
        every=every,
        pipelines=_pipelines(shown),
        closed=[s for s in shown if s.ended and s.facts.adoption is None],
        presented=[s for s in every if s.presented_not_adopted],
        counts=Counter(state(s) for s in every),
        countries=sorted({s.engagement.country for s in every}, key=country),
        stages=_stages(every),
        sorts=list(SORTS),
        chosen=request.args,
        contacts=records.contacts(context.reader(), viewer, [s.engagement.id for s in every]),
        asking=[s.engagement.id for s in every if viewer.sees_all_comments(s.engagement.id)],
        closing=closing,
        evidence=any(viewer.sees_evidence(s.engagement.id) for s in every),
        illustrative=any(s.engagement.illustrative for s in every),
    )


def state(shown: Stand) -> str:
    """overdue, soon, on_time, on_hold or ended: each engagement is counted once."""
    if shown.ended:
        return "ended"
    if shown.suspended:
        return "on_hold"
    if shown.timing.late:
        return "overdue"
    due = shown.timing.due
    return "soon" if due is not None and (due - clock.today()).days <= _SOON else "on_time"


def _wanted(shown: Stand) -> bool:
    asked = {
        "country": shown.engagement.country,
        "stage": shown.engagement.stage,
        "state": state(shown),
    }
    return all(request.args.get(key, "") in ("", value) for key, value in asked.items())


def _pipelines(shown: list[Stand]) -> list[Pipeline]:
    by_workflow: dict[str, Pipeline] = {}
    longest = max([row.timing.days for row in shown if not row.ended], default=0) or 1
    for row in shown:
        if row.engagement.stage not in (p := Pipeline(row.definition, [], longest)).stages:
            continue
        by_workflow.setdefault(row.definition.workflow, p).rows.append(row)
    return list(by_workflow.values())


def _stages(every: list[Stand]) -> list[str]:
    """All stages that any of the workflows has, in their order."""
    return list(dict.fromkeys(stage.id for s in every for stage in s.definition.stages))


routes = [Route("/engagements", engagements, "signed_in")]
