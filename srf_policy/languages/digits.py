"""Digits as each language writes them, and back."""

from __future__ import annotations

import unicodedata

from babel.numbers import format_decimal

from .tags import locale, normalise

_PERSIAN, _ARABIC, _BENGALI = "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "০১২৩৪৫৬৭৮৯"
# Urdu and all others write 0-9.
_NATIVE = {
    tag: str.maketrans("0123456789", digits)
    for tag, digits in {
        "fa-AF": _PERSIAN,
        "fa": _PERSIAN,
        "ps": _PERSIAN,
        "ar": _ARABIC,
        "ckb": _ARABIC,
        "bn": _BENGALI,
    }.items()
}


def to_native(text: str, language: str) -> str:
    """Every 0-9 in the language's own digits."""
    return text.translate(_NATIVE.get(normalise(language) or "en", {}))


_OWN = _NATIVE | {"ur": str.maketrans("0123456789", _PERSIAN)}


def has_own_digits(language: str) -> bool:
    """Has the language's script digits of its own, whether or not they are written by themselves?"""
    return (normalise(language) or "en") in _OWN


def own_digits(text: str, language: str) -> str:
    """As `to_native`, with the digits of the script also where a language writes 0-9 by itself."""
    return text.translate(_OWN.get(normalise(language) or "en", {}))


def to_ascii(text: str) -> str:
    """Every decimal digit of any script as 0-9; people type what their keyboard gives."""
    return "".join(
        str(unicodedata.digit(sign)) if unicodedata.category(sign) == "Nd" else sign
        for sign in text
    )


def say_number(number: int, language: str) -> str:
    """A whole number in the language's digits, grouped from five figures on: 4 figures may be a year."""
    if abs(number) < 10_000:
        return to_native(str(number), language)
    system = "default" if normalise(language) in _NATIVE else "latn"
    return to_native(
        format_decimal(number, locale=locale(language), numbering_system=system), language
    )
