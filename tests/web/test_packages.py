"""The package on its screen, and the signed head on the receipt of a reply."""

from __future__ import annotations

import pytest
from flask import Flask

from srf_policy.documents import verifier
from srf_policy.domain import heads
from srf_policy.jobs.worker import run_once
from srf_policy.operations import Store
from srf_policy.settings import Settings
from srf_policy.store import signing, verifying
from tests.web.browser import Browser

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

IRAQ = "IRQ-PEI"


def test_a_package_is_made_and_downloaded(
    browser: Browser, demo_settings: Settings, demo_store: Store
) -> None:
    browser.sign_in("focal.mofa.iq@example.org")
    assert "Your copy holds what you may see" in browser.get(f"/e/{IRAQ}/package").text
    assert "being made" in browser.submit().text
    place = browser.page.request.path.removeprefix("/en")
    while run_once(demo_store, demo_settings):
        pass
    assert "The file is ready" in browser.get(place).text
    got = browser.get(f"{place}/file")
    assert got.content_type == "application/zip"
    assert verifier.check(verifier.unpacked(got.data), demo_store.keys.signer.id)


def test_packages_of_an_end_are_the_facilitys_and_the_leads(
    browser: Browser, demo: Flask, demo_settings: Settings
) -> None:
    browser.sign_in("lead.irq@example.org")
    folder = demo_settings.data_dir / "packages"
    folder.mkdir()
    (folder / f"{IRAQ}-sealed-200.zip").write_bytes(b"kept")
    (folder / f"{IRAQ}-2-sealed-200.zip.part").write_bytes(b"not whole")
    assert f"{IRAQ}-sealed-200.zip" in browser.get(f"/e/{IRAQ}/package").text
    assert browser.get(f"/e/{IRAQ}/package/{IRAQ}-sealed-200.zip").data == b"kept"
    browser.get(f"/e/{IRAQ}/package/other.zip", status=404)
    ministry = Browser(demo)
    ministry.sign_in("focal.mofa.iq@example.org")
    assert "sealed-200" not in ministry.get(f"/e/{IRAQ}/package").text
    ministry.get(f"/e/{IRAQ}/package/{IRAQ}-sealed-200.zip", status=404)


def test_a_receipt_carries_a_signed_head(browser: Browser, demo_store: Store) -> None:
    browser.sign_in("focal.mofa.iq@example.org")
    shown = browser.get(f"/c/{IRAQ}-2/sent").text
    file = browser.get(f"/c/{IRAQ}-2/sent/head")
    assert "attachment" in file.headers["Content-Disposition"]
    [head] = heads.read(file.data)
    assert head.said.key in shown
    assert head.signature[:44] in shown
    with demo_store.database.reading() as session:
        keys = signing.trusted(session, demo_store.keys.signer)
        assert verifying.against_head(session, head, keys) is None
    assert browser.get(f"/c/{IRAQ}-2/sent/head").data == file.data, "it stays the same"
