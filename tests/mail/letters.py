"""A notice as the worker makes it, for the tests of mail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from srf_policy.mail.messages import Notice

BASE = "https://srf.example.org"


def notice(name: str = "please_take_position", **changes: Any) -> Notice:
    values: dict[str, Any] = {
        "name": name,
        "key": "mail:IRQ-PEI:200:please_take_position:abc234abc234",
        "code": "IRQ-PEI",
        "title": {"en": "Policy on Engagement", "ar": "سياسة التواصل"},
        "language": "en",
        "number": "abc234abc234",
        "role": "validator",
        "institution": "MoFA",
        "asked_at": datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
        "params": {"revision": 3},
    }
    return Notice(**{**values, **changes})
