"""Refusals: messages, never sentences."""

from __future__ import annotations

import pytest

from srf_policy.domain.errors import Busy, NotAllowed, NotFound, Problem, Refused, Stale, refused
from srf_policy.languages.messages import msg


def test_a_refusal_holds_every_reason_with_its_field() -> None:
    both = Refused([Problem(msg("refused.empty.reason"), "reason"), Problem(msg("refused.busy"))])
    assert [(p.message.code, p.field) for p in both.problems] == [
        ("refused.empty.reason", "reason"),
        ("refused.busy", None),
    ]
    assert str(both) == "refused.empty.reason; refused.busy"


def test_one_reason_with_its_parameters() -> None:
    error = refused("refused.too_long", "text", limit=5, length=9)
    assert error.problems == (Problem(msg("refused.too_long", limit=5, length=9), "text"),)


def test_what_is_not_yours_and_what_does_not_exist_are_one_error() -> None:
    assert NotFound().problems == NotFound().problems
    assert NotFound().problems[0].message.params == {}


@pytest.mark.parametrize("kind", [NotAllowed, Stale, Busy, NotFound])
def test_all_are_refusals(kind: type[Exception]) -> None:
    assert issubclass(kind, Refused)


def test_busy_says_why() -> None:
    assert Busy().problems[0].message.code == "refused.busy"
    assert Busy("refused.disk_full").problems[0].message.code == "refused.disk_full"
