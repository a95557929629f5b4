"""Server time with 50 engagements and 10,000 comments, beside design section 8's budget."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from flask.testing import FlaskClient

from bench.measure import Row, percentile
from bench.scene import fresh_store, seed_bytes, temporary_folder
from bench.visitors import spent, visitors
from srf_policy import clock
from srf_policy.cli_settling import settle
from srf_policy.operations.replay import replay_seed
from srf_policy.operations.seed_shape import CommentSeed, EngagementSeed, read_engagement
from srf_policy.web import create_app
from srf_policy.web.warming import warm

ENGAGEMENTS, COMMENTS = 50, 10_000
PAGE, WHOLE = 50.0, 150.0
PAGES = (
    ("/en/me", PAGE),
    ("/en/engagements", PAGE),
    ("/en/e/{code}", PAGE),
    ("/en/e/{code}/move", PAGE),
    ("/en/e/{code}/records", PAGE),
    ("/en/e/{code}/history", PAGE),
    ("/en/e/{code}/r/3", WHOLE),
    ("/en/e/{code}/diff/2..3", WHOLE),
    ("/en/c/{code}-2/matrix", WHOLE),
    ("/en/e/{code}/comments", WHOLE),
)


def run() -> list[Row]:
    settings, store = fresh_store(temporary_folder())
    seed, text = read_engagement(seed_bytes("irq-pei"), "irq-pei.yaml")
    for number in range(1, ENGAGEMENTS + 1):
        replay_seed(store, _one(seed, number), text, "irq-pei.yaml")
    clock.shift(datetime(2019, 11, 27, 9, tzinfo=UTC) - clock.real_now())
    app = create_app(settings, store.database)
    warm(app)
    settle()
    [client] = visitors(app, store, "lead.irq@example.org")
    return list(_rows(client))


def _one(seed: EngagementSeed, number: int) -> EngagementSeed:
    """Iraq's engagement under another code, with as many comments as make 10,000 in all."""
    wanted = COMMENTS // ENGAGEMENTS - len(seed.comments)
    form = next(c for c in seed.comments if c.via == "form" and c.disposition == "noted")
    more = [_again(form, n) for n in range(wanted)]
    return seed.model_copy(
        update={"code": f"IRQ-B{number:02}", "comments": [*seed.comments, *more]}
    )


def _again(comment: CommentSeed, number: int) -> CommentSeed:
    return comment.model_copy(update={"id": f"b{number}"})


def _rows(client: FlaskClient) -> Iterator[Row]:
    """Each page twice: by the clock, and by the processor, which others beside us do not slow."""
    for pattern, budget in PAGES:
        path = pattern.format(code="IRQ-B25")
        walls, processor = spent(client, path)
        name = f"p95 of {pattern}, {ENGAGEMENTS} engagements, {COMMENTS:,} comments"
        for said, taken in ((name, walls), (f"{name}, of the processor's time", processor)):
            p95 = percentile(taken, 0.95) * 1000
            yield Row(said, p95, "ms", f"a budget of {budget:.0f} ms", p95 / budget)
