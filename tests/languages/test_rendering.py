"""Messages put into words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

import pytest

from srf_policy.languages import catalogues, rendering
from srf_policy.languages.catalogues import Catalogue
from srf_policy.languages.messages import Value, msg
from srf_policy.languages.rendering import Part, say, say_parts

ENGLISH = {
    "x.plain": {"other": "A & B"},
    "x.value": {"other": "Sent to {value}."},
    "x.count": {"one": "{count} comment", "other": "{count} comments"},
    "x.braces": {"other": "{{ {value} }} {value.real} {0}"},
    "common.not_recorded": {"other": "not recorded"},
    "common.moment_utc": {"other": "{date}, {time} UTC"},
}
ARABIC = {"x.value": {"other": "أُرسل إلى {value}."}}


@pytest.fixture(autouse=True)
def _small_catalogues(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kept = {"en": Catalogue(ENGLISH, True), "ar": Catalogue(ARABIC, False)}
    nothing = Catalogue({}, False)
    catalogues.forms_of.cache_clear()
    monkeypatch.setattr(catalogues, "catalogue", lambda tag: kept.get(tag, nothing))
    yield
    rendering.split.cache_clear()
    catalogues.forms_of.cache_clear()


@pytest.mark.parametrize(
    ("value", "english", "arabic"),
    [
        ("MoFA", "MoFA", "MoFA"),
        (3, "3", "٣"),
        (120_000, "120,000", "١٢٠٬٠٠٠"),
        (date(2019, 6, 14), "14 June 2019 (24 Jawza 1398)", "١٤ حزيران ٢٠١٩ (٢٤ جوزا ١٣٩٨)"),
        ({"en": "Ministry", "ar": "وزارة"}, "Ministry", "وزارة"),
        ({}, "not recorded", "not recorded"),
        (None, "not recorded", "not recorded"),
        (["a", "b", "c"], "a, b and c", "a وb وc"),
        ([], "not recorded", "not recorded"),
        (["a", ["b", 2]], "a and b and 2", "a وb و٢"),
        ("{value} {{", "{value} {{", "{value} {{"),
    ],
)
def test_every_kind_of_value(value: Value, english: str, arabic: str) -> None:
    message = msg("x.value", value=value)
    assert say(message, "en", country="AF") == f"Sent to {english}."
    assert say(message, "ar", country="AF") == f"أُرسل إلى {arabic}."


def test_messages_nest() -> None:
    inner = msg("x.count", count=2)
    assert (
        say(msg("x.value", value=[inner, msg("x.plain")]), "en") == "Sent to 2 comments and A & B."
    )


def test_count_chooses_the_plural() -> None:
    assert [say(msg("x.count", count=n), "en") for n in (0, 1, 2)] == [
        "0 comments",
        "1 comment",
        "2 comments",
    ]


def test_only_plain_names_are_opened() -> None:
    assert say(msg("x.braces", value="v"), "en") == "{ v } {value.real} {0}"


def test_a_missing_parameter_shows_its_name() -> None:
    assert say(msg("x.value"), "en") == "Sent to [value]."


def test_hooks_make_safe_html() -> None:
    message = msg("x.value", value=["<b>", msg("x.plain")])
    html = say(message, "en", wrap=lambda text: f"<bdi>{escape(text)}</bdi>", escape=escape)
    assert html == "Sent to <bdi>&lt;b&gt;</bdi> and A &amp; B."


def test_parts_tell_their_language() -> None:
    parts = list(say_parts(msg("x.value", value={"en": "Ministry"}), "ar"))
    assert parts[1] == Part("value", "Ministry", "en")
    assert {part.language for part in parts if part.kind == "words"} == {"ar"}


def test_what_english_stands_in_for_is_english_throughout() -> None:
    parts = list(say_parts(msg("x.count", count=3), "ar"))
    assert parts == [Part("words", "3", "en"), Part("words", " comments", "en")]


def test_sorani_lists_have_their_comma() -> None:
    parts = rendering._say_list(["a", "b", "c"], "ckb", None)
    assert "".join(part.text for part in parts) == "a، b، c"
