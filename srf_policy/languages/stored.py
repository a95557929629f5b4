"""Messages as plain values, to be kept and put into words later in a reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .messages import Message

_NAMES = {"code", "params"}


def stored(message: Message) -> dict[str, Any]:
    """The message as plain values, messages within it too; days stay as they are."""
    return {
        "code": message.code,
        "params": {name: _plain(value) for name, value in message.params.items()},
    }


def restored(kept: Mapping[str, Any]) -> Message:
    """The message that was kept."""
    return Message(kept["code"], {name: _value(value) for name, value in kept["params"].items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return stored(value)
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def _value(value: Any) -> Any:
    if isinstance(value, Mapping) and set(value) == _NAMES:
        return restored(value)
    return [_value(one) for one in value] if isinstance(value, list) else value
