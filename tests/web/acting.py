"""Verbs performed beside the browser, so that a test of a screen begins where it has to."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from srf_policy import clock
from srf_policy.domain import Comment, Engagement, HistoryEvent
from srf_policy.operations import Answer, Store, perform
from srf_policy.store import people
from tests.makers import IRAQ, LEAD, LEAD_FOCAL
from tests.web.browser import Browser


def act(store: Store, address: str, verb: str, /, **args: Any) -> Answer:
    """Perform a verb on Iraq's engagement as the person with this address."""
    with store.database.reading() as session:
        person = people.find_by_address(session, store.keys, address)
        assert person is not None, address
        viewer = people.viewer(session, person, clock.today())
    return perform(store, verb, actor=viewer, engagement=IRAQ, **args)


def iraq(store: Store) -> Engagement:
    with store.database.reading() as session:
        found = session.scalar(select(Engagement).where(Engagement.code == IRAQ))
        assert found is not None
        return found


def comment(store: Store, number: int) -> Comment:
    with store.database.reading() as session:
        found = session.scalar(
            select(Comment)
            .join(Engagement, Engagement.id == Comment.engagement_id)
            .where(Engagement.code == IRAQ, Comment.number == number)
        )
        assert found is not None
        return found


def last_event(store: Store) -> HistoryEvent:
    with store.database.reading() as session:
        found = session.scalar(
            select(HistoryEvent)
            .where(HistoryEvent.chain == IRAQ)
            .order_by(HistoryEvent.seq.desc())
            .limit(1)
        )
        assert found is not None
        return found


def unanswered(store: Store) -> list[int]:
    with store.database.reading() as session:
        rows = session.scalars(
            select(Comment.number)
            .join(Engagement, Engagement.id == Comment.engagement_id)
            .where(Engagement.code == IRAQ, Comment.response_id.is_(None))
            .where(Comment.layer == "engagement")
            .order_by(Comment.number)
        )
        return list(rows)


def into_validation(store: Store) -> None:
    """Answer what is open, record the lead institution's agreement, send it for validation."""
    act(store, LEAD, "answer_comments", comments=unanswered(store), disposition="noted")
    act(store, LEAD_FOCAL, "record_agreement", move="submit_for_validation")
    act(store, LEAD, "make_move", move="submit_for_validation")


def problems(browser: Browser) -> list[tuple[str, str]]:
    """The summary of errors: where each line leads, and what it says."""
    summary = browser.page.text.partition('class="errors"')[2].partition("</div>")[0]
    lines = re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    found = [re.match(r'<a href="(.*?)">(.*)</a>', line, re.DOTALL) for line in lines]
    return [
        (match[1], match[2]) if match else ("", line)
        for match, line in zip(found, lines, strict=True)
    ]


def part(browser: Browser, anchor: str) -> str:
    """The words of one row, item or section of the page, by its anchor."""
    found = re.search(
        rf'<(\w+)[^>]*\bid="{re.escape(anchor)}".*?</\1>', browser.page.text, re.DOTALL
    )
    assert found is not None, anchor
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))
