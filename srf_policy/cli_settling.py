"""What a process that runs for long does once, when all it needs is loaded."""

from __future__ import annotations

import gc

_YOUNG = 10_000
"""Objects made before the collector looks through the youngest ones: about those of a page."""


def settle() -> None:
    """Take all that is loaded out of the garbage collector's way.

    It went through 200,000 objects that live as long as the process, every few pages, for a tenth
    of a second each time; and the longer a Word file, the more often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 20)
