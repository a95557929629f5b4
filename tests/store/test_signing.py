"""Keys, signed heads, and what is said of files that are none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from srf_policy.domain import SigningKey, heads
from srf_policy.domain.errors import Refused
from srf_policy.operations import Store
from srf_policy.operations import signing as registering
from srf_policy.store import heads as store_heads
from srf_policy.store import signing, verifying
from srf_policy.store.keys import KeyRing
from srf_policy.store.signing import HEAD, SEAL, Signer, genuine
from tests.cli.running import ok, refusal, run
from tests.makers import IRAQ, Seeded

SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
NOON = datetime(2019, 11, 27, 12, tzinfo=UTC)
HASH = "ab" * 32


def signer() -> Signer:
    return Signer(signing.new_key())


def test_a_signature_is_of_one_key_one_purpose_and_one_content() -> None:
    one, other = signer(), signer()
    signed = one.sign(HEAD, b"content")
    assert genuine(one.public, HEAD, b"content", signed)
    assert not genuine(other.public, HEAD, b"content", signed)
    assert not genuine(one.public, SEAL, b"content", signed)
    assert not genuine(one.public, HEAD, b"contents", signed)
    assert not genuine(one.public, HEAD, b"content", "not base64 at all!")
    assert not genuine("", HEAD, b"content", signed)


def test_the_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = signing.load(tmp_path, "")
    assert signing.load(tmp_path, "").id == first.id
    assert (tmp_path / signing.FILE).stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [signing.FILE]
    given = signing.new_key()
    assert signing.load(tmp_path, given).id == Signer(given).id != first.id


@pytest.mark.parametrize("key", ["x", "é", "0" * 44, "fq1F_Za44REeDnepFAQh"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(Refused) as caught:
        Signer(key)
    assert caught.value.problems[0].message.code == "signing.bad_key"


@SQLITE
def test_after_a_rotation_old_signatures_are_believed(seeded: Seeded) -> None:
    registering.ensure_registered(seeded.store)
    old = seeded.store.keys.signer
    [head] = _heads(seeded.store)
    rotated = _with_key(seeded, signing.new_key())
    registering.ensure_registered(rotated)
    registering.ensure_registered(rotated)
    with rotated.database.reading() as session:
        keys = signing.trusted(session, rotated.keys.signer)
        assert set(keys) == {old.id, rotated.keys.signer.id}
        assert verifying.against_head(session, head, keys) is None
        assert session.query(SigningKey).count() == 2


@SQLITE
def test_a_key_that_somebody_put_into_the_table_is_not_believed(seeded: Seeded) -> None:
    registering.ensure_registered(seeded.store)
    own, forger = seeded.store.keys.signer, signer()
    row = {"id": forger.id, "key": forger.public, "since": "2019-01-01 00:00:00", "seq": 1,
           "former": "[]", "signature": forger.card(NOON, {})}  # fmt: skip
    columns = "id, public_key, since, former, signature, seq"
    with seeded.store.database.engine.begin() as connection:
        values = ":id, :key, :since, :former, :signature, :seq"
        connection.execute(text(f"INSERT INTO signing_key ({columns}) VALUES ({values})"), row)
        connection.execute(text("DROP TRIGGER frozen_signing_key_update"))
        connection.execute(
            text("UPDATE signing_key SET former = :former WHERE id = :id"),
            {"former": f'["{forger.id}"]', "id": own.id},
        )
    with seeded.reading() as session:
        assert set(signing.trusted(session, own)) == {own.id}
        forged = heads.sign(forger, IRAQ, 3, HASH, NOON)
        wrong = verifying.against_head(session, forged, signing.trusted(session, own))
    assert wrong is not None
    assert wrong.code == "verify.head_key"


def _with_key(seeded: Seeded, key: str) -> Store:
    from srf_policy.store.keys import ensure_secret

    ring = KeyRing(seeded.settings.keys, ensure_secret(seeded.settings), key)
    return Store(seeded.store.database, ring)


def _heads(store: Store) -> list[heads.SignedHead]:
    with store.database.reading() as session:
        return store_heads.sign_all(store.keys.signer, list(verifying.chains(session, IRAQ)))


def test_a_head_is_read_as_it_was_written() -> None:
    one, two = signer(), signer()
    made = [heads.sign(one, IRAQ, 3, HASH, NOON), heads.sign(two, "AFG-CMP", 0, "", NOON)]
    file = heads.file_of(made, "What this is.\n\nHow to check it.")
    assert heads.read(file) == made
    assert heads.read(b"\xef\xbb\xbf" + file.replace(b"\n", b"\r\n")) == made
    assert genuine(one.public, HEAD, made[0].said.content(), made[0].signature)


LINE = heads.sign(Signer("A" * 43 + "="), IRAQ, 3, HASH, NOON).line()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "head.none"), (b"# nothing\n", "head.none"), (b"\0" * 50_000_000, "head.too_large"),
        (LINE.encode("utf-16"), "head.wrong_encoding"), (LINE[:200].encode(), "head.broken"),
        (LINE.replace('"version":1', '"version":2').encode(), "head.later_version"),
        (LINE.replace('"version":1', '"version":true').encode(), "head.broken"),
        (LINE.replace('"event_count":3', '"event_count":-3').encode(), "head.broken"),
        (LINE.replace('"event_count":3', '"event_count":"3"').encode(), "head.broken"),
        (LINE.replace(HASH, "short").encode(), "head.broken"), (b"{}", "head.broken"),
        (b"{" * 100_000, "head.broken"), (b"[1]\n{1}", "head.broken"),
        (LINE.replace("+00:00", "").encode(), "head.broken"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_heads_gets_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        heads.read(content)
    assert caught.value.problems[0].message.code == code


@SQLITE
def test_on_the_command_line(seeded: Seeded, tmp_path: Path) -> None:
    file, before = tmp_path / "heads.txt", tmp_path / "before.txt"
    ok(seeded.settings, "history", "head", IRAQ, "-o", str(before))
    said = ok(seeded.settings, "history", "head", "-o", str(file))
    assert "2 signed heads" in said
    assert ok(seeded.settings, "history", "verify", "--head", str(file)).count("agrees with") == 2
    assert "agrees with" in ok(seeded.settings, "history", "verify", IRAQ, "--head", str(before))
    assert IRAQ in ok(seeded.settings, "history", "head", IRAQ)
    [none] = refusal(seeded.settings, "history", "verify", "FACILITY", "--head", str(before))
    assert "no signed head of FACILITY" in none
    file.write_text(file.read_text().replace('"event_count":', '"event_count":9'))
    lines = refusal(seeded.settings, "history", "verify", "--head", str(file))
    assert all("not genuine" in line for line in lines)
    refusal(seeded.settings, "history", "verify", "--head", str(tmp_path / "nothing.txt"))
    refusal(seeded.settings, "history", "head", "NOP-NOP")


@SQLITE
def test_a_head_of_a_history_that_is_gone_is_said(seeded: Seeded, tmp_path: Path) -> None:
    file = tmp_path / "heads.txt"
    file.write_text(heads.sign(seeded.store.keys.signer, "NOP-NOP", 7, HASH, NOON).line())
    done = run(seeded.settings, "history", "verify", "--head", str(file))
    assert done.exit_code == 1
    assert "NOP-NOP" in done.stderr
    assert "now it has 0" in done.stderr
