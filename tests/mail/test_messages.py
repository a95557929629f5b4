"""The words and headers of messages."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser

import pytest

from srf_policy.engine.vocabulary import NOTICES
from srf_policy.languages.tags import INTERFACE
from srf_policy.mail.messages import compose, link, message_id, text_of
from tests.mail.letters import BASE, notice

ALL = {
    **{name: {} for name in NOTICES},
    "round_opened": {"round": 2},
    "please_confirm_move": {"move": "record_adoption"},
    "please_confirm_exception": {"move": "present"},
}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", INTERFACE)
def test_every_notice_is_said_completely_in_every_language(name: str, language: str) -> None:
    subject, body = text_of(notice(name, params=ALL[name], language=language), BASE)
    assert "IRQ-PEI" in subject
    assert "[" not in subject + body, "a parameter is lacking"
    assert f"{BASE}/{language}/" in body


def test_links_lead_to_where_the_reader_acts() -> None:
    assert link(notice(), BASE) == f"{BASE}/en/e/IRQ-PEI/validation"
    opened = notice("round_opened", params={"round": 2}, language="ar")
    assert link(opened, BASE + "/") == f"{BASE}/ar/c/IRQ-PEI-2"
    assert link(notice("adopted", language="ckb"), BASE) == f"{BASE}/en/e/IRQ-PEI"


def test_a_message_survives_the_way_through_bytes() -> None:
    sent = compose(notice(language="ar"), "focal@example.org", BASE)
    read = BytesParser(policy=policy.default).parsebytes(sent.as_bytes())
    assert read["To"] == "focal@example.org"
    assert read["From"] == "Silk Routes Facility <no-reply@srf.example.org>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["List-Id"] == "<irq-pei.srf.example.org>"
    assert read["Content-Language"] == "ar"
    assert read["Date"] == "Wed, 25 Nov 2026 09:30:00 +0000"
    assert read.get_content_type() == "text/plain"
    assert read.get_content_charset() == "utf-8"
    assert read.get_content().strip() == text_of(notice(language="ar"), BASE)[1].strip()


def test_right_to_left_paragraphs_begin_with_a_mark_and_leave_addresses_alone() -> None:
    subject, body = text_of(notice(language="fa-AF"), BASE)
    assert subject.startswith("\u200f")
    assert all(part.startswith("\u200f") for part in body.strip().split("\n\n"))
    address = f"{BASE}/fa-AF/e/IRQ-PEI/validation"
    before, after = body.split(address)
    assert before[-1] != "\u2068"
    assert after[0] != "\u2069"
    assert "\u2068IRQ-PEI\u2069" in body


def test_english_carries_no_direction_signs() -> None:
    subject, body = text_of(notice(), BASE)
    assert not set("\u200f\u2068\u2069") & set(subject + body)


def test_a_translation_that_nobody_checked_says_so() -> None:
    assert len(text_of(notice(language="ar"), BASE)[1].strip().split("\n\n")) == 3
    assert len(text_of(notice(), BASE)[1].strip().split("\n\n")) == 2


def test_the_same_key_gives_the_same_message_id() -> None:
    assert message_id("a", BASE) == message_id("a", BASE) != message_id("b", BASE)
    assert message_id("a", BASE).endswith("@srf.example.org>")


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]"])
def test_without_a_name_of_its_own_the_program_uses_a_domain_that_is_never_delivered(
    base: str,
) -> None:
    assert compose(notice(), "a@example.org", base)["From"].endswith("@srf-policy.invalid>")


def test_a_title_cannot_add_a_header() -> None:
    planted = notice(
        "please_confirm_move", code="X\nBcc: all@example.org", params={"move": "present"}
    )
    subject, _ = text_of(planted, BASE)
    assert "\n" not in subject
