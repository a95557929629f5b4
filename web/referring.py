"""Cross-references in forms: `[?]` marks the place, a list says what to refer to."""

from __future__ import annotations

from collections.abc import Iterable

from srf_policy.domain.wording import references
from srf_policy.languages.messages import msg

from .forms import Form
from .prose import Prose

MARK = "[?]"


def put_in(form: Form, names: Iterable[str], prose: Prose) -> None:
    """Write the chosen reference at the first `[?]` of these fields; note what does not fit.

    A provision that does not stand in the draft cannot be referred to.
    """
    target = form.text("reference")
    marked = [name for name in names if MARK in form.value(name)]
    form.wrong_if(bool(target) and not marked, "reference", msg("refer.no_mark", mark=MARK))
    if target and prose.find(target) and marked:
        words = form.value(marked[0]).replace(MARK, f"{{ref: {target}}}", 1)
        form.typed.setlist(marked[0], [words])
        form.typed.setlist("reference", [])
    for name in names:
        form.wrong_if(MARK in form.value(name), name, msg("refer.no_target", mark=MARK))
        for lost in references(form.value(name)):
            form.wrong_if(prose.find(lost) is None, name, msg("refer.gone", target=lost))
