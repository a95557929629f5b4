"""The standing words of generated parts."""

from __future__ import annotations

from functools import lru_cache

from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say
from srf_policy.word.model import Labels


@lru_cache(maxsize=32)
def labels(language: str) -> Labels:
    return Labels(
        not_recorded=say(msg("common.not_recorded"), language),
        no_plan=say(msg("document.no_plan"), language),
        no_acronyms=say(msg("document.no_acronyms"), language),
        acronyms=say(msg("word.standing.acronyms"), language),
        acronym=say(msg("document.acronym"), language),
        meaning=say(msg("document.meaning"), language),
        none=say(msg("document.none_recorded"), language),
    )
