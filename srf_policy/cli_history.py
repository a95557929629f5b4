"""Commands about the history: what happened, whether the record is whole, and its signed heads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from srf_policy.domain import HistoryEvent, heads
from srf_policy.domain.errors import NotFound, refused
from srf_policy.domain.heads import SignedHead
from srf_policy.domain.history import FACILITY_CHAIN
from srf_policy.domain.telling import acted, tell
from srf_policy.languages.messages import msg
from srf_policy.operations import attaching
from srf_policy.operations.awaited_days import awaited
from srf_policy.operations.signing import ensure_registered
from srf_policy.store import heads as store_heads
from srf_policy.store import scope, signing, verifying
from srf_policy.store.verifying import Against, Chain

from .cli_base import App, as_json, as_person, in_language, show_json


@click.group("history")
def history_group() -> None:
    """The history: show, verify, head."""


@history_group.command("show")
@click.argument("code", required=False)
@click.option("--facility", is_flag=True, help="The Facility's own history.")
@as_person
@as_json
@in_language
@click.pass_obj
def show(app: App, code: str | None, facility: bool, address: str | None, as_json: bool) -> None:
    """What happened in an engagement (CODE), or in the Facility (--facility)."""
    if facility == (code is not None):
        raise click.UsageError(app.words(msg("cli.history.which")))
    with app.store.database.reading() as session:
        query = _query(app, session, code, address)
        events = session.scalars(query.order_by(HistoryEvent.seq)).all()
    if as_json:
        show_json([_plain(app, event) for event in events])
        return
    for event in events:
        _line(app, event)


def _query(
    app: App, session: Session, code: str | None, address: str | None
) -> Select[HistoryEvent]:
    viewer = app.viewer(address)
    if code is not None:
        return scope.events(viewer, scope.engagement(session, viewer, code))
    if not viewer.facility_roles & {"administrator", "auditor"}:
        raise NotFound
    return select(HistoryEvent).where(HistoryEvent.chain == FACILITY_CHAIN)


def _plain(app: App, event: HistoryEvent) -> dict[str, Any]:
    names = ("seq", "verb", "subject", "occurred_on", "recorded_at", "actor", "role",
             "institution", "origin", "payload", "hash")  # fmt: skip
    said = app.words(tell(event.verb, event.payload))
    return {**{name: getattr(event, name) for name in names}, "says": said}


def _line(app: App, event: HistoryEvent) -> None:
    """Both dates where they differ by more than a day."""
    late = (event.recorded_at.date() - event.occurred_on).days > 1
    app.say(
        "cli.history.line_late" if late else "cli.history.line",
        seq=event.seq, day=event.occurred_on, recorded=event.recorded_at.date(),
        role=acted(event.role, event.payload), institution=event.institution,
        what=tell(event.verb, event.payload),
    )  # fmt: skip


@history_group.command("verify")
@click.argument("code", required=False)
@click.option("--head", "file", type=click.Path(path_type=Path), help="A file of signed heads.")
@in_language
@click.pass_obj
@click.pass_context
def verify(ctx: click.Context, app: App, code: str | None, file: Path | None) -> None:
    """Check everything of one engagement, or of all and the Facility.

    The chain with every column of every event, the tables against the history told again, texts,
    revisions, seals and files; with --head also against heads kept elsewhere.
    """
    kept = _kept_heads(file, code) if file else []
    with app.store.database.reading() as session:
        chains = list(verifying.chains(session, code))
        if not chains and code is not None:
            raise NotFound
        keys = signing.trusted(session, app.store.keys.signer)
        against = Against(attaching.folder(app.settings), keys, awaited=awaited)
        sound = [_verify(app, session, chain, against, kept) for chain in chains]
        sound += [_of_lost(app, session, head, keys) for head in _lost(kept, chains)]
    if not sound:
        app.say("cli.history.empty")
    if not all(sound):
        ctx.exit(1)


def _kept_heads(file: Path, code: str | None) -> list[SignedHead]:
    with file.open("rb") as stream:
        found = heads.read(stream.read(heads.LIMIT + 1))
    of_code = [head for head in found if code in (None, head.said.chain)]
    if not of_code:
        raise refused("cli.history.no_head_of", code=code or "")
    return of_code


def _verify(
    app: App, session: Session, chain: Chain, against: Against, kept: list[SignedHead]
) -> bool:
    own = tuple(head for head in kept if head.said.chain == chain.name)
    wrong = verifying.first_wrong(session, chain, replace(against, heads=own))
    if wrong is not None:
        app.complain(wrong)
        return False
    of_engagement = chain.engagement is not None
    code = "cli.history.all_sound" if of_engagement else "cli.history.sound"
    app.say(code, chain=chain.name, count=chain.event_count)
    for head in own:
        app.say(
            "cli.history.agrees", chain=chain.name, count=head.said.event_count,
            when=head.said.moment, key=head.said.key,
        )  # fmt: skip
    return True


def _lost(kept: list[SignedHead], chains: list[Chain]) -> list[SignedHead]:
    """Heads of histories that are not there at all."""
    there = {chain.name for chain in chains}
    return [head for head in kept if head.said.chain not in there]


def _of_lost(app: App, session: Session, head: SignedHead, keys: Mapping[str, str]) -> bool:
    wrong = verifying.against_head(session, head, keys)
    if wrong is not None:
        app.complain(wrong)
    return wrong is None


@history_group.command("head")
@click.argument("code", required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write it into this file.")
@in_language
@click.pass_obj
def head(app: App, code: str | None, output: Path | None) -> None:
    """Sign where the history of one engagement, or of all and the Facility, stands.

    Keep it outside this installation: it shows later whether the end was cut off or all of it was
    written anew (`history verify --head FILE`).
    """
    ensure_registered(app.store)
    with app.store.database.reading() as session:
        chains = list(verifying.chains(session, code))
    if not chains and code is not None:
        raise NotFound
    signed = store_heads.sign_all(app.store.keys.signer, chains)
    content = heads.file_of(signed, app.words(msg("head.explanation")))
    if output is None:
        click.echo(content, nl=False)
        return
    output.write_bytes(content)
    app.say("cli.history.heads_written", count=len(signed), path=str(output))
