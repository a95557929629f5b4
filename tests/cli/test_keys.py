"""Another secret and another signing key: what was made under the former ones stays ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from srf_policy import cli_demo, cli_keys
from srf_policy.operations.accounts import open_store, sign_in
from srf_policy.operations.runner import perform
from srf_policy.settings import Settings
from srf_policy.store import rewrapping
from srf_policy.store.keys import KeyRing
from tests.cli.running import in_folder, ok, refusal, run
from tests.makers import IRAQ, LEAD, Seeded

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NEW = "another secret of more than thirty-two letters"


def in_demo(folder: Path) -> Settings:
    return Settings(data_dir=folder)


def names(settings: Settings) -> str:
    return ok(settings, "history", "show", IRAQ, "--as", LEAD)


def test_a_secret_of_the_environment_is_renewed(seeded: Seeded) -> None:
    token = seeded.store.keys.token("draft 3")
    seeded.store.database.dispose()
    done = run(seeded.settings, "keys", "renew-secret", input=f"{NEW}\n")
    assert done.exit_code == 0, done.output
    assert NEW not in done.output
    renewed = seeded.settings.model_copy(update={"secret_key": NEW})
    assert names(renewed)
    ring = open_store(renewed).keys
    assert ring.recognises(token, "draft 3")
    assert not ring.recognises(token, "draft 4")
    assert ring.recognises(ring.token("draft 4"), "draft 4")
    assert not ring.recognises("v1.00000000.00", "draft 3")
    assert not ring.recognises("nonsense", "draft 3")
    [said] = refusal(seeded.settings, "history", "show", IRAQ, "--as", LEAD)[:1]
    assert said


@SQLITE
@pytest.mark.parametrize(
    ("typed", "said"), [("short", "at least 32"), ("", "at least 32"), ("same", "present one")]
)
def test_a_bad_new_secret_changes_nothing(seeded: Seeded, typed: str, said: str) -> None:
    typed = seeded.settings.secret_key if typed == "same" else typed
    done = run(seeded.settings, "keys", "renew-secret", input=f"{typed}\n")
    assert done.exit_code == 1 and (said in done.stderr or typed == ""), done.output
    assert names(seeded.settings)


def test_a_secret_of_the_folder_is_renewed_and_people_sign_in(demo: Path) -> None:
    settings = in_demo(demo)
    before = (settings.keys / "secret").read_text()
    ok(in_folder(demo), "keys", "renew-secret")
    assert (settings.keys / "secret").read_text() != before
    assert not (settings.keys / "secret.coming").exists()
    assert sign_in(open_store(settings), LEAD, "silk-routes-demo", "here")


def test_an_interrupted_renewal_is_taken_up_again(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst place: the keys are under the new secret already, the addresses are not."""
    settings = in_demo(demo)

    def cut(*_: object, **__: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(cli_keys, "perform", cut)
    assert run(in_folder(demo), "keys", "renew-secret").exit_code == 1
    monkeypatch.setattr(cli_keys, "perform", perform)
    ok(in_folder(demo), "keys", "renew-secret")
    assert sign_in(open_store(settings), LEAD, "silk-routes-demo", "here")


def test_a_secret_made_before_it_lies_on_the_disk_would_be_lost(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted bug: each run makes its own new secret. A cut then leaves keys nobody opens."""
    made = iter(("a" * 48, "b" * 48))
    monkeypatch.setattr(cli_keys, "_coming", lambda _folder: next(made))
    monkeypatch.setattr(cli_keys, "perform", lambda *_, **__: 1 / 0)
    assert run(in_folder(demo), "keys", "renew-secret").exit_code == 1
    assert run(in_folder(demo), "keys", "renew-secret").exit_code == 1
    folder = in_demo(demo).keys
    with pytest.raises(Exception, match="wrong_secret"):
        rewrapping.rewrap(folder, (folder / "secret").read_text(), "b" * 48)


def test_nobody_may_use_it_meanwhile(demo: Path) -> None:
    with cli_demo.in_use(in_demo(demo)):
        refusal(in_folder(demo), "keys", "renew-secret")


def test_another_signing_key_vouches_for_the_former(demo: Path, tmp_path: Path) -> None:
    head = tmp_path / "head.txt"
    ok(in_folder(demo), "history", "head", "-o", str(head))
    former = KeyRing(in_demo(demo).keys, "x").signer.id
    said = ok(in_folder(demo), "keys", "renew-signing")
    assert former in said
    assert KeyRing(in_demo(demo).keys, "x").signer.id != former
    ok(in_folder(demo), "history", "verify", "--head", str(head))


@SQLITE
def test_a_signing_key_of_the_environment_is_printed(seeded: Seeded) -> None:
    from srf_policy.store.signing import Signer, new_key

    environ = {
        "SRF_DATA_DIR": str(seeded.settings.data_dir), "SRF_KEY_DIR": str(seeded.settings.keys),
        "SRF_DATABASE_URL": seeded.settings.database_url,
        "SRF_SECRET_KEY": seeded.settings.secret_key, "SRF_SIGNING_KEY": new_key(),
    }  # fmt: skip
    done = run(environ, "keys", "renew-signing")
    assert done.exit_code == 0, done.output
    assert Signer(done.stdout.strip()).id
