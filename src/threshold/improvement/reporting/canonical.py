"""How is a snapshot written so that the same content is always the same bytes?"""

from __future__ import annotations

import hashlib
import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any


def dumps(content: dict[str, Any]) -> str:
    """Keys sorted, no spaces between, numbers as whole numbers or as text with fixed decimals, never as floats.

    Raises:
        TypeError: a float or another value that JSON writes in more than one way.
    """
    _check(content, "snapshot")
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def loads(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def fixed(value: float | Decimal | int | None, places: int = 4) -> str | None:
    """A number with so many decimals, halves away from nought: "83.3333"; None stays."""
    if value is None:
        return None
    return str(
        Decimal(repr(value) if isinstance(value, float) else value).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    )


def _check(value: Any, where: str) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case dict():
            for key, part in value.items():
                if not isinstance(key, str):
                    raise TypeError(f"{where}: the key {key!r} is not a text.")
                _check(part, f"{where}.{key}")
        case list():
            for number, part in enumerate(value):
                _check(part, f"{where}[{number}]")
        case _:
            raise TypeError(f"{where} is a {type(value).__name__}. Write dates and numbers as text of fixed form.")
