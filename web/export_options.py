"""What can be chosen on the form for files, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from srf_policy.documents.files import PAPERS
from srf_policy.documents.kinds import KINDS
from srf_policy.domain import Engagement, Institution, Revision
from srf_policy.languages.messages import msg

from .say import language_name, local_plain, t

Option = tuple[object, Markup | str, Markup | str | None]
"""Value, words, and a small explanation."""


def options(
    engagement: Engagement, kinds: Sequence[str], revisions: Sequence[Revision],
    rounds: Sequence[int], institutions: Sequence[Institution], formats: Sequence[str],
) -> Mapping[str, Sequence[Option]]:  # fmt: skip
    """By the name of the field."""
    source = engagement.source_language
    drafts = [(r.number, t("engagement.draft", number=r.number, label=r.label)) for r in revisions]
    tags = [(tag, language_name(tag)) for tag in engagement.languages]
    return {
        "kind": [(name, t(f"export.kind.{name}"), about(name)) for name in kinds],
        "language": [(v, w, t("export.source") if v == source else None) for v, w in tags],
        "format": [(name, t(f"export.format.{name}"), _only(name, kinds)) for name in formats],
        "paper": [(name, t(f"export.paper.{name}"), None) for name in PAPERS],
        "revision": [(value, words, None) for value, words in drafts],
        "base": [(value, words, None) for value, words in drafts],
        "beside": [(value, words, None) for value, words in tags],
        "round": [(number, t("export.round_number", number=number), None) for number in rounds],
        "institution": [(i.code, local_plain(i.name), None) for i in institutions],
    }


def about(kind: str) -> Markup:
    """What a kind of file is for, in one line."""
    return t(f"export.about.{kind}")


def _only(ending: str, kinds: Sequence[str]) -> Markup | None:
    """Which kinds alone come in a format, where not all do."""
    if ending == "pdf":
        return t("export.pdf_hint")
    having = [name for name in kinds if ending in KINDS[name].endings]
    if len(having) == len(kinds):
        return None
    named = [msg(f"export.kind.{name}") for name in having]
    return t("export.only_these", kinds=named)


def pairs(found: Sequence[Option]) -> list[tuple[object, Markup | str]]:
    """As a list to choose from takes them."""
    return [(value, words) for value, words, _ in found]
