"""What did we and a validator of the sector find in the same files? Sets of children are compared, rule by rule."""

from __future__ import annotations

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Why they differ, by return and rule.
REASONS = Path(__file__).with_name("differences.toml")
#: What the page says of a difference that nobody has looked into.
UNEXPLAINED = "unexplained"
Found = dict[str, set[str | None]]


@dataclass(frozen=True)
class Answers:
    """What both found in the same files, as children by rule; None is the whole return.

    Attributes:
        crashed: the rules on which they crashed, of which nobody knows what they would have found.
    """

    ours: Found
    theirs: Found
    crashed: frozenset[str]


def read(ours: Path, theirs: Path) -> Answers:
    """
    Args:
        ours: the JSON of `threshold returns check`.
        theirs: what a script of `bench/peers` wrote.
    """
    told, of_them = json.loads(ours.read_text()), json.loads(theirs.read_text())
    mine: Found = defaultdict(set)
    for finding in told["findings"]:
        # What is wrong with the form of a file is no rule of the department.
        if not finding["rule"].startswith("form."):
            mine[finding["rule"]].add(finding["child"])
    other: Found = defaultdict(set)
    for code, child in of_them["findings"]:
        other[code].add(child)
    for code in of_them["whole"]:
        other[code].add(None)
    return Answers(mine, other, frozenset(code for code, _ in of_them["crashed"]))


def differences(answers: Answers) -> dict[str, dict[str, Any]]:
    """For each rule on which the two differ, how many children both, only they and only we find; whether it crashed."""
    ours, theirs, crashed = answers.ours, answers.theirs, answers.crashed
    return {
        code: {
            "both": len(ours.get(code, set()) & theirs.get(code, set())),
            "theirs": len(theirs.get(code, set()) - ours.get(code, set())),
            "ours": len(ours.get(code, set()) - theirs.get(code, set())), "crashed": code in crashed,
        }
        for code in sorted({*ours, *theirs, *crashed})
        if ours.get(code, set()) != theirs.get(code, set()) or code in crashed
    }  # fmt: skip


def planted(answers: Answers, faultless: Answers, listed: Path, file: str) -> Iterator[dict[str, Any]]:
    """For each kind of fault that was planted: in how many children, and in how many each has found it.

    A fault is found where the rule that is to find it names the child. "otherwise" counts the children on whom it does
    not, and on whom another rule finds something that is not in the same files without faults.

    Args:
        faultless: what both found in the same files without faults.
        listed: the list of the faults that `threshold returns synthesise` wrote.
        file: the file or folder of the return, as the list calls it.
    """
    kinds: dict[tuple[str, ...], set[str | None]] = defaultdict(set)
    with listed.open(newline="") as lines:
        for row in csv.DictReader(lines):
            if row["file"] == file:
                kinds[row["rule"], f"{row['table']}.{row['column']}", row["change"]].add(row["child"])
    is_new = [_new(answers.ours, faultless.ours), _new(answers.theirs, faultless.theirs)]
    for (code, where, change), children in kinds.items():
        ours, theirs = (children & found.get(code, set()) for found in (answers.ours, answers.theirs))
        yield {
            "rule": code, "where": where, "change": change, "planted": len(children), "both": len(ours & theirs),
            "ours": len(ours - theirs), "theirs": len(theirs - ours),
            "ours_otherwise": len((children - ours) & is_new[0]),
            "theirs_otherwise": len((children - theirs) & is_new[1]),
        }  # fmt: skip


def _new(found: Found, before: Found) -> set[str | None]:
    """The children on whom some rule has found what it did not find before."""
    return {child for code, children in found.items() for child in children - before.get(code, set())}


def reasons() -> dict[str, dict[str, dict[str, str]]]:
    """By return and rule: `right`, which of us is, and `why`."""
    return tomllib.loads(REASONS.read_text())
