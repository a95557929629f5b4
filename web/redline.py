"""What changed between two texts, marked for the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from srf_policy.domain.diff import Piece, count_words, diff, fold_references

from .prose import Prose
from .say import t


@dataclass(frozen=True)
class Redline:
    """`inline` holds both texts, `old` and `new` one each. `added` and `removed` count words."""

    inline: Markup
    old: Markup
    new: Markup
    added: int
    removed: int


def redline(old: str, new: str, before: Prose, after: Prose) -> Redline:
    """Two texts word by word; references link through `before` and `after`."""
    if old == new:
        same = Markup("<br/>".join(after.inline(line) for line in new.split("\n")))
        return Redline(same, same, same, 0, 0)
    before_words, after_words, signs = fold_references(old, new)
    pieces = diff(before_words, after_words)
    show = _Shown(signs, before, after)
    return Redline(
        show.all(pieces),
        show.all(p for p in pieces if p.kind != "added"),
        show.all(p for p in pieces if p.kind != "removed"),
        count_words(pieces, "added"),
        count_words(pieces, "removed"),
    )


class _Shown:
    def __init__(self, ids: dict[str, str], before: Prose, after: Prose) -> None:
        self._ids, self._before, self._after = ids, before, after

    def all(self, pieces: Iterable[Piece]) -> Markup:
        return Markup("".join(self._piece(piece) for piece in pieces))

    def _piece(self, piece: Piece) -> str:
        prose = self._before if piece.kind == "removed" else self._after
        words = self._words(piece.words, prose.link)
        if piece.kind == "same":
            return words
        tag = "ins" if piece.kind == "added" else "del"
        return f'<{tag}><span class="vh">{t(f"redline.{piece.kind}")} </span>{words}</{tag}>'

    def _words(self, words: str, link: Callable[[str], Markup]) -> str:
        shown = str(escape(words)).replace("\n", "<br/>")
        # The signs that stand for references are no letters of HTML: escaping leaves them alone.
        for sign, provision in self._ids.items():
            if sign in shown:
                shown = shown.replace(sign, link(provision))
        return shown
