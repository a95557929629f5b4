"""Refusals: what a person is told instead of a traceback. Web and command line decide how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from srf_policy.languages.messages import Message, Value, msg


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. `field` names the form field it belongs to, if any."""

    message: Message
    field: str | None = None


class Refused(Exception):
    """The act is refused and nothing was changed; every reason is in `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(p.message.code for p in self.problems))


class NotFound(Refused):
    """It does not exist, or it is not this person's to see: the answer is the same."""

    def __init__(self) -> None:
        super().__init__([Problem(msg("refused.not_found"))])


class NotAllowed(Refused):
    """The person may see the thing but not do this, or not in this stage."""


class Stale(Refused):
    """The thing was changed after it was shown: by whom (a role), when, and how."""


class Busy(Refused):
    """The database could not be written for now; nothing was changed."""

    def __init__(self, code: str = "refused.busy") -> None:
        super().__init__([Problem(msg(code))])


def refused(code: str, /, field: str | None = None, **params: Value) -> Refused:
    """A refusal for one reason."""
    return Refused([Problem(msg(code, **params), field)])
