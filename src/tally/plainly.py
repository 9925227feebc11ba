"""How is an example of a rule written for a person? In the terminal and in the reference pages alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tally.rules import Example

#: What stands above examples that are written so.
LEGEND = "What is not written there is empty; each pair of brackets is a row or an element."
#: What stands beside the tables of an example.
_BESIDE = {"previous": "last year", "reference": "lists"}


def plainly(example: Example | str) -> str:
    """An example as one line: "Episodes (DECOM 2025-05-01, PLACE U6) (DECOM 2025-07-01)"."""
    if isinstance(example, str):
        return example
    if isinstance(example, Mapping):
        told = {_BESIDE.get(name, name): value for name, value in example.items() if value not in ("", None)}
        return ", ".join(f"{name} {plainly(_bracketed(value))}" for name, value in told.items())
    return " ".join(f"({plainly(one)})" for one in example) or "without a row"


def _bracketed(value: Any) -> Any:
    """What holds others, as a list of it, so that it comes to stand in brackets."""
    return [value] if isinstance(value, Mapping) else value
