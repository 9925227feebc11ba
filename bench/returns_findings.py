"""Where do our findings differ from those of the sector's validators, rule by rule? Sets of children are compared."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

#: Why they differ, by return and rule.
REASONS = Path(__file__).with_name("differences.toml")
Found = dict[str, set[str | None]]


def compare(ours: Path, theirs: Path) -> dict[str, dict[str, Any]]:
    """For each rule on which the two differ, how many children both, only they and only we find; whether it crashed.

    Args:
        ours: the JSON of `threshold returns check`.
        theirs: what a script of `bench/peers` wrote.
    """
    told, of_them = json.loads(ours.read_text()), json.loads(theirs.read_text())
    mine: Found = defaultdict(set)
    for finding in told["findings"]:
        mine[finding["rule"]].add(finding["child"])
    other: Found = defaultdict(set)
    for code, child in of_them["findings"]:
        other[code].add(child)
    for code in of_them["whole"]:
        other[code].add(None)
    crashed = {code for code, _ in of_them["crashed"]}
    codes = {result["code"] for result in told["rules"] if not result["code"].startswith("form.")} | set(other)
    return {
        code: {
            "both": len(mine[code] & other[code]), "theirs": len(other[code] - mine[code]),
            "ours": len(mine[code] - other[code]), "crashed": code in crashed,
        }
        for code in sorted(codes | crashed)
        if mine[code] != other[code] or code in crashed
    }  # fmt: skip


def reasons() -> dict[str, dict[str, dict[str, str]]]:
    """By return and rule: `right`, which of us is, and `why`."""
    return tomllib.loads(REASONS.read_text())
