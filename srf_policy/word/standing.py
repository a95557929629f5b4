"""The words that stand in templates: said in every language, so that no design is kept twice."""

from __future__ import annotations

from srf_policy.languages.messages import msg
from srf_policy.languages.rendering import say

COMMON = (
    "subtitle", "document_control", "engagement", "instrument", "lead", "stage", "revision", "date",
    "language", "text_hash", "contents", "action_plan", "plan_intro", "acronyms", "footer_revision",
    "page", "of",
)  # fmt: skip
"""Names of the words of a draft; files of every kind may have them."""

_BY_KIND: dict[str, tuple[str, ...]] = {
    "bilingual": ("bilingual_subtitle",),
    "form": ("form_title",),
    "translation": ("translation_title",),
    "matrix": (
        "matrix", "round", "round_opened", "round_closes", "as_of", "by_disposition", "comments",
        "number", "provision", "institution", "type_severity", "comment", "proposed", "disposition",
        "response", "shown_in",
    ),
    "report": (
        "report", "round_closed", "answers", "state", "answered", "extended", "reminded",
        "comments_by_area", "area", "accepted", "in_part", "not_accepted", "noted",
        "other_disposition", "open", "no_answer_asked", "all", "meetings", "meeting", "place",
        "people", "minutes", "point", "decisions_tasks", "kind", "owner", "attendance", "women",
        "men", "not_stated",
    ),
    "redline": (
        "redline_subtitle", "redline_from", "redline_from_hash", "redline_to", "changes",
        "how_to_read", "redline_reading", "redline_numbers", "what_changed", "number_before",
        "change", "because",
    ),
    "transmittal": (
        "to", "from", "subject", "action_asked", "deadline", "decides", "annexes", "annex",
        "annex_detail", "summary", "views", "asked_as", "view", "view_words", "checks", "check",
        "check_figure", "signatures", "to_sign", "sign_first", "sign_second", "signs_for",
        "sign_name", "signature",
    ),
    "record": (
        "record", "authority", "decision", "adopted_on", "gazette", "gazetted_on", "adopted_text",
        "authentic", "presentations", "body", "chair", "outcome", "conditions", "ballot",
        "ballot_number", "position", "position_words", "agreements", "agreed_to", "paper", "seal",
        "seal_what", "seal_value", "offline", "step",
    ),
    "portfolio": ("portfolio", "country", "since", "days", "missing"),
}  # fmt: skip
"""Names of the words that only one kind of file has: `word.standing.NAME` in the catalogues."""


def standing_words(language: str) -> dict[str, str]:
    """The words that stand in templates, by name; `{{ … }}` in them are placeholders."""
    names = [*COMMON, *(name for names in _BY_KIND.values() for name in names)]
    number, base = "{{ revision.number }}", "{{ base.number }}"
    return {
        name: say(msg(f"word.standing.{name}", number=number, base=base), language)
        for name in names
    }
