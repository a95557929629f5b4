"""What is done for each kind of job. Handlers may run twice for one job.

`export`  see `exporting`.
`deadlines`: do what is due by now; see `periodic`.
`mail`, `password_link`  see `mailing`; `package`, `heads` see `packing`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srf_policy.operations import Store, scanning
from srf_policy.settings import Settings

from . import clearing, exporting, mailing, packing, periodic
from .leased import Leased


def deadlines(store: Store, settings: Settings, _job: Leased) -> dict[str, Any]:
    """Do what is due by now; each act is a verb of its own.

    Also asks for the day's mail of heads, and clears files that were kept long enough.
    """
    packing.ask_for_heads(store, settings)
    clearing.clear(settings)
    return {"acts": len(scanning.scan(store))}


Handler = Callable[[Store, Settings, Leased], dict[str, Any]]

HANDLERS: dict[str, Handler] = {
    "mail": mailing.send,
    "password_link": mailing.password_link,
    "export": exporting.export,
    periodic.DEADLINES: deadlines,
    packing.HEADS: packing.mail_heads,
    "package": packing.package,
}
