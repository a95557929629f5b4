"""The paragraphs of a draft outside its provisions, beside the list that was signed with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from srf_policy.languages.messages import Message, msg
from srf_policy.word.marked import Marked
from srf_policy.word.outside import digest_of, listed_in, plain_line, print_of
from srf_policy.word.stamp import Stamp

from .draft import COVERS, outside_as_signed


class Outside(NamedTuple):
    """`state`: none (the file was made before there were lists), lost (the list is not the signed
    one) or listed. `added` are words that were not there, each with the bookmark it stands behind;
    `gone` counts the paragraphs that are no longer there as they were.
    """

    state: str
    added: Sequence[tuple[str, str]] = ()
    gone: int = 0

    @property
    def good(self) -> bool:
        return self.state != "lost" and not self.added and not self.gone


def outside_of(
    stamp: Stamp, marked: Marked, known: Collection[str], is_signed: Callable[[str, str], bool]
) -> Outside:
    """`known` are the words between the provisions as the database has them; `is_signed` says
    whether a text was signed with what every file of this origin has."""
    if COVERS[0] not in stamp.more:
        return Outside("none")
    seal, listed = listed_in(stamp.properties)
    if not is_signed(seal, outside_as_signed(digest_of(listed))):
        return Outside("lost")
    prints = [(behind, words, print_of(plain_line(words))) for behind, words in marked.loose]
    ours = {print_of(plain_line(words)) for words in known} | set(listed)
    last = list(marked.spans)[-1:]
    added = [
        (behind, words)
        for behind, words, one in prints
        if one not in ours and (not behind or [behind] == last)
    ]
    gone = Counter(listed) - Counter(one for _, _, one in prints)
    return Outside("listed", added, gone.total())


def said_of(outside: Outside) -> Iterator[Message]:
    """What is to be said of them behind the verdict on the text."""
    if outside.state != "listed":
        yield msg(f"verify.outside_{outside.state}")
    if outside.added:
        yield msg("verify.outside_added", count=len(outside.added))
    if outside.gone:
        yield msg("verify.outside_gone", count=outside.gone)
