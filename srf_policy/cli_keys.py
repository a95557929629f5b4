"""`keys`: another secret, another key that signs; what was signed before stays recognisable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

from srf_policy.domain.errors import refused
from srf_policy.languages.messages import msg
from srf_policy.operations import Store
from srf_policy.operations.people import SYSTEM
from srf_policy.operations.runner import perform
from srf_policy.operations.signing import ensure_registered
from srf_policy.store import signing
from srf_policy.store.database import open_database
from srf_policy.store.keys import SECRET, SHORTEST, KeyRing, ensure_secret
from srf_policy.store.rewrapping import rewrap

from .cli_base import App, in_language
from .cli_demo import in_use

_COMING = "secret.coming"


@click.group("keys")
def keys_group() -> None:
    """The installation's keys: renew-secret, renew-signing."""


@keys_group.command("renew-secret")
@in_language
@click.pass_obj
def renew_secret(app: App) -> None:
    """Wrap the keys of names under another secret; everybody signs in anew.

    Stop server and workers first. Where SRF_SECRET_KEY is set the new one is asked for (or read
    from standard input), and has to be set before the next start. Safe to repeat when interrupted.
    """
    settings = app.settings
    old = ensure_secret(settings)
    with in_use(settings, alone=True):
        new = _asked(app, old) if settings.secret_key else _coming(settings.keys)
        count = rewrap(settings.keys, old, new)
        ring = KeyRing(settings.keys, new, settings.signing_key)
        store = Store(open_database(settings), ring)
        perform(store, "renew_lookups", actor=SYSTEM, origin="cli")
        if not settings.secret_key:
            (settings.keys / _COMING).rename(settings.keys / SECRET)
    app.say("cli.keys.secret_set" if settings.secret_key else "cli.keys.secret", count=count)


def _asked(app: App, old: str) -> str:
    new: str = click.prompt(app.words(msg("cli.keys.new_secret")), hide_input=True, err=True)
    if len(new) < SHORTEST:
        raise refused("cli.keys.short", letters=SHORTEST)
    if new == old:
        raise refused("cli.keys.same")
    return new


def _coming(folder: Path) -> str:
    """The new secret lies on the disk before anything is wrapped under it."""
    path = folder / _COMING
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
    return path.read_text()


@keys_group.command("renew-signing")
@in_language
@click.pass_obj
def renew_signing(app: App) -> None:
    """Sign with another key from now on; it vouches for the former ones.

    Stop server and workers first. Where SRF_SIGNING_KEY is set a new key is printed, to be set
    before the next start.
    """
    ensure_registered(app.store)
    settings = app.settings
    if settings.signing_key:
        click.echo(signing.new_key())
        app.complain(msg("cli.keys.signing_to_set"))
        return
    with in_use(settings, alone=True):
        former = app.store.keys.signer.id
        (settings.keys / signing.FILE).rename(settings.keys / f"{signing.FILE}-{former}")
        ring = KeyRing(settings.keys, ensure_secret(settings))
        ensure_registered(Store(app.store.database, ring))
    app.say("cli.keys.signing", key=ring.signer.id, former=former)
